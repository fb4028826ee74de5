/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link.c -- where a link leads, said in the text
 */
#include "mime/html/link.h"

#include <string.h>
#include <strings.h>

#include "base/eights.h"
#include "mime/html/base.h"
#include "mime/html/host.h"
#include "mime/html/idn.h"
#include "mime/limits.h"
#include "mime/link/name.h"
#include "mime/link/sign.h"
#include "mime/text/buf.h"
#include "mime/text/clean.h"
#include "mime/text/utf8.h"

enum {
	LONGEST_SHOWN = 512 /* bytes of a text that may be an address */
};

/* As a reader sees it: "www.a.jp:80" begins with a host. */
static size_t scheme_length(struct html_span url)
{
	struct html_span scheme = html_scheme(url);

	return memchr(scheme.at, '.', scheme.len) ? 0 : scheme.len;
}

static struct html_span drop_scheme(struct html_span url)
{
	size_t scheme = scheme_length(url);

	if (scheme)
		url = html_span_from(url, scheme + 1);
	while (url.len && url.at[0] == '/')
		url = html_span_from(url, 1);
	return url;
}

/* Of an address without its scheme. */
static struct html_span host_in(struct html_span url)
{
	size_t len = html_host_end(url, 0);
	const char *at;

	if (!url.len)
		return url;
	at = memrchr(url.at, '@', len);
	if (at) {
		len -= (size_t)(at + 1 - url.at);
		url.at = at + 1;
	}
	at = memchr(url.at, ':', len);
	if (at)
		len = (size_t)(at - url.at);
	while (len && url.at[len - 1] == '.')
		len--;
	return (struct html_span){ url.at, len };
}

static struct html_span host_of(struct html_span url)
{
	return host_in(drop_scheme(url));
}

static struct html_span drop_www(struct html_span host)
{
	if (host.len > 4 && html_span_begins(host, "www."))
		return html_span_from(host, 4);
	return host;
}

/* Four numbers behind "://": without it they may be those of a version. */
static bool is_numbers(struct html_span text, struct html_span host)
{
	size_t dots = 0;

	for (size_t i = 0; i < host.len; i++) {
		if (host.at[i] == '.')
			dots++;
		else if (!ascii_is_digit(host.at[i]))
			return false;
	}
	return dots == 3 && memmem(text.at, text.len, "://", 3);
}

/* A text that a reader takes for an address: one word with a host in it, which
 * the name of a file ("minutes.pdf") has not. */
static bool names_host(struct html_span text)
{
	struct html_span host;
	const char *dot;
	size_t top;

	for (size_t i = 0; i < text.len; i++)
		if ((uint8_t)text.at[i] <= ' ')
			return false;
	host = host_of(text);
	dot = host.len ? memrchr(host.at, '.', host.len) : NULL;
	top = dot ? (size_t)(host.at + host.len - dot) - 1 : 0;
	if (is_numbers(text, host))
		return true;
	if (top < 2 || dot == host.at)
		return false;
	/* The address of a mailbox. */
	if (!scheme_length(text) &&
	    memchr(text.at, '@', (size_t)(host.at - text.at)))
		return false;
	for (size_t i = 1; i <= top; i++)
		if (!ascii_is_alpha(dot[i]))
			return false;
	return scheme_length(text) || drop_www(host).len < host.len ||
	       link_is_top((const uint8_t *)dot + 1, top);
}

/* Without what is empty around it: hard blanks above all. */
static struct html_span trim(struct html_span text)
{
	const uint8_t *at = (const uint8_t *)text.at;
	size_t from = 0, last, used;

	while (from < text.len &&
	       clean_is_empty(utf8_read(at + from, text.len - from, &used)))
		from += used;
	while (text.len > from) {
		last = text.len - 1;
		while (last > from && (at[last] & 0xC0) == 0x80)
			last--;
		if (!clean_is_empty(
			    utf8_read(at + last, text.len - last, &used)))
			break;
		text.len = last;
	}
	return html_span_from(text, from);
}

