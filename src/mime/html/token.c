/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token.c -- the tokens of HTML (WHATWG HTML, 13.2.5): text and tags
 */
#include "mime/html/token.h"

#include <string.h>
#include <strings.h>

#include "base/eights.h"

void html_init(struct html *html, const uint8_t *text, size_t len, char *pool)
{
	*html = (struct html){ .at = text, .end = text + len };
	html->pool = pool;
}

/* Adds to the pool what it has room for. */
static void keep(struct html *html, const char *at, size_t len)
{
	for (size_t i = 0; i < len && html->used < HTML_POOL; i++)
		html->pool[html->used++] = at[i];
}

enum { /* what a byte is in a name, beside what makes A-Z small */
	SMALL = 'a' - 'A',
	ENDS_NAME = 1,
	ENDS_ATTRIBUTE = 2,
	NUL = 4,
};

/* clang-format off */
static const uint8_t in_name[256] = {
	['\0'] = NUL, ['\t'] = ENDS_NAME, ['\n'] = ENDS_NAME, ['\f'] = ENDS_NAME,
	['\r'] = ENDS_NAME, [' '] = ENDS_NAME, ['/'] = ENDS_NAME,
	['='] = ENDS_ATTRIBUTE, ['>'] = ENDS_NAME,
	['A'] = SMALL, ['B'] = SMALL, ['C'] = SMALL, ['D'] = SMALL, ['E'] = SMALL,
	['F'] = SMALL, ['G'] = SMALL, ['H'] = SMALL, ['I'] = SMALL, ['J'] = SMALL,
	['K'] = SMALL, ['L'] = SMALL, ['M'] = SMALL, ['N'] = SMALL, ['O'] = SMALL,
	['P'] = SMALL, ['Q'] = SMALL, ['R'] = SMALL, ['S'] = SMALL, ['T'] = SMALL,
	['U'] = SMALL, ['V'] = SMALL, ['W'] = SMALL, ['X'] = SMALL, ['Y'] = SMALL,
	['Z'] = SMALL,
};

/* clang-format on */

/* Copies the name at the present place to the pool, NUL as U+FFFD, A-Z lowered;
 * cut where the pool ends. `ends` are the bytes that end it: that of an attribute
 * ends before a "=" as well, but one in front belongs to it (13.2.5.32). */
static struct html_span take_name(struct html *html, uint8_t ends)
{
	const uint8_t *at = html->at, *end = html->end;
	const size_t from = html->used;
	char *const pool = html->pool;
	size_t to = from;
	uint8_t what;

	for (;;) {
		for (; at < end && to < HTML_POOL; at++) {
			what = in_name[*at];
			if (what & (ends | NUL))
				break;
			pool[to++] = (char)(*at | (what & SMALL));
		}
		if (at == end || (at > html->at && (in_name[*at] & ends)))
			break;
		html->used = to;
		keep(html, *at ? "=" : "\xEF\xBF\xBD", *at ? 1 : 3);
		to = html->used;
		at++;
	}
	html->at = at;
	html->used = to;
	return (struct html_span){ pool + from, to - from };
}

/* A value that says nothing but itself. */
static bool is_plain(const uint8_t *at, size_t len)
{
	return !memchr(at, '&', len) && !memchr(at, '\0', len);
}

/* A value with its references; at most LIMIT_HTML_VALUE bytes are kept. A plain
 * one stays where it lies, and counts as if it were in the pool. */
static struct html_span keep_value(struct html *html, const uint8_t *at,
				   const uint8_t *end)
{
	struct html_span span = { .at = html->pool + html->used };
	size_t from = html->used, used, len = (size_t)(end - at);
	char decoded[8];

	if (len <= LIMIT_HTML_VALUE && len <= HTML_POOL - from &&
	    is_plain(at, len)) {
		html->used += len;
		return (struct html_span){ (const char *)at, len };
	}
	while (at < end && html->used - from < LIMIT_HTML_VALUE) {
		used = *at == '&' ? html_reference(at, end, true, decoded, &len)
				  : 0;
		if (used) {
			keep(html, decoded, len);
			at += used;
			continue;
		}
		keep(html, *at ? (const char *)at : "\xEF\xBF\xBD",
		     *at ? 1 : 3);
		at++;
	}
	span.len = html->used - from;
	/* Pictures that lie in the page are cut by design. */
	html->crowded |= at < end && memcmp(span.at, "data:", 5) != 0;
	return span;
}

/* Appends the attribute at the present place unless one of that name is there
 * (13.2.5.33). */
