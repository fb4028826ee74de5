/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markup.c -- whether a plain text is HTML that lost its name
 *
 * Programs that send newsletters make the plain alternative from the other one,
 * and some leave half of its tables in it.
 */
#include "mime/markup.h"

#include <string.h>
#include <strings.h>

enum {
	TAGS = 3
};

static const char *const names[] = { "table", "tr",   "td",   "div",
				     "br",    "span", "html", "body" };

static bool is_tag(const uint8_t *at, const uint8_t *end)
{
	size_t len, left;

	if (at < end && *at == '/')
		at++;
	left = (size_t)(end - at);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		len = strlen(names[i]);
		if (left > len &&
		    strncasecmp(names[i], (const char *)at, len) == 0 &&
		    (at[len] == '>' || at[len] == ' ' || at[len] == '/'))
			return true;
	}
	return false;
}

bool markup_is(const uint8_t *text, size_t len)
{
	const uint8_t *at = text, *end = text + len;
	unsigned n = 0;

	while (n < TAGS && at < end &&
	       (at = memchr(at, '<', (size_t)(end - at)))) {
		at++;
		n += is_tag(at, end);
	}
	return n == TAGS;
}
