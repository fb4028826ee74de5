/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_verify.c -- line after line, file after file, until the first fault
 */
#include "evidence/journal_verify.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/text.h"
#include "evidence/journal_file.h"
#include "evidence/journal_line.h"
#include "evidence/journal_search.h"
#include "evidence/scan.h"

struct verifier {
	int folder;
	const struct journal_known *known;
	struct journal_verdict *out;
	const struct numbers *numbers;
	size_t at; /* index of the file that is read */
	char name[JOURNAL_NAME];
	/* Where the last good line stands; "" before the first. */
	char last_name[JOURNAL_NAME];
	uint64_t last_line;
};

/* Always false: there is a fault, in this file at this line. */
__attribute__((format(printf, 5, 6))) static bool
fault(struct verifier *v, enum journal_fault_kind kind, const char *file,
      uint64_t line, const char *fmt, ...)
{
	va_list ap;

	v->out->kind = kind;
	snprintf(v->out->file, sizeof(v->out->file), "%s", file);
	v->out->line = line;
	va_start(ap, fmt);
	vsnprintf(v->out->text, sizeof(v->out->text), fmt, ap);
	va_end(ap);
	return false;
}

/* A good line with another number than the next: is that one elsewhere? */
static bool fault_number(struct verifier *v, const struct journal_line *line,
			 uint64_t at)
{
	uint64_t next = v->out->head.n + 1;
	struct journal_place place;
	char name[JOURNAL_NAME];

	if (journal_search(v->folder, v->numbers, &v->out->head, &place)) {
		v->out->n = line->n;
		return fault(v, JOURNAL_REORDERED, v->name, at,
			     "line %" PRIu64 " stands where line %" PRIu64
			     " belongs, which is at %s:%" PRIu64,
			     line->n, next, place.file, place.line);
	}
	if (line->n < next) {
		v->out->n = line->n;
		return fault(v, JOURNAL_REORDERED, v->name, at,
			     "line %" PRIu64 " stands where line %" PRIu64
			     " belongs",
			     line->n, next);
	}
	v->out->n = next;
	if (*v->last_name && journal_line_begins(line, name))
		return fault(v, JOURNAL_MISSING, v->last_name, v->last_line + 1,
			     "cut off: lines %" PRIu64 " to %" PRIu64
			     " are missing at its end",
			     next, line->n - 1);
	return fault(v, JOURNAL_MISSING, v->name, at,
		     "lines %" PRIu64 " to %" PRIu64 " are missing before it",
		     next, line->n - 1);
}

/* Both lines have a right check, but the newer one was written after another. */
static bool fault_chain(struct verifier *v, uint64_t n, uint64_t at)
{
	if (!*v->last_name) {
		v->out->n = n;
		return fault(v, JOURNAL_CHANGED, v->name, at,
			     "does not go on where it should");
	}
	v->out->n = n - 1;
	return fault(v, JOURNAL_CHANGED, v->last_name, v->last_line,
		     "not the line that line %" PRIu64 " was written after", n);
}

static bool fault_damaged(struct verifier *v, const struct journal_line *line)
{
	struct journal_head since = { .n = line->n - 1 };
	char text[JOURNAL_HEAD_TEXT];

	memcpy(since.hash, line->prev, DIGEST_LEN);
	v->out->n = line->n;
	return fault(v, JOURNAL_DAMAGED, v->name, 1,
		     "the file before was found damaged; what follows can be "
		     "verified since %s",
		     journal_head_text(text, &since));
}

/* A line that begins a file must be this file's first. */
static bool check_place(struct verifier *v, const struct journal_line *line,
			uint64_t at)
{
	char name[JOURNAL_NAME];

	if (!journal_line_begins(line, name))
		return true;
	if (strcmp(name, v->name) != 0)
		return fault(v, JOURNAL_RENAMED, v->name, at,
			     "here begins what was written as '%s'", name);
	if (!strcmp(line->event, journal_event_damaged) &&
	    (v->out->n_lines || v->known->since.n == 0))
		return fault_damaged(v, line);
	return true;
}

static bool check_known(struct verifier *v, const struct journal_head *head,
			uint64_t at)
{
	const struct journal_head *known = &v->known->head;

	if (known->n != head->n || !memcmp(known->hash, head->hash, DIGEST_LEN))
		return true;
	v->out->n = head->n;
	return fault(v, JOURNAL_OTHER, v->name, at,
		     "line %" PRIu64 " is not the one that was noted", head->n);
}

static bool fault_bytes(struct verifier *v, const struct journal_reader *reader,
			const char *bytes, size_t len)
{
	v->out->n = v->out->head.n + 1;
	if (journal_reader_is_torn(reader, bytes, len))
		return fault(v, JOURNAL_TORN, v->name, reader->line,
			     "the last line is not whole");
	return fault(v, JOURNAL_CHANGED, v->name, reader->line,
		     "not the line that was written");
}

static bool check_line(struct verifier *v, const struct journal_reader *reader,
		       const char *bytes, size_t len)
{
	uint64_t at = reader->line;
	struct journal_verdict *out = v->out;
	struct journal_line line;
	struct journal_head head;

	if (!journal_line_read(bytes, len, &line))
		return fault_bytes(v, reader, bytes, len);
	if (!check_place(v, &line, at))
		return false;
	if (line.n != out->head.n + 1)
		return fault_number(v, &line, at);
	if (memcmp(line.prev, out->head.hash, DIGEST_LEN) != 0)
		return fault_chain(v, line.n, at);
	head.n = line.n;
	digest_of(bytes, len, head.hash);
	if (!check_known(v, &head, at))
		return false;
	out->head = head;
	out->n_lines++;
	out->n_bytes += len;
	memcpy(v->last_name, v->name, sizeof(v->name));
	v->last_line = at;
	return true;
}

