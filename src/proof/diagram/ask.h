/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask.h -- what a diagram says, how large it is, and what of
 */
#pragma once

#include "proof/diagram/diagram.h"

/* The leaf of one assignment: a digit for each level that may be asked.
 * TOO_MUCH of TOO_MUCH. */
uint32_t diagram_evaluate(const struct diagrams *all, uint32_t id,
			  const uint16_t *digits);

/* Each of these needs a mark for every node: false where the manager's limits
 * do not allow that, or id is TOO_MUCH. */
struct diagram_size {
	size_t nodes, edges;
};

bool diagram_size_of(struct diagrams *all, uint32_t id,
		     struct diagram_size *size);
/* asked[level]: some node asks it. The function depends on exactly those. */
bool diagram_support(struct diagrams *all, uint32_t id,
		     bool asked[static DIAGRAM_LEVELS]);
/* Tells every leaf that can be reached, maybe more than once. */
bool diagram_leaves(struct diagrams *all, uint32_t id,
		    void (*tell)(void *state, uint32_t leaf), void *state);
/* Only of some kinds, bits as diagram_kinds() has them; 0: all. Looks no
 * further than where they are. */
bool diagram_leaves_of(struct diagrams *all, uint32_t id, unsigned kinds,
		       void (*tell)(void *state, uint32_t leaf), void *state);

/* The same function in another manager, or TOO_MUCH. */
uint32_t diagram_copy(struct diagrams *to, struct diagrams *from, uint32_t id);
