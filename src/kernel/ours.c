/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ours.c -- the names that belong into our two tables under a ruleset
 */
#include "kernel/ours.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "kernel/facts.h"

static int by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void names_sort(struct names *names)
{
	if (names->n)
		qsort(names->at, names->n, sizeof(*names->at), by_text);
}

bool names_have(const struct names *names, const char *name)
{
	return names->n &&
	       bsearch(&name, names->at, names->n, sizeof(*names->at), by_text);
}

static void names_room(struct table_names *names, const struct table *a,
		       const struct table *b)
{
	names->chains.at = xcalloc(a->chains.n + b->chains.n + 1,
				   sizeof(*names->chains.at));
	names->sets.at =
		xcalloc(a->sets.n + b->sets.n + 1, sizeof(*names->sets.at));
}

static void names_add(struct table_names *names, const struct table *table)
{
	vec_each(chain, &table->chains)
		names->chains.at[names->chains.n++] = chain->name;
	vec_each(set, &table->sets)
		names->sets.at[names->sets.n++] = set->name;
}

void ours_init(struct ours *ours, const struct ruleset *ruleset)
{
	static const struct table none;

	*ours = (struct ours){ 0 };
	names_room(&ours->gate, &ruleset->frame, &ruleset->tree);
	names_add(&ours->gate, &ruleset->frame);
	names_add(&ours->gate, &ruleset->tree);
	ours->gate.chains.at[ours->gate.chains.n++] =
		facts_chain(ours->facts, ruleset->generation);
	names_room(&ours->guard, &ruleset->guard, &none);
	names_add(&ours->guard, &ruleset->guard);
	names_sort(&ours->gate.chains);
	names_sort(&ours->gate.sets);
	names_sort(&ours->guard.chains);
	names_sort(&ours->guard.sets);
}

void ours_finish(struct ours *ours)
{
	free(ours->gate.chains.at);
	free(ours->gate.sets.at);
	free(ours->guard.chains.at);
	free(ours->guard.sets.at);
}
