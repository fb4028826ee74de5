/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journal_make.c -- adds N lines to the journal in a folder, and times it
 *
 * usage: journal-make FOLDER N [FILE_MAX]
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "evidence/journal.h"

static void fields(struct json *json, const void *data)
{
	const long *number = data;

	journal_number(json, "generation", *number);
	journal_text(json, "author", "情報政策課 太郎");
	journal_text(json, "reason", "a line of\nusual \x1b[1mlength\x1b[0m");
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct journal journal;
	double begun;
	long n;
	int fd;

	if (argc < 3)
		return 2;
	n = strtol(argv[2], NULL, 10);
	fd = open(argv[1], O_RDONLY | O_DIRECTORY);
	if (fd < 0 || journal_open(&journal, fd,
				   argc > 3 ? strtoull(argv[3], NULL, 10) : 0))
		return 3;
	begun = seconds();
	for (long i = 0; i < n; i++)
		if (journal_add(&journal, "apply", fields, &i))
			return 3;
	printf("%.0f lines a second\n", (double)n / (seconds() - begun));
	journal_close(&journal);
	return 0;
}
