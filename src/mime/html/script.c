/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * script.c -- script data, which hides its own end tag (WHATWG HTML, 13.2.5)
 */
#include <strings.h>

#include "mime/html/token.h"

bool html_is_named(const struct html *html, const uint8_t *at, const char *name,
		   size_t len)
{
	return (size_t)(html->end - at) > len &&
	       strncasecmp((const char *)at, name, len) == 0 &&
	       (html_is_space(at[len]) || at[len] == '/' || at[len] == '>');
}

size_t html_script_step(struct html *html, const uint8_t *at)
{
	size_t left = (size_t)(html->end - at);
	bool dashed = html->dashes >= 2;

	if (*at == '-') {
		html->dashes++;
		return 1;
	}
	html->dashes = 0;
	if (*at == '>' && dashed)
		html->escape = HTML_PLAIN_SCRIPT;
	if (*at != '<')
		return 1;
	if (html->escape == HTML_PLAIN_SCRIPT && left >= 4 &&
	    memcmp(at, "<!--", 4) == 0) {
		html->escape = HTML_ESCAPED;
		html->dashes = 2;
		return 4;
	}
	if (html->escape == HTML_ESCAPED &&
	    html_is_named(html, at + 1, "script", 6)) {
		html->escape = HTML_DOUBLE_ESCAPED;
		return 8;
	}
	if (html->escape == HTML_DOUBLE_ESCAPED && left > 1 && at[1] == '/' &&
	    html_is_named(html, at + 2, "script", 6)) {
		html->escape = HTML_ESCAPED;
		return 9;
	}
	return 1;
}
