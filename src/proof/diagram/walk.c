/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * walk.c -- every node of a diagram once, children before parents
 */
#include "proof/diagram/walk.h"

#include <string.h>

#include "proof/diagram/node.h"

bool marks_begin(struct diagrams *all)
{
	void *marks = all->marks;
	size_t old = all->cap_marks;
	bool room = room_grow(all, &marks, &all->cap_marks, all->n_nodes,
			      sizeof(*all->marks));

	all->marks = marks;
	if (!room)
		return false;
	if (all->cap_marks > old)
		memset(all->marks + old, 0,
		       (all->cap_marks - old) * sizeof(*all->marks));
	if (++all->mark == 0) { /* once in 2^32 walks: old marks are gone */
		memset(all->marks, 0, all->cap_marks * sizeof(*all->marks));
		all->mark = 1;
	}
	return true;
}

/* Goes down to a node not met yet. */
static void descend(struct walk *walk, uint32_t id)
{
	struct diagrams *all = walk->all;

	if (diagram_is_leaf(id) || node_level(all, id) > walk->deepest ||
	    all->marks[id] == all->mark ||
	    (walk->kinds && !(node_kinds(all, id) & walk->kinds)))
		return;
	all->marks[id] = all->mark;
	walk->at[walk->depth].id = id;
	walk->at[walk->depth++].edge = 0;
}

static bool walk_begin(struct walk *walk, struct diagrams *all, uint32_t id)
{
	walk->all = all;
	walk->depth = 0;
	if (id == DIAGRAM_TOO_MUCH || !marks_begin(all))
		return false;
	descend(walk, id);
	return true;
}

bool walk_init(struct walk *walk, struct diagrams *all, uint32_t id,
	       unsigned deepest)
{
	walk->deepest = deepest;
	walk->kinds = 0;
	return walk_begin(walk, all, id);
}

bool walk_init_kinds(struct walk *walk, struct diagrams *all, uint32_t id,
		     unsigned kinds)
{
	walk->deepest = DIAGRAM_LEVELS;
	walk->kinds = kinds;
	return walk_begin(walk, all, id);
}

bool walk_next(struct walk *walk, uint32_t *id)
{
	const struct diagrams *all = walk->all;

	while (walk->depth) {
		uint32_t at = walk->at[walk->depth - 1].id;
		uint32_t *edge = &walk->at[walk->depth - 1].edge;

		if (*edge == node_n(all, at) ||
		    node_level(all, at) == walk->deepest) {
			walk->depth--;
			*id = at;
			return true;
		}
		descend(walk, node_child(all, at, (*edge)++));
	}
	return false;
}
