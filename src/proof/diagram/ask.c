/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask.c -- what a diagram says, how large it is, and what of
 */
#include "proof/diagram/ask.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "proof/diagram/node.h"
#include "proof/diagram/walk.h"

uint32_t diagram_evaluate(const struct diagrams *all, uint32_t id,
			  const uint16_t *digits)
{
	while (!diagram_is_leaf(id))
		id = node_child(
			all, id,
			node_edge(all, id, digits[node_level(all, id)]));
	return id;
}

bool diagram_size_of(struct diagrams *all, uint32_t id,
		     struct diagram_size *size)
{
	struct diagram_size sum = { 0 };
	struct walk walk;

	if (!walk_init(&walk, all, id, DIAGRAM_LEVELS))
		return false;
	while (walk_next(&walk, &id)) {
		sum.nodes++;
		sum.edges += node_n(all, id);
	}
	*size = sum;
	return true;
}

bool diagram_support(struct diagrams *all, uint32_t id,
		     bool asked[static DIAGRAM_LEVELS])
{
	struct walk walk;

	if (!walk_init(&walk, all, id, DIAGRAM_LEVELS))
		return false;
	memset(asked, 0, DIAGRAM_LEVELS * sizeof(*asked));
	while (walk_next(&walk, &id))
		asked[node_level(all, id)] = true;
	return true;
}

/* `kinds` as nodes have them; 0: all leaves. */
static bool tell_leaves(struct diagrams *all, uint32_t id, unsigned kinds,
			void (*tell)(void *state, uint32_t leaf), void *state)
{
	struct walk walk;
	uint32_t child;

	if (!walk_init_kinds(&walk, all, id, kinds))
		return false;
	if (diagram_is_leaf(id) && (!kinds || node_kinds(all, id) & kinds))
		tell(state, id);
	while (walk_next(&walk, &id)) {
		for (uint32_t edge = 0; edge < node_n(all, id); edge++) {
			child = node_child(all, id, edge);
			if (diagram_is_leaf(child) &&
			    (!kinds || node_kinds(all, child) & kinds))
				tell(state, child);
		}
	}
	return true;
}

bool diagram_leaves(struct diagrams *all, uint32_t id,
		    void (*tell)(void *state, uint32_t leaf), void *state)
{
	return tell_leaves(all, id, 0, tell, state);
}

bool diagram_leaves_of(struct diagrams *all, uint32_t id, unsigned kinds,
		       void (*tell)(void *state, uint32_t leaf), void *state)
{
	return tell_leaves(all, id, kinds << NODE_KIND_SHIFT, tell, state);
}

/* The copy of one node whose children were copied. */
static uint32_t copy_node(struct diagrams *to, const struct diagrams *from,
			  const uint32_t *copies, uint32_t id)
{
	size_t begin = to->n_edges;
	uint32_t child;

	for (uint32_t edge = 0; edge < node_n(from, id); edge++) {
		child = node_child(from, id, edge);
		if (!diagram_is_leaf(child))
			child = copies[child];
		if (!limit_tick(to) ||
		    !edges_push(to, begin, node_highs(from, id)[edge], child))
			break;
	}
	return edges_pop(to, begin, node_level(from, id));
}

uint32_t diagram_copy(struct diagrams *to, struct diagrams *from, uint32_t id)
{
	_cleanup_(freep) uint32_t *copies = NULL;
	struct walk walk;
	uint32_t at;

	must(to != from);
	if (to->passed || !walk_init(&walk, from, id, DIAGRAM_LEVELS))
		return DIAGRAM_TOO_MUCH;
	if (diagram_is_leaf(id))
		return id;
	copies = xcalloc(from->n_nodes, sizeof(*copies));
	while (walk_next(&walk, &at)) {
		copies[at] = copy_node(to, from, copies, at);
		if (copies[at] == DIAGRAM_TOO_MUCH)
			return DIAGRAM_TOO_MUCH;
	}
	return copies[id];
}
