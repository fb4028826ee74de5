/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * put_frame.c -- what stands beside the trees as messages: frame, guard, overlay
 *
 * First whatever is in the way goes, then everything is made that is not there:
 * a rule may refer to any of the sets.
 */
#include "kernel/put_frame.h"

#include <string.h>

#include "kernel/put/rule.h"
#include "kernel/put/set.h"
#include "kernel/put/table.h"
#include "kernel/same/chain.h"
#include "kernel/same/set.h"

/* Of the table's own; rules that use them are gone. */
static void clear_objects(struct batch *batch, const struct held_table *held,
			  const struct table *table)
{
	vec_each(chain, &table->chains) {
		const struct held_chain *have =
			held_find_chain(held, chain->name);

		if (have && !chain_hooks_same(have, chain))
			put_chain_gone(batch, table->name, chain->name);
	}
	vec_each(set, &table->sets) {
		const struct held_set *have = held_find_set(held, set->name);

		if (have && !set_is_same(have, set))
			put_set_gone(batch, table->name, set->name);
	}
}

static void make_sets(struct batch *batch, const struct held_table *held,
		      const struct table *table)
{
	vec_each(set, &table->sets) {
		const struct held_set *have = held_find_set(held, set->name);

		if (!have || !set_is_same(have, set))
			put_set(batch, table->name, set);
	}
}

static void make_chains(struct batch *batch, const struct held_table *held,
			const struct table *table)
{
	vec_each(chain, &table->chains) {
		const struct held_chain *have =
			held_find_chain(held, chain->name);

		if (!have || !chain_is_same(have, chain))
			put_chain(batch, table->name, chain, NULL);
		vec_each(rule, &chain->rules)
			put_rule(batch, table->name, chain->name, rule);
	}
}

static void make_elements(struct batch *batch, const struct table *table)
{
	vec_each(set, &table->sets) {
		put_elements_gone(batch, table->name, set->name);
		for (size_t i = 0; i < set->elements.n;)
			i = put_elements(batch, table->name, set, i);
	}
}

void put_frame(struct batch *batch, const struct held_table *held,
	       const struct table *table, const struct table *overlay)
{
	if (!held->present)
		put_table(batch, table);
	/* Also of foreign chains, whose rules may use what is to be replaced. */
	vec_each(chain, &held->chains)
		if (!generation_of_name(chain->name))
			put_rules_gone(batch, table->name, chain->name);
	clear_objects(batch, held, table);
	if (overlay)
		clear_objects(batch, held, overlay);
	make_sets(batch, held, table);
	make_chains(batch, held, table);
	if (!overlay)
		return;
	make_sets(batch, held, overlay);
	make_elements(batch, overlay);
	make_chains(batch, held, overlay);
}

void put_overlay(struct batch *batch, const struct held_table *held,
		 const struct table *overlay)
{
	vec_each(chain, &overlay->chains)
		if (held_find_chain(held, chain->name))
			put_rules_gone(batch, overlay->name, chain->name);
	clear_objects(batch, held, overlay);
	make_sets(batch, held, overlay);
	make_elements(batch, overlay);
	make_chains(batch, held, overlay);
}

static bool is_isolation(const char *name)
{
	static const char prefix[] = "isolate_";

	return !strncmp(name, prefix, sizeof(prefix) - 1);
}

static bool has_chain(const struct table *table, const char *name)
{
	if (table)
		vec_each(chain, &table->chains)
			if (!strcmp(chain->name, name))
				return true;
	return false;
}

static bool has_set(const struct table *table, const char *name)
{
	if (table)
		vec_each(set, &table->sets)
			if (!strcmp(set->name, name))
				return true;
	return false;
}

void put_overlay_gone(struct batch *batch, const struct held_table *held,
		      const struct table *overlay)
{
	vec_each(chain, &held->chains)
		if (is_isolation(chain->name))
			put_rules_gone(batch, TABLE_GATE, chain->name);
	vec_each(set, &held->sets)
		if (is_isolation(set->name) && !has_set(overlay, set->name))
			put_set_gone(batch, TABLE_GATE, set->name);
	vec_each(chain, &held->chains)
		if (is_isolation(chain->name) &&
		    !has_chain(overlay, chain->name))
			put_chain_gone(batch, TABLE_GATE, chain->name);
}