static struct html_attr *add_attr(struct html *html, struct html_token *token)
{
	size_t used = html->used;
	struct html_span name = take_name(html, ENDS_NAME | ENDS_ATTRIBUTE);
	bool full = token->n_attrs == LIMIT_HTML_ATTRIBUTES;

	if (full || ((token->names & html_name_bit(name)) &&
		     html_attr_sought(token, name))) {
		html->crowded |= full;
		html->used = used;
		return NULL;
	}
	token->names |= html_name_bit(name);
	token->attrs[token->n_attrs].name = name;
	token->attrs[token->n_attrs].value = (struct html_span){ name.at, 0 };
	return &token->attrs[token->n_attrs++];
}

static void skip_spaces(struct html *html)
{
	while (html->at < html->end && html_is_space(*html->at))
		html->at++;
}

/* Behind "=": 13.2.5.35 to 13.2.5.38. False at the end of the input. */
static bool read_value(struct html *html, struct html_attr *attr)
{
	const uint8_t *from, *to;
	uint8_t quote;

	skip_spaces(html);
	if (html->at == html->end)
		return false;
	quote = *html->at;
	if (quote == '"' || quote == '\'') {
		from = html->at + 1;
		to = memchr(from, quote, (size_t)(html->end - from));
		if (!to)
			return false;
		html->at = to + 1;
	} else {
		from = to = html->at;
		while (to < html->end && *to != '>' && !html_is_space(*to))
			to++;
		html->at = to;
	}
	if (attr)
		attr->value = keep_value(html, from, to);
	return true;
}

static bool read_attr(struct html *html, struct html_token *token)
{
	struct html_attr *attr = add_attr(html, token);

	skip_spaces(html);
	if (html->at < html->end && *html->at == '=') {
		html->at++;
		return read_value(html, attr);
	}
	return true;
}

/* At the first letter of the name. False: the input ends inside the tag, which
 * then is none. */
static bool read_tag(struct html *html, struct html_token *token)
{
	token->text = take_name(html, ENDS_NAME);
	for (;;) {
		skip_spaces(html);
		if (html->at == html->end)
			return false;
		if (*html->at == '>') {
			html->at++;
			return true;
		}
		if (*html->at == '/') {
			html->at++;
			token->self_closing =
				html->at < html->end && *html->at == '>';
			continue;
		}
		if (!read_attr(html, token))
			return false;
	}
}

static bool tag(struct html *html, struct html_token *token, bool end)
{
	html->at += end ? 2 : 1;
	token->kind = end ? HTML_END : HTML_START;
	if (!read_tag(html, token)) {
		html->at = html->end;
		return false;
	}
	html->model = HTML_DATA;
	html->crowded |= html->used == HTML_POOL;
	if (!end)
		html->last_len = token->text.len;
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
	size_t len, used = html_reference(html->at, html->end, false,
					  html->small, &len);

	if (!used)
		return take_text(html, token, html->at + 1);
	html->at += used;
	return text_token(token, html->small, len);
}

static bool replacement(struct html *html, struct html_token *token)
{
	html->at++;
	return text_token(token, "\xEF\xBF\xBD", 3);
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

/* Whether "<" or "&" at this place can begin anything but text. */
static bool begins_markup(const struct html *html, const uint8_t *at)
{
	uint8_t next = at + 1 < html->end ? at[1] : 0;

	if (*at == '&')
		return ascii_is_alpha(next) || next == '#';
	return ascii_is_alpha(next) || next == '/' || next == '!' ||
	       next == '?';
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
	const uint8_t *to = find_sign(html->at, html->end);

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
	return html->last_len && html->end - at > 2 && at[0] == '<' &&
	       at[1] == '/' &&
	       html_is_named(html, at + 2, html->pool, html->last_len);
}

/* RCDATA, RAWTEXT, SCRIPT, PLAINTEXT: text up to the end tag. */
static bool raw(struct html *html, struct html_token *token)
{
	const uint8_t *at = html->at;
	enum html_model model = html->model;

	if (!*at)
		return replacement(html, token);
	if (model == HTML_RCDATA && *at == '&')
		return reference(html, token);
	for (; at < html->end && *at; at++) {
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
		html->used = 0;
		token->text = (struct html_span){ html->pool, 0 };
		token->n_attrs = 0;
		token->names = 0;
		token->self_closing = false;
		if (html->model == HTML_DATA)
			made = data(html, token);
		else if (html->model == HTML_CDATA)
			made = cdata(html, token);
		else
			made = raw(html, token);
	}
	return made;
}
