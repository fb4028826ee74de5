/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe_main.c -- probe LAB LIST…: are these packets passed and dropped as said?
 *
 * Exit 0: all as expected; 1: not; 2: a list that cannot be read. The last line
 * counts false accepts and false drops apart. With --each before LAB every
 * packet is printed as `seen pass|drop`, a tab and its line of the list.
 */
#include <string.h>

#include "probe.h"

static void print_each(const struct lab *lab, const struct probe_list *list)
{
	vec_each(probe, &list->probes) {
		printf("seen %s\t",
		       probe->arrived || probe->astray ? "pass" : "drop");
		probe_print(lab, probe, stdout);
	}
}

int main(int argc, char **argv)
{
	struct probe_count count = { 0 };
	struct probe_list list = { 0 };
	bool each = argc > 1 && !strcmp(argv[1], "--each");
	struct lab lab;

	argc -= each;
	argv += each;
	if (argc < 3) {
		fputs("usage: probe [--each] LAB LIST…\n", stderr);
		return 2;
	}
	lab_open(argv[1], &lab);
	for (int i = 2; i < argc; i++)
		if (!probe_read_list(&lab, argv[i], &list))
			return 2;
	probes_run(&lab, list.probes.at, list.probes.n, stdout, &count);
	if (each)
		print_each(&lab, &list);
	probe_print_count(list.probes.n, &count, stdout);
	arena_finish(&lab.arena);
	return count.false_accepts + count.false_drops + !list.probes.n > 0;
}
