/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform_cost.c -- what it costs to make plain messages of mails in memory
 *
 * transform_cost ROUNDS < list of files, one a line. Prints mails, bytes, bytes
 * of plain messages, how many were held, and CPU nanoseconds of the fastest
 * round. Everything the transform's process does with a message is in it, from
 * the first byte to the digests and the last record, and the memory is made
 * ready for the next one; reading, forking and the inner half are not.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/must.h"
#include "mail/limits.h"
#include "mail/messages.h"
#include "mail/transform/transform_plain.h"
#include "mime/convert.h"

enum {
	MAX_MAILS = 1 << 16
};

static struct mail {
	uint8_t *bytes;
	size_t len;
} mails[MAX_MAILS];

static size_t n_mails;
static char plain[LIMIT_PLAIN];

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

/* Bytes of its plain message, or 0: held. */
static size_t convert(const struct mail *mail, struct arena *arena)
{
	static const struct envelope envelope = {
		.n_rcpts = 1,
		.rcpts = { "x@town.example.jp" },
	};
	const struct convert_options options = {
		.loop_mark = "X-Sekisho-Relay",
	};
	struct converted converted;

	if (convert_message(mail->bytes, mail->len, &options, arena,
			    &converted) != CONVERT_OK)
		return 0;
	return transform_plain(&envelope, &converted, plain, sizeof(plain));
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

int main(int argc, char **argv)
{
	long rounds = argc == 2 ? strtol(argv[1], NULL, 10) : 1;
	uint64_t best = UINT64_MAX, in = 0, out = 0, held = 0;
	struct arena arena = { 0 };
	char path[4096];

	while (fgets(path, sizeof(path), stdin)) {
		path[strcspn(path, "\n")] = '\0';
		read_mail(path);
		in += mails[n_mails - 1].len;
	}
	digest_warm();
	arena_reserve(&arena, LIMIT_TRANSFORM_ARENA);
	for (long round = 0; round < rounds; round++) {
		uint64_t start = now(), end;

		out = held = 0;
		for (size_t i = 0; i < n_mails; i++) {
			size_t len = convert(&mails[i], &arena);

			out += len;
			held += len == 0;
			arena_reset(&arena);
		}
		end = now();
		if (end - start < best)
			best = end - start;
	}
	arena_finish(&arena);
	printf("%zu %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", n_mails,
	       in, out, held, best);
	return 0;
}
