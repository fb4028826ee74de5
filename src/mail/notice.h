/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notice.h -- what a reader is told about what was taken away
 *
 * The words are the operator's: a template (rules/notice/mail.txt) of sections,
 * each begun by a line "[name]"; lines with # in front are remarks.
 *
 *   [auth]            before all the rest, if the outer mail server said what it
 *                     found of the sender: {auth}
 *   [head], [tail]    around all the rest, if there is anything to say
 *   [action WORD]     said if that was done; actions without one are not said
 *   [defect WORD]     likewise
 *   [people]          if To or Cc had to be cut short
 *   [removed]         for each part that was taken away
 *   [mark WORD]       behind it, for each of its marks
 *   [original]        if the original is kept: {reference} finds it
 *
 * {TAG} stands for the value of that record of the plain message, wherever the
 * record stands once; {removed-…} in [removed] and [mark]. Besides these:
 * {removed-count}, {reference}, and {number} of the part that is told of. A
 * value for which there is a section "[TAG VALUE]" ("[TAG]" for an empty one)
 * is told by its first line: [removed-why attachment], [removed-name].
 */
#pragma once

#include "mail/compose.h"

/* Well-formed, permitted characters, and the sections that must be there:
 * [head], [removed], [tail]. Returns NULL, or what is wrong. */
const char *notice_fault(const char *template);

/* The lines behind "[name word]", or "[name]" without a word, up to the next
 * section. False: there is none. */
bool notice_section(const char *template, struct slice name, struct slice word,
		    struct slice *out);

void notice_add(struct body *body, const struct compose_options *options,
		const struct plain *plain);
