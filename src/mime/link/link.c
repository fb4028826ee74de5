/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link.c -- addresses that nobody can click on by accident
 *
 * One pass: each dot, colon and backslash is asked whether it makes what is
 * around it an address. Looking back never goes behind what was decided before,
 * so that the whole stays linear.
 */
#include "mime/link/link.h"

#include <stdbool.h>
#include <string.h>

#include "mime/link/name.h"
#include "mime/link/sign.h"
#include "mime/text/ascii.h"
#include "mime/text/buf.h"

enum {
	LONGEST_SCHEME = 24
}; /* characters */

#define N_OF(table) (sizeof(table) / sizeof((table)[0]))

struct scan {
	const uint8_t *floor;  /* decided up to here */
	const uint8_t *copied; /* in `out` up to here */
	const uint8_t *end;
	struct buf *out;
	unsigned n;
};

static const struct {
	const char *scheme;
	const char *inert;
} schemes[] = {
	{ "https", "hxxps" },
	{ "http", "hxxp" },
	{ "ftp", "fxp" },
};

static void copy_to(struct scan *s, const uint8_t *to)
{
	/* All of it, with what a few addresses take. */
	if (!s->out->cap)
		buf_reserve(s->out, (size_t)(s->end - s->copied) * 9 / 8);
	buf_put(s->out, s->copied, (size_t)(to - s->copied));
	s->copied = to;
}

/* What lies at [at, at + len), in brackets. */
static void put_bracketed(struct scan *s, const uint8_t *at, size_t len)
{
	copy_to(s, at);
	buf_put_byte(s->out, '[');
	copy_to(s, at + len);
	buf_put_byte(s->out, ']');
}

/* The length of a dot at `at`, 0 if there is none. A full stop of CJK is one
 * only behind ASCII: else it ends a sentence. */
static size_t dot_at(const uint8_t *floor, const uint8_t *at,
		     const uint8_t *end)
{
	size_t used, before;

	if (at == end || link_fold(at, end, &used) != '.')
		return 0;
	if (used == 3 &&
	    (memcmp(at, "\u3002", 3) == 0 || memcmp(at, "\uFF61", 3) == 0) &&
	    (at == floor || !link_fold(link_step_back(at), at, &before)))
		return 0;
	return used;
}

/* The end of a chain of dots and labels whose first dot is at `dot`, and where
 * its last label begins; *top NULL if no label follows. */
static const uint8_t *chain_end(const uint8_t *dot, const uint8_t *end,
				const uint8_t **top)
{
	const uint8_t *at = dot;
	size_t used, label;

	*top = NULL;
	while ((used = dot_at(dot - 1, at, end))) {
		label = link_label(at + used, end);
		if (!label ||
		    (*top && link_is_sentence(*top, at, at + used, label)))
			break;
		/* "a.example.jp.--": what follows is no label. */
		if (*top && at[used] == '-' &&
		    link_is_top(*top, (size_t)(at - *top)))
			break;
		*top = at + used;
		at += used + label;
	}
	return at;
}

static void bracket_dots(struct scan *s, const uint8_t *at, const uint8_t *stop)
{
	size_t used;

	while (at < stop) {
		if (link_fold(at, stop, &used) == '.')
			put_bracketed(s, at, used);
		at += used;
	}
}

/* A first label that names a host for some by itself. */
static bool is_telling(const uint8_t *at, const uint8_t *stop)
{
	return link_is_www(at, stop) ||
	       link_is_word(at, (size_t)(stop - at), "ftp");
}

/* "@" with the name of a host behind it: what is before it is none. A wider
 * sign, or any other name, makes an address of mail for nobody. */
static bool is_mail_sign(const uint8_t *at, const uint8_t *end)
{
	const uint8_t *stop, *top = NULL;

	if (at == end || *at != '@')
		return false;
	stop = at + 1 + link_label(at + 1, end);
	if (stop > at + 1 && !is_telling(at + 1, stop))
		stop = chain_end(stop, end, &top);
	return top && link_is_top(top, (size_t)(stop - top));
}

