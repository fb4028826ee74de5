/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * auth.c -- Authentication-Results, by the grammar of RFC 8601 2.2
 */
#include "mime/header/auth.h"

#include <stdio.h>
#include <string.h>

#include "mime/text/ascii.h"

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

static const char *const methods[] = { "spf", "dkim",  "dmarc",
				       "arc", "iprev", "auth" };
static const char *const results[] = {
	"none",    "pass",   "fail",      "softfail",
	"neutral", "policy", "temperror", "permerror",
};

/* The first mistake sticks. */
struct scan {
	const uint8_t *at, *end;
	bool bad;
};

struct word {
	const uint8_t *at;
	size_t len;
};

static bool is_next(const struct scan *scan, char c)
{
	return scan->at < scan->end && *scan->at == (uint8_t)c;
}

static bool take(struct scan *scan, char c)
{
	bool there = is_next(scan, c);

	scan->at += there;
	return there;
}

static void require(struct scan *scan, bool good)
{
	if (good)
		return;
	scan->bad = true;
	scan->at = scan->end;
}

/* One byte, or an escaped one (RFC 5322 3.2.1). */
static void skip_char(struct scan *scan)
{
	if (take(scan, '\\'))
		require(scan, scan->at < scan->end);
	scan->at += scan->at < scan->end;
}

static void skip_comment(struct scan *scan)
{
	size_t depth = 0;

	do {
		if (is_next(scan, '('))
			depth++;
		else if (is_next(scan, ')'))
			depth--;
		skip_char(scan);
	} while (depth && scan->at < scan->end);
	require(scan, !depth);
}

/* CFWS, RFC 5322 3.2.2 */
static void skip_space(struct scan *scan)
{
	while (scan->at < scan->end) {
		if (is_next(scan, '('))
			skip_comment(scan);
		else if (field_blank(*scan->at))
			scan->at++;
		else
			return;
	}
}

/* Printable ASCII without `not`; bad if there is none. */
static struct word take_run(struct scan *scan, const char * not )
{
	struct word word = { scan->at, 0 };

	while (scan->at<scan->end && * scan->at> ' ' && *scan->at < 0x7F &&
	       !strchr(not, *scan->at))
		scan->at++;
	word.len = (size_t)(scan->at - word.at);
	require(scan, word.len > 0);
	return word;
}

/* A quoted string without its quotes. */
static struct word take_quoted(struct scan *scan)
{
	struct word word = { ++scan->at, 0 };

	while (scan->at < scan->end && !is_next(scan, '"'))
		skip_char(scan);
	word.len = (size_t)(scan->at - word.at);
	require(scan, take(scan, '"'));
	return word;
}

/* authserv-id [ CFWS version ]: is it the one? */
static bool read_server(struct scan *scan, const char *authserv_id)
{
	struct word server;

	skip_space(scan);
	server = is_next(scan, '"') ? take_quoted(scan)
				    : take_run(scan, "()<>@,;:\\\"/[]?=");
	skip_space(scan);
	while (scan->at < scan->end && ascii_is_digit(*scan->at))
		scan->at++;
	skip_space(scan);
	return !scan->bad && ascii_is(server.at, server.len, authserv_id);
}

/* ptype . property, or the bare word of some servers. */
static void skip_name(struct scan *scan)
{
	struct word word = take_run(scan, "()<>@,;:\\\"/[]?=");

	skip_space(scan);
	if (scan->bad || (!take(scan, '.') && word.at[word.len - 1] != '.'))
		return;
	skip_space(scan);
	take_run(scan, "()<>@,;:\\\"/[]?=");
	skip_space(scan);
}

/* reason = VALUE, ptype . property = VALUE, and the bare WORD = VALUE that some
 * servers write; a value may be an address, VERP's "=" in it. */
static void skip_property(struct scan *scan)
{
	skip_name(scan);
	require(scan, take(scan, '='));
	skip_space(scan);
	if (is_next(scan, '"'))
		take_quoted(scan);
	if (!is_next(scan, ';') && scan->at < scan->end &&
	    !field_blank(*scan->at) && !is_next(scan, '('))
		take_run(scan, "()\";\\");
	skip_space(scan);
}

/* method [ / version ] = result and what follows, up to ";" or the end. */
static void read_result(struct scan *scan, struct word *method,
			struct word *result)
{
	skip_space(scan);
	*method = take_run(scan, "()<>@,;:\\\"/[]?=.");
	*result = (struct word){ scan->at, 0 };
	skip_space(scan);
	if (ascii_is(method->at, method->len, "none") &&
	    (is_next(scan, ';') || scan->at == scan->end))
		return; /* no-result */
	if (take(scan, '/')) {
		skip_space(scan);
		take_run(scan, "()<>@,;:\\\"/[]?=.");
		skip_space(scan);
	}
	require(scan, take(scan, '='));
	skip_space(scan);
	*result = take_run(scan, "()<>@,;:\\\"/[]?=.");
	skip_space(scan);
	while (!scan->bad && scan->at < scan->end && !is_next(scan, ';'))
		skip_property(scan);
}

/* ------ the pairs ------ */

static const char *known(const char *const *words, size_t n, struct word word,
			 const char *otherwise)
{
	for (size_t i = 0; i < n; i++)
		if (ascii_is(word.at, word.len, words[i]))
			return words[i];
	return otherwise;
}

static bool has_pair(const char *list, const char *pair)
{
	size_t len = strlen(pair);

	for (const char *at = list; (at = strstr(at, pair)); at += len)
		if ((at == list || at[-1] == ' ') &&
		    (at[len] == ' ' || !at[len]))
			return true;
	return false;
}

struct pairs {
	char *text; /* of AUTH_TEXT bytes */
	size_t len;
};

static void add_pair(struct pairs *pairs, struct word method,
		     struct word result)
{
	const char *name = known(methods, N_OF(methods), method, NULL);
	char pair[sizeof("dmarc=permerror")];

	if (!name)
		return;
	snprintf(pair, sizeof(pair), "%s=%s", name,
		 known(results, N_OF(results), result, "other"));
	if (has_pair(pairs->text, pair))
		return;
	pairs->len += (size_t)snprintf(pairs->text + pairs->len,
				       AUTH_TEXT - pairs->len, "%s%s",
				       pairs->len ? " " : "", pair);
}

/* All of the field parses, or nothing of it is taken: false. */
static bool is_whole(struct scan scan)
{
	struct word method, result;

	while (!scan.bad && take(&scan, ';'))
		read_result(&scan, &method, &result);
	return !scan.bad && scan.at == scan.end;
}

static bool read_field(const struct field *field, const char *authserv_id,
		       struct pairs *pairs)
{
	struct scan scan = { field->at, field->at + field->len, false };
	struct word method, result;

	if (!read_server(&scan, authserv_id))
		return false;
	if (!is_whole(scan))
		return true;
	while (take(&scan, ';')) {
		read_result(&scan, &method, &result);
		add_pair(pairs, method, result);
	}
	return true;
}

void auth_read(const struct header *header, const char *authserv_id,
	       char out[static AUTH_TEXT])
{
	struct pairs pairs = { .text = out };
	const struct field *first = NULL;

	out[0] = '\0';
	for (size_t i = 0; i < header->n; i++) {
		const struct field *field = &header->fields[i];

		if (field->id != FIELD_AUTH_RESULTS || field->unsure)
			continue;
		if (first && field->received != first->received)
			return;
		if (read_field(field, authserv_id, &pairs) && !first)
			first = field;
	}
}
