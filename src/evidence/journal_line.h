/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_line.h -- one line of the journal, made and read back (journal.h)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "evidence/journal.h"

struct journal_line {
	uint64_t n;
	char time[25]; /* "2027-03-01T00:00:00.000Z" */
	uint64_t clock;
	char event[JOURNAL_EVENT_MAX + 1];
	/* Inside the line: "" or "key":value,… without a comma around. */
	const char *fields;
	size_t fields_len;
	uint8_t prev[DIGEST_LEN];
};

/*
 * True if these bytes, newline included, are a line as journal_add() writes it
 * and its check is right. Only what is outside the fields is taken apart; the
 * fields are known to be UTF-8 without control characters.
 */
bool journal_line_read(const char *bytes, size_t len, struct journal_line *out);

/* Seconds since 1970; -1: its time is none. */
time_t journal_line_time(const struct journal_line *line);

/* The line that comes after `head`, newline included; the caller frees it. */
char *journal_line_make(const struct journal_head *head, const char *event,
			journal_fields_fn *fields, const void *data,
			size_t *len);

/* Whether it begins a file; then the name it gives that file. */
bool journal_line_begins(const struct journal_line *line,
			 char file[static JOURNAL_NAME]);

extern const char journal_event_file[], journal_event_damaged[],
	journal_event_torn[];
