/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ascii.c -- letters, digits and words of ASCII, whatever the locale
 */
#include "mime/text/ascii.h"

int ascii_hex(int c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
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
