/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_plain.c -- reads a plain message, record after record, or refuses it
 */
#include "mail/plain/verify_files.h"
#include "mail/plain/verify_record.h"

/* The first mistake sticks; every later step is a no-op. */
struct reader {
	struct slice rest;
	const char *wrong;
};

static void require(struct reader *reader, bool good, const char *otherwise)
{
	if (!good && !reader->wrong)
		reader->wrong = otherwise;
}

/* Is a record of this tag next? */
static bool is_next(const struct reader *reader, const char *tag)
{
	struct slice rest = reader->rest;

	return !reader->wrong && slice_skip(&rest, slice_of(tag)) &&
	       slice_starts(rest, " ");
}

/* "LENGTH SP VALUE LF" at the start of *rest, which moves behind it. */
static bool split_value(struct slice *rest, size_t max, struct slice *value)
{
	struct slice digits;
	uint64_t len;

	if (!slice_split(rest, ' ', &digits) ||
	    !verify_number(digits, max, &len) || rest->len <= len ||
	    rest->at[len] != '\n')
		return false;
	*value = (struct slice){ rest->at, (size_t)len };
	*rest = slice_from(*rest, (size_t)len + 1);
	return true;
}

/* The record that is due here. */
static struct slice take(struct reader *reader, const char *tag, size_t max)
{
	struct slice value = { "", 0 };
	bool good = is_next(reader, tag);

	if (good) {
		reader->rest = slice_from(reader->rest, strlen(tag) + 1);
		good = split_value(&reader->rest, max, &value);
	}
	require(reader, good, "record");
	return value;
}

static void read_record(struct reader *reader, const struct record *record,
			void *element)
{
	void *out = (char *)element + record->offset;
	struct slice value = take(reader, record->tag, record->max);
	bool good;

	if (record->check) {
		*(struct slice *)out = value;
		good = (record->none && !value.len) || record->check(value);
	} else {
		*(uint64_t *)out = 0;
		good = verify_number(value, record->max, out);
	}
	require(reader, good, "value");
}

/* The records of one list, as often as they come. */
static void read_run(struct reader *reader, const struct record *first,
		     struct plain *out)
{
	const struct list_place *list = &plain_lists[first->list];
	char *element = (char *)out + list->offset;
	size_t times = 0;

	for (; times < list->most; times++, element += list->size) {
		if (times >= list->least && !is_next(reader, first->tag))
			break;
		for (size_t i = 0; i < list->run; i++)
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
			"value");
	out->text.len = (size_t)(reader->rest.at - out->text.at);
}

static void read_end(struct reader *reader, const struct plain *out)
{
	struct slice lines = take(reader, "end", PLAIN_LINE), removed;
	uint64_t n_removed, n_lines;

	require(reader,
		slice_split(&lines, ' ', &removed) &&
			verify_number(removed, PLAIN_REMOVED, &n_removed) &&
			verify_number(lines, PLAIN_BYTES, &n_lines) &&
			n_removed == out->n_removed && n_lines == out->n_lines,
		"count");
	require(reader, !reader->rest.len, "length");
}

/* The first line, with leading zeros: its own length does not vary. */
static bool read_head(struct reader *reader)
{
	struct slice *rest = &reader->rest, digits;
	const size_t len = rest->len;
	uint64_t said;

	if (!slice_skip(rest, slice_of("sekisho-plain 1 ")) ||
	    !slice_split(rest, '\n', &digits) || digits.len != 8)
		return false;
	while (slice_skip(&digits, slice_of("0")))
		;
	return verify_number(digits, PLAIN_BYTES, &said) && said == len;
}

const char *plain_read(const char *bytes, size_t len, struct plain *out)
{
	static const struct file_rules none = { "", 0, 0 };

	return plain_read_files(bytes, len, &none, out);
}

const char *plain_read_files(const char *bytes, size_t len,
			     const struct file_rules *rules, struct plain *out)
{
	struct reader reader = { { bytes, len }, NULL };
	const struct record *record = plain_records;

	if (!read_head(&reader))
		return "length";
	for (; record < plain_records + N_RECORDS;
	     record += plain_lists[record->list].run)
		read_run(&reader, record, out);
	read_text(&reader, out);
	read_end(&reader, out);
	if (!reader.wrong)
		reader.wrong = files_check(out, len, rules);
	if (!reader.wrong &&
	    !plain_is_canonical(out, (struct slice){ bytes, len }))
		return "canonical";
	return reader.wrong;
}

bool plain_next_line(struct slice *rest, struct slice *line)
{
	if (rest->len < 2)
		return false;
	*rest = slice_from(*rest, 2);
	return split_value(rest, PLAIN_LINE, line);
}
