/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_base.c -- what a relative address is relative to
 */
#include "mime/html_base.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "mime/html_element.h"

enum {
	LONGEST_SCHEME = 24
};

size_t html_scheme_length(struct html_span url)
{
	size_t n = 0;

	while (n < url.len && n < LONGEST_SCHEME &&
	       (html_is_alpha((uint8_t)url.at[n]) ||
		(n && (strchr("+-.", url.at[n]) ||
		       (url.at[n] >= '0' && url.at[n] <= '9')))))
		n++;
	return n < url.len && url.at[n] == ':' ? n : 0;
}

static bool is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* The first of these characters, or the end. */
static size_t find(struct html_span url, size_t from, const char *which)
{
	while (from < url.len &&
	       (!url.at[from] || !strchr(which, url.at[from])))
		from++;
	return from;
}

/* How much of the base stands before the address; *slash: and a "/". */
static size_t kept_of(struct html_span base, struct html_span url, bool *slash)
{
	size_t scheme = html_scheme_length(base) + 1, path = scheme, end, last;

	while (path < base.len && is_slash(base.at[path]))
		path++;
	path = find(base, path, "/\\?#");
	if (!url.len || url.at[0] == '#')
		return find(base, path, "#");
	end = find(base, path, "?#");
	if (url.at[0] == '?')
		return end;
	if (is_slash(url.at[0]))
		return url.len > 1 && is_slash(url.at[1]) ? scheme : path;
	*slash = path == end;
	for (last = path; path < end; path++)
		if (is_slash(base.at[path]))
			last = path + 1;
	return last;
}

static struct html_span trim(struct html_span span)
{
	while (span.len && (uint8_t)span.at[0] <= ' ') {
		span.at++;
		span.len--;
	}
	while (span.len && (uint8_t)span.at[span.len - 1] <= ' ')
		span.len--;
	return span;
}

static bool is_web(struct html_span url)
{
	static const char *const schemes[] = { "http", "https", "ftp" };
	size_t len = html_scheme_length(url);

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (len == strlen(schemes[i]) &&
		    strncasecmp(url.at, schemes[i], len) == 0)
			return true;
	return false;
}

/* Two slashes behind the scheme, however many stand there, and "/" for "\\"
 * before a query (WHATWG URL, 4.4: special authority ignore slashes state). */
static struct html_span straighten(char *at, size_t len)
{
	size_t scheme = html_scheme_length((struct html_span){ at, len }) + 1;
	size_t host = scheme;

	while (host < len && is_slash(at[host]))
		host++;
	memmove(at + scheme + 2, at + host, len - host);
	at[scheme] = at[scheme + 1] = '/';
	len = scheme + 2 + len - host;
	for (size_t i = 0; i < len && at[i] != '?' && at[i] != '#'; i++)
		if (at[i] == '\\')
			at[i] = '/';
	return (struct html_span){ at, len };
}

/* "http:x" is relative where the base is of that scheme too. */
static struct html_span drop_scheme(struct html_span url, struct html_span base)
{
	size_t len = html_scheme_length(url);

	if (!is_web(url) || len != html_scheme_length(base) ||
	    strncasecmp(url.at, base.at, len) != 0 ||
	    (len + 1 < url.len && is_slash(url.at[len + 1])))
		return url;
	return (struct html_span){ url.at + len + 1, url.len - len - 1 };
}

static bool is_unc(struct html_span url)
{
	return url.len > 1 && url.at[0] == '\\' && url.at[1] == '\\';
}

/* Of an address without scheme; a host with no base to say one is of http. */
static struct html_span before(struct html_span url, struct html_span base,
			       bool *slash)
{
	static const struct html_span none = { "", 0 }, http = { "http:", 5 };

	if (is_unc(url) || html_scheme_length(url))
		return none;
	if (base.len)
		return (struct html_span){ base.at, kept_of(base, url, slash) };
	return url.len > 1 && is_slash(url.at[0]) && is_slash(url.at[1]) ? http
									 : none;
}

/* Browsers take line ends and tabs out of an address before they read it. */
static struct html_span join(struct html_span href,
			     char room[static LIMIT_HTML_VALUE])
{
	size_t n = 0;

	for (size_t i = 0; i < href.len && n < LIMIT_HTML_VALUE; i++)
		if (href.at[i] != '\t' && href.at[i] != '\r' &&
		    href.at[i] != '\n')
			room[n++] = href.at[i];
	return trim((struct html_span){ room, n });
}

struct html_span html_base_resolve(struct html_base *base,
				   struct html_span href)
{
	struct html_span around = { base->at, base->len };
	struct html_span url = drop_scheme(join(href, base->joined), around);
	bool slash = false;
	struct html_span kept = before(url, around, &slash);
	size_t n = kept.len;

	memcpy(base->room, kept.at, n);
	if (slash)
		base->room[n++] = '/';
	memcpy(base->room + n, url.at, url.len);
	url = (struct html_span){ base->room, n + url.len };
	return is_web(url) ? straighten(base->room, url.len) : url;
}

/* The word in any case, behind a "<"; `word` in lower case. */
static bool has_tag(const uint8_t *at, size_t len, const char *word)
{
	const uint8_t *end = at + len;
	size_t n = strlen(word);

	while (at < end && (at = memchr(at, '<', (size_t)(end - at)))) {
		at++;
		if ((size_t)(end - at) >= n && (*at | 0x20) == word[0] &&
		    strncasecmp((const char *)at, word, n) == 0)
			return true;
	}
	return false;
}

static bool is(const struct html_token *token, const char *name)
{
	return token->text.len == strlen(name) &&
	       memcmp(token->text.at, name, token->text.len) == 0;
}

/* The address may be none of the web; one that is no address at all is as if
 * there were none. */
static void use(struct html_base *base, struct html_span href)
{
	static const char *const never[] = { "data", "javascript" };
	struct html_span url = html_base_resolve(base, href);
	size_t len = html_scheme_length(url);

	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (len == strlen(never[i]) &&
		    strncasecmp(url.at, never[i], len) == 0)
			len = 0;
	if (!len || url.len > sizeof(base->at))
		return;
	memcpy(base->at, url.at, url.len);
	base->len = url.len;
}

/* What is inside of these is not of the page. */
static int apart(const struct html_token *token)
{
	if (!is(token, "template") && !is(token, "svg") && !is(token, "math"))
		return 0;
	return token->kind == HTML_START ? !token->self_closing : -1;
}

void html_base_find(struct html_base *base, const uint8_t *text, size_t len,
		    char *pool)
{
	const struct html_element *element;
	const struct html_span *href;
	struct html_token token;
	struct html html;
	long inside = 0;

	if (!has_tag(text, len, "base"))
		return;
	html_init(&html, text, len, pool);
	while (html_next(&html, &token)) {
		if (token.kind == HTML_TEXT)
			continue;
		inside += apart(&token);
		inside = inside < 0 ? 0 : inside;
		if (token.kind == HTML_END || inside)
			continue;
		element = html_element_find(token.text);
		html.model = element ? element->model : HTML_DATA;
		href = is(&token, "base") ? html_attr_find(&token, "href")
					  : NULL;
		if (href) {
			use(base, *href);
			return;
		}
	}
}
