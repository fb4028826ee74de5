/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * line.c -- "name;parameters:value" with its folds undone
 */
#include "mime/card/line.h"

#include <string.h>
#include <strings.h>

#include "mime/text/ascii.h"
#include "mime/text/line.h"

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* Whether the line is in quoted-printable. Asked for each piece of a line, it
 * looks at each byte once. */
struct encoding {
	size_t seen; /* bytes of the line, in which no colon is */
	bool known, soft;
};

static bool says_quoted_printable(struct encoding *encoding, const char *line,
				  size_t len)
{
	const char *colon;

	if (encoding->known)
		return encoding->soft;
	colon = memchr(line + encoding->seen, ':', len - encoding->seen);
	encoding->seen = len;
	encoding->known = colon;
	encoding->soft = colon && ascii_behind(line, (size_t)(colon - line),
					       "QUOTED-PRINTABLE");
	return encoding->soft;
}

/* The next line with its folds undone: a blank at the beginning (RFC 5545 3.1),
 * in vCard 2.1 also a "=" at the end. Returns its length; *cut is what there was
 * no room for. */
static size_t unfold(struct card_lines *lines, size_t *cut)
{
	struct encoding encoding = { .seen = 0 };
	struct line line;
	size_t len = 0, n;
	bool soft = false;

	do {
		line = line_at(lines->at, lines->end);
		for (n = line.len; n && line.at[n - 1] == '\r';)
			n--;
		if (len && !soft && !lines->mail) {
			lines->at++;
			n--;
		}
		if (n > CARD_LINE - len) {
			*cut += n - (CARD_LINE - len);
			n = CARD_LINE - len;
		}
		memcpy(lines->unfolded + len, lines->at, n);
		len += n;
		lines->at = line.next;
		soft = len && lines->unfolded[len - 1] == '=' &&
		       says_quoted_printable(&encoding, lines->unfolded, len);
		len -= soft;
	} while (lines->at < lines->end &&
		 (soft || (len && is_blank(*lines->at))));
	return len;
}

/* The next one that is not quoted; NULL: none. */
static const char *find_bare(const char *text, size_t len, char sign)
{
	bool quoted = false;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"')
			quoted = !quoted;
		if (text[i] == sign && !quoted)
			return text + i;
	}
	return NULL;
}

/* The colon behind name and parameters; those may hold quoted ones, and signs
 * of inches. */
static const char *find_colon(const char *line, size_t len)
{
	const char *colon = find_bare(line, len, ':');

	return colon ? colon : memchr(line, ':', len);
}

/* "group.NAME;PARAMS:value" in its pieces; false: not of that form. */
static bool split(const char *text, size_t len, struct card_line *out)
{
	const char *colon = find_colon(text, len), *stop, *dot;

	if (!colon)
		return false;
	*out = (struct card_line){ .name = text };
	stop = memchr(text, ';', (size_t)(colon - text));
	out->params = stop ? stop : colon;
	out->params_len = (size_t)(colon - out->params);
	out->name_len = (size_t)(out->params - text);
	dot = memchr(text, '.', out->name_len);
	if (dot) {
		out->name_len -= (size_t)(dot + 1 - text);
		out->name = dot + 1;
	}
	out->value = colon + 1;
	out->value_len = len - (size_t)(out->value - text);
	while (out->value_len && is_blank((uint8_t)*out->value)) {
		out->value++;
		out->value_len--;
	}
	while (out->value_len &&
	       is_blank((uint8_t)out->value[out->value_len - 1]))
		out->value_len--;
	return true;
}

size_t card_param(const struct card_line *line, const char *name,
		  const char **out)
{
	const char *at = line->params, *end = at + line->params_len, *stop;
	size_t len = strlen(name);
	char last;

	for (; at < end; at = stop) {
		stop = find_bare(at + 1, (size_t)(end - at) - 1, ';');
		if (!stop)
			stop = end;
		if ((size_t)(stop - at) < len + 2 || at[len + 1] != '=' ||
		    strncasecmp(at + 1, name, len) != 0)
			continue;
		at += len + 2;
		last = at[0] == '"' ? '"' : ';';
		at += last == '"';
		*out = at;
		stop = memchr(at, last, (size_t)(end - at));
		return (size_t)((stop ? stop : end) - at);
	}
	return 0;
}

bool card_line_next(struct card_lines *lines, struct card_line *out)
{
	size_t cut = 0, len = unfold(lines, &cut);

	if (!len || !split(lines->unfolded, len, out))
		return false;
	out->cut = cut;
	return true;
}
