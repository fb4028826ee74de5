/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link.c -- addresses that nobody can click on by accident
 */
#include "mime/link.h"

#include <string.h>
#include <strings.h>

#include "mime/buf.h"

static const struct {
	const char *scheme;
	const char *inert;
} schemes[] = {
	{ "https", "hxxps" },
	{ "http", "hxxp" },
	{ "ftp", "fxp" },
};

static bool is_alnum(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

static bool is_host_char(uint8_t c)
{
	return is_alnum(c) || c == '-' || c == '.' || c == '_' || c >= 0x80;
}

/* The inert form of the scheme that ends at[-1]; NULL: none of ours. "xhttp:"
 * counts: a mail client may link it from the h on. */
static const char *scheme_before(const uint8_t *at, size_t room, size_t *len)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		*len = strlen(schemes[i].scheme);
		if (*len <= room && strncasecmp((const char *)at - *len,
						schemes[i].scheme, *len) == 0)
			return schemes[i].inert;
	}
	return NULL;
}

/* Copies a host with its dots bracketed; returns its length. */
static size_t put_host(struct buf *out, const uint8_t *at, size_t len)
{
	size_t n = 0;

	for (; n < len && is_host_char(at[n]); n++) {
		/* A dot at the end closes the sentence. */
		if (at[n] == '.' && n + 1 < len && is_host_char(at[n + 1]))
			buf_put(out, "[.]", 3);
		else
			buf_put_byte(out, (char)at[n]);
	}
	return n;
}

/* Where links may begin: each kind is sought anew only when passed, so that
 * the whole stays linear. */
struct places {
	const uint8_t *text, *end;
	const uint8_t *colon; /* "://"; end: no more */
	const uint8_t *www;   /* the dot of "www." */
};

static const uint8_t *find_colon(const struct places *p, const uint8_t *from)
{
	const uint8_t *at = memmem(from, (size_t)(p->end - from), "://", 3);

	return at ? at : p->end;
}

static const uint8_t *find_www(const struct places *p, const uint8_t *from)
{
	const uint8_t *at = from;

	while ((at = memchr(at, '.', (size_t)(p->end - at)))) {
		if (at - from >= 3 &&
		    strncasecmp((const char *)at - 3, "www", 3) == 0 &&
		    (at - p->text == 3 || !is_alnum(at[-4])))
			return at;
		at++;
	}
	return p->end;
}

static const uint8_t *next_place(struct places *p, const uint8_t *from)
{
	if (p->colon < from)
		p->colon = find_colon(p, from);
	if (p->www < from)
		p->www = find_www(p, from);
	return p->colon < p->www ? p->colon : p->www;
}

static void places_init(struct places *p, const uint8_t *text, size_t len)
{
	*p = (struct places){ .text = text, .end = text + len };
	p->colon = find_colon(p, text);
	p->www = find_www(p, text);
}

/* Appends the text with its links inert; returns their number. */
static unsigned rewrite(struct places *p, struct buf *out)
{
	const uint8_t *at = p->text, *place, *from;
	const char *inert;
	unsigned n = 0;
	size_t scheme;

	while ((place = next_place(p, at)) < p->end) {
		if (*place == '.') {
			from = place - 3;
			buf_put(out, at, (size_t)(from - at));
			at = from;
		} else {
			inert = scheme_before(place, (size_t)(place - at),
					      &scheme);
			from = inert ? place - scheme : place;
			buf_put(out, at, (size_t)(from - at));
			buf_put_text(out, inert ? inert : "");
			buf_put(out, "://", 3);
			at = place + 3;
			if (!inert)
				continue;
		}
		at += put_host(out, at, (size_t)(p->end - at));
		n++;
	}
	buf_put(out, at, (size_t)(p->end - at));
	return n;
}

unsigned link_defang(struct buf *buf, size_t from)
{
	size_t len = buf->len - from;
	struct buf out = { .arena = buf->arena };
	struct places places;
	unsigned n;

	if (!len)
		return 0;
	places_init(&places, (const uint8_t *)buf->at + from, len);
	if (next_place(&places, places.text) == places.end)
		return 0;
	buf_reserve(&out, len + len / 8);
	n = rewrite(&places, &out);
	buf->len = from;
	buf_put(buf, out.at, out.len);
	buf->cut += out.cut;
	return n;
}

void link_put(struct buf *out, const uint8_t *url, size_t len, bool keep)
{
	struct places places;

	if (keep || !len) {
		buf_put(out, url, len);
		return;
	}
	places_init(&places, url, len);
	rewrite(&places, out);
}
