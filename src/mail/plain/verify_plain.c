/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_plain.c -- reads a plain message, record after record, or refuses it
 */
#include "mail/plain/verify_files.h"
#include "mail/plain/verify_record.h"

enum {
	MAX_DIGITS = 19,
	MAX_END = 2 * MAX_DIGITS + 1,
	MAX_LENGTH = 9 /* a length and its blank */
};

/* The first mistake sticks; every later step is a no-op. */
struct reader {
	struct slice rest;
	enum plain_verdict verdict;
};

static void require(struct reader *reader, bool good,
		    enum plain_verdict otherwise)
{
	if (!good && reader->verdict == PLAIN_OK)
		reader->verdict = otherwise;
}

/* Is a record of this tag next? */
static bool is_next(const struct reader *reader, const char *tag)
{
	size_t len = strlen(tag);

	return reader->verdict == PLAIN_OK && slice_starts(reader->rest, tag) &&
	       reader->rest.len > len && reader->rest.at[len] == ' ';
}

/* "LENGTH SP VALUE LF" at the start of *rest, which moves behind it. */
static bool split_value(struct slice *rest, size_t max, struct slice *value)
{
	struct slice start = *rest, digits;
	uint64_t len;

	if (start.len > MAX_LENGTH)
		start.len = MAX_LENGTH;
	if (!slice_split(&start, ' ', &digits) ||
	    !verify_number(digits, max, &len) || rest->len == digits.len ||
	    rest->at[digits.len] != ' ')
		return false;
	*rest = slice_from(*rest, digits.len + 1);
	if (rest->len <= len || rest->at[len] != '\n')
		return false;
	*value = (struct slice){ rest->at, (size_t)len };
	*rest = slice_from(*rest, (size_t)len + 1);
	return true;
}

/* The record that is due here. */
static struct slice take(struct reader *reader, const char *tag, size_t max)
{
	struct slice value = { "", 0 };

	require(reader, is_next(reader, tag), PLAIN_RECORD);
	if (reader->verdict == PLAIN_OK) {
		reader->rest = slice_from(reader->rest, strlen(tag) + 1);
		require(reader, split_value(&reader->rest, max, &value),
			PLAIN_RECORD);
	}
	return value;
}

static void read_record(struct reader *reader, const struct record *record,
			void *element)
{
	void *out = (char *)element + record->offset;
	struct slice value = take(reader, record->tag,
				  record->check ? record->max : MAX_DIGITS);
	bool good;

	if (record->check) {
		*(struct slice *)out = value;
		good = (record->none && !value.len) || record->check(value);
	} else {
		*(uint64_t *)out = 0;
		good = verify_number(value, record->max, out);
	}
	require(reader, good, PLAIN_VALUE);
}

/* n records as often as they come. */
static void read_run(struct reader *reader, const struct record *first,
		     size_t n, struct plain *out)
{
	const struct list_place *list = &plain_lists[first->list];
	char *element = (char *)out + list->offset;
	size_t times = 0;

	for (; times < list->most; times++, element += list->size) {
		if (times >= list->least && !is_next(reader, first->tag))
			break;
		for (size_t i = 0; i < n; i++)
			read_record(reader, &first[i], element);
	}
	if (list->count)
		*(size_t *)(void *)((char *)out + list->count) = times;
}

static void read_text(struct reader *reader, struct plain *out)
{
	out->text.at = reader->rest.at;
	for (out->n_lines = 0; is_next(reader, "="); out->n_lines++)
		require(reader,
			verify_line(take(reader, "=", PLAIN_LINE), true),
			PLAIN_VALUE);
	out->text.len = (size_t)(reader->rest.at - out->text.at);
}

static void read_end(struct reader *reader, const struct plain *out)
{
	struct slice lines = take(reader, "end", MAX_END), removed;
	uint64_t n_removed, n_lines;

	require(reader,
		slice_split(&lines, ' ', &removed) &&
			verify_number(removed, PLAIN_REMOVED, &n_removed) &&
			verify_number(lines, PLAIN_BYTES, &n_lines) &&
			n_removed == out->n_removed && n_lines == out->n_lines,
		PLAIN_COUNT);
	require(reader, !reader->rest.len, PLAIN_LENGTH);
}

/* The first line, with leading zeros: its own length does not vary. */
static bool read_head(struct reader *reader)
{
	static const char title[] = "sekisho-plain 1 ";
	const struct slice all = reader->rest;
	uint64_t said;

	if (all.len < PLAIN_HEAD || all.len > PLAIN_BYTES ||
	    !slice_starts(all, title) || all.at[PLAIN_HEAD - 1] != '\n')
		return false;
	reader->rest = slice_from(all, PLAIN_HEAD);
	return verify_digits((struct slice){ all.at + strlen(title), 8 },
			     &said) &&
	       said == all.len;
}

enum plain_verdict plain_read(const char *bytes, size_t len, struct plain *out)
{
	static const struct file_rules none = { "", 0, 0 };

	return plain_read_files(bytes, len, &none, out);
}

enum plain_verdict plain_read_files(const char *bytes, size_t len,
				    const struct file_rules *rules,
				    struct plain *out)
{
	struct reader reader = { { bytes, len }, PLAIN_OK };

	if (!read_head(&reader))
		return PLAIN_LENGTH;
	for (size_t i = 0; i < N_RECORDS; i += plain_run(&plain_records[i]))
		read_run(&reader, &plain_records[i],
			 plain_run(&plain_records[i]), out);
	read_text(&reader, out);
	read_end(&reader, out);
	if (reader.verdict == PLAIN_OK)
		reader.verdict = files_check(out, len, rules);
	if (reader.verdict == PLAIN_OK &&
	    !plain_is_canonical(out, (struct slice){ bytes, len }))
		return PLAIN_CANONICAL;
	return reader.verdict;
}

bool plain_next_line(struct slice *rest, struct slice *line)
{
	if (rest->len < 2)
		return false;
	*rest = slice_from(*rest, 2);
	return split_value(rest, PLAIN_LINE, line);
}

const char *plain_verdict_name(enum plain_verdict verdict)
{
	static const char *const names[] = {
		[PLAIN_OK] = "ok",
		[PLAIN_LENGTH] = "length",
		[PLAIN_RECORD] = "record",
		[PLAIN_VALUE] = "value",
		[PLAIN_COUNT] = "count",
		[PLAIN_FILE] = "file",
		[PLAIN_CANONICAL] = "canonical",
	};

	return names[verdict];
}
