/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram_cost.c -- what a list of rules costs as a diagram, and its questions
 *
 * usage: diagram_cost RULES. Prints one line of "name value" pairs: CPU
 * seconds, bytes, counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/must.h"
#include "proof/diagram/ask.h"
#include "proof/diagram/find.h"

#include "seg_diagram.h"

enum {
	N_PACKETS = 1000000
};

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void print_size(struct diagrams *all, uint32_t root, const char *name)
{
	struct diagram_size size;

	must(diagram_size_of(all, root, &size));
	printf("%s_nodes %zu %s_bytes %zu %s_made %u ", name, size.nodes, name,
	       all->bytes, name, all->n_nodes);
}

/* All pairs of zones: how many are apart, each other with its witness. */
static void ask_pairs(struct diagrams *all, const struct space *space,
		      uint32_t root)
{
	uint16_t nice[DIAGRAM_LEVELS], digits[DIAGRAM_LEVELS];
	struct diagram_box box;
	struct diagram_search search = { .within = &box, .nice = nice };
	double begin = seconds();
	unsigned apart = 0;

	space_nice(space, nice);
	for (unsigned pair = 0; pair < SEG_ZONES * SEG_ZONES; pair++) {
		seg_question(space, pair / SEG_ZONES, pair % SEG_ZONES, &box);
		if (diagram_witness(all, root, &search, digits) == DIAGRAM_NO)
			apart++;
	}
	printf("pairs %.6f apart %u ", seconds() - begin, apart);
}

static void replay(const struct diagrams *all, const struct space *space,
		   uint32_t root, const struct seg_rule *rules, size_t n)
{
	static struct seg_packet packets[N_PACKETS];
	uint16_t digits[DIAGRAM_LEVELS] = { 0 };
	uint64_t seed = 3;
	uint32_t sum = 0;
	double begin;

	for (size_t i = 0; i < N_PACKETS; i++)
		packets[i] = seg_packet(rules, n, &seed);
	begin = seconds();
	for (size_t i = 0; i < N_PACKETS; i++) {
		seg_assign(space, &packets[i], digits);
		sum += diagram_evaluate(all, root, digits) == DIAGRAM_TRUE;
	}
	printf("packet %.9f accepted %u ",
	       (seconds() - begin) / (double)N_PACKETS, sum);
}

static void note(void *state, uint32_t leaf)
{
	bool *reached = state;

	if (leaf != DIAGRAM_NOMATCH)
		reached[leaf_value(leaf)] = true;
}

/* Rules that nothing reaches: a diagram whose leaves are the rules. */
static void find_shadowed(const struct space *space,
			  const struct seg_rule *rules, size_t n)
{
	bool *reached = xcalloc(n, sizeof(*reached));
	size_t shadowed = 0;
	struct diagrams all;
	double begin = seconds(), built;
	uint32_t root;

	diagrams_init(&all, (struct diagram_limits){ 0 });
	root = seg_diagram(&all, space, rules, n, true);
	built = seconds();
	must(diagram_leaves(&all, root, note, reached));
	for (size_t i = 0; i < n; i++)
		shadowed += !reached[i];
	printf("by_rule %.6f shadow %.6f shadowed %zu ", built - begin,
	       seconds() - built, shadowed);
	print_size(&all, root, "by_rule");
	diagrams_finish(&all);
	free(reached);
}

int main(int argc, char **argv)
{
	size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
	struct seg_rule *rules = seg_list(n, 1);
	struct diagrams all;
	struct space space;
	double begin, built;
	uint32_t root;

	if (!n)
		return 2;
	space_init(&space, ORDER_DESTINATIONS);
	begin = seconds();
	diagrams_init(&all, (struct diagram_limits){ 0 });
	root = seg_diagram(&all, &space, rules, n, false);
	root = diagram_override(&all, root, DIAGRAM_FALSE);
	built = seconds();
	printf("build %.6f ", built - begin);
	must(diagram_override(&all, seg_diagram(&all, &space, rules, n, false),
			      DIAGRAM_FALSE) == root);
	printf("again %.6f ", seconds() - built);
	print_size(&all, root, "act");
	ask_pairs(&all, &space, root);
	replay(&all, &space, root, rules, n);
	diagrams_finish(&all);
	find_shadowed(&space, rules, n);
	putchar('\n');
	space_finish(&space);
	free(rules);
	return 0;
}