/* "www.%61.com": the length of the dot behind a last label "www". */
static size_t www_dot(const struct scan *s, const uint8_t *last,
		      const uint8_t *stop)
{
	return link_is_www(last, stop) ? dot_at(last, stop, s->end) : 0;
}

/* Where the host at `at` ends. */
static const uint8_t *host_end(const struct scan *s, const uint8_t *at)
{
	const uint8_t *stop = at + link_label(at, s->end), *top = NULL;

	if (stop > at)
		stop = chain_end(stop, s->end, &top);
	return stop + www_dot(s, top ? top : at, stop);
}

/* The host of an address: all its dots, whatever it ends in. */
static void take_host(struct scan *s, const uint8_t *at)
{
	const uint8_t *stop = host_end(s, at);
	size_t used;

	/* What was before "@" is a user of the host that follows. */
	if (stop < s->end && link_fold(stop, s->end, &used) == '@')
		stop = host_end(s, stop + used);
	bracket_dots(s, at, stop);
	s->floor = stop;
}

/* "１．健康": a heading behind its number, of two digits at most. Programs link
 * no name by that dot. */
static bool is_heading(const uint8_t *first, const uint8_t *dot, size_t len,
		       const uint8_t *top, const uint8_t *stop)
{
	size_t used, digits = 0;
	uint8_t folded;

	for (; first < dot && digits <= 2; first += used, digits++) {
		folded = link_fold(first, dot, &used);
		if (folded < '0' || folded > '9')
			return false;
	}
	return digits <= 2 && len == 3 && memcmp(dot, "\uFF0E", 3) == 0 &&
	       top == dot + len && !link_fold(top, stop, &used);
}

/* A dot: the name around it, if it is one of a host. Returns where to go on. */
static const uint8_t *take_dot(struct scan *s, const uint8_t *dot, size_t len)
{
	const uint8_t *first, *top, *stop;
	size_t last;
	bool mail, named;

	/* Most dots end a sentence: nothing more is looked at. */
	if ((dot + len < s->end && dot[len] <= ' ' && dot > s->floor &&
	     (dot[-1] | 0x20) != 'w') ||
	    !dot_at(s->floor, dot, s->end))
		return dot + len;
	first = link_label_before(s->floor, dot);
	if (!first)
		return dot + len;
	stop = chain_end(dot, s->end, &top);
	if (!top) {
		if (www_dot(s, first, dot))
			put_bracketed(s, dot, len);
		return dot + len;
	}
	mail = (first > s->floor && first[-1] == '@') ||
	       is_mail_sign(stop, s->end);
	named = is_telling(first, dot);
	last = mail && !named ? 0 : www_dot(s, top, stop);
	if (named || last ||
	    (link_is_top(top, (size_t)(stop - top)) && !mail &&
	     !is_heading(first, dot, len, top, stop))) {
		stop += last;
		bracket_dots(s, dot, stop);
		s->n++;
	}
	s->floor = stop;
	return stop;
}

/* Behind a colon: "//", a line end between its parts forgiven. NULL: none. */
static const uint8_t *skip_slashes(const struct scan *s, const uint8_t *at)
{
	size_t used;

	for (int i = 0; i < 2; i++) {
		while (at < s->end && *at == '\n') {
			at++;
			while (at < s->end && (*at == '>' || *at == ' '))
				at++;
		}
		if (at == s->end || link_fold(at, s->end, &used) != '/')
			return NULL;
		at += used;
	}
	return at;
}

/* Where the scheme before a colon begins. */
static const uint8_t *scheme_before(const struct scan *s, const uint8_t *colon)
{
	const uint8_t *at = colon, *before;
	uint8_t folded;
	size_t used;

	for (int i = 0; i < LONGEST_SCHEME && at > s->copied; i++) {
		before = link_step_back(at);
		folded = link_fold(before, at, &used);
		if (!folded ||
		    (!ascii_is_alnum(folded) && !strchr("+-.", folded)))
			break;
		at = before;
	}
	return at;
}