/* The text as a reader sees it: letters and dots of full width are those of
 * ASCII, what is invisible is none, "[画像: x]" says x. Too long a one is no
 * address: none. */
static struct html_span seen(struct html_span text,
			     char room[static LONGEST_SHOWN])
{
	static const char picture[] = "[画像: ";
	const uint8_t *at, *end;
	size_t n = 0, used, one;
	uint8_t folded;

	text = trim(text);
	if (text.len > sizeof(picture) &&
	    memcmp(text.at, picture, sizeof(picture) - 1) == 0) {
		text = html_span_from(text, sizeof(picture) - 1);
		text.len--;
	}
	if (!text.len || text.len > LONGEST_SHOWN)
		return (struct html_span){ room, 0 };
	at = (const uint8_t *)text.at;
	for (end = at + text.len; at < end; at += used) {
		used = link_plain_run(at, end);
		if (!used)
			used = ascii_printable_run(at, (size_t)(end - at));
		folded = used ? 0 : link_fold(at, end, &used);
		if (folded) {
			room[n++] = (char)folded;
		} else if (!clean_drops(
				   utf8_read(at, (size_t)(end - at), &one))) {
			memcpy(room + n, at, used);
			n += used;
		}
	}
	return (struct html_span){ room, n };
}

static bool same(struct html_span a, struct html_span b)
{
	return a.len == b.len &&
	       (!a.len || strncasecmp(a.at, b.at, a.len) == 0);
}

static bool is_clear(char c)
{
	return (uint8_t)c > ' ' && c != '<' && c != '>';
}

static size_t clear_run(struct html_span url)
{
	uint64_t word, flags;
	size_t i = 0;

	for (; url.len - i >= 8; i += 8) {
		word = eights_load(url.at + i);
		flags = eights_below(word, ' ' + 1) | eights_equal(word, '<') |
			eights_equal(word, '>');
		if (flags)
			return i + eights_first(flags);
	}
	while (i < url.len && is_clear(url.at[i]))
		i++;
	return i;
}

/* Blanks and brackets inside would make the end of the address unclear: `as_hex`
 * as browsers send them ("%20"), else without them. */
static void put_url(struct buf *out, struct html_span url, bool as_hex)
{
	static const char hex[] = "0123456789ABCDEF";
	uint8_t odd;

	for (size_t i = 0, n; i < url.len; i += n + 1) {
		n = clear_run(html_span_from(url, i));
		buf_put(out, url.at + i, n);
		if (i + n == url.len || !as_hex)
			continue;
		odd = (uint8_t)url.at[i + n];
		buf_put(out, (char[]){ '%', hex[odd >> 4], hex[odd & 15] }, 3);
	}
}

/* A name beyond ASCII has two spellings, and letters that look like others.
 * Returns the other one, empty if there is none. */
static struct html_span put_other_form(struct buf *out, struct html_span host)
{
	size_t from = out->len;
	struct html_span other;

	if (idn_is_plain(host))
		return html_span_none;
	buf_put_text(out, "（");
	if (!idn_other_form(host, out)) {
		out->len = from;
		return html_span_none;
	}
	other = (struct html_span){ out->at + from + 3, out->len - from - 3 };
	buf_put_text(out, "）");
	if (idn_is_mixed(host) || idn_is_mixed(other))
		buf_put_text(out, " ※紛らわしい文字のホスト名");
	return other;
}

/* The first address with a scheme among other words, brackets or signs, or
 * nothing. */
static struct html_span web_within(struct html_span text)
{
	const char *sign = memmem(text.at, text.len, "://", 3);
	size_t from, to;

	if (!sign)
		return html_span_none;
	from = to = (size_t)(sign - text.at);
	while (from && ascii_is_alpha(text.at[from - 1]))
		from--;
	while (to < text.len && text.at[to] > ' ' && text.at[to] < 0x7F &&
	       !strchr("\"'()<>[]{}|", text.at[to]))
		to++;
	return (struct html_span){ text.at + from, to - from };
}