/* 1: good, 0: a fault, or -errno. */
static int check_file(struct verifier *v)
{
	_cleanup_(journal_reader_close) struct journal_reader reader = { 0 };
	const char *bytes;
	size_t len;
	int r = journal_reader_open(&reader, v->folder,
				    v->numbers->list.at[v->at]);

	if (r < 0)
		return log_errno(r, "open %s", v->name);
	while ((r = journal_reader_next(&reader, &bytes, &len)) > 0) {
		if (!check_line(v, &reader, bytes, len))
			return 0;
	}
	if (r < 0)
		return log_errno(r, "read %s", v->name);
	v->out->n_files++;
	return 1;
}

static bool check_end(struct verifier *v)
{
	const struct journal_head *known = &v->known->head;
	uint64_t end = v->out->head.n;

	if (known->n > end)
		return fault(v, JOURNAL_CUT, v->last_name, v->last_line + 1,
			     "ends with line %" PRIu64 ", but line %" PRIu64
			     " was noted",
			     end, known->n);
	return true;
}

/* The file that goes on after a line that is known; false: there is none. */
static bool find_start(struct verifier *v)
{
	const struct journal_head *since = &v->known->since;

	for (v->at = 0; v->at < v->numbers->list.n; v->at++)
		if (journal_goes_on(v->folder, v->numbers->list.at[v->at],
				    since))
			return true;
	return fault(v, JOURNAL_OTHER, "", 0,
		     "no file goes on after line %" PRIu64 " as it was noted",
		     since->n);
}

static bool check_number(struct verifier *v, uint32_t expected)
{
	uint32_t number = v->numbers->list.at[v->at];
	char name[JOURNAL_NAME];

	numbered_name(v->name, &journal_files, number);
	if (number == expected)
		return true;
	v->out->n = v->out->head.n + 1;
	return fault(v, JOURNAL_NO_FILE,
		     numbered_name(name, &journal_files, expected), 0,
		     "is missing; the next one is %s", v->name);
}

static int check_all(struct verifier *v)
{
	const struct numbers *numbers = v->numbers;
	uint32_t expected = 1;
	int r = 1;

	if (numbers->list.n == 0) {
		fault(v, JOURNAL_NO_FILE, "journal-000001.jsonl", 0,
		      "is missing, and so are all others");
		return 0;
	}
	if (v->known->since.n) {
		if (!find_start(v))
			return 0;
		v->out->head = v->known->since;
		expected = numbers->list.at[v->at];
		if (!check_known(v, &v->out->head, 0))
			return 0;
	}
	for (; r > 0 && v->at < numbers->list.n; v->at++)
		r = check_number(v, expected++) ? check_file(v) : 0;
	if (r > 0)
		check_end(v);
	return r;
}

int journal_verify(int folder, const struct journal_known *known,
		   struct journal_verdict *out)
{
	static const struct journal_known nothing;
	struct journal_verdict verdict = { 0 };
	struct arena arena = { 0 };
	struct numbers numbers;
	struct verifier v = {
		.folder = folder,
		.known = known ? known : &nothing,
		.out = &verdict,
		.numbers = &numbers,
	};
	int r = numbered_list(folder, &journal_files, &arena, &numbers);

	if (r < 0)
		log_errno(r, "read the journal's folder");
	else
		r = check_all(&v);
	arena_finish(&arena);
	if (r < 0)
		return r;
	*out = verdict;
	return 0;
}

const char *journal_fault_name(enum journal_fault_kind kind)
{
	static const char *const names[] = {
		[JOURNAL_GOOD] = "good",
		[JOURNAL_CHANGED] = "changed",
		[JOURNAL_MISSING] = "missing",
		[JOURNAL_REORDERED] = "reordered",
		[JOURNAL_TORN] = "torn",
		[JOURNAL_NO_FILE] = "no-file",
		[JOURNAL_RENAMED] = "renamed",
		[JOURNAL_DAMAGED] = "damaged",
		[JOURNAL_CUT] = "cut",
		[JOURNAL_OTHER] = "other",
	};

	static_assert(sizeof(names) / sizeof(*names) == N_JOURNAL_FAULT_KINDS,
		      "a name for each");
	return names[kind];
}

bool journal_head_read(const char *text, struct journal_head *out)
{
	struct scan scan = { text, text + strlen(text), false };
	struct journal_head head = { 0 };

	head.n = scan_number(&scan, JOURNAL_N_MAX);
	scan_word(&scan, ":");
	scan_hex(&scan, head.hash, DIGEST_LEN);
	if (!scan_done(&scan) || head.n == 0)
		return false;
	*out = head;
	return true;
}

char *journal_head_text(char buf[static JOURNAL_HEAD_TEXT],
			const struct journal_head *head)
{
	char hex[DIGEST_TEXT];

	snprintf(buf, JOURNAL_HEAD_TEXT, "%" PRIu64 ":%s", head->n,
		 text_hex(hex, head->hash, DIGEST_LEN));
	return buf;
}
