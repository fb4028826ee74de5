/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deletions.c -- the first person's word until the second one's comes
 */
#include "mail/store/deletions.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/text.h"
#include "evidence/keep.h"

enum {
	LINE = REFERENCE_TEXT + REQUEST_REASON + ASKER_NAME + 48,
	FILE_MAX = DELETIONS_MAX * LINE, /* bytes */
	DAY = 86400,
};

static const char file_name[] = "deletions";

/* ------ a line ------ */

static size_t print_person(char *out, size_t size,
			   const struct person_asked *person)
{
	int len = snprintf(out, size, "%" PRIu32 "\t%" PRIu64 "\t%s\t%s\n",
			   person->uid, person->time, person->name,
			   person->reason);

	must(len > 0 && (size_t)len < size);
	return (size_t)len;
}

/* The piece up to `end`, a tab or the NUL, moved past. */
static bool take_piece(char **rest, char end, char *out, size_t size)
{
	size_t len = strcspn(*rest, "\t");

	if (len >= size || (*rest)[len] != end)
		return false;
	memcpy(out, *rest, len);
	out[len] = '\0';
	*rest += len + (end == '\t');
	return true;
}

static bool read_person(char *rest, struct person_asked *out)
{
	char uid[16], when[24];

	return take_piece(&rest, '\t', uid, sizeof(uid)) &&
	       text_u32(uid, UINT32_MAX, &out->uid) &&
	       take_piece(&rest, '\t', when, sizeof(when)) &&
	       text_u64(when, INT64_MAX, &out->time) &&
	       take_piece(&rest, '\t', out->name, sizeof(out->name)) &&
	       take_piece(&rest, '\0', out->reason, sizeof(out->reason));
}

static bool read_line(char *line, struct deletion *out)
{
	char reference[REFERENCE_TEXT];

	return take_piece(&line, '\t', reference, sizeof(reference)) &&
	       reference_read(reference, &out->reference) &&
	       read_person(line, &out->by);
}

/* The next line of a text without its newline; NULL: no whole one is left. */
static char *next_line(char **rest)
{
	char *line = *rest, *end = strchr(line, '\n');

	if (!end)
		return NULL;
	*end = '\0';
	*rest = end + 1;
	return line;
}

/* ------ the file ------ */

/* "" where there is none; the caller frees it. NULL: errno. */
static char *read_file(int folder)
{
	_cleanup_(fd_closep) int fd =
		openat(folder, file_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	_cleanup_(freep) char *text = NULL;
	ssize_t len;

	if (fd < 0)
		return errno == ENOENT ? xcalloc(1, 1) : NULL;
	text = xcalloc(FILE_MAX + 1, 1);
	len = pread(fd, text, FILE_MAX, 0);
	if (len < 0)
		return NULL;
	text[len] = '\0';
	return take_ptr(text);
}

/* Said while the clock was ahead, it would count for as long as that was. */
static bool counts(const struct deletion *deletion, time_t now)
{
	const uint64_t said = deletion->by.time, today = (uint64_t)now;

	return said <= today + DAY &&
	       today <= said + (uint64_t)DELETION_DAYS * DAY;
}

int deletions_find(int folder, const struct reference *reference, time_t now,
		   struct deletion *out)
{
	_cleanup_(freep) char *text = read_file(folder);
	char *rest = text, *line;

	if (!text)
		return -errno;
	while ((line = next_line(&rest)))
		if (read_line(line, out) &&
		    reference_is(&out->reference, reference) &&
		    counts(out, now))
			return 0;
	return -ENOENT;
}

static size_t print_line(char *out, size_t size,
			 const struct deletion *deletion)
{
	char reference[REFERENCE_TEXT];
	size_t len = (size_t)snprintf(
		out, size, "%s\t",
		reference_text(reference, &deletion->reference));

	return len + print_person(out + len, size - len, &deletion->by);
}

/* Those that still count, but for one; `more` (may be NULL) behind them. */
static int rewrite(int folder, const struct reference *without,
		   const struct deletion *more, time_t now)
{
	_cleanup_(freep) char *text = read_file(folder);
	_cleanup_(freep) char *out = xcalloc(FILE_MAX + LINE, 1);
	char *rest = text, *line;
	struct deletion one;
	size_t len = 0, n = 0;

	if (!text)
		return -errno;
	while ((line = next_line(&rest))) {
		if (!read_line(line, &one) || !counts(&one, now) ||
		    reference_is(&one.reference, without))
			continue;
		len += print_line(out + len, LINE, &one);
		n++;
	}
	if (more && n >= DELETIONS_MAX)
		return -EDQUOT;
	if (more)
		len += print_line(out + len, LINE, more);
	return keep_file(folder, file_name, out, len);
}

int deletions_add(int folder, const struct deletion *deletion, time_t now)
{
	return rewrite(folder, &deletion->reference, deletion, now);
}

int deletions_end(int folder, const struct reference *reference, time_t now)
{
	return rewrite(folder, reference, NULL, now);
}

/* ------ what is left behind ------ */

void tombstone_write(char out[static TOMBSTONE_MAX],
		     const struct person_asked *first,
		     const struct person_asked *second)
{
	size_t len = print_person(out, TOMBSTONE_MAX / 2, first);

	print_person(out + len, TOMBSTONE_MAX / 2, second);
}

void tombstone_read(const char *text, size_t len, struct tombstone *out)
{
	char copy[TOMBSTONE_MAX], *rest = copy, *line;

	*out = (struct tombstone){ 0 };
	if (len >= sizeof(copy))
		return;
	memcpy(copy, text, len);
	copy[len] = '\0';
	while (out->n < 2 && (line = next_line(&rest)))
		out->n += read_person(line, &out->by[out->n]);
}
