/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cut.h -- lines that a server cut, whole again
 *
 * Postfix ends a line of more than 998 bytes (smtp_line_length_limit) with a
 * line end and a blank, wherever that falls: in a word, an address, a kanji.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mime/text/line.h"

struct buf;

enum {
	CUT_LINE = 998,
};

/* The line was cut, and goes on in the next. */
static inline bool cut_is(const struct line *line, const uint8_t *end)
{
	return line->len == CUT_LINE && end - line->next >= 2 &&
	       line->next[0] == ' ' && line->next[1] > ' ';
}

/* Appends the text without its cuts; false: there are none, and nothing is
 * appended. The text begins a line. */
bool cut_mend(const uint8_t *text, size_t len, struct buf *out);
