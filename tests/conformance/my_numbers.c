/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * my_numbers.c -- how many mails would be refused for what may be a My Number
 *
 * my_numbers FILE...: each converted as the relay does it; prints the mails in
 * which something was found and, last, how many of how many they are. A file
 * that is no mail of at most MESSAGE bytes or is held counts for neither.
 */
#include <stdio.h>

#include "base/arena.h"
#include "mail/messages.h"
#include "mail/plain/my_number.h"
#include "mail/transform/transform_plain.h"
#include "mime/convert.h"

enum {
	MESSAGE = 64 << 20,
	ARENA = 256 << 20
};

static uint8_t message[MESSAGE];
static char bytes[PLAIN_BYTES];
static struct plain plain;

/* Its plain message into `bytes`; 0: there is none. */
static size_t convert(const char *path)
{
	static const struct envelope envelope = {
		.n_rcpts = 1,
		.rcpts = { "x@town.example.jp" },
	};
	const struct convert_options options = { 0 };
	struct arena arena = { .ceiling = ARENA };
	struct converted converted;
	FILE *file = fopen(path, "re");
	size_t len;

	if (!file)
		return 0;
	len = fread(message, 1, sizeof(message), file);
	fclose(file);
	if (convert_message(message, len, &options, &arena, &converted) ==
	    CONVERT_OK)
		len = transform_plain(&envelope, &converted, bytes,
				      sizeof(bytes));
	else
		len = 0;
	arena_finish(&arena);
	return len;
}

int main(int argc, char **argv)
{
	unsigned mails = 0, found = 0;

	for (int i = 1; i < argc; i++) {
		size_t len = convert(argv[i]);
		uint32_t n;

		if (!len || plain_read(bytes, len, &plain) != NULL)
			continue;
		mails++;
		n = my_number_count(&plain);
		found += n > 0;
		if (n)
			printf("%s: %u\n", argv[i], n);
	}
	printf("%u of %u\n", found, mails);
	return 0;
}
