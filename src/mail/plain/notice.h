/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notice.h -- what a reader is told about what was taken away
 *
 * The words are the operator's: a template (rules/notice/mail.txt) as in
 * compose_template.h.
 *
 *   [auth]            before all the rest, if the outer mail server said what it
 *                     found of the sender: {auth}
 *   [head], [tail]    around all the rest, if there is anything to say
 *   [action WORD]     said if that was done; actions without one are not said
 *   [defect WORD]     likewise
 *   [people]          if To or Cc had to be cut short
 *   [passed]          for each file that goes along
 *   [removed]         for each part that was taken away
 *   [mark WORD]       behind it, for each of its marks
 *   [original]        if the original is kept: {reference} finds it
 *
 * {TAG} stands for the value of that record of the plain message, wherever the
 * record stands once; {removed-…} in [removed] and [mark], {file-…} in
 * [passed], where {file-bytes} is their number. Besides these: {removed-count},
 * {file-count}, {reference}, and {number} of the part that is told of.
 */
#pragma once

#include "mail/plain/compose_template.h"

/* To the lines of the text, if there is anything to say. */
void notice_add(struct composed *out, const struct compose_options *options,
		const struct plain *plain);
