/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign.c -- the signs without which nothing is an address
 *
 * Most of a text is none: it is passed by eights, or by characters.
 */
#include "mime/link/sign.h"

#include <stdbool.h>
#include <string.h>

#include "base/eights.h"
#include "mime/link/name.h"

/* Bytes with which such a sign may begin. */
static const bool may_begin[256] = {
	['.'] = true,  [':'] = true,  ['\\'] = true,
	[0xE2] = true, [0xE3] = true, [0xEF] = true,
};

/* ASCII with no such sign in it for sure. */
static const uint8_t *skip_ascii(const uint8_t *at, const uint8_t *end)
{
	uint64_t word, flags;

	for (; end - at >= 8; at += 8) {
		word = eights_load(at);
		flags = eights_maybe_equal(word, '.') |
			eights_maybe_equal(word, ':') |
			eights_maybe_equal(word, '\\') | eights_beyond(word);
		if (flags)
			return at + eights_first(flags);
	}
	return at;
}

/* Kana, kanji and other characters of three bytes that are no such sign. */
static const uint8_t *skip_wide(const uint8_t *at, const uint8_t *end)
{
	while (end - at >= 3 && *at >= 0xE0 && *at < 0xEF &&
	       memcmp(at, "\u2024", 3) != 0 && memcmp(at, "\u3002", 3) != 0)
		at += 3;
	return at;
}

const uint8_t *link_next_sign(const uint8_t *at, const uint8_t *end,
			      uint8_t *folded, size_t *used)
{
	for (; at < end; at++) {
		at = *at >= 0xE0 ? skip_wide(at, end) : skip_ascii(at, end);
		if (at == end || !may_begin[*at])
			continue;
		*folded = link_fold(at, end, used);
		if (*folded == '.' || *folded == ':' || *folded == '\\')
			return at;
	}
	return end;
}
