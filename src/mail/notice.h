/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notice.h -- what a reader is told about what was taken away
 *
 * The words are the operator's: a template (rules/notice/mail.txt) of sections,
 * each begun by a line "[name]"; lines with # in front are remarks.
 *
 *   [head], [tail]    around all the rest, if there is anything to say
 *   [action WORD]     said if that was done; actions without one are not said
 *   [defect WORD]     likewise
 *   [removed]         for each part that was taken away
 *   [locked]          behind it, if a password is needed
 *   [why WORD], [unnamed]   texts for {why} and an empty {name}
 *   [people]          if To or Cc had to be cut short
 *
 * {removed-count}, {from}, {message-id}, {charset-declared}, {charset-used},
 * {people-more} and the counts {unmapped}, {links}, … stand in any section;
 * {number}, {name}, {size}, {type}, {sniffed}, {why}, {sha256} in [removed].
 */
#pragma once

#include "mail/compose.h"

/* Well-formed, permitted characters, and the sections that must be there:
 * [head], [removed], [tail]. Returns NULL, or what is wrong. */
const char *notice_fault(const char *notice);

void notice_add(struct body *body, const char *notice,
		const struct plain *plain);
