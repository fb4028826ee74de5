/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * walk.h -- every node of a diagram once, children before parents
 */
#pragma once

#include "proof/diagram/diagram.h"

struct walk {
	struct diagrams *all;
	unsigned deepest; /* nodes of later levels are left out */
	unsigned kinds;   /* and those that reach no leaf of these; 0: none */
	size_t depth;

	struct {
		uint32_t id, edge;
	} at[DIAGRAM_LEVELS];
};

/* False where the limits do not allow a mark for each node, or id is TOO_MUCH.
 * One walk at a time; a node made meanwhile is not part of it. */
bool walk_init(struct walk *walk, struct diagrams *all, uint32_t id,
	       unsigned deepest);
/* Nodes that reach a leaf of some kinds (NODE_KINDS); 0: all. */
bool walk_init_kinds(struct walk *walk, struct diagrams *all, uint32_t id,
		     unsigned kinds);
bool walk_next(struct walk *walk, uint32_t *id);

/* A mark for every node that there is: all->marks[id] == all->mark where
 * marked. False past the limits. */
bool marks_begin(struct diagrams *all);
