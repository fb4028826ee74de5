/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ours.c -- the names that belong into our two tables
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

static void names_room(struct table_names *names, size_t chains, size_t sets)
{
	names->chains.at = xcalloc(chains + 1, sizeof(*names->chains.at));
	names->sets.at = xcalloc(sets + 1, sizeof(*names->sets.at));
}

static void names_add(struct table_names *names, const struct table *table)
{
	vec_each(chain, &table->chains)
		names->chains.at[names->chains.n++] = chain->name;
	vec_each(set, &table->sets)
		names->sets.at[names->sets.n++] = set->name;
}

enum {
	N_TREES = 3,
	N_PARTS = 2 + N_TREES,
};

static void add_gate(struct ours *ours, const struct intent *intent)
{
	static const struct table none;
	const struct ruleset *const trees[N_TREES] = { intent->current,
						       intent->pending,
						       intent->loaded };
	const struct table *const parts[N_PARTS] = {
		&intent->current->frame,
		&intent->current->tree,
		intent->pending ? &intent->pending->tree : &none,
		intent->loaded ? &intent->loaded->tree : &none,
		intent->overlay ? intent->overlay : &none,
	};
	size_t chains = N_TREES, sets = 0;

	for (size_t i = 0; i < N_PARTS; i++) {
		chains += parts[i]->chains.n;
		sets += parts[i]->sets.n;
	}
	names_room(&ours->gate, chains, sets);
	for (size_t i = 0; i < N_PARTS; i++)
		names_add(&ours->gate, parts[i]);
	for (size_t i = 0; i < N_TREES; i++)
		if (trees[i] && trees[i]->generation)
			ours->gate.chains.at[ours->gate.chains.n++] =
				facts_chain(ours->facts[i],
					    trees[i]->generation);
}

void ours_init(struct ours *ours, const struct intent *intent)
{
	const struct table *guard = &intent->current->guard;

	*ours = (struct ours){ 0 };
	add_gate(ours, intent);
	names_room(&ours->guard, guard->chains.n, guard->sets.n);
	names_add(&ours->guard, guard);
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
