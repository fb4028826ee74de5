/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * put_tree.c -- a generation's tree as messages, and whatever is to go
 *
 * Within a transaction the kernel looks names up as they will be, so what is
 * referred to comes first: sets and chains, then elements, then rules; and goes
 * the other way round.
 */
#include "kernel/put_tree.h"

#include <linux/netfilter/nf_tables.h>

#include "base/cleanup.h"
#include "kernel/ours.h"
#include "kernel/put/rule.h"
#include "kernel/put/set.h"
#include "kernel/put/table.h"

static bool is_full(const struct batch *batch, size_t room)
{
	return batch->len >= room;
}

static void put_tree_sets(struct batch *batch, const struct table *tree,
			  size_t room, struct tree_cursor *cursor)
{
	for (; cursor->set < tree->sets.n && !is_full(batch, room);
	     cursor->set++)
		put_set(batch, tree->name, &tree->sets.at[cursor->set]);
	cursor->sets_made = cursor->set == tree->sets.n;
	if (cursor->sets_made)
		cursor->set = 0;
}

static void put_tree_chains(struct batch *batch, const struct table *tree,
			    size_t room, struct tree_cursor *cursor)
{
	for (; cursor->chain < tree->chains.n && !is_full(batch, room);
	     cursor->chain++)
		put_chain(batch, tree->name, &tree->chains.at[cursor->chain],
			  NULL);
	cursor->chains_made = cursor->chain == tree->chains.n;
	if (cursor->chains_made)
		cursor->chain = 0;
}

static void put_tree_elements(struct batch *batch, const struct table *tree,
			      size_t room, struct tree_cursor *cursor)
{
	while (cursor->set < tree->sets.n && !is_full(batch, room)) {
		const struct set *set = &tree->sets.at[cursor->set];

		if (cursor->element < set->elements.n) {
			cursor->element = put_elements(batch, tree->name, set,
						       cursor->element);
		} else {
			cursor->set++;
			cursor->element = 0;
		}
	}
	cursor->elements_made = cursor->set == tree->sets.n;
}

static void put_tree_rules(struct batch *batch, const struct table *tree,
			   size_t room, struct tree_cursor *cursor)
{
	while (cursor->chain < tree->chains.n && !is_full(batch, room)) {
		const struct chain *chain = &tree->chains.at[cursor->chain];

		if (cursor->rule < chain->rules.n) {
			put_rule(batch, tree->name, chain->name,
				 &chain->rules.at[cursor->rule++]);
		} else {
			cursor->chain++;
			cursor->rule = 0;
		}
	}
	cursor->done = cursor->chain == tree->chains.n;
}

void put_tree(struct batch *batch, const struct ruleset *ruleset, size_t room,
	      struct tree_cursor *cursor)
{
	const struct table *tree = &ruleset->tree;

	if (!cursor->sets_made)
		put_tree_sets(batch, tree, room, cursor);
	if (cursor->sets_made && !cursor->chains_made)
		put_tree_chains(batch, tree, room, cursor);
	if (cursor->chains_made && !cursor->elements_made)
		put_tree_elements(batch, tree, room, cursor);
	if (cursor->elements_made && !cursor->done)
		put_tree_rules(batch, tree, room, cursor);
}

/* Whether an object of this name is to go. */
struct removal {
	const struct table_names *ours; /* all but these, or */
	uint32_t generation;            /* only these */
};

static bool goes(const struct removal *removal, const struct names *ours,
		 const char *name)
{
	return removal->ours ? !names_have(ours, name)
			     : generation_of_name(name) == removal->generation;
}

/* In the order in which nothing refers any more to what goes. */
static void put_gone(struct batch *batch, const char *table,
		     const struct held_table *held,
		     const struct removal *removal)
{
	const struct table_names none = { 0 };
	const struct table_names *ours = removal->ours ? removal->ours : &none;

	vec_each(chain, &held->chains)
		if (goes(removal, &ours->chains, chain->name))
			put_rules_gone(batch, table, chain->name);
	vec_each(set, &held->sets)
		/* One without a name has gone with its rule. */
		if (!(set->flags & NFT_SET_ANONYMOUS) &&
		    goes(removal, &ours->sets, set->name))
			put_set_gone(batch, table, set->name);
	vec_each(chain, &held->chains)
		if (goes(removal, &ours->chains, chain->name))
			put_chain_gone(batch, table, chain->name);
	if (removal->ours)
		vec_each(thing, &held->things)
			put_thing_gone(batch, table, thing);
}

void put_tree_gone(struct batch *batch, const struct held *held,
		   uint32_t generation)
{
	const struct removal removal = { .generation = generation };

	put_gone(batch, TABLE_GATE, &held->gate, &removal);
}

void put_others_gone(struct batch *batch, const struct held *held,
		     const struct intent *intent)
{
	_cleanup_(ours_finish) struct ours ours = { 0 };
	struct removal removal = { 0 };

	ours_init(&ours, intent);
	removal.ours = &ours.gate;
	put_gone(batch, TABLE_GATE, &held->gate, &removal);
	removal.ours = &ours.guard;
	put_gone(batch, TABLE_GUARD, &held->guard, &removal);
}

void put_foreign_rules_gone(struct batch *batch, const struct held *held,
			    const struct intent *intent)
{
	_cleanup_(ours_finish) struct ours ours = { 0 };

	ours_init(&ours, intent);
	vec_each(chain, &held->gate.chains)
		if (!names_have(&ours.gate.chains, chain->name))
			put_rules_gone(batch, TABLE_GATE, chain->name);
}
