/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * find.h -- a witness, and the boxes in which a diagram says something
 *
 * Both look only inside a box of the caller's, so that a question about one
 * pair of zones costs what that pair's part of the diagram does.
 */
#pragma once

#include "proof/diagram/apply.h"

enum diagram_answer {
	DIAGRAM_NO,
	DIAGRAM_YES,
	DIAGRAM_UNKNOWN, /* past the limits, or asked of TOO_MUCH */
};

/* Which leaves are looked for. */
typedef bool (*diagram_wanted)(const void *state, uint32_t leaf);

struct diagram_search {
	const struct diagram_box *within;
	diagram_wanted wanted; /* NULL: DIAGRAM_TRUE */
	const void *state;
	const uint16_t *nice; /* for each level the digit to take where it is
			       * one of several; NULL: the lowest */
};

/*
 * An assignment (all DIAGRAM_LEVELS digits) inside the box that leads to a
 * wanted leaf. The same question has the same answer, always. A witness takes
 * nice digits wherever the digits above it allow.
 */
enum diagram_answer diagram_witness(struct diagrams *all, uint32_t id,
				    const struct diagram_search *search,
				    uint16_t digits[static DIAGRAM_LEVELS]);

/*
 * Tells disjoint boxes, inside the one asked, that together are all that leads
 * to a wanted leaf; `tell` returns false to stop. NO: there is none; YES: all
 * or, where it was stopped, some were told. The box told is the search's own,
 * good until tell returns. Their number has no bound: stop it.
 */
typedef bool (*diagram_tell)(void *state, const struct diagram_box *box,
			     uint32_t leaf);

enum diagram_answer diagram_boxes_of(struct diagrams *all, uint32_t id,
				     const struct diagram_search *search,
				     diagram_tell tell, void *state);
