/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mail_rounds.c -- mails read once, and gone through round by round
 */
#include "mail_rounds.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/must.h"

enum {
	MAX_MAILS = 1 << 16
};

static struct mail mails[MAX_MAILS];
static size_t n_mails;

static void read_mail(const char *path)
{
	FILE *file = fopen(path, "re");
	struct mail *mail = &mails[n_mails];
	long len;

	must(n_mails < MAX_MAILS);
	if (!file || fseek(file, 0, SEEK_END) < 0 || (len = ftell(file)) < 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(1);
	}
	rewind(file);
	mail->bytes = xcalloc(1, (size_t)len + 1);
	mail->len = fread(mail->bytes, 1, (size_t)len, file);
	n_mails++;
	fclose(file);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

int mail_rounds(int argc, char **argv, size_t (*work)(const struct mail *mail))
{
	long rounds = argc == 2 ? strtol(argv[1], NULL, 10) : 1;
	uint64_t best = UINT64_MAX, in = 0, out = 0, nothing = 0;
	char path[4096];

	while (fgets(path, sizeof(path), stdin)) {
		path[strcspn(path, "\n")] = '\0';
		read_mail(path);
		in += mails[n_mails - 1].len;
	}
	for (long round = 0; round < rounds; round++) {
		uint64_t start = now(), end;

		out = nothing = 0;
		for (size_t i = 0; i < n_mails; i++) {
			size_t len = work(&mails[i]);

			out += len;
			nothing += len == 0;
		}
		end = now();
		if (end - start < best)
			best = end - start;
	}
	printf("%zu %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", n_mails,
	       in, out, nothing, best);
	return 0;
}