/* Without a dot, of any width, nothing is the name of a host. */
static bool has_dot(struct html_span text)
{
	const uint8_t *at = (const uint8_t *)text.at, *end = at + text.len;
	uint8_t folded = 0;
	size_t used;

	for (; (at = link_next_sign(at, end, &folded, &used)) < end; at += used)
		if (folded == '.')
			return true;
	return false;
}

/* Whether the text names a host that is neither form of the link's. */
static bool misleads(struct html_span text, struct html_span host,
		     struct html_span other)
{
	char room[LONGEST_SHOWN];
	struct html_span shown;

	shown = seen(text, room);
	if (!names_host(shown)) {
		shown = web_within(shown);
		if (!names_host(shown))
			return false;
	}
	shown = drop_www(host_of(shown));
	return !same(shown, drop_www(host)) && !same(shown, drop_www(other));
}

/* `bare` is what the address has behind its scheme. */
static void put_web(struct buf *out, struct html_span url,
		    struct html_span bare, struct html_span text)
{
	struct html_span shown = drop_scheme(text);
	struct html_span host = host_in(bare), other;

	if (bare.len && bare.at[bare.len - 1] == '/')
		bare.len--;
	if (shown.len && shown.at[shown.len - 1] == '/')
		shown.len--;
	if (same(bare, shown))
		return;
	buf_put_text(out, text.len ? " <" : "<");
	put_url(out, url, true);
	buf_put_text(out, ">");
	other = put_other_form(out, host);
	/* Most say "more" or "こちら". */
	if (has_dot(text) && misleads(text, host, other))
		buf_put_text(out, " ※表示と異なるリンク先");
}

static bool is_part(struct html_span text, size_t i)
{
	return i < text.len && (ascii_is_alnum(text.at[i]) ||
				(text.at[i] && strchr("-_+", text.at[i])));
}

/* The address stands in the text, and not as a piece of another one. */
static bool says(struct html_span text, struct html_span address)
{
	const char *at = text.at;
	size_t from, to;

	while ((at = memmem(at, (size_t)(text.at + text.len - at), address.at,
			    address.len))) {
		from = (size_t)(at - text.at);
		to = from + address.len;
		at += address.len;
		if ((from &&
		     (is_part(text, from - 1) || text.at[from - 1] == '.')) ||
		    is_part(text, to) ||
		    (to < text.len && *at == '.' && is_part(text, to + 1)))
			continue;
		return true;
	}
	return false;
}

/* mailto: and tel: the address alone, unless the text is it. */
static void put_address(struct buf *out, struct html_span address,
			struct html_span text)
{
	char room[LONGEST_SHOWN];
	struct html_span shown = seen(text, room);
	const char *query = memchr(address.at, '?', address.len);

	if (query)
		address.len = (size_t)(query - address.at);
	if (!address.len || says(text, address))
		return;
	buf_put_text(out, text.len ? " <" : "<");
	put_url(out, address, false);
	buf_put_text(out, ">");
	if (memchr(shown.at, '@', shown.len) &&
	    memchr(address.at, '@', address.len) &&
	    !memchr(shown.at, ' ', shown.len))
		buf_put_text(out, " ※表示と異なるリンク先");
}

static void put_dead(struct buf *out, struct html_span scheme)
{
	buf_put_text(out, " [無効なリンク: ");
	buf_put(out, scheme.at, scheme.len);
	buf_put_text(out, "]");
}

void html_link_put(struct html_span href, struct html_base *base,
		   struct html_span text, struct buf *out)
{
	struct html_span url = html_base_resolve(base, href);
	struct html_span scheme = html_scheme(url);

	text = html_span_trim(text);
	if (html_is_unc(url))
		put_dead(out, (struct html_span){ "UNC", 3 });
	else if (html_is_web(scheme))
		put_web(out, url,
			html_span_from(url, scheme.len + strlen("://")), text);
	else if (html_span_is(scheme, "mailto") || html_span_is(scheme, "tel"))
		put_address(out, html_span_from(url, scheme.len + 1), text);
	else if (scheme.len && !html_span_is(scheme, "cid") &&
		 !html_span_is(scheme, "mid"))
		put_dead(out, scheme);
	/* Else it leads to a place inside the message. */
}
