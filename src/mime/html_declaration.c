/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_declaration.c -- comments, doctypes, and what is taken for a comment
 */
#include <string.h>
#include <strings.h>

#include "mime/html_token.h"

static bool looks_at(const struct html *html, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(html->end - html->at) >= len &&
	       strncasecmp((const char *)html->at, word, len) == 0;
}

static void comment_of(struct html *html, struct html_token *token,
		       const uint8_t *from, const uint8_t *to)
{
	token->kind = HTML_COMMENT;
	token->text = html_keep(html, from, (size_t)(to - from), false);
}

/* 13.2.5.41: up to ">". */
static void bogus_comment(struct html *html, struct html_token *token)
{
	const uint8_t *from = html->at;
	const uint8_t *to = memchr(from, '>', (size_t)(html->end - from));

	html->at = to ? to + 1 : html->end;
	comment_of(html, token, from, to ? to : html->end);
}

/* The end of a comment that the input's end cuts: its closing marks, as far as
 * they came, are no data. */
static const uint8_t *cut_end(const uint8_t *from, const uint8_t *end)
{
	size_t len = (size_t)(end - from);

	if (len >= 3 && memcmp(end - 3, "--!", 3) == 0)
		return end - 3;
	if (len >= 2 && memcmp(end - 2, "--", 2) == 0)
		return end - 2;
	return len && end[-1] == '-' ? end - 1 : end;
}

/* 13.2.5.43 to 13.2.5.52 together: "-->" or "--!>" ends it, "<!-->" and
 * "<!--->" are empty. */
static void comment(struct html *html, struct html_token *token)
{
	const uint8_t *from = html->at, *at = from, *end = html->end;

	if (looks_at(html, ">") || looks_at(html, "->")) {
		html->at += *from == '>' ? 1 : 2;
		comment_of(html, token, from, from);
		return;
	}
	while ((at = memmem(at, (size_t)(end - at), "--", 2))) {
		if (end - at >= 3 && at[2] == '>') {
			html->at = at + 3;
			comment_of(html, token, from, at);
			return;
		}
		if (end - at >= 4 && at[2] == '!' && at[3] == '>') {
			html->at = at + 4;
			comment_of(html, token, from, at);
			return;
		}
		at++;
	}
	html->at = end;
	comment_of(html, token, from, cut_end(from, end));
}

static void skip_spaces(struct html *html)
{
	while (html->at < html->end && html_is_space(*html->at))
		html->at++;
}

/* Up to and with ">"; false at the end of the input. */
static bool skip_rest(struct html *html)
{
	const uint8_t *to =
		memchr(html->at, '>', (size_t)(html->end - html->at));

	html->at = to ? to + 1 : html->end;
	return to;
}

/* A quoted identifier at the present place. False: it is not closed, and the
 * doctype ends with it. */
static bool identifier(struct html *html, struct html_span *out)
{
	uint8_t quote = *html->at++;
	const uint8_t *from = html->at;

	while (html->at < html->end && *html->at != quote && *html->at != '>')
		html->at++;
	*out = html_keep(html, from, (size_t)(html->at - from), false);
	if (html->at == html->end)
		return false;
	return *html->at++ == quote;
}

static bool at_quote(const struct html *html)
{
	return html->at < html->end && (*html->at == '"' || *html->at == '\'');
}

/* Whether the doctype ends here; if not, something is still to be read. */
static bool ends(struct html *html)
{
	skip_spaces(html);
	if (html->at == html->end || *html->at != '>')
		return false;
	html->at++;
	return true;
}

static void system_part(struct html *html, struct html_token *token)
{
	token->has_system = true;
	if (!identifier(html, &token->system_id)) {
		token->quirks = true;
		return;
	}
	if (ends(html))
		return;
	/* Junk behind a whole doctype is no reason for quirks mode. */
	token->quirks = html->at == html->end;
	skip_rest(html);
}

static void external_part(struct html *html, struct html_token *token,
			  bool has_public)
{
	html->at += 6; /* PUBLIC or SYSTEM */
	skip_spaces(html);
	if (!at_quote(html)) {
		token->quirks = true;
		skip_rest(html);
		return;
	}
	if (!has_public) {
		system_part(html, token);
		return;
	}
	token->has_public = true;
	if (!identifier(html, &token->public_id)) {
		token->quirks = true;
		return;
	}
	if (ends(html))
		return;
	if (at_quote(html)) {
		system_part(html, token);
		return;
	}
	token->quirks = true;
	skip_rest(html);
}

/* 13.2.5.53 to 13.2.5.68. */
static void doctype(struct html *html, struct html_token *token)
{
	const uint8_t *from;

	token->kind = HTML_DOCTYPE;
	skip_spaces(html);
	if (html->at == html->end || *html->at == '>') {
		token->quirks = true;
		skip_rest(html);
		return;
	}
	from = html->at;
	while (html->at < html->end && *html->at != '>' &&
	       !html_is_space(*html->at))
		html->at++;
	token->has_name = true;
	token->text = html_keep(html, from, (size_t)(html->at - from), true);
	if (ends(html))
		return;
	if (looks_at(html, "public") || looks_at(html, "system")) {
		external_part(html, token, (*html->at | 0x20) == 'p');
		return;
	}
	token->quirks = true;
	skip_rest(html);
}

void html_declaration(struct html *html, struct html_token *token)
{
	html->at++; /* "<" */
	if (*html->at != '!') {
		/* "</" is not part of the data, "<?" is from the "?" on. */
		html->at += *html->at == '/';
		bogus_comment(html, token);
		return;
	}
	html->at++;
	if (looks_at(html, "--")) {
		html->at += 2;
		comment(html, token);
	} else if (looks_at(html, "doctype")) {
		html->at += 7;
		doctype(html, token);
	} else {
		bogus_comment(html, token);
	}
}
