/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * originals_fill.c -- fills a folder with originals of many days, as the store
 * keeps them
 *
 *	originals_fill FOLDER ORIGINALS DAYS BYTES HELD
 *
 * The newest day is today. Prints the seconds it took, then the reference of
 * each original, one a line; the HELD newest ones are marked.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"
#include "base/text.h"
#include "mail/store/keeper.h"

enum {
	DAY = 86400,
	BATCH = 1000 /* of a commit */
};

static size_t pack(unsigned number, uint8_t *out, size_t size)
{
	struct pack pack = { out, out + size, false };
	char rcpt[] = "x@town.example.jp", *rcpts[] = { rcpt };
	char sender[64];

	snprintf(sender, sizeof(sender), "a%u@sender.example", number);
	pack_u8(&pack, KEEPER_ENVELOPE);
	pack_string(&pack, "192.0.2.25");
	pack_envelope(&pack, sender, rcpts, 1);
	must(!pack.bad);
	return (size_t)(pack.pos - out);
}

static int make_message(size_t size)
{
	int fd = memfd_create("message", MFD_CLOEXEC);
	char *bytes = xcalloc(size, 1);

	memset(bytes, 'x', size);
	must(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
	free(bytes);
	return fd;
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void add(struct store *store, unsigned number, time_t when, int file,
		uint32_t size, struct reference *out)
{
	uint8_t envelope[512];
	struct original original = {
		.time = (uint64_t)when,
		.envelope = envelope,
		.envelope_len =
			(uint32_t)pack(number, envelope, sizeof(envelope)),
		.file = file,
		.size = size,
	};

	must(store_append(store, &original, out) == 0);
	if (number % BATCH == 0)
		must(store_commit(store) == 0);
}

/* 0 where it is no number. */
static uint32_t number(const char *text)
{
	uint32_t n = 0;

	text_u32(text, UINT32_MAX, &n);
	return n;
}

int main(int argc, char **argv)
{
	const bool good = argc == 6;
	const unsigned n = good ? number(argv[2]) : 0;
	const unsigned days = good ? number(argv[3]) : 0;
	const uint32_t size = good ? number(argv[4]) : 0;
	const unsigned held = good ? number(argv[5]) : 0;
	const int folder = good ? open(argv[1], O_RDONLY | O_DIRECTORY) : -1;
	const time_t first = time(NULL) - (time_t)(days - 1) * DAY;
	struct reference *all = xcalloc(n ? n : 1, sizeof(*all));
	struct store store;
	const double began = seconds();
	char text[REFERENCE_TEXT];
	int file;

	if (folder < 0 || !n || !days || !size || held > n)
		return 2;
	must(store_open(&store, folder,
			&(struct store_rules){ UINT64_MAX / 2, days }) == 0);
	file = make_message(size);
	for (unsigned i = 0; i < n; i++)
		add(&store, i, first + (time_t)((uint64_t)i * days / n) * DAY,
		    file, size, &all[i]);
	must(store_commit(&store) == 0);
	for (unsigned i = n - held; i < n; i++)
		must(store_hold(&store, &all[i], "too-deep") == 0);
	store_close(&store);
	printf("%.3f\n", seconds() - began);
	for (unsigned i = 0; i < n; i++)
		puts(reference_text(text, &all[i]));
	free(all);
	return 0;
}
