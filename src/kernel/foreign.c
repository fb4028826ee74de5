/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * foreign.c -- what stands in our two tables beside what was compiled
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "kernel/facts.h"
#include "kernel/verify.h"

/* The names of one kind of object that belong into a table, sorted. */
struct names {
	const char **at;
	size_t n;
};

static void names_finish(struct names *names)
{
	free(names->at);
}

static int by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void sort_names(struct names *names)
{
	if (names->n)
		qsort(names->at, names->n, sizeof(*names->at), by_text);
}

static bool names_have(const struct names *names, const char *name)
{
	return names->n && bsearch(&name, names->at, names->n,
				   sizeof(*names->at), by_text);
}

static struct names chain_names(const struct table *a, const struct table *b,
				const char *facts)
{
	struct names names = { 0 };

	names.at = xcalloc(a->chains.n + (b ? b->chains.n : 0) + 1,
			   sizeof(*names.at));
	vec_each(chain, &a->chains)
		names.at[names.n++] = chain->name;
	if (b)
		vec_each(chain, &b->chains)
			names.at[names.n++] = chain->name;
	if (facts)
		names.at[names.n++] = facts;
	sort_names(&names);
	return names;
}

static struct names set_names(const struct table *a, const struct table *b)
{
	struct names names = { 0 };

	names.at = xcalloc(a->sets.n + (b ? b->sets.n : 0) + 1,
			   sizeof(*names.at));
	vec_each(set, &a->sets)
		names.at[names.n++] = set->name;
	if (b)
		vec_each(set, &b->sets)
			names.at[names.n++] = set->name;
	sort_names(&names);
	return names;
}

struct search {
	const char *table;
	uint32_t generation;                  /* that is ours now */
	bool leftover[GENERATION_MAX + 1];    /* reported already */
	struct findings *findings;
};

/* A tree of another generation is one leftover, however many objects. */
static void report(struct search *search, const char *kind, const char *name)
{
	uint32_t generation = generation_of_name(name);

	if (!generation || generation == search->generation) {
		findings_add(search->findings, FINDING_FOREIGN,
			     "%s %s %s is not ours", kind, search->table, name);
	} else if (!search->leftover[generation]) {
		search->leftover[generation] = true;
		findings_add(search->findings, FINDING_LEFTOVER,
			     "generation %u is loaded but not in force",
			     generation);
	}
}

static void search_table(struct search *search, const struct held_table *held,
			 const struct names *chains, const struct names *sets)
{
	vec_each(chain, &held->chains)
		if (!names_have(chains, chain->name))
			report(search, "chain", chain->name);
	vec_each(set, &held->sets)
		if (!names_have(sets, set->name))
			report(search, "set", set->name);
	vec_each(thing, &held->things)
		findings_add(search->findings, FINDING_FOREIGN,
			     "%s %s %s is not ours",
			     thing->flowtable ? "flowtable" : "object",
			     search->table, thing->name);
}

void verify_foreign(const struct held *held, const struct ruleset *ruleset,
		    struct findings *findings)
{
	char facts[32];
	_cleanup_(names_finish) struct names gate_chains = chain_names(
		&ruleset->frame, &ruleset->tree,
		facts_chain(facts, ruleset->generation));
	_cleanup_(names_finish) struct names gate_sets =
		set_names(&ruleset->frame, &ruleset->tree);
	_cleanup_(names_finish) struct names guard_chains =
		chain_names(&ruleset->guard, NULL, NULL);
	_cleanup_(names_finish) struct names guard_sets =
		set_names(&ruleset->guard, NULL);
	struct search search = { .table = TABLE_GATE,
				 .generation = ruleset->generation,
				 .findings = findings };

	search_table(&search, &held->gate, &gate_chains, &gate_sets);
	search.table = TABLE_GUARD;
	search_table(&search, &held->guard, &guard_chains, &guard_sets);
}
