/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c -- sekisho-checkproof CERTIFICATE DUMP: does the certificate hold?
 */
#include <stdlib.h>
#include <string.h>

#include "checkproof/claim.h"

enum {
	HOLDS,
	FAILS,
	USAGE,
	BROKEN,
	MOST_BYTES = 1 << 30
};

/* A byte more is zero. */
static uint8_t *read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	uint8_t *at = NULL;
	size_t n = 1;

	for (*len = 0; file && n > 0 && *len < MOST_BYTES; *len += n) {
		at = realloc(at, *len + (1 << 20) + 1);
		if (!at)
			abort();
		n = fread(at + *len, 1, 1 << 20, file);
		at[*len + n] = 0;
	}
	if (!file || n > 0 || ferror(file)) {
		perror(path);
		exit(BROKEN);
	}
	fclose(file);
	return at;
}

int main(int argc, char **argv)
{
	uint8_t *certificate, *bytes;
	size_t certificate_len, len;
	struct dump dump;
	bool holds;

	if (argc != 3) {
		fputs("usage: sekisho-checkproof CERTIFICATE DUMP\n", stderr);
		return USAGE;
	}
	certificate = read_file(argv[1], &certificate_len);
	bytes = read_file(argv[2], &len);
	holds = dump_load(&dump, (struct bytes){ bytes, len });
	if (!holds)
		printf("%s: %s\n", argv[2], dump.flaw);
	else
		holds = certificate_holds(&dump, (char *)certificate,
					  certificate_len, stdout);
	puts(holds ? "the certificate holds" : "the certificate does NOT hold");
	dump_free(&dump);
	free(bytes);
	free(certificate);
	return holds ? HOLDS : FAILS;
}
