/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c -- sekisho-checkproof CERTIFICATE DUMP: does the certificate hold?
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "checkproof/claim.h"

enum {
	HOLDS,
	FAILS,
	USAGE,
	BROKEN
};

/* What is written there changes no file. */
static uint8_t *map_file(const char *path, size_t *len)
{
	/* A FIFO must not make us wait to be told that it is no file. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat stat;
	void *at = MAP_FAILED;

	if (fd >= 0 && fstat(fd, &stat) == 0)
		at = mmap(NULL, (size_t)stat.st_size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED) {
		perror(path);
		exit(BROKEN);
	}
	*len = (size_t)stat.st_size;
	return at;
}

int main(int argc, char **argv)
{
	struct dump dump;
	struct bytes bytes;
	size_t len;
	char *text;
	bool holds;

	if (argc != 3) {
		fputs("usage: sekisho-checkproof CERTIFICATE DUMP\n", stderr);
		return USAGE;
	}
	text = (char *)map_file(argv[1], &len);
	bytes.at = map_file(argv[2], &bytes.len);
	holds = dump_load(&dump, bytes);
	if (holds)
		printf("taken %ju\nnetns %ju\ngeneration %ju\n",
		       (uintmax_t)dump.taken_ns, (uintmax_t)dump.netns,
		       (uintmax_t)dump.generation);
	else
		printf("%s: %s\n", argv[2], dump.flaw);
	if (holds && !dump_has_fact(&dump, "asked/programs", ""))
		puts("not looked for: programs of TCX and netkit");
	holds = holds && certificate_holds(&dump, text, len, stdout);
	puts(holds ? "the certificate holds" : "the certificate does NOT hold");
	dump_free(&dump);
	/* An answer that nobody could read is none. */
	if (fflush(stdout) || ferror(stdout)) {
		fputs("sekisho-checkproof: cannot write the answer\n", stderr);
		return BROKEN;
	}
	return holds ? HOLDS : FAILS;
}
