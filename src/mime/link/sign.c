/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign.c -- the signs without which nothing is an address
 *
 * Most of a text is none: it is passed by sixteens, whatever characters it has.
 */
#include "mime/link/sign.h"

#include <stdbool.h>

#include "base/sixteens.h"
#include "mime/link/name.h"

/* Bytes with which such a sign may begin. */
static const bool may_begin[256] = {
	['.'] = true,  [':'] = true,  ['\\'] = true,
	[0xE2] = true, [0xE3] = true, [0xEF] = true,
};

/* Flags where the two are that are beyond ASCII and not in U+FF00 and the like:
 * U+2024 and U+3002. */
static sixteen wide_dots(const uint8_t *at, sixteen bytes, sixteen next)
{
	const sixteen last = sixteen_load(at + 2);

	return sixteen_equal(next, 0x80) &
	       ((sixteen_equal(bytes, 0xE2) & sixteen_equal(last, 0xA4)) |
		(sixteen_equal(bytes, 0xE3) & sixteen_equal(last, 0x82)));
}

/* Behind `at`, which is no such sign, to the next one, or what may be one. Most
 * dots and colons are before a blank; then only a "www." is anything, or a colon
 * whose slashes are in the next line. */
static const uint8_t *skip(const uint8_t *at, const uint8_t *end)
{
	sixteen before, bytes, next, dot, colon, more, signs;

	for (; end - at > 18; at += 16) {
		before = sixteen_load(at);
		bytes = sixteen_load(at + 1);
		next = sixteen_load(at + 2);
		more = sixteen_between(next, '!', 0xFF);
		dot = sixteen_equal(bytes, '.');
		colon = sixteen_equal(bytes, ':');
		signs = (dot & (more | sixteen_equal(before | 0x20, 'w'))) |
			(colon & (more | sixteen_equal(next, '\n'))) |
			sixteen_equal(bytes, '\\') |
			sixteen_equal(bytes, 0xEF) |
			wide_dots(at + 1, bytes, next);
		if (sixteen_any(signs))
			return at + 1 + sixteen_first(signs);
	}
	return at + 1;
}

const uint8_t *link_next_sign(const uint8_t *at, const uint8_t *end,
			      uint8_t *folded, size_t *used)
{
	for (; at < end; at = skip(at, end)) {
		if (!may_begin[*at])
			continue;
		*folded = link_fold(at, end, used);
		if (*folded == '.' || *folded == ':' || *folded == '\\')
			return at;
	}
	return end;
}
