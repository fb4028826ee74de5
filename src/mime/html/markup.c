/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markup.c -- whether a plain text is HTML that lost its name
 *
 * Programs that send newsletters make the plain alternative from the other one,
 * and some leave half of its tables in it.
 */
#include "mime/html/markup.h"

#include <string.h>
#include <strings.h>

#include "mime/html/token.h"
#include "mime/text/ascii.h"

enum {
	TAGS = 3,
	REFERENCES = 3
};

/* The first of them set a page, and stand in no text by accident. */
static const char *const names[] = {
	"table", "tr", "td", "div", "br", "span", "html", "body",
	"p",     "a",  "b",  "i",   "u",  "ul",   "ol",   "li",
};

enum {
	N_NAMES = sizeof(names) / sizeof(names[0]),
	N_LAYOUT = 8
};

static bool is_tag(const uint8_t *at, const uint8_t *end, size_t n_names)
{
	size_t len, left;

	if (at < end && *at == '/')
		at++;
	left = (size_t)(end - at);
	for (size_t i = 0; i < n_names; i++) {
		len = strlen(names[i]);
		if (left > len &&
		    strncasecmp(names[i], (const char *)at, len) == 0 &&
		    (at[len] == '>' || at[len] == ' ' || at[len] == '/'))
			return true;
	}
	return false;
}

static bool has_tags(const uint8_t *text, size_t len, size_t n_names,
		     unsigned wanted)
{
	const uint8_t *at = text, *end = text + len;
	unsigned n = 0;

	while (n < wanted && at < end &&
	       (at = memchr(at, '<', (size_t)(end - at)))) {
		at++;
		n += is_tag(at, end, n_names);
	}
	return n == wanted;
}

/* "&amp;name=": an address that was copied out of HTML. */
static bool is_parameter(const uint8_t *at, const uint8_t *end)
{
	const uint8_t *from = at;

	while (at < end && (ascii_is_alnum(*at) || *at == '_' || *at == '-'))
		at++;
	return at > from && at < end && *at == '=';
}

/* "&nbsp;", "&oacute;", "&#39;": tags were taken out, and nothing else. */
static bool has_references(const uint8_t *text, size_t len)
{
	const uint8_t *at = text, *end = text + len;
	size_t used, out_len;
	unsigned n = 0;
	char out[8];

	while (n < REFERENCES && at < end &&
	       (at = memchr(at, '&', (size_t)(end - at)))) {
		used = html_reference(at, end, false, out, &out_len);
		n += used && at[used - 1] == ';' &&
		     !is_parameter(at + used, end);
		at += used ? used : 1;
	}
	return n == REFERENCES;
}

bool markup_is(const uint8_t *text, size_t len)
{
	return has_tags(text, len, N_LAYOUT, TAGS) || has_references(text, len);
}

bool markup_has_tag(const uint8_t *text, size_t len)
{
	return has_tags(text, len, N_NAMES, 1);
}
