/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proof_cost.c -- what proving a kernel costs, step by step
 *
 * usage: proof_cost POLICY RULES GENERATION [DUMP]
 *
 * Of this network namespace's kernel, or of a dump's. Prints one line of
 * "name value" pairs: CPU seconds (the kernel included), bytes, counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/must.h"
#include "proof/diagram/ask.h"
#include "proof/proof.h"
#include "proof/question/ask_change.h"

#include "live_cost.h"

struct cost {
	struct policy policy;
	struct snapshot snapshot;
	struct rules rules;
	struct inquiry inquiry;
	struct arena arena;
	struct inquiry_options options;
};

/* One side by itself: what is known only of both together. */
static void build_side(struct cost *cost, bool policy)
{
	struct inquiry_options options = cost->options;
	struct inquiry inquiry;
	double began = live_seconds();

	if (policy)
		options.rules = NULL;
	else
		options.policy = NULL;
	must(inquiry_build(&inquiry, &options));
	live_say(policy ? "register" : "lift", began);
	printf("%s_nodes %u ", policy ? "register" : "lift",
	       inquiry.all.n_nodes);
	inquiry_finish(&inquiry);
}

static void prove(struct cost *cost)
{
	double began = live_seconds(), built;
	struct proof proof;

	must(inquiry_build(&cost->inquiry, &cost->options));
	built = live_seconds();
	live_say("build", began);
	proof_make(&cost->inquiry, &cost->arena, &proof);
	live_say("compare", built);
	printf("proved %d differences %zu bytes %zu ",
	       proof.result == PROOF_PROVED, proof.list.n,
	       cost->inquiry.all.bytes);
}

/* "Nothing begins there" of every pair of zones, with a witness where not. */
static void ask_pairs(struct cost *cost, const char *name)
{
	struct asked asked = inquiry_asked(&cost->inquiry);
	struct ask_between between = { .claim = ASK_NEVER };
	uint16_t digits[DIAGRAM_LEVELS];
	double began = live_seconds();
	size_t apart = 0, n = 0;

	vec_each(from, &cost->policy.zones) {
		vec_each(to, &cost->policy.zones) {
			between.from = from;
			between.to = to;
			apart += ask_claim(&asked,
					   cost->inquiry.may[REGISTER_FORWARD],
					   &between, digits) == DIAGRAM_NO;
			n++;
		}
	}
	live_say(name, began);
	printf("asked %zu apart %zu ", n, apart);
}

/* The policy without its last flow, and back. */
static void ask_difference(struct cost *cost)
{
	struct inquiry *inquiry = &cost->inquiry;
	struct policy before = cost->policy;
	double began = live_seconds();
	struct ask_change change;

	before.flows.n--;
	must(ask_change(&inquiry->all, &inquiry->space, &before, &cost->policy,
			&cost->options.how, &change));
	must(change.newly[REGISTER_FORWARD] != DIAGRAM_FALSE &&
	     change.no_longer[REGISTER_FORWARD] == DIAGRAM_FALSE);
	live_say("change", began);
}

static void note(void *state, uint32_t leaf)
{
	bool *reached = state;

	reached[leaf_value(leaf) % REGISTER_LOOPBACK] = true;
}

/* Flows that nothing reaches: others before them permit all that they do. */
static void find_shaded(struct cost *cost)
{
	struct inquiry *inquiry = &cost->inquiry;
	struct register_options how = cost->options.how;
	bool *reached = xcalloc(REGISTER_LOOPBACK, sizeof(*reached));
	struct register_diagrams rule;
	double began = live_seconds();
	size_t shaded = 0;

	how.rule = how.original_only = true;
	must(register_build(&inquiry->all, &inquiry->space, &cost->policy, &how,
			    &rule));
	must(diagram_leaves(&inquiry->all, rule.hooks[REGISTER_FORWARD], note,
			    reached));
	vec_each(flow, &cost->policy.flows)
		shaded += !reached[flow->number];
	live_say("shade", began);
	printf("shaded %zu ", shaded);
	free(reached);
}

int main(int argc, char **argv)
{
	static struct cost cost;

	if (argc < 4)
		return 2;
	live_policy(argv[1], argv[2], &cost.policy);
	live_rules(argc > 4 ? argv[4] : NULL, &cost.snapshot, &cost.rules);
	cost.options = (struct inquiry_options){
		.policy = &cost.policy,
		.rules = &cost.rules,
		.how = { .time = REGISTER_TIMES,
			 .now = time(NULL),
			 .generation = (uint16_t)strtoul(argv[3], NULL, 10) },
	};
	prove(&cost);
	live_say_memory("rss");
	ask_pairs(&cost, "pairs_cold");
	ask_pairs(&cost, "pairs");
	ask_difference(&cost);
	find_shaded(&cost);
	inquiry_finish(&cost.inquiry);
	build_side(&cost, true);
	build_side(&cost, false);
	putchar('\n');
	arena_finish(&cost.arena);
	rules_finish(&cost.rules);
	snapshot_finish(&cost.snapshot);
	policy_finish(&cost.policy);
	return 0;
}
