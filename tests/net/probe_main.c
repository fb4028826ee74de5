/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe_main.c -- probe LAB LIST…: are these packets passed and dropped as said?
 *
 * Exit 0: all as expected; 1: not; 2: a list that cannot be read. The last line
 * counts false accepts and false drops apart.
 */
#include <stdlib.h>
#include <string.h>

#include "probe.h"

enum {
	LINE_LEN = 1024
};

struct list {
	VEC(struct probe) probes;
};

static void read_list(struct lab *lab, const char *file, struct list *out)
{
	FILE *in = strcmp(file, "-") ? fopen(file, "re") : stdin;
	char line[LINE_LEN];

	if (!in) {
		perror(file);
		exit(3);
	}
	while (fgets(line, sizeof(line), in)) {
		line[strcspn(line, "#\n")] = '\0';
		if (line[strspn(line, " \t")] &&
		    !probe_read(lab, line, vec_add(&lab->arena, &out->probes)))
			exit(2);
	}
	if (in != stdin)
		fclose(in);
}

int main(int argc, char **argv)
{
	struct probe_count count = { 0 };
	struct list list = { 0 };
	struct lab lab;

	if (argc < 3) {
		fputs("usage: probe LAB LIST…\n", stderr);
		return 2;
	}
	lab_open(argv[1], &lab);
	for (int i = 2; i < argc; i++)
		read_list(&lab, argv[i], &list);
	probes_run(&lab, list.probes.at, list.probes.n, stdout, &count);
	printf("probes=%zu passed=%zu dropped=%zu false_accepts=%zu"
	       " false_drops=%zu\n",
	       list.probes.n, count.passed, count.dropped, count.false_accepts,
	       count.false_drops);
	arena_finish(&lab.arena);
	return count.false_accepts + count.false_drops + !list.probes.n > 0;
}
