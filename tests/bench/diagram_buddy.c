/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram_buddy.c -- what diagram_cost.c measures, by BuDDy
 *
 * usage: diagram_buddy RULES. The same rules, put together by the same halves.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "seg_buddy.h"

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
	struct seg_rule *rules = seg_list(n, 1);
	uint32_t low[N_SEG_FIELDS] = { 0 }, high[N_SEG_FIELDS];
	double begin = seconds(), built;
	unsigned apart = 0;
	BDD root, box;

	if (!n)
		return 2;
	seg_buddy_begin(n);
	root = seg_buddy_accepted(rules, n);
	built = seconds();
	printf("build %.6f act_nodes %d ", built - begin, bdd_nodecount(root));
	for (size_t field = 0; field < N_SEG_FIELDS; field++)
		high[field] = UINT32_MAX >> (32 - seg_bits[field]);
	high[SEG_STATE] = 0;
	built = seconds();
	for (unsigned pair = 0; pair < SEG_ZONES * SEG_ZONES; pair++) {
		low[SEG_IIF] = high[SEG_IIF] = pair / SEG_ZONES;
		low[SEG_OIF] = high[SEG_OIF] = pair % SEG_ZONES;
		box = seg_buddy_box(low, high);
		apart += bdd_and(root, box) == bddfalse;
		bdd_delref(box);
	}
	printf("pairs %.6f apart %u\n", seconds() - built, apart);
	bdd_done();
	free(rules);
	return 0;
}
