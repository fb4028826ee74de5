/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ascii.c -- letters, digits and words of ASCII, whatever the locale
 */
#include "mime/text/ascii.h"

#include "base/sixteens.h"

/* clang-format off */
const uint8_t ascii_kinds[256] = {
	[' '] = 0, 12, 0, 12, 12, 12, 12, 12, 0, 0, 12, 12, 0, 12, 8, 4,
	['0'] = 14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 0, 0, 0, 4, 0, 4,
	['@'] = 0, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13,
	['P'] = 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 0, 0, 0, 12, 12,
	['`'] = 12, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13,
	['p'] = 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 12, 12, 12, 12, 0,
};

/* clang-format on */

/* Without a branch, for digits and letters of these come as they like. */
int ascii_hex(int c)
{
	const bool digit = (unsigned)c - '0' < 10;
	const bool letter = ((unsigned)c | 0x20) - 'a' < 6;

	return (digit | letter) ? (c & 0xF) + 9 * letter : -1;
}

const void *ascii_behind(const void *text, size_t len, const char *word)
{
	const size_t n = strlen(word);

	for (const char *at = text; len >= n; at++, len--)
		if ((*at | 0x20) == (*word | 0x20) &&
		    strncasecmp(at, word, n) == 0)
			return at + n;
	return NULL;
}

size_t ascii_printable_run(const uint8_t *at, size_t len)
{
	sixteen odd;
	size_t i = 0;

	/* The last ones are looked at with some of those before. */
	for (; i < len && len >= sizeof(odd); i += sizeof(odd)) {
		if (i > len - sizeof(odd))
			i = len - sizeof(odd);
		odd = ~sixteen_between(sixteen_load(at + i), ' ', '~');
		if (sixteen_any(odd))
			return i + sixteen_first(odd);
	}
	while (i < len && at[i] >= ' ' && at[i] < 0x7F)
		i++;
	return i;
}
