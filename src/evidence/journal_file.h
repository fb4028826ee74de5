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
 * long (then journal_reader_is_last() is false). 0: no more, or -errno.
 */
int journal_reader_next(struct journal_reader *reader, const char **bytes,
			size_t *len);
/* Nothing follows the line last given. */
bool journal_reader_is_last(struct journal_reader *reader);
