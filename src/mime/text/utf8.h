/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * utf8.h -- UTF-8 one code point at a time (RFC 3629)
 */
#pragma once

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
	UTF8_BAD = 0x7FFFFFFF, /* what no code point is */
	GETA = 0x3013,         /* 〓, what printers set for a missing letter */
};

/* Writes a scalar value as 1-4 bytes and says how many: whatever is in the rest
 * of the four. */
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
		/* Most of Japanese: one store for three. */
		const uint32_t bytes =
			htole32(0x8080E0 | cp >> 12 | (cp << 2 & 0x3F00) |
				(cp << 16 & 0x3F0000));

		memcpy(out, &bytes, 4);
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

/* U+1000 to U+CFFF and U+E000 to U+FFFF (Unicode table 3-7). */
static inline bool utf8_is_wide(const uint8_t *at, size_t len)
{
	return len >= 3 && at[0] >= 0xE1 && at[0] <= 0xEF && at[0] != 0xED &&
	       (at[1] & 0xC0) == 0x80 && (at[2] & 0xC0) == 0x80;
}

/* utf8_read() of what is neither ASCII nor one of these. */
uint32_t utf8_read_other(const uint8_t *at, size_t len, size_t *used);

/* Reads one code point of at[0..len), len > 0, and sets *used >= 1. Ill-formed
 * bytes read as UTF8_BAD with *used the maximal subpart (Unicode 3.9). */
static inline uint32_t utf8_read(const uint8_t *at, size_t len, size_t *used)
{
	if (utf8_is_wide(at, len)) {
		*used = 3;
		return (at[0] & 0x0FU) << 12 | (at[1] & 0x3FU) << 6 |
		       (at[2] & 0x3FU);
	}
	*used = 1;
	return at[0] < 0x80 ? at[0] : utf8_read_other(at, len, used);
}

/* The length of the ASCII at the beginning. */
size_t utf8_ascii_run(const uint8_t *at, size_t len);
/* The length of the kana, kanji and other characters of three bytes at the
 * beginning: well-formed for sure, though not all that are. */
size_t utf8_wide_run(const uint8_t *at, size_t len);
/* Well-formed throughout. */
bool utf8_valid(const uint8_t *at, size_t len);
