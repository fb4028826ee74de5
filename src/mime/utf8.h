/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * utf8.h -- UTF-8 one code point at a time (RFC 3629)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	UTF8_BAD = 0x7FFFFFFF, /* what no code point is */
	GETA = 0x3013,         /* 〓, what printers set for a missing letter */
};

/* Writes a scalar value as 1-4 bytes and says how many. */
static inline size_t utf8_write(char out[static 4], uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

/* Reads one code point of at[0..len), len > 0, and sets *used >= 1. Ill-formed
 * bytes read as UTF8_BAD with *used the maximal subpart (Unicode 3.9). */
uint32_t utf8_read(const uint8_t *at, size_t len, size_t *used);
/* The length of the ASCII at the beginning. */
size_t utf8_ascii_run(const uint8_t *at, size_t len);
/* The length of the kana, kanji and other characters of three bytes at the
 * beginning: well-formed for sure, though not all that are. */
size_t utf8_wide_run(const uint8_t *at, size_t len);
/* Well-formed throughout. */
bool utf8_valid(const uint8_t *at, size_t len);
