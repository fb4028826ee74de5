/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tag.c -- the name and the attributes of a tag (WHATWG HTML, 13.2.5)
 */
#include <string.h>

#include "base/eights.h"
#include "mime/html/token.h"

/* Adds to the pool what it has room for. */
static void keep(struct html *html, const void *at, size_t len)
{
	const struct html_pool *pool = html->pool;
	const size_t left = pool->len - html->used;

	html->cramped |= len > left && pool->len < HTML_POOL;
	if (len > left)
		len = left;
	memcpy(pool->at + html->used, at, len);
	html->used += len;
}

/* What counts as if it were in the pool may be more than there is of it yet. */
static bool is_short(struct html *html)
{
	const bool is = html->used > html->pool->len;

	html->cramped |= is;
	return is;
}

enum { /* what a byte is in a name, beside what makes A-Z small; in a value */
	SMALL = 'a' - 'A',
	ENDS_NAME = 1,
	ENDS_ATTRIBUTE = 2,
	NUL = 4,
	ENDS_VALUE = 8,
	REFERENCE = 16,
	BLANK = ENDS_NAME | ENDS_VALUE,
};

/* clang-format off */
static const uint8_t kinds[256] = {
	['\0'] = NUL, ['\t'] = BLANK, ['\n'] = BLANK, ['\f'] = BLANK,
	['\r'] = BLANK, [' '] = BLANK, ['&'] = REFERENCE, ['/'] = ENDS_NAME,
	['='] = ENDS_ATTRIBUTE, ['>'] = BLANK,
	['A'] = SMALL, ['B'] = SMALL, ['C'] = SMALL, ['D'] = SMALL, ['E'] = SMALL,
	['F'] = SMALL, ['G'] = SMALL, ['H'] = SMALL, ['I'] = SMALL, ['J'] = SMALL,
	['K'] = SMALL, ['L'] = SMALL, ['M'] = SMALL, ['N'] = SMALL, ['O'] = SMALL,
	['P'] = SMALL, ['Q'] = SMALL, ['R'] = SMALL, ['S'] = SMALL, ['T'] = SMALL,
	['U'] = SMALL, ['V'] = SMALL, ['W'] = SMALL, ['X'] = SMALL, ['Y'] = SMALL,
	['Z'] = SMALL,
};

/* clang-format on */

/* The first byte of one of these kinds, or the end; *passed: those before it. */
static const uint8_t *find_kind(const uint8_t *at, const uint8_t *end,
				unsigned ends, unsigned *passed)
{
	uint64_t flags;
	unsigned all = 0;

	/* Small letters, and what is behind them, are of no kind. */
	if (end - at >= 8) {
		flags = eights_below(eights_load(at), '`');
		at += flags ? eights_first(flags) : 8;
	}
	for (; at < end && !(kinds[*at] & ends); at++)
		all |= kinds[*at];
	*passed = all;
	return at;
}

static const uint8_t *skip_spaces(const uint8_t *at, const uint8_t *end)
{
	while (at < end && html_is_space(*at))
		at++;
	return at;
}

/* A name with A-Z lowered, cut where the pool ends. What is in small letters
 * stays where it lies, and counts as if it were in the pool. */
static struct html_span keep_name(struct html *html, const uint8_t *at,
				  const uint8_t *end, unsigned kinds_in)
{
	const size_t from = html->used, len = (size_t)(end - at);
	uint8_t *to;
	size_t n;

	if (!(kinds_in & (SMALL | NUL)) && len <= HTML_POOL - from) {
		html->used += len;
		return (struct html_span){ (const char *)at, len };
	}
	if (is_short(html))
		return html_span_none;
	to = (uint8_t *)html->pool->at + from;
	if (!(kinds_in & NUL) && len <= html->pool->len - from) {
		html->used += len;
	} else {
		for (; at < end; at++)
			keep(html, *at ? (const char *)at : HTML_NUL,
			     *at ? 1 : 3);
		at = to;
	}
	n = html->used - from;
	for (size_t i = 0; i < n; i++)
		to[i] = at[i] | (kinds[at[i]] & SMALL);
	return (struct html_span){ (const char *)to, n };
}

/* Bytes without a reference or NUL, and no more than there is room for. */
static size_t plain_run(const uint8_t *at, const uint8_t *end, size_t room)
{
	if ((size_t)(end - at) > room)
		end = at + room;
	return (size_t)(html_find_sign(at, end, '&') - at);
}

/* A value with its references; at most LIMIT_HTML_VALUE bytes are kept. A plain
 * one says nothing but itself, and stays where it lies as names do. */
