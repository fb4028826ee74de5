/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * declaration.c -- where comments, doctypes, and what is taken for a
 * comment end
 */
#include <string.h>

#include "mime/html/token.h"

/* 13.2.5.43 to 13.2.5.52: "-->" or "--!>" ends a comment, "<!-->" and "<!--->"
 * are empty ones. `at` is behind "<!--". */
static const uint8_t *comment_end(const uint8_t *at, const uint8_t *end)
{
	if (at < end && *at == '>')
		return at + 1;
	if (end - at >= 2 && memcmp(at, "->", 2) == 0)
		return at + 2;
	while ((at = memmem(at, (size_t)(end - at), "--", 2))) {
		if (end - at >= 3 && at[2] == '>')
			return at + 3;
		if (end - at >= 4 && at[2] == '!' && at[3] == '>')
			return at + 4;
		at++;
	}
	return end;
}

const uint8_t *html_declaration_end(const uint8_t *at, const uint8_t *end)
{
	const uint8_t *stop;

	if (end - at >= 4 && memcmp(at, "<!--", 4) == 0)
		return comment_end(at + 4, end);
	/* A doctype too, inside its quotes as well (13.2.5.53 ff.). */
	stop = memchr(at, '>', (size_t)(end - at));
	return stop ? stop + 1 : end;
}
