/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token.c -- the tokens of HTML (WHATWG HTML, 13.2.5): text and tags
 */
#include "mime/html/token.h"

#include <string.h>

#include "base/arena.h"
#include "base/eights.h"

struct html_pool *html_pool_new(struct arena *arena)
{
	struct html_pool *pool = arena_alloc(arena, sizeof(*pool));

	if (!pool)
		return NULL;
	*pool = (struct html_pool){ arena, arena_alloc(arena, HTML_POOL_FIRST),
				    HTML_POOL_FIRST };
	return pool->at ? pool : NULL;
}

void html_init(struct html *html, const uint8_t *text, size_t len,
	       struct html_pool *pool)
{
	*html = (struct html){ .at = text, .end = text + len };
	html->pool = pool;
}

static bool grow(struct html_pool *pool)
{
	char *at = arena_alloc(pool->arena, HTML_POOL);

	if (!at)
		return false;
	pool->at = at;
	pool->len = HTML_POOL;
	return true;
}

static bool tag(struct html *html, struct html_token *token, bool end)
{
	const uint8_t *const from = html->at + (end ? 2 : 1), *behind;
	const bool crowded = html->crowded;

	do {
		html->cramped = false;
		html->crowded = crowded;
		html->used = 0;
		token->n_attrs = 0;
		token->names = 0;
		token->self_closing = false;
		behind = html_tag_read(html, token, from);
	} while (html->cramped && grow(html->pool));
	if (!behind || html->cramped) {
		html->at = html->end;
		return false;
	}
	token->kind = end ? HTML_END : HTML_START;
	html->at = behind;
	html->model = HTML_DATA;
	html->crowded |= html->used == HTML_POOL;
	if (!end)
		html->last = token->text;
	return true;
}

static bool text_token(struct html_token *token, const void *at, size_t len)
{
	token->kind = HTML_TEXT;
	token->text = (struct html_span){ at, len };
	return len;
}

static bool take_text(struct html *html, struct html_token *token,
		      const uint8_t *to)
{
	const uint8_t *from = html->at;

	html->at = to;
	return text_token(token, from, (size_t)(to - from));
}

/* "&" at the present place: the characters it stands for, or itself. */
static bool reference(struct html *html, struct html_token *token)
{
	size_t used = html_reference(html->at, html->end, false, html->small,
				     &html->small_len);

	if (!used)
		return take_text(html, token, html->at + 1);
	html->at += used;
	return text_token(token, html->small, html->small_len);
}

/* NUL at the present place. */
static bool nul(struct html *html, struct html_token *token)
{
	html->at++;
	return text_token(token, HTML_NUL, 3);
}

/* "<" in HTML_DATA (13.2.5.6, 13.2.5.7). */
static bool open(struct html *html, struct html_token *token)
{
	const uint8_t *at = html->at;
	size_t left = (size_t)(html->end - at);
	uint8_t next = left > 1 ? at[1] : 0;

	if (ascii_is_alpha(next))
		return tag(html, token, false);
	if (next == '/' && left == 2)
		return take_text(html, token, at + 2);
	if (next == '/' && ascii_is_alpha(at[2]))
		return tag(html, token, true);
	if (next == '/' && at[2] == '>') {
		html->at += 3; /* "</>" is nothing */
		return false;
	}
	if (html->foreign && left >= 9 && memcmp(at, "<![CDATA[", 9) == 0) {
		html->at += 9;
		html->model = HTML_CDATA;
		return false;
	}
	if (next != '!' && next != '?' && next != '/')
		return take_text(html, token, at + 1);
	html->at = html_declaration_end(at, html->end);
	return false;
}

/* Whether "<" or "&" is at this place, and can begin anything but text. */
static bool begins_markup(const struct html *html, const uint8_t *at)
{
	uint8_t next = at + 1 < html->end ? at[1] : 0;

	if (*at == '<')
		return ascii_is_alpha(next) || next == '/' || next == '!' ||
		       next == '?';
	return *at == '&' && (ascii_is_alpha(next) || next == '#');
}

/* The first "<" or "&" from here on, or the end. */
static const uint8_t *find_sign(const uint8_t *at, const uint8_t *end)
{
	uint64_t word, flags;

	for (; end - at >= 8; at += 8) {
		word = eights_load(at);
		flags = eights_equal(word, '<') | eights_equal(word, '&');
		if (flags)
			return at + eights_first(flags);
	}
	while (at < end && *at != '<' && *at != '&')
		at++;
	return at;
}

static bool data(struct html *html, struct html_token *token)
{
	const uint8_t *to = html->at;

	while (to < html->end && !begins_markup(html, to))
		to = find_sign(to + 1, html->end);
	if (to > html->at)
		return take_text(html, token, to);
	return *to == '<' ? open(html, token) : reference(html, token);
}

static bool cdata(struct html *html, struct html_token *token)
{
	const uint8_t *from = html->at;
	const uint8_t *to = memmem(from, (size_t)(html->end - from), "]]>", 3);

	html->at = to ? to + 3 : html->end;
	html->model = HTML_DATA;
	return text_token(token, from, (size_t)((to ? to : html->end) - from));
}

/* "</" and the name of the element that is open. */
static bool is_end_tag(const struct html *html, const uint8_t *at)
{
	return html->last.len && html->end - at > 2 && at[0] == '<' &&
	       at[1] == '/' &&
	       html_is_named(html, at + 2, html->last.at, html->last.len);
}

/* RCDATA, RAWTEXT, SCRIPT, PLAINTEXT: text up to the end tag. */
static bool raw(struct html *html, struct html_token *token)
{
	const uint8_t *at = html->at;
	enum html_model model = html->model;

	if (!*at)
		return nul(html, token);
	if (model == HTML_RCDATA && *at == '&')
		return reference(html, token);
	for (;; at++) {
		if (model != HTML_SCRIPT)
			at = html_find_sign(at, html->end, '<');
		if (at >= html->end || !*at)
			break;
		if (model == HTML_RCDATA && *at == '&')
			break;
		if (model != HTML_PLAINTEXT &&
		    html->escape != HTML_DOUBLE_ESCAPED && is_end_tag(html, at))
			break;
		if (model == HTML_SCRIPT)
			at += html_script_step(html, at) - 1;
	}
	if (at > html->at)
		return take_text(html, token, at);
	html->escape = HTML_PLAIN_SCRIPT;
	html->dashes = 0;
	return tag(html, token, true);
}

bool html_next(struct html *html, struct html_token *token)
{
	bool made = false;

	while (!made && html->at < html->end) {
		if (html->model == HTML_DATA)
			made = data(html, token);
		else if (html->model == HTML_CDATA)
			made = cdata(html, token);
		else
			made = raw(html, token);
	}
	return made;
}
