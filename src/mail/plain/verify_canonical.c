/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_canonical.c -- writes a plain message again, comparing as it goes
 *
 * What was understood is all there is: a byte that the reader did not turn into
 * meaning cannot be in the stream, or this differs.
 */
#include "mail/plain/verify_record.h"

/* What has yet to be matched; `same` false sticks. */
struct match {
	struct slice rest;
	bool same;
};

static void put(struct match *match, const char *bytes, size_t len)
{
	if (!match->same || match->rest.len < len ||
	    memcmp(match->rest.at, bytes, len) != 0) {
		match->same = false;
		return;
	}
	match->rest.at += len;
	match->rest.len -= len;
}

/* In front of `end`; returns its first digit. snprintf(3) would be half of all
 * work. */
static char *write_number(char *end, uint64_t number)
{
	do
		*--end = (char)('0' + number % 10);
	while (number /= 10);
	return end;
}

static void put_value(struct match *match, const char *tag, struct slice value)
{
	char digits[24];
	char *at = digits + sizeof(digits) - 1;

	/* " LENGTH " */
	*at = ' ';
	at = write_number(at, value.len);
	*--at = ' ';
	put(match, tag, strlen(tag));
	put(match, at, (size_t)(digits + sizeof(digits) - at));
	put(match, value.at, value.len);
	put(match, "\n", 1);
}

static void put_number(struct match *match, const char *tag, uint64_t number)
{
	char text[24], *end = text + sizeof(text);
	const char *at = write_number(end, number);

	put_value(match, tag, (struct slice){ at, (size_t)(end - at) });
}

static void put_record(struct match *match, const struct record *record,
		       const char *element)
{
	const void *value = element + record->offset;

	if (record->check)
		put_value(match, record->tag, *(const struct slice *)value);
	else
		put_number(match, record->tag, *(const uint64_t *)value);
}

static void put_run(struct match *match, const struct record *first, size_t n,
		    const struct plain *plain)
{
	const struct list_place *list = &plain_lists[first->list];
	const char *element = (const char *)plain + list->offset;
	const void *count = (const char *)plain + list->count;
	size_t times = list->count ? *(const size_t *)count : 1;

	for (; times; times--, element += list->size)
		for (size_t i = 0; i < n; i++)
			put_record(match, &first[i], element);
}

bool plain_is_canonical(const struct plain *plain, struct slice bytes)
{
	struct match match = { bytes, true };
	struct slice rest = plain->text, line;
	char text[48], *end = text + sizeof(text);
	char *at = write_number(end, bytes.len);

	while (end - at < 8)
		*--at = '0';
	put(&match, "sekisho-plain 1 ", 16);
	put(&match, at, (size_t)(end - at));
	put(&match, "\n", 1);
	for (size_t i = 0; i < N_RECORDS; i += plain_run(&plain_records[i]))
		put_run(&match, &plain_records[i], plain_run(&plain_records[i]),
			plain);
	for (uint64_t i = 0; i < plain->n_lines; i++) {
		if (!plain_next_line(&rest, &line))
			return false;
		put_value(&match, "=", line);
	}
	at = write_number(end, plain->n_lines);
	*--at = ' ';
	at = write_number(at, plain->n_removed);
	put_value(&match, "end", (struct slice){ at, (size_t)(end - at) });
	return match.same && match.rest.len == 0;
}
