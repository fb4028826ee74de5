/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_show.c -- the newest lines of a journal, for people or as they stand
 */
#include "evidence/journal_show.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "base/text.h"
#include "evidence/journal_file.h"
#include "evidence/journal_line.h"
#include "evidence/scan.h"

enum {
	SHOWN_MAX = 4 * JOURNAL_TEXT_MAX
};

struct showing {
	int folder;
	const struct journal_choice *choice;
	const char *person; /* as JSON; NULL: any */
	bool json;
	FILE *out;
};

/* ------ which lines ------ */

/* The keys under which a person is named, at whatever depth. Within a string
 * no quote stands without a backslash. */
static bool names(const struct journal_line *line, const char *person)
{
	static const char *const keys[] = { "author", "who", "name" };
	char member[JOURNAL_TEXT_MAX];

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		int len = snprintf(member, sizeof(member), "\"%s\":%s", keys[i],
				   person);

		if (len > 0 && (size_t)len < sizeof(member) &&
		    memmem(line->fields, line->fields_len, member, (size_t)len))
			return true;
	}
	return false;
}

static uint32_t day_of(const struct journal_line *line)
{
	const time_t t = journal_line_time(line);
	struct tm tm;

	if (t < 0 || !localtime_r(&t, &tm))
		return 0;
	return (uint32_t)(tm.tm_year + 1900) * 10000 +
	       (uint32_t)(tm.tm_mon + 1) * 100 + (uint32_t)tm.tm_mday;
}

static bool any_fits(const struct journal_choice *choice)
{
	return !choice->by && !choice->event && !choice->since &&
	       !choice->until;
}

static bool fits(const struct showing *showing, const char *bytes, size_t len)
{
	const struct journal_choice *choice = showing->choice;
	struct journal_line line;

	if (any_fits(choice))
		return true;
	if (!journal_line_read(bytes, len, &line))
		return true;
	if (choice->event && strcmp(line.event, choice->event) != 0)
		return false;
	if (choice->since && day_of(&line) < choice->since)
		return false;
	if (choice->until && day_of(&line) > choice->until)
		return false;
	return !showing->person || names(&line, showing->person);
}

static int count_lines(const struct showing *showing, uint32_t number,
		       uint64_t *out)
{
	_cleanup_(journal_reader_close) struct journal_reader reader = { 0 };
	const char *bytes;
	size_t len;
	int r = journal_reader_open(&reader, showing->folder, number);

	*out = 0;
	while (r >= 0 && (r = journal_reader_next(&reader, &bytes, &len)) > 0)
		*out += fits(showing, bytes, len);
	return r;
}

/* ------ one line ------ */

/* A character that a terminal obeys is shown as what it is. */
static void put_value(FILE *out, const char *value, size_t len)
{
	char copy[SHOWN_MAX + 1], escaped[SHOWN_MAX + 1];

	snprintf(copy, sizeof(copy), "%.*s", (int)len, value);
	if (!text_is_utf8(copy, strlen(copy)) || text_has_control(copy))
		fputs(text_escape(escaped, sizeof(escaped), copy, strlen(copy)),
		      out);
	else
		fputs(copy, out);
}

static void put_fields(FILE *out, const struct journal_line *line)
{
	struct scan scan = { line->fields, line->fields + line->fields_len,
			     false };

	while (!scan.bad && scan.pos < scan.end) {
		size_t key_len, len;
		const char *key, *value;

		key = scan_value(&scan, &key_len);
		scan_word(&scan, ":");
		value = scan_value(&scan, &len);
		if (scan.bad || key_len < 2)
			break;
		fputc(' ', out);
		put_value(out, key + 1, key_len - 2); /* without its quotes */
		fputc('=', out);
		put_value(out, value, len);
		if (scan.pos < scan.end)
			scan_word(&scan, ",");
	}
}

/* Local time, with what it is ahead of UTC. */
static void put_time(FILE *out, const struct journal_line *line)
{
	const time_t t = journal_line_time(line);
	struct tm tm;
	char text[48] = "";

	if (t < 0) {
		fputs(line->time, out);
		return;
	}
	if (localtime_r(&t, &tm))
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %z", &tm);
	fputs(text, out);
}

static void put_damaged(FILE *out, bool json, const char *bytes, size_t len)
{
	char text[JOURNAL_FAULT];
	struct json writer = { .out = out };

	text_escape(text, sizeof(text), bytes, len);
	if (!json) {
		fprintf(out, "? %s\n", text);
		return;
	}
	json_object(&writer);
	json_key(&writer, "damaged");
	json_string(&writer, text);
	json_object_end(&writer);
	fputc('\n', out);
}

static void put_line(FILE *out, bool json, const char *bytes, size_t len)
{
	struct journal_line line;

	if (!journal_line_read(bytes, len, &line)) {
		put_damaged(out, json, bytes, len);
	} else if (json) {
		fwrite(bytes, 1, len, out);
	} else {
		put_time(out, &line);
		fprintf(out, "  %" PRIu64 "  %s ", line.n, line.event);
		put_fields(out, &line);
		fputc('\n', out);
	}
}

/* ------ all of them ------ */

static int show_file(const struct showing *showing, uint32_t number,
		     uint64_t skip)
{
	_cleanup_(journal_reader_close) struct journal_reader reader = { 0 };
	const char *bytes;
	size_t len;
	uint64_t n = 0;
	int r = journal_reader_open(&reader, showing->folder, number);

	while (r >= 0 && (r = journal_reader_next(&reader, &bytes, &len)) > 0)
		if (fits(showing, bytes, len) && ++n > skip)
			put_line(showing->out, showing->json, bytes, len);
	return r;
}

static int show(const struct showing *showing, const struct numbers *numbers)
{
	const uint64_t n = showing->choice->n;
	size_t first = numbers->list.n;
	uint64_t lines = 0, more;
	int r = 0;

	while (first && lines < n) {
		r = count_lines(showing, numbers->list.at[--first], &more);
		if (r < 0)
			return r;
		lines += more;
	}
	if (lines == 0 && n && numbers->list.n && !any_fits(showing->choice))
		log_warn("no line of the journal is like that (該当する記録が"
			 "ない); names and events count in full");
	for (uint64_t skip = lines > n ? lines - n : 0;
	     r >= 0 && first < numbers->list.n; skip = 0)
		r = show_file(showing, numbers->list.at[first++], skip);
	return r;
}

/* The caller frees it. */
static char *as_json(const char *text)
{
	struct json json = { 0 };
	char *value = NULL;
	size_t len;

	json.out = open_memstream(&value, &len);
	must(json.out);
	json_string(&json, text);
	must(fclose(json.out) == 0);
	return value;
}

int journal_show(int folder, const struct journal_choice *choice, bool json,
		 FILE *out)
{
	_cleanup_(freep) char *person = choice->by ? as_json(choice->by) : NULL;
	const struct showing showing = { folder, choice, person, json, out };
	struct arena arena = { 0 };
	struct numbers numbers;
	int r = numbered_list(folder, &journal_files, &arena, &numbers);

	if (r == 0 && !numbers.list.n)
		log_warn("there is no journal in this folder (記録がない)");
	if (r == 0)
		r = show(&showing, &numbers);
	arena_finish(&arena);
	return r < 0 ? log_errno(r, "read the journal") : 0;
}
