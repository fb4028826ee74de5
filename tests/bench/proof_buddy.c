/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proof_buddy.c -- a policy's flows by BuDDy: built, compared, asked
 *
 * usage: proof_buddy BOXES. "compare" is the flows once more in the opposite
 * order, which must be the same function: what a kernel holds comes in an order
 * of its own. Not of a list that drops, where the first match wins.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/must.h"

#include "proof_boxes.h"
#include "seg_buddy.h"

static void reverse(struct seg_rule *rules, size_t n)
{
	struct seg_rule rule;

	for (size_t i = 0; i < n / 2; i++) {
		rule = rules[i];
		rules[i] = rules[n - 1 - i];
		rules[n - 1 - i] = rule;
	}
}

static bool drops(const struct seg_rule *rules, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!rules[i].accept)
			return true;
	return false;
}

static unsigned ask_pairs(BDD root)
{
	uint32_t low[N_SEG_FIELDS] = { 0 }, high[N_SEG_FIELDS];
	unsigned apart = 0;
	BDD box;

	for (size_t field = 0; field < N_SEG_FIELDS; field++)
		high[field] = UINT32_MAX >> (32 - seg_bits[field]);
	high[SEG_STATE] = 0;
	for (unsigned pair = 0; pair < SEG_ZONES * SEG_ZONES; pair++) {
		low[SEG_IIF] = high[SEG_IIF] = pair / SEG_ZONES;
		low[SEG_OIF] = high[SEG_OIF] = pair % SEG_ZONES;
		box = seg_buddy_box(low, high);
		apart += bdd_and(root, box) == bddfalse;
		bdd_delref(box);
	}
	return apart;
}

int main(int argc, char **argv)
{
	struct seg_rule *rules;
	struct rusage usage;
	double begin;
	unsigned apart;
	size_t n;
	BDD root, other;

	if (argc != 2)
		return 2;
	rules = boxes_read(argv[1], &n);
	begin = boxes_seconds();
	seg_buddy_begin(n);
	root = seg_buddy_accepted(rules, n);
	printf("build %.6f ", boxes_seconds() - begin);
	if (!drops(rules, n)) {
		begin = boxes_seconds();
		reverse(rules, n);
		other = seg_buddy_accepted(rules, n);
		must(root == other);
		printf("compare %.6f ", boxes_seconds() - begin);
	}
	begin = boxes_seconds();
	apart = ask_pairs(root);
	printf("pairs %.6f apart %u ", boxes_seconds() - begin, apart);
	must(getrusage(RUSAGE_SELF, &usage) == 0);
	printf("rss %ld\n", usage.ru_maxrss * 1024L);
	bdd_done();
	free(rules);
	return 0;
}
