/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign.c -- the signs without which nothing is an address
 *
 * Most of a text is none: it is passed by eights, or by characters.
 */
#include "mime/link/sign.h"

#include <stdbool.h>
#include <string.h>

#include "base/sixteens.h"
#include "mime/link/name.h"

/* Bytes with which such a sign may begin. */
static const bool may_begin[256] = {
	['.'] = true,  [':'] = true,  ['\\'] = true,
	[0xE2] = true, [0xE3] = true, [0xEF] = true,
};

/* Behind `at`, which is no such sign, to the next one. Most dots and colons are
 * before a blank; then only a "www." is anything, or a colon whose slashes are in
 * the next line. */
static const uint8_t *skip_ascii(const uint8_t *at, const uint8_t *end)
{
	sixteen before, bytes, next, dot, colon, word;

	for (; end - at > 17; at += 16) {
		before = sixteen_load(at);
		bytes = sixteen_load(at + 1);
		next = sixteen_load(at + 2);
		word = sixteen_between(next, '!', 0xFF);
		dot = sixteen_equal(bytes, '.');
		colon = sixteen_equal(bytes, ':');
		word = (dot & (word | sixteen_equal(before | 0x20, 'w'))) |
		       (colon & (word | sixteen_equal(next, '\n'))) |
		       sixteen_equal(bytes, '\\') |
		       sixteen_between(bytes, 0x80, 0xFF);
		if (sixteen_any(word))
			return at + 1 + sixteen_first(word);
	}
	return at + 1;
}

/* Begins a character of three bytes; U+FF00 and the like are asked for one by
 * one. */
static bool is_wide(uint8_t c)
{
	return c >= 0xE0 && c < 0xEF;
}

/* Behind the kana, kanji and other characters of three bytes at `at` that are no
 * such sign; the first one is none. */
static const uint8_t *skip_wide(const uint8_t *at, const uint8_t *end)
{
	do {
		at += 3;
	} while (end - at >= 3 && is_wide(*at) &&
		 memcmp(at, "\u2024", 3) != 0 && memcmp(at, "\u3002", 3) != 0);
	return at;
}

const uint8_t *link_next_sign(const uint8_t *at, const uint8_t *end,
			      uint8_t *folded, size_t *used)
{
	while (at < end) {
		if (may_begin[*at]) {
			*folded = link_fold(at, end, used);
			if (*folded == '.' || *folded == ':' || *folded == '\\')
				return at;
			at += *used;
		} else {
			at = is_wide(*at) ? skip_wide(at, end)
					  : skip_ascii(at, end);
		}
	}
	return end;
}
