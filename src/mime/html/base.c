/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base.c -- what a relative address is relative to
 */
#include "mime/html/base.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/eights.h"
#include "mime/html/element.h"
#include "mime/html/host.h"

/* Behind its first letter. */
static bool is_of_scheme(char c)
{
	return ascii_is_alnum(c) || c == '+' || c == '-' || c == '.';
}

struct html_span html_scheme(struct html_span url)
{
	size_t n = 0;

	while (n < url.len &&
	       (n ? is_of_scheme(url.at[n]) : ascii_is_alpha(url.at[n])))
		n++;
	return (struct html_span){ url.at,
				   n < url.len && url.at[n] == ':' ? n : 0 };
}

static bool is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* What follows is a host. */
static bool begins_host(struct html_span url)
{
	return url.len > 1 && is_slash(url.at[0]) && is_slash(url.at[1]);
}

/* The first of these characters, or the end. */
static size_t find(struct html_span url, size_t from, const char *which)
{
	const char *at;

	for (; from < url.len && *which; which++) {
		at = memchr(url.at + from, *which, url.len - from);
		if (at)
			url.len = (size_t)(at - url.at);
	}
	return url.len > from ? url.len : from;
}

/* How much of the base stands before the address; *slash: and a "/". */
static size_t kept_of(struct html_span base, struct html_span url, bool *slash)
{
	size_t scheme = html_scheme(base).len + 1, path = scheme, end, last;

	while (path < base.len && is_slash(base.at[path]))
		path++;
	path = html_host_end(base, path);
	if (!url.len || url.at[0] == '#')
		return find(base, path, "#");
	end = find(base, path, "?#");
	if (url.at[0] == '?')
		return end;
	if (is_slash(url.at[0]))
		return begins_host(url) ? scheme : path;
	*slash = path == end;
	for (last = end; last > path && !is_slash(base.at[last - 1]); last--)
		;
	return last;
}

bool html_is_web(struct html_span scheme)
{
	return html_span_is(scheme, "http") || html_span_is(scheme, "https") ||
	       html_span_is(scheme, "ftp");
}

/* The host of an address that begins with "scheme://". */
static size_t straighten_host(char *at, size_t len, size_t from)
{
	struct html_span url = { at, len };
	size_t to = html_host_end(url, from), port, n;

	from = html_host_from(at, from, to);
	if (from < to && at[from] == '[')
		return len;
	port = find((struct html_span){ at, to }, from, ":");
	n = html_host_fold(at + from, port - from);
	memmove(at + from + n, at + port, len - port);
	return len - (port - from - n);
}

static void turn_slashes(char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (at[i] == '\\')
			at[i] = '/';
}

/* Two slashes behind the scheme, however many stand there, and "/" for "\\"
 * before a query (WHATWG URL, 4.4: special authority ignore slashes state). */
static struct html_span straighten(char *at, size_t len, size_t scheme)
{
	size_t host = scheme + 1, from = host + 2;

	while (host < len && is_slash(at[host]))
		host++;
	if (host != from)
		memmove(at + from, at + host, len - host);
	at[from - 2] = at[from - 1] = '/';
	len = straighten_host(at, from + len - host, from);
	if (memchr(at, '\\', len))
		turn_slashes(at, find((struct html_span){ at, len }, 0, "?#"));
	return (struct html_span){ at, len };
}

/* Of "http:x" and "http:/x", the scheme of the base, too: what is relative. */
static struct html_span drop_scheme(struct html_span url, struct html_span base)
{
	struct html_span scheme = html_scheme(url), rest;

	if (!html_is_web(scheme) || scheme.len != html_scheme(base).len ||
	    strncasecmp(url.at, base.at, scheme.len) != 0)
		return url;
	rest = html_span_from(url, scheme.len + 1);
	return begins_host(rest) ? url : rest;
}

bool html_is_unc(struct html_span url)
{
	return url.len > 1 && url.at[0] == '\\' && url.at[1] == '\\';
}

/* Of an address without scheme; a host with no base to say one is of http. */
static struct html_span before(struct html_span url, struct html_span base,
			       bool *slash)
{
	static const struct html_span http = { "http:", 5 };

	if (html_is_unc(url) || html_scheme(url).len)
		return html_span_none;
	if (base.len)
		return (struct html_span){ base.at, kept_of(base, url, slash) };
	return begins_host(url) ? http : html_span_none;
}

