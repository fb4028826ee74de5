/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_open.c -- finds where the journal is to be gone on with
 *
 * Only the newest file is read: the earlier ones were whole when it was begun,
 * and whether they still are is what verifying is for.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/text.h"
#include "evidence/journal.h"
#include "evidence/journal_file.h"
#include "evidence/journal_line.h"

/* What was found in one file. */
struct found {
	struct journal_head head; /* of its last good line */
	uint64_t size;            /* bytes of its good lines */
	uint64_t highest;         /* number of any line in it */
	bool past_damage;         /* it begins so */
	uint64_t torn;            /* bytes behind them */
	uint8_t torn_hash[DIGEST_LEN];
	char torn_text[JOURNAL_FAULT];
	uint8_t whole[DIGEST_LEN]; /* of all its bytes */
	char fault[JOURNAL_FAULT]; /* of its first bad line */
};

static void note_torn(struct found *found, const char *bytes, size_t len)
{
	found->torn = len;
	digest_of(bytes, len, found->torn_hash);
	text_escape(found->torn_text, sizeof(found->torn_text), bytes, len);
}

/* Is it the line that comes next in this file? */
static bool follows(const struct found *found, const struct journal_line *line,
		    const char *name)
{
	char said[JOURNAL_NAME];
	bool begins = journal_line_begins(line, said);

	if (found->size == 0)
		return begins && !strcmp(said, name);
	return !begins && line->n == found->head.n + 1 &&
	       !memcmp(line->prev, found->head.hash, DIGEST_LEN);
}

static void take_line(struct found *found, struct journal_reader *reader,
		      const char *name, const char *bytes, size_t len)
{
	struct journal_line line;
	/* A line after the last number there can be would be no line. */
	bool good =
		journal_line_read(bytes, len, &line) && line.n < JOURNAL_N_MAX;

	if (good && line.n > found->highest)
		found->highest = line.n;
	if (*found->fault)
		return;
	if (good && follows(found, &line, name)) {
		if (found->size == 0)
			found->past_damage =
				!strcmp(line.event, journal_event_damaged);
		found->size += len;
		found->head.n = line.n;
		digest_of(bytes, len, found->head.hash);
	} else if (!good && journal_reader_is_torn(reader, bytes, len)) {
		note_torn(found, bytes, len);
	} else {
		snprintf(found->fault, sizeof(found->fault),
			 "%s:%" PRIu64 ": not the line that was written there",
			 name, reader->line);
	}
}

static int look_into(int folder, uint32_t number, struct found *found)
{
	_cleanup_(journal_reader_close) struct journal_reader reader = { 0 };
	struct digest digest = { 0 };
	char name[JOURNAL_NAME];
	const char *bytes;
	size_t len;
	int r;

	*found = (struct found){ 0 };
	numbered_name(name, &journal_files, number);
	r = journal_reader_open(&reader, folder, number);
	if (r < 0)
		return log_errno(r, "open %s", name);
	digest_begin(&digest);
	while ((r = journal_reader_next(&reader, &bytes, &len)) > 0) {
		digest_add(&digest, bytes, len);
		take_line(found, &reader, name, bytes, len);
	}
	digest_end(&digest, found->whole);
	if (r < 0) {
		memset(found->whole, 0, DIGEST_LEN);
		snprintf(found->fault, sizeof(found->fault),
			 "%s: cannot be read: %s", name, strerrordesc_np(-r));
	}
	return 0;
}

/* What is there stays as it is; the next file says what was found. */
static void go_past(struct journal *journal, const struct found *found)
{
	log_err("journal: %s: going on in a new file", found->fault);
	memcpy(journal->fault, found->fault, sizeof(journal->fault));
	memcpy(journal->found, found->whole, DIGEST_LEN);
	journal->head = found->head;
	journal->head.n = found->highest;
}

/* A disk that can only be read keeps nobody from starting either: no line can
 * be written now, and the first that can begins a file. */
static void go_on_later(struct journal *journal, struct found *found)
{
	char name[JOURNAL_NAME];

	log_err("journal: %s: the file system is read-only",
		numbered_name(name, &journal_files, journal->number));
	journal->head = found->head;
	if (!found->torn)
		return;
	snprintf(found->fault, sizeof(found->fault),
		 "%s: its end is torn and cannot be cut off", name);
	go_past(journal, found);
}

static int go_on(struct journal *journal, struct found *found)
{
	char name[JOURNAL_NAME];

	journal->file =
		openat(journal->folder,
		       numbered_name(name, &journal_files, journal->number),
		       O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
	if (journal->file < 0 && errno == EROFS) {
		go_on_later(journal, found);
		return 0;
	}
	if (journal->file < 0)
		return log_errno(-errno, "open %s to write", name);
	journal->size = found->size;
	journal->head = found->head;
	journal->past_damage = found->past_damage;
	journal->torn = found->torn;
	journal->dirty = found->torn > 0;
	memcpy(journal->torn_hash, found->torn_hash, DIGEST_LEN);
	memcpy(journal->torn_text, found->torn_text,
	       sizeof(journal->torn_text));
	return 0;
}

/* The newest file was being begun when the power was cut: the chain's end is in
 * the one before. */
static int look_before(struct journal *journal, struct found *found)
{
	int r = look_into(journal->folder, journal->before, found);

	if (r < 0)
		return r;
	if (!*found->fault && (found->torn || found->size == 0))
		snprintf(found->fault, sizeof(found->fault),
			 "journal file %" PRIu32 ": its end is missing",
			 journal->before);
	if (*found->fault)
		go_past(journal, found);
	else
		journal->head = found->head;
	return 0;
}

static int find_end(struct journal *journal)
{
	struct found found, before = { 0 };
	int r = look_into(journal->folder, journal->number, &found);

	if (r == 0 && *found.fault && !found.highest && journal->before)
		r = look_into(journal->folder, journal->before, &before);
	if (r < 0)
		return r;
	if (*found.fault) {
		if (!found.highest)
			found.highest = before.highest;
		go_past(journal, &found);
		return 0;
	}
	r = go_on(journal, &found);
	if (r == 0 && found.size == 0 && journal->before)
		r = look_before(journal, &found);
	return r;
}

int journal_open(struct journal *journal, int folder, uint64_t file_max)
{
	struct journal opened = {
		.folder = folder,
		.file = -1,
		.file_max = file_max ? file_max : JOURNAL_FILE_MAX,
		.unsynced = true,
	};
	struct arena arena = { 0 };
	struct numbers numbers;
	int r;

	if (flock(folder, LOCK_EX | LOCK_NB) < 0)
		return log_errno(errno == EWOULDBLOCK ? -EBUSY : -errno,
				 "lock the journal's folder");
	r = numbered_list(folder, &journal_files, &arena, &numbers);
	if (r < 0) {
		log_errno(r, "read the journal's folder");
	} else if (numbers.list.n) {
		opened.number = numbers.list.at[numbers.list.n - 1];
		if (numbers.list.n > 1)
			opened.before = numbers.list.at[numbers.list.n - 2];
		r = find_end(&opened);
	}
	arena_finish(&arena);
	if (r < 0)
		flock(folder, LOCK_UN);
	else
		*journal = opened;
	return r;
}

void journal_close(struct journal *journal)
{
	if (journal->file >= 0)
		close(journal->file);
	flock(journal->folder, LOCK_UN);
	*journal = (struct journal){ .file = -1 };
}
