/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz_header.c -- any bytes as a header, and each of its fields read in every
 * way there is: people, words, parameters, dates, identifiers
 *
 * An address that comes out is strict; a text is clean, and cleaned again it
 * is the same; a date that was written is read as itself.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "mime/header/auth.h"
#include "mime/header/field.h"
#include "mime/header/ident.h"
#include "mime/header/mailbox.h"
#include "mime/header/param.h"
#include "mime/header/word.h"
#include "mime/mime.h"

#include "fuzz.h"
#include "text_check.h"

enum {
	CEILING = 24 << 20,
	LINE = 1000 /* bytes asked of a text: so that cuts happen */
};

static void check_line(struct mime *mime, const char *text, size_t max)
{
	const char *again;

	text_check(text, strlen(text), max, 0);
	again = word_clean(mime, (const uint8_t *)text, strlen(text), max);
	must(!strcmp(text, again));
}

static void check_people(struct mime *mime, const struct field *field)
{
	struct mailbox_list list = { .n = 0 };
	bool odd = false;

	mailbox_read(mime, field, &list, &odd);
	must(list.n <= LIMIT_ADDRESSES);
	for (size_t i = 0; i < list.n; i++) {
		must(ident_addr(list.at[i].addr, strlen(list.at[i].addr)));
		check_line(mime, list.at[i].name, LIMIT_NAME);
	}
}

static void check_params(struct mime *mime, const struct field *field)
{
	static const char *const names[] = { "boundary", "charset", "filename",
					     "name", "x" };
	const uint8_t *end = field->at + field->len;
	static struct params params;

	params_read(mime, field, &params);
	must(params.n <= LIMIT_PARAMS);
	for (size_t i = 0; i < params.n; i++)
		must(params.at[i].value >= field->at &&
		     params.at[i].value + params.at[i].value_len <= end);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct param_values values =
			params_values(mime, &params, names[i]);

		must(values.n <= LIMIT_READINGS);
		for (size_t k = 0; k < values.n; k++)
			must(values.at[k].len <= field->len);
	}
}

static void check_date(const struct field *field)
{
	char date[IDENT_DATE], again[IDENT_DATE];

	if (!ident_date(field->at, field->len, date))
		return;
	must(strlen(date) == 31);
	must(ident_date((const uint8_t *)date, 31, again));
	must(!strcmp(date, again));
}

static void check_ids(const struct field *field)
{
	const uint8_t *at = field->at, *end = at + field->len;
	const char *id;
	size_t len;

	while ((id = ident_next(&at, end, &len))) {
		must(len >= 5 && len <= LIMIT_MSGID && at <= end);
		must(id[0] == '<' && id[len - 1] == '>');
		for (size_t i = 0; i < len; i++)
			must(id[i] > ' ' && id[i] <= '~');
	}
}

static void check_field(struct mime *mime, const struct field *field)
{
	check_line(mime, word_line(mime, field->at, field->len, LINE), LINE);
	check_people(mime, field);
	check_params(mime, field);
	check_date(field);
	check_ids(field);
}

static void check_auth(const struct header *header)
{
	char text[AUTH_TEXT];

	auth_read(header, "mx.example", text);
	must(strspn(text, "abcdefghijklmnopqrstuvwxyz= ") == strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct convert_options options = { .loop_mark = "X-Loop" };
	struct arena arena = { .ceiling = CEILING };
	struct mime mime = {
		.arena = &arena,
		.options = &options,
		.bytes.arena = &arena,
		.text.arena = &arena,
	};
	uint8_t *copy = malloc(size + !size);
	struct lines lines = { .at = copy, .end = copy + size, .eol = '\n' };
	struct header header;

	must(copy);
	memcpy(copy, data, size);
	header = header_read(&mime, &lines);
	check_auth(&header);
	must(lines.at <= lines.end && header.n <= LIMIT_FIELDS);
	for (size_t i = 0; i < header.n; i++) {
		must(header.fields[i].at >= copy &&
		     header.fields[i].at + header.fields[i].len <= lines.end);
		must(header.fields[i].len <= LIMIT_FIELD);
		check_field(&mime, &header.fields[i]);
	}
	arena_finish(&arena);
	free(copy);
	return 0;
}