/* Where the word begins in which the scheme ends, or NULL: "xhttp:" may be linked
 * from the h on. */
static const uint8_t *ends_in(const uint8_t *from, const uint8_t *to,
			      const char *word)
{
	const uint8_t *at;
	size_t used;

	for (size_t n = strlen(word); n; n--) {
		if (to == from)
			return NULL;
		at = link_step_back(to);
		if (ascii_lower(link_fold(at, to, &used)) != word[n - 1])
			return NULL;
		to = at;
	}
	return to;
}

/* As a person or a relay wrote it. */
static bool is_inert(const uint8_t *from, const uint8_t *to)
{
	for (size_t i = 0; i < N_OF(schemes); i++)
		if (ends_in(from, to, schemes[i].inert))
			return true;
	return false;
}

/* The scheme of a web address in its inert form; false: it is another one. */
static bool put_scheme(struct scan *s, const uint8_t *from,
		       const uint8_t *colon)
{
	const uint8_t *at;

	for (size_t i = 0; i < N_OF(schemes); i++) {
		at = ends_in(from, colon, schemes[i].scheme);
		if (!at)
			continue;
		copy_to(s, at);
		buf_put_text(s->out, schemes[i].inert);
		s->copied = colon;
		return true;
	}
	return is_inert(from, colon);
}

static const uint8_t *take_colon(struct scan *s, const uint8_t *colon,
				 size_t len)
{
	const uint8_t *from, *host = skip_slashes(s, colon + len);

	/* Most colons stand before a blank. */
	if (!host && (colon + len == s->end || colon[len] <= ' '))
		return colon + len;
	from = scheme_before(s, colon);
	if (from == colon)
		return colon + len;
	if (host) {
		if (!put_scheme(s, from, colon))
			put_bracketed(s, colon, len);
		s->n++;
		take_host(s, host);
		return s->floor;
	}
	/* Browsers read "http:\\" as "http://", and "https:%2F%2F" is what
	 * stands in the middle of the addresses of those who count clicks. */
	if (put_scheme(s, from, colon))
		return colon + len;
	if (link_is_opaque(from, (size_t)(colon - from))) {
		put_bracketed(s, colon, len);
		s->n++;
	}
	return colon + len;
}

/* "\\\\?\\UNC\\server", "\\\\.\\…" */
static bool is_device(const uint8_t *at, const uint8_t *end)
{
	return end - at >= 2 && (at[0] == '?' || at[0] == '.') && at[1] == '\\';
}

/* "\\\\server\\": a name of Windows networks; the last two of a run count. */
static const uint8_t *take_backslash(struct scan *s, const uint8_t *at,
				     size_t len)
{
	const uint8_t *server = at + len, *last = NULL, *before = at;
	size_t used;

	while (server < s->end && link_fold(server, s->end, &used) == '\\') {
		last = before;
		before = server;
		server += used;
	}
	if (!last ||
	    (!link_label(server, s->end) && !is_device(server, s->end)))
		return server;
	put_bracketed(s, last, (size_t)(server - last));
	s->n++;
	take_host(s, server);
	return s->floor;
}

static void rewrite(struct scan *s, const uint8_t *at)
{
	uint8_t folded;
	size_t used;

	while ((at = link_next_sign(at, s->end, &folded, &used)) < s->end) {
		if (folded == '.')
			at = take_dot(s, at, used);
		else if (folded == ':')
			at = take_colon(s, at, used);
		else
			at = take_backslash(s, at, used);
	}
}

unsigned link_defang(struct buf *buf, size_t from)
{
	size_t len = buf->len - from;
	struct buf out = { .arena = buf->arena };
	struct scan scan = { .out = &out };
	const uint8_t *text;

	if (!len)
		return 0;
	text = (const uint8_t *)buf->at + from;
	scan.floor = scan.copied = text;
	scan.end = text + len;
	rewrite(&scan, text);
	if (scan.copied == text)
		return scan.n;
	copy_to(&scan, scan.end);
	buf->len = from;
	buf_put(buf, out.at, out.len);
	buf->cut += out.cut;
	return scan.n;
}
