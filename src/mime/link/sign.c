/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign.c -- the signs without which nothing is an address
 *
 * Most of a text is none: it is passed by eights, or by characters.
 */
#include "mime/link/sign.h"

#include <stdbool.h>
#include <string.h>

#include "mime/link/name.h"

/* Bytes with which such a sign may begin. */
static const bool may_begin[256] = {
	['.'] = true,  [':'] = true,  ['\\'] = true,
	[0xE2] = true, [0xE3] = true, [0xEF] = true,
};

static uint64_t zeros(uint64_t word)
{
	return (word - UINT64_C(0x0101010101010101)) & ~word;
}

/* ASCII with no such sign in it for sure. */
static const uint8_t *skip_eights(const uint8_t *at, const uint8_t *end)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t word;

	for (; (size_t)(end - at) >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		if ((word | zeros(word ^ ones * '.') |
		     zeros(word ^ ones * ':') | zeros(word ^ ones * '\\')) &
		    ones * 0x80)
			break;
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
		at = *at >= 0xE0 ? skip_wide(at, end) : skip_eights(at, end);
		if (at == end || !may_begin[*at])
			continue;
		*folded = link_fold(at, end, used);
		if (*folded == '.' || *folded == ':' || *folded == '\\')
			return at;
	}
	return end;
}