static struct html_span keep_value(struct html *html, const uint8_t *at,
				   const uint8_t *end, bool plain)
{
	const size_t from = html->used, len = (size_t)(end - at);
	struct html_span span;
	size_t used;

	if (plain && len <= LIMIT_HTML_VALUE && len <= HTML_POOL - from) {
		html->used += len;
		return (struct html_span){ (const char *)at, len };
	}
	if (is_short(html))
		return html_span_none;
	while (at < end && html->used - from < LIMIT_HTML_VALUE) {
		used = plain_run(at, end,
				 LIMIT_HTML_VALUE - (html->used - from));
		if (used) {
			keep(html, at, used);
			at += used;
			continue;
		}
		if (*at == '&')
			used = html_reference(at, end, true, html->small,
					      &html->small_len);
		if (used)
			keep(html, html->small, html->small_len);
		else
			keep(html, *at ? (const char *)at : HTML_NUL,
			     *at ? 1 : 3);
		at += used ? used : 1;
	}
	span = (struct html_span){ html->pool->at + from, html->used - from };
	/* Pictures that lie in the page are cut by design. */
	html->crowded |= at < end && memcmp(span.at, "data:", 5) != 0;
	return span;
}

/* Appends the attribute of the name at from..to unless one of that name is there
 * (13.2.5.33). */
static struct html_attr *add_attr(struct html *html, struct html_token *token,
				  const uint8_t *from, const uint8_t *to,
				  unsigned kinds_in)
{
	size_t used = html->used;
	struct html_span name = keep_name(html, from, to, kinds_in);
	uint64_t bit = html_name_bit(name);
	bool full = token->n_attrs == LIMIT_HTML_ATTRIBUTES;
	struct html_attr *attr = &token->attrs[token->n_attrs];

	if (full || ((token->names & bit) && html_attr_sought(token, name))) {
		html->crowded |= full;
		html->used = used;
		return NULL;
	}
	token->names |= bit;
	token->n_attrs++;
	attr->name = name;
	attr->value = (struct html_span){ name.at, 0 };
	return attr;
}

const uint8_t *html_find_sign(const uint8_t *at, const uint8_t *end,
			      uint8_t sign)
{
	uint64_t word, flags;

	for (; end - at >= 8; at += 8) {
		word = eights_load(at);
		flags = (eights_maybe_equal(word, sign) |
			 eights_maybe_equal(word, '&') |
			 eights_maybe_equal(word, '\0')) &
			~eights_beyond(word);
		if (flags)
			return at + eights_first(flags);
	}
	while (at < end && *at != sign && *at != '&' && *at)
		at++;
	return at;
}

/* Behind "=": 13.2.5.35 to 13.2.5.38. What is behind the value; NULL at the end
 * of the input. */
static const uint8_t *read_value(struct html *html, struct html_attr *attr,
				 const uint8_t *at)
{
	const uint8_t *const end = html->end, *to;
	unsigned passed;
	uint8_t quote;
	bool plain;

	at = skip_spaces(at, end);
	if (at == end)
		return NULL;
	quote = *at;
	if (quote == '"' || quote == '\'') {
		to = html_find_sign(++at, end, quote);
		plain = to < end && *to == quote;
		if (!plain)
			to = memchr(to, quote, (size_t)(end - to));
		if (!to)
			return NULL;
	} else {
		quote = 0;
		to = find_kind(at, end, ENDS_VALUE, &passed);
		plain = !(passed & (NUL | REFERENCE));
	}
	if (attr)
		attr->value = keep_value(html, at, to, plain);
	return quote ? to + 1 : to;
}

/* At the first letter of a name, or a "=" that belongs to it (13.2.5.32). */
static const uint8_t *read_attr(struct html *html, struct html_token *token,
				const uint8_t *from)
{
	const uint8_t *const end = html->end, *to;
	struct html_attr *attr;
	unsigned passed;

	to = find_kind(from + 1, end, ENDS_NAME | ENDS_ATTRIBUTE, &passed);
	attr = add_attr(html, token, from, to, kinds[*from] | passed);
	to = skip_spaces(to, end);
	return to < end && *to == '=' ? read_value(html, attr, to + 1) : to;
}

const uint8_t *html_tag_read(struct html *html, struct html_token *token,
			     const uint8_t *at)
{
	const uint8_t *const end = html->end, *from = at;
	unsigned passed;

	at = find_kind(at, end, ENDS_NAME, &passed);
	token->text = keep_name(html, from, at, passed);
	for (;;) {
		at = skip_spaces(at, end);
		if (at == end)
			return NULL;
		if (*at == '>')
			return at + 1;
		if (*at == '/') {
			at++;
			token->self_closing = at < end && *at == '>';
			continue;
		}
		at = read_attr(html, token, at);
		if (!at)
			return NULL;
	}
}
