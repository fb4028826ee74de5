/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * meet.h -- what one diagram says wherever another one says something
 *
 * A walk over both at once that makes no nodes. It goes only where `a` is not
 * NOMATCH: a small diagram beside a large one costs what the small one does.
 */
#pragma once

#include "proof/diagram/diagram.h"

/* Leaf a of the one meets leaf b of the other (NOMATCH as well) at `digits`,
 * one for each level, which are the walk's own. False: that is enough. */
typedef bool (*diagram_meet_fn)(void *state, uint32_t a, uint32_t b,
				const uint16_t *digits);

struct meet_place {
	uint64_t pair;
	uint32_t walk;
};

/* All zero: ready. It may be used again and again; diagram_meet_finish()
 * frees its memory. */
struct diagram_meeting {
	const uint16_t
		*nice; /* the digits that are tried before all others, and
			       * taken where there is a choice; NULL: the
			       * lowest */
	struct meet_place *met;
	size_t n, cap;
	uint32_t walk;
};

/*
 * Tells every pair of leaves that meet somewhere, maybe more than once. False:
 * past the manager's limits, or one of them is TOO_MUCH; what was told is true
 * even so.
 */
bool diagram_meet(struct diagrams *all, struct diagram_meeting *meeting,
		  uint32_t a, uint32_t b, diagram_meet_fn tell, void *state);
void diagram_meet_finish(struct diagram_meeting *meeting);
