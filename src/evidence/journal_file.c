/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_file.c -- a file of the journal, line by line, in little memory
 */
#include "evidence/journal_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/must.h"
#include "evidence/journal.h"

enum {
	BUF_LEN = 2 * JOURNAL_LINE_MAX
};

const struct numbered journal_files = { "journal-", ".jsonl" };

static_assert((int)NUMBERED_NAME == (int)JOURNAL_NAME, "one name, one length");

int journal_reader_open(struct journal_reader *reader, int folder,
			uint32_t number)
{
	char name[JOURNAL_NAME];
	int fd = openat(folder, numbered_name(name, &journal_files, number),
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return -errno;
	*reader =
		(struct journal_reader){ .fd = fd, .buf = xcalloc(BUF_LEN, 1) };
	return 0;
}

void journal_reader_close(struct journal_reader *reader)
{
	if (!reader->buf)
		return;
	close(reader->fd);
	free(reader->buf);
	*reader = (struct journal_reader){ .fd = -1 };
}

static int fill(struct journal_reader *reader)
{
	ssize_t n;

	if (reader->at_end)
		return 0;
	memmove(reader->buf, reader->buf + reader->start,
		reader->end - reader->start);
	reader->end -= reader->start;
	reader->start = 0;
	do {
		n = read(reader->fd, reader->buf + reader->end,
			 BUF_LEN - reader->end);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	reader->at_end = n == 0;
	reader->end += (size_t)n;
	return 0;
}

static size_t filled(const struct journal_reader *reader)
{
	return reader->end - reader->start;
}

int journal_reader_next(struct journal_reader *reader, const char **bytes,
			size_t *len)
{
	const char *newline = NULL;
	int r = 0;

	for (;;) {
		size_t max = filled(reader) < JOURNAL_LINE_MAX
				     ? filled(reader)
				     : JOURNAL_LINE_MAX;

		*bytes = reader->buf + reader->start;
		newline = memchr(*bytes, '\n', max);
		*len = newline ? (size_t)(newline - *bytes) + 1 : max;
		if (newline || max == JOURNAL_LINE_MAX || reader->at_end)
			break;
		r = fill(reader);
		if (r < 0)
			return r;
	}
	if (*len == 0)
		return 0;
	reader->start += *len;
	reader->line++;
	return 1;
}

bool journal_reader_is_torn(const struct journal_reader *reader,
			    const char *bytes, size_t len)
{
	char byte;

	if (filled(reader))
		return false;
	if (!reader->at_end &&
	    pread(reader->fd, &byte, 1, lseek(reader->fd, 0, SEEK_CUR)) != 0)
		return false;
	return bytes[len - 1] != '\n' || memchr(bytes, '\0', len);
}
