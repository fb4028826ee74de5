/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * meta.c -- the charset that a page says it is in
 */
#include "mime/html/meta.h"

#include <string.h>

#include "mime/html/token.h"
#include "mime/text/ascii.h"

enum {
	PRESCAN = 1024
};

static bool is_between(char c)
{
	return html_is_space((uint8_t)c) || c == '=' || c == '"' || c == '\'';
}

/* "charset=x", "charset = 'x'" inside one tag. */
static struct charset read_tag(const char *at, const char *end)
{
	const char *from = ascii_behind(at, (size_t)(end - at), "charset");
	struct charset found;

	while (from && from < end && is_between(*from))
		from++;
	if (!from)
		return charset_of(CHARSET_NONE);
	for (at = from; at < end && !is_between(*at) && *at != ';'; at++)
		;
	found = charset_find(from, (size_t)(at - from));
	if (found.kind == CHARSET_UNKNOWN || found.kind == CHARSET_ASCII_ONLY)
		return charset_of(CHARSET_NONE);
	if (charset_kind_is_utf16(found.kind))
		return charset_of(CHARSET_UTF8);
	return found;
}

struct charset html_meta_charset(const uint8_t *html, size_t len)
{
	const char *at = (const char *)html, *stop;
	const char *end = at + (len < PRESCAN ? len : PRESCAN);
	struct charset found = charset_of(CHARSET_NONE);

	while (found.kind == CHARSET_NONE && at < end &&
	       (at = ascii_behind(at, (size_t)(end - at), "<meta"))) {
		stop = memchr(at, '>', (size_t)(end - at));
		found = read_tag(at, stop ? stop : end);
	}
	return found;
}
