/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_sheet.c -- the names that a style sheet hides
 */
#include "mime/html_sheet.h"

#include <string.h>

#include "mime/html_look.h"
#include "mime/html_stack.h"

enum {
	LONGEST_NAME = 64
};

static uint32_t hash(char kind, const char *at, size_t len)
{
	uint32_t h = (2166136261U ^ (uint8_t)kind) * 16777619U; /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		h = (h ^ (uint8_t)at[i]) * 16777619U;
	return h;
}

static bool is_name_char(char c)
{
	return html_is_alpha((uint8_t)c) || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_' || (uint8_t)c >= 0x80;
}

/* "p.x", ".x", "#x": the hash of its last part; 0 for all other selectors. */
static uint32_t selector_hash(const char *at, const char *end)
{
	const char *name;

	while (at < end && html_is_space((uint8_t)*at))
		at++;
	while (at < end && html_is_space((uint8_t)end[-1]))
		end--;
	while (at < end && html_is_alpha((uint8_t)*at))
		at++;
	if (end - at < 2 || end - at > LONGEST_NAME ||
	    (*at != '.' && *at != '#'))
		return 0;
	for (name = at + 1; name < end; name++)
		if (!is_name_char(*name))
			return 0;
	return hash(*at, at + 1, (size_t)(end - at) - 1);
}

static void add_selectors(struct html_sheet *sheet, const char *at,
			  const char *end)
{
	const char *stop;
	uint32_t found;

	for (; at < end && sheet->n < LIMIT_HTML_RULES; at = stop + 1) {
		stop = memchr(at, ',', (size_t)(end - at));
		if (!stop)
			stop = end;
		found = selector_hash(at, stop);
		if (found)
			sheet->hidden[sheet->n++] = found;
	}
}

/* Behind the "}" that closes what was opened just before `at`. */
static const char *skip_block(const char *at, const char *end)
{
	size_t depth = 1;

	for (; at < end && depth; at++) {
		depth += *at == '{';
		depth -= *at == '}';
	}
	return at;
}

/* Blanks, comments and the marks that hide a sheet from old programs. */
static const char *skip_blanks(const char *at, const char *end)
{
	const char *stop;

	for (;;) {
		while (at < end && (html_is_space((uint8_t)*at) || *at == '}'))
			at++;
		if (end - at >= 4 && memcmp(at, "<!--", 4) == 0) {
			at += 4;
		} else if (end - at >= 3 && memcmp(at, "-->", 3) == 0) {
			at += 3;
		} else if (end - at >= 2 && memcmp(at, "/*", 2) == 0) {
			stop = memmem(at, (size_t)(end - at), "*/", 2);
			at = stop ? stop + 2 : end;
		} else {
			return at;
		}
	}
}

void html_sheet_read(struct html_sheet *sheet, struct html_span css)
{
	const char *at = css.at, *end = at + css.len, *brace, *stop;

	while ((at = skip_blanks(at, end)) < end) {
		for (brace = at; brace < end && *brace != '{'; brace++)
			if (*at == '@' && *brace == ';')
				break;
		if (brace == end)
			return;
		if (*brace == ';') {
			at = brace + 1; /* "@import …;" */
			continue;
		}
		stop = skip_block(brace + 1, end);
		if (*at != '@' &&
		    html_style_read(
			    (struct html_span){ brace + 1,
						(size_t)(stop - brace) - 1 })
			    .hides)
			add_selectors(sheet, at, brace);
		at = stop;
	}
}

static bool is_hidden(const struct html_sheet *sheet, char kind, const char *at,
		      size_t len)
{
	uint32_t wanted = hash(kind, at, len);

	for (size_t i = 0; i < sheet->n; i++)
		if (sheet->hidden[i] == wanted)
			return true;
	return false;
}

bool html_sheet_hides(const struct html_sheet *sheet,
		      const struct html_token *token)
{
	const struct html_span *id, *class;
	const char *at, *end, *from;

	if (!sheet->n || !token->n_attrs)
		return false;
	id = html_attr_find(token, "id");
	if (id && is_hidden(sheet, '#', id->at, id->len))
		return true;
	class = html_attr_find(token, "class");
	if (!class)
		return false;
	for (at = class->at, end = at + class->len; at < end; at++) {
		from = at;
		while (at < end && !html_is_space((uint8_t)*at))
			at++;
		if (at > from &&
		    is_hidden(sheet, '.', from, (size_t)(at - from)))
			return true;
	}
	return false;
}