/* Without controls, of which hardly any has one. */
static bool is_joined(struct html_span href)
{
	size_t i = 0;

	while (href.len - i >= 8 &&
	       !eights_below(eights_load(href.at + i), ' '))
		i += 8;
	while (i < href.len && (uint8_t)href.at[i] >= ' ')
		i++;
	return i == href.len;
}

/* Browsers take line ends and tabs out of an address before they read it. */
static struct html_span join(struct html_span href,
			     char room[static LIMIT_HTML_VALUE])
{
	size_t n = 0;

	if (href.len <= LIMIT_HTML_VALUE && is_joined(href))
		return html_span_trim(href);
	for (size_t i = 0; i < href.len && n < LIMIT_HTML_VALUE; i++)
		if (href.at[i] != '\t' && href.at[i] != '\r' &&
		    href.at[i] != '\n')
			room[n++] = href.at[i];
	return html_span_trim((struct html_span){ room, n });
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

/* With the base that is known. */
static struct html_span resolve(struct html_base *base, struct html_span url)
{
	struct html_span around = { base->at, base->len };
	bool slash = false;
	struct html_span kept, scheme;
	size_t n;

	if (around.len)
		url = drop_scheme(url, around);
	kept = before(url, around, &slash);
	n = kept.len;
	memcpy(base->room, kept.at, n);
	if (slash)
		base->room[n++] = '/';
	memcpy(base->room + n, url.at, url.len);
	url = (struct html_span){ base->room, n + url.len };
	scheme = html_scheme(url);
	return html_is_web(scheme) ? straighten(base->room, url.len, scheme.len)
				   : url;
}

/* Of what straighten() made. */
static bool has_host(struct html_span url, size_t from)
{
	const size_t end = html_host_end(url, from);

	from = html_host_from(url.at, from, end);
	return from < end && url.at[from] != ':';
}

/* The address may be none of the web; one that is no address at all is as if
 * there were none. */
static void use(struct html_base *base, struct html_span href)
{
	struct html_span url = resolve(base, join(href, base->joined));
	struct html_span scheme = html_scheme(url);

	if (!scheme.len || html_span_is(scheme, "data") ||
	    html_span_is(scheme, "javascript") || url.len > sizeof(base->at) ||
	    (html_is_web(scheme) && !has_host(url, scheme.len + 3)))
		return;
	memcpy(base->at, url.at, url.len);
	base->len = url.len;
}

/* What is inside of these is not of the page. */
static int apart(const struct html_token *token)
{
	if (!html_span_equals(token->text, "template") &&
	    !html_span_equals(token->text, "svg") &&
	    !html_span_equals(token->text, "math"))
		return 0;
	return token->kind == HTML_START ? !token->self_closing : -1;
}

/* The first <base> with an address counts wherever it stands, hidden or not, and
 * for what is before it as well. Not inline: the pool is large. */
__attribute__((noinline)) static void find_base(struct html_base *base)
{
	const struct html_element *element;
	const struct html_span *href;
	struct html_token token;
	char room[HTML_POOL];
	struct html_pool pool = { .at = room, .len = HTML_POOL };
	struct html html;
	long inside = 0;

	html_init(&html, base->page, base->page_len, &pool);
	while (html_next(&html, &token)) {
		if (token.kind == HTML_TEXT)
			continue;
		inside += apart(&token);
		inside = inside < 0 ? 0 : inside;
		if (token.kind == HTML_END || inside)
			continue;
		element = html_element_find(token.text);
		html.model = element ? element->model : HTML_DATA;
		href = html_attr_find(&token, "href");
		if (href && html_span_equals(token.text, "base")) {
			use(base, *href);
			return;
		}
	}
}

/* Whether a base has a say in it: "x", or "http:x". */
static bool is_relative(struct html_span url)
{
	struct html_span scheme = html_scheme(url);

	if (!scheme.len)
		return !html_is_unc(url);
	return html_is_web(scheme) &&
	       !begins_host(html_span_from(url, scheme.len + 1));
}

struct html_span html_base_resolve(struct html_base *base,
				   struct html_span href)
{
	struct html_span url = join(href, base->joined);

	if (base->page && is_relative(url)) {
		if (has_tag(base->page, base->page_len, "base"))
			find_base(base);
		base->page = NULL;
		url = join(href, base->joined);
	}
	return resolve(base, url);
}
