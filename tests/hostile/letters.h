/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letters.h -- what the checker of the output takes for text
 *
 * Nothing below tests/hostile that judges the output shares a source file or a
 * table with src/mail or src/mime.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	const char *at;
	size_t len;
};

#define TEXT_OF(literal) ((struct text){ literal, sizeof(literal) - 1 })

enum letters_where {
	LETTERS_LINE,  /* one line, no TAB */
	LETTERS_LINES, /* CRLF ends each line; TAB is a letter */
	LETTERS_PART,  /* of a line: what they stand behind is not seen */
};

/* Well-formed UTF-8 of characters that may leave (src/mime/convert.h). */
bool letters_fine(struct text text, enum letters_where where);
/* A character that may leave, or for odd `n` one that may not; n is any
 * number. */
size_t letters_any(char out[static 4], uint64_t n);
