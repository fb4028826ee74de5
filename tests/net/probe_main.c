/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe_main.c -- probe LAB LIST…: are these packets passed and dropped as said?
 *
 * Exit 0: all as expected; 1: not; 2: a list that cannot be read. The last line
 * counts false accepts and false drops apart.
 */
#include "probe.h"

int main(int argc, char **argv)
{
	struct probe_count count = { 0 };
	struct probe_list list = { 0 };
	struct lab lab;

	if (argc < 3) {
		fputs("usage: probe LAB LIST…\n", stderr);
		return 2;
	}
	lab_open(argv[1], &lab);
	for (int i = 2; i < argc; i++)
		if (!probe_read_list(&lab, argv[i], &list))
			return 2;
	probes_run(&lab, list.probes.at, list.probes.n, stdout, &count);
	probe_print_count(list.probes.n, &count, stdout);
	arena_finish(&lab.arena);
	return count.false_accepts + count.false_drops + !list.probes.n > 0;
}
