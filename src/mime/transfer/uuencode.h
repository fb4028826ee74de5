/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * uuencode.h -- files that lie in the middle of a text (POSIX uuencode)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct uuencode {
	const uint8_t *from, *to; /* the block with its first and last line */
	const uint8_t *name;
	size_t name_len;
	const uint8_t *data; /* the encoded lines */
	size_t data_len;
};

/* The first block in at..end: "begin 644 name", at least one good line, and as
 * many as follow, to "end" where it comes. Between them may stand others. The
 * last line of a text that was cut in its middle is of the block, too. */
bool uuencode_find(const uint8_t *at, const uint8_t *end,
		   struct uuencode *block);
/* Whether a line is one of such a block: its first character gives its length. */
bool uuencode_is_line(const uint8_t *line, size_t len);
