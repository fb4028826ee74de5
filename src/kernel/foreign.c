/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * foreign.c -- what stands in our two tables beside what was compiled
 */
#include "base/cleanup.h"
#include "kernel/ours.h"
#include "kernel/verify.h"

struct search {
	const char *table;
	const struct intent *intent;
	const struct held *held;
	bool leftover[GENERATION_MAX + 1]; /* reported already */
	struct findings *findings;
};

static bool is_of(const struct ruleset *ruleset, uint32_t generation)
{
	return ruleset && ruleset->generation == generation;
}

/* A tree that packets may meet is none of the leftovers, even if it is not
 * known here what is in it. */
static bool is_led_to(const struct held *held, uint32_t generation)
{
	return held->fallback == generation || held->pending == generation;
}

/* A tree of another generation is one leftover, however many objects. */
static void report(struct search *search, const char *kind, const char *name)
{
	uint32_t generation = generation_of_name(name);

	if (!generation || is_of(search->intent->current, generation) ||
	    is_of(search->intent->pending, generation)) {
		findings_add(search->findings, FINDING_FOREIGN,
			     "%s %s %s is not ours", kind, search->table, name);
	} else if (!search->leftover[generation] &&
		   !is_led_to(search->held, generation)) {
		search->leftover[generation] = true;
		findings_add(search->findings, FINDING_LEFTOVER,
			     "generation %u is loaded but not in force",
			     generation);
	}
}

static void search_table(struct search *search, const struct held_table *held,
			 const struct table_names *ours)
{
	vec_each(chain, &held->chains)
		if (!names_have(&ours->chains, chain->name))
			report(search, "chain", chain->name);
	vec_each(set, &held->sets)
		if (!names_have(&ours->sets, set->name))
			report(search, "set", set->name);
	vec_each(thing, &held->things)
		findings_add(search->findings, FINDING_FOREIGN,
			     "%s %s %s is not ours",
			     thing->flowtable ? "flowtable" : "object",
			     search->table, thing->name);
}

void verify_foreign(const struct held *held, const struct intent *intent,
		    struct findings *findings)
{
	_cleanup_(ours_finish) struct ours ours = { 0 };
	struct search search = { .table = TABLE_GATE,
				 .intent = intent,
				 .held = held,
				 .findings = findings };

	ours_init(&ours, intent);
	search_table(&search, &held->gate, &ours.gate);
	search.table = TABLE_GUARD;
	search_table(&search, &held->guard, &ours.guard);
}
