/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_file.h -- a file of the journal, line by line, in little memory
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evidence/numbered.h"

extern const struct numbered journal_files;

struct journal_reader {
	int fd;
	char *buf; /* two lines long */
	size_t start, end;
	bool at_end;   /* the file has been read to its end */
	uint64_t line; /* of the last one given, from 1 */
};

/* 0 or -errno. */
int journal_reader_open(struct journal_reader *reader, int folder,
			uint32_t number);
void journal_reader_close(struct journal_reader *reader);
/*
 * The next line, newline included, valid until the next call: 1. What comes
 * without a newline is the end of the file, or a piece of a line that is too
 * long. 0: no more, or -errno.
 */
int journal_reader_next(struct journal_reader *reader, const char **bytes,
			size_t *len);
/*
 * Whether the line last given, which is not good, is what a power cut leaves. A
 * write of one line is never followed by another before it is on the disk; so
 * that is one piece at the file's end, without its newline, or with blocks that
 * were never written and read as zeros. Anything else was done by somebody.
 */
bool journal_reader_is_torn(const struct journal_reader *reader,
			    const char *bytes, size_t len);
