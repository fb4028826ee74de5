/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * path.c -- reading <local@domain>, letter by letter
 */
#include "mail/smtp/path.h"

#include <stdio.h>
#include <string.h>

#include "mail/plain/verify_text.h"

enum {
	LIMIT_LABEL = 63 /* RFC 1035 2.3.4 */
};

/* Part of a character beyond ASCII, which is_text() looks at as a whole. */
static bool is_8bit(char c)
{
	return (unsigned char)c >= 0x80;
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* RFC 5322 3.2.3 */
static bool is_atext(char c)
{
	return is_alnum(c) || is_8bit(c) ||
	       (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* qtextSMTP, RFC 5321 4.1.2, and what may follow a backslash */
static bool is_printable(char c)
{
	return (c >= ' ' && c <= '~') || is_8bit(c);
}

/* Length of what stands at text without quotes: atoms, and dots anywhere. */
static size_t dotted_len(const char *text)
{
	size_t len = 0;

	while (is_atext(text[len]) || text[len] == '.')
		len++;
	return len;
}

/* Has a dotted local part dots where a dot-string has none? */
static bool lacks_quotes(const char *text, size_t len)
{
	return len && (text[0] == '.' || text[len - 1] == '.' ||
		       memmem(text, len, "..", 2));
}

/* Length of a quoted-string with both quotes, or 0. */
static size_t quoted_len(const char *text)
{
	size_t len = 1;

	while (is_printable(text[len]) && text[len] != '"') {
		if (text[len] == '\\' && !is_printable(text[++len]))
			return 0;
		len++;
	}
	return text[len] == '"' ? len + 1 : 0;
}

/* Of a mailbox it may hold more than of a host. */
static size_t label_len(const char *text, bool mailbox)
{
	size_t len = 0;

	while (is_alnum(text[len]) || (text[len] == '-' && len) ||
	       (mailbox && (text[len] == '_' || is_8bit(text[len]))))
		len++;
	return len > LIMIT_LABEL || (len && text[len - 1] == '-') ? 0 : len;
}

static size_t labels_len(const char *text, bool mailbox)
{
	size_t len = label_len(text, mailbox);

	while (len && text[len] == '.') {
		size_t label = label_len(text + len + 1, mailbox);

		if (!label)
			return 0;
		len += 1 + label;
	}
	return len > LIMIT_DOMAIN ? 0 : len;
}

size_t domain_len(const char *text)
{
	return labels_len(text, false);
}

static bool has_8bit(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (is_8bit(text[i]))
			return true;
	return false;
}

static void lower(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
}

/* quote: those that it lacks, or "". */
static void copy(const char *text, size_t local, size_t len, const char *quote,
		 struct path *out)
{
	char *domain = out->text + 1 + local + 2 * strlen(quote);

	snprintf(out->text, sizeof(out->text), "%s%.*s%s%.*s", quote,
		 (int)local, text, quote, (int)(len - local), text + local);
	lower(domain);
	out->domain = domain;
}

static enum path_verdict read_mailbox(const char *text, struct path *out,
				      const char **end)
{
	bool quoted = *text == '"', utf8;
	size_t local = quoted ? quoted_len(text) : dotted_len(text);
	const char *quote = !quoted && lacks_quotes(text, local) ? "\"" : "";
	size_t domain, len;

	if (!local || text[local] != '@')
		return PATH_SYNTAX;
	if (memchr(text, '%', local) || memchr(text, '!', local))
		return PATH_ROUTE;
	domain = labels_len(text + local + 1, true);
	len = local + 1 + domain;
	if (!domain || text[len] != '>')
		return PATH_SYNTAX;
	if (len + 2 * strlen(quote) > LIMIT_PATH)
		return PATH_TOO_LONG;
	utf8 = has_8bit(text, len);
	if (utf8 && !verify_line((struct slice){ text, len }, false))
		return PATH_8BIT;
	out->utf8 = utf8;
	copy(text, local, len, quote, out);
	*end = text + len + 1;
	return PATH_OK;
}

enum path_verdict path_read(const char *text, bool null_ok, struct path *out,
			    const char **end)
{
	if (*text++ != '<')
		return PATH_SYNTAX;
	if (null_ok && *text == '>') {
		*out = (struct path){ 0 };
		*end = text + 1;
		return PATH_OK;
	}
	if (*text == '@')
		return PATH_ROUTE;
	return read_mailbox(text, out, end);
}
