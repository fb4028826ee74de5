/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal.c -- adding a line, so that it is on the disk or nowhere
 */
#include "evidence/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "evidence/journal_file.h"
#include "evidence/journal_line.h"

/* Back to what is known to be whole. */
static int cut_off(struct journal *journal)
{
	if (ftruncate(journal->file, (off_t)journal->size) < 0)
		return -errno;
	if (fdatasync(journal->file) < 0)
		return -errno;
	journal->dirty = false;
	return 0;
}

static int write_line(int file, const char *line, size_t len)
{
	ssize_t n;

	do {
		n = write(file, line, len);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if ((size_t)n < len)
		return -ENOSPC; /* what a regular file's short write means */
	return fdatasync(file) < 0 ? -errno : 0;
}

static int put(struct journal *journal, const char *event,
	       journal_fields_fn *fields, const void *data)
{
	size_t len = 0;
	_cleanup_(freep) char *line =
		journal_line_make(&journal->head, event, fields, data, &len);
	int r = write_line(journal->file, line, len);

	if (r < 0) {
		journal->dirty = true;
		cut_off(journal); /* else before the next line */
		return r;
	}
	journal->size += len;
	journal->head.n++;
	digest_of(line, len, journal->head.hash);
	return 0;
}

static int next_file(struct journal *journal)
{
	char name[JOURNAL_NAME];
	int fd;

	if (journal->number == UINT32_MAX)
		return -EOVERFLOW;
	fd = openat(journal->folder,
		    numbered_name(name, &journal_files, journal->number + 1),
		    O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (fd < 0)
		return -errno;
	if (journal->file >= 0)
		close(journal->file);
	journal->file = fd;
	journal->before = journal->number++;
	journal->size = 0;
	journal->unsynced = true;
	return 0;
}

/*
 * Has somebody removed, cut or lengthened the file under our hands? Its end is
 * known, so the chain goes on from there, in a new file that says so.
 */
static int look_after(struct journal *journal)
{
	char name[JOURNAL_NAME];
	struct stat st;

	if (journal->file < 0 || journal->dirty)
		return 0;
	if (fstat(journal->file, &st) < 0)
		return -errno;
	if (st.st_nlink && (uint64_t)st.st_size == journal->size)
		return 0;
	snprintf(journal->fault, sizeof(journal->fault),
		 "%s: was %s while open",
		 numbered_name(name, &journal_files, journal->number),
		 st.st_nlink ? "changed" : "removed");
	log_err("journal: %s: going on in a new file", journal->fault);
	memset(journal->found, 0, DIGEST_LEN);
	close(journal->file);
	journal->file = -1;
	return 0;
}

static void first_fields(struct json *json, const void *data)
{
	static const uint8_t unknown[DIGEST_LEN] = { 0 };
	const struct journal *journal = data;
	char name[JOURNAL_NAME];

	journal_text(json, "file",
		     numbered_name(name, &journal_files, journal->number));
	journal_text(json, "before",
		     journal->before ? numbered_name(name, &journal_files,
						     journal->before)
				     : NULL);
	if (!*journal->fault)
		return;
	journal_text(json, "fault", journal->fault);
	if (memcmp(journal->found, unknown, DIGEST_LEN) != 0)
		journal_digest(json, "found", journal->found);
	else
		journal_text(json, "found", NULL);
}

static int put_first(struct journal *journal)
{
	int r = put(journal,
		    *journal->fault ? journal_event_damaged
				    : journal_event_file,
		    first_fields, journal);

	if (r == 0)
		*journal->fault = '\0';
	return r;
}

static void torn_fields(struct json *json, const void *data)
{
	const struct journal *journal = data;

	journal_number(json, "bytes", (int64_t)journal->torn);
	journal_digest(json, "sha256", journal->torn_hash);
	journal_text(json, "text", journal->torn_text);
}

static int put_torn(struct journal *journal)
{
	int r = put(journal, journal_event_torn, torn_fields, journal);

	if (r == 0)
		journal->torn = 0;
	return r;
}

/* All that must be true before a line can be added. */
static int prepare(struct journal *journal)
{
	int r = look_after(journal);

	if (r == 0 && journal->dirty)
		r = cut_off(journal);
	if (r == 0 && (journal->file < 0 || journal->size >= journal->file_max))
		r = next_file(journal);
	if (r == 0 && journal->unsynced)
		r = fsync(journal->folder) < 0 ? -errno : 0;
	if (r < 0)
		return r;
	journal->unsynced = false;
	if (journal->size == 0)
		r = put_first(journal);
	if (r == 0 && journal->torn)
		r = put_torn(journal);
	return r;
}

int journal_add(struct journal *journal, const char *event,
		journal_fields_fn *fields, const void *data)
{
	int r = prepare(journal);

	if (r == 0)
		r = put(journal, event, fields, data);
	if (r < 0)
		return log_errno(r, "journal: cannot write '%s'", event);
	return 0;
}

void journal_text(struct json *json, const char *key, const char *text)
{
	static const char mark[] = "…";
	char cut[JOURNAL_TEXT_MAX + 1];
	size_t len = JOURNAL_TEXT_MAX - strlen(mark);

	json_key(json, key);
	if (!text || strnlen(text, JOURNAL_TEXT_MAX + 1) <= JOURNAL_TEXT_MAX) {
		json_string(json, text);
		return;
	}
	while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--; /* not within a character */
	snprintf(cut, sizeof(cut), "%.*s%s", (int)len, text, mark);
	json_string(json, cut);
}

void journal_number(struct json *json, const char *key, int64_t number)
{
	json_key(json, key);
	json_number(json, number);
}

void journal_digest(struct json *json, const char *key,
		    const uint8_t digest[static DIGEST_LEN])
{
	json_member_digest(json, key, digest);
}
