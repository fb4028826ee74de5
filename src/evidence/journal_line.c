/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_line.c -- one line of the journal, made and read back
 */
#include "evidence/journal_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/text.h"
#include "evidence/scan.h"
#include "evidence/seal.h"

const char journal_event_file[] = "journal-file";
const char journal_event_damaged[] = "journal-damaged";
const char journal_event_torn[] = "journal-torn";

static const time_t last_second = 253402300799; /* of 9999 */

enum {
	/* `,"prev":"HEX"` */
	PREV_TEXT = 9 + 2 * DIGEST_LEN + 1,
	/* More than everything around the fields takes. */
	AROUND = 512,
	/* Of fields that are too long; each byte may become two. */
	CUT_FIELDS = (JOURNAL_LINE_MAX - 2 * AROUND) / 2,
};

static void scan_prev(const char *at, struct journal_line *line,
		      struct scan *head)
{
	struct scan scan = { at, at + PREV_TEXT, false };

	scan_word(&scan, ",\"prev\":\"");
	scan_hex(&scan, line->prev, DIGEST_LEN);
	scan_word(&scan, "\"");
	if (!scan_done(&scan))
		head->bad = true;
}

/* "2027-03-01T00:00:00.000Z": its shape. */
static void scan_time(struct scan *scan, char out[static 25])
{
	static const char shape[] = "0000-00-00T00:00:00.000Z";

	if (scan->bad || scan->end - scan->pos < 24) {
		scan->bad = true;
		return;
	}
	for (int i = 0; i < 24; i++) {
		char c = scan->pos[i];

		if (shape[i] == '0' ? c < '0' || c > '9' : c != shape[i])
			scan->bad = true;
		out[i] = c;
	}
	out[24] = '\0';
	scan->pos += 24;
}

static bool is_event_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

static void scan_event(struct scan *scan,
		       char out[static JOURNAL_EVENT_MAX + 1])
{
	size_t n = 0;

	while (!scan->bad && n < JOURNAL_EVENT_MAX && scan->pos < scan->end &&
	       is_event_char(*scan->pos))
		out[n++] = *scan->pos++;
	out[n] = '\0';
	if (n == 0)
		scan->bad = true;
}

static bool is_clean(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f)
			return false;
	return text_is_utf8(bytes, len);
}

bool journal_line_read(const char *bytes, size_t len, struct journal_line *out)
{
	struct journal_line line = { 0 };
	struct scan scan;

	if (len > JOURNAL_LINE_MAX || len < PREV_TEXT + SEAL_LEN ||
	    !seal_is_right(bytes, len))
		return false;
	scan = (struct scan){ bytes, bytes + len - SEAL_LEN - PREV_TEXT,
			      false };
	scan_prev(scan.end, &line, &scan);
	scan_word(&scan, "{\"n\":");
	line.n = scan_number(&scan, JOURNAL_N_MAX);
	scan_word(&scan, ",\"time\":\"");
	scan_time(&scan, line.time);
	scan_word(&scan, "\",\"clock\":");
	line.clock = scan_number(&scan, UINT64_MAX);
	scan_word(&scan, ",\"event\":\"");
	scan_event(&scan, line.event);
	scan_word(&scan, "\"");
	if (!scan.bad && scan.pos < scan.end)
		scan_word(&scan, ",");
	if (scan.bad || line.n == 0 ||
	    !is_clean(scan.pos, (size_t)(scan.end - scan.pos)))
		return false;
	line.fields = scan.pos;
	line.fields_len = (size_t)(scan.end - scan.pos);
	*out = line;
	return true;
}

bool journal_line_begins(const struct journal_line *line,
			 char file[static JOURNAL_NAME])
{
	struct scan scan = { line->fields, line->fields + line->fields_len,
			     false };
	struct arena arena = { 0 };

	if (strcmp(line->event, journal_event_file) != 0 &&
	    strcmp(line->event, journal_event_damaged) != 0)
		return false;
	scan_word(&scan, "\"file\":");
	snprintf(file, JOURNAL_NAME, "%s",
		 scan_string(&scan, &arena, JOURNAL_NAME - 1));
	arena_finish(&arena);
	return !scan.bad;
}

/* Members without braces; too long ones are cut and kept as a text. */
static char *make_fields(journal_fields_fn *fields, const void *data)
{
	_cleanup_(freep) char *whole = NULL;
	char *text = NULL;
	size_t len;
	struct json json = { .out = open_memstream(&whole, &len) };

	must(json.out);
	fields(&json, data);
	must(fclose(json.out) == 0);
	if (len <= JOURNAL_LINE_MAX - AROUND)
		return take_ptr(whole);
	json = (struct json){ .out = open_memstream(&text, &(size_t){ 0 }) };
	must(json.out);
	journal_number(&json, "fields_bytes", (int64_t)len);
	whole[CUT_FIELDS] = '\0';
	json_key(&json, "fields_cut");
	json_string(&json, whole);
	must(fclose(json.out) == 0);
	return text;
}

time_t journal_line_time(const struct journal_line *line)
{
	struct tm tm = { 0 };

	return strptime(line->time, "%Y-%m-%dT%H:%M:%S", &tm) ? timegm(&tm)
							      : -1;
}

static void put_time(FILE *out)
{
	struct timespec now = { 0 }, boot = { 0 };
	struct tm tm = { 0 };
	char text[32] = "";

	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	if (now.tv_sec < 0 || now.tv_sec > last_second)
		now.tv_sec = last_second; /* a clock gone mad; four digits */
	must(gmtime_r(&now.tv_sec, &tm));
	must(strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm));
	fprintf(out, "\"time\":\"%s.%03ldZ\",\"clock\":%lld", text,
		now.tv_nsec / 1000000,
		(long long)boot.tv_sec * 1000 + boot.tv_nsec / 1000000);
}

char *journal_line_make(const struct journal_head *head, const char *event,
			journal_fields_fn *fields, const void *data,
			size_t *len)
{
	_cleanup_(freep) char *members =
		fields ? make_fields(fields, data) : NULL;
	char hex[DIGEST_TEXT], *line = NULL;
	struct journal_line again;
	FILE *out = open_memstream(&line, len);

	must(out);
	fprintf(out, "{\"n\":%" PRIu64 ",", head->n + 1);
	put_time(out);
	fprintf(out, ",\"event\":\"%s\"", event);
	if (members && *members)
		fprintf(out, ",%s", members);
	fprintf(out, ",\"prev\":\"%s\"", text_hex(hex, head->hash, DIGEST_LEN));
	seal_put(out, &line, len);
	must(journal_line_read(line, *len, &again));
	return line;
}
