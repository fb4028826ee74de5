/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cells.c -- one packet for each cell of a diagram, and some for its borders
 */
#include "cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/diagram/ask.h"

#include "random_policy.h"
#include "random_rules.h"

enum {
	REGIONS = 24,   /* that cells are looked for in, for each ruleset */
	CELLS_MAX = 40, /* of a region */
	NEIGHBOURS = 3, /* of a cell */
	SHOWN = 10,
};

struct cells {
	struct diagram_box *at;
	size_t n;
};

static bool any_leaf(const void *state, uint32_t leaf)
{
	(void)state;
	return diagram_is_leaf(leaf);
}

static bool keep(void *state, const struct diagram_box *box, uint32_t leaf)
{
	struct cells *cells = state;

	(void)leaf;
	cells->at[cells->n++] = *box;
	return cells->n < CELLS_MAX;
}

static void narrow(struct diagram_box *box, const struct space *space,
		   enum variable variable, uint64_t value)
{
	struct diagram_range range =
		space_numbers(space, variable, value, value);

	for (size_t i = 0; i < range.n; i++)
		box->low[range.level + i] = box->high[range.level + i] =
			range.low[i];
}

/* Cells are too many; those of a part of the space are not. */
static void random_region(const struct bout *bout, struct diagram_box *box)
{
	static const uint8_t protos[] = { 1, 6, 6, 17, 17, 58, 10, 255 };
	const struct space *space = &bout->space;
	const struct wires *wires = bout->wires;
	bool v6 = one_in(2);
	uint32_t state = pick(8), from = pick((uint32_t)wires->n + 2);

	diagram_box_all(box);
	narrow(box, space, VAR_NFPROTO, v6 ? 10 : 2);
	narrow(box, space, VAR_IIF, /* 0: the gateway's own */
	       from < wires->n ? space_iface_digit(space, wires->at[from].name)
			       : 0);
	narrow(box, space, VAR_CT_STATE,
	       state > STATE_UNTRACKED ? STATE_NEW : state);
	if (state > STATE_UNTRACKED && !one_in(4)) {
		narrow(box, space, VAR_CT_MARK, 0);
		narrow(box, space, VAR_CT_STATUS, 0);
	}
	if (!one_in(3))
		narrow(box, space, VAR_L4PROTO, protos[pick(8)]);
	if (one_in(2))
		narrow(box, space, VAR_MARK, 0);
	if (one_in(2))
		narrow(box, space, VAR_OIF,
		       space_iface_digit(
			       space,
			       wires->at[pick((uint32_t)wires->n)].name));
}

static bool in_box(const struct diagram_box *box, const uint16_t *digits,
		   unsigned end)
{
	for (unsigned i = 0; i < end; i++)
		if (digits[i] < box->low[i] || digits[i] > box->high[i])
			return false;
	return true;
}

static bool asks(const struct bout *bout, const struct diagram_box *cell,
		 enum variable variable)
{
	unsigned level = bout->space.levels[variable];

	for (unsigned d = 0; d < variable_info(variable)->digits; d++)
		if (cell->low[level + d] > 0 ||
		    cell->high[level + d] < DIGIT_MAX)
			return true;
	return false;
}

/* A header that conntrack likes, unless the cell asks for what differs in it. */
static enum wire_taste taste_of(const struct bout *bout,
				const struct diagram_box *cell)
{
	if (one_in(4))
		return WIRE_TRANSPORT_LEN;
	if (asks(bout, cell, VAR_TRANSPORT_LEN) && one_in(2))
		return WIRE_TRANSPORT_LEN;
	if ((asks(bout, cell, VAR_LENGTH) || asks(bout, cell, VAR_IP4_LENGTH) ||
	     asks(bout, cell, VAR_IP6_LENGTH)) &&
	    !one_in(4))
		return WIRE_LENGTH;
	if ((asks(bout, cell, VAR_TCP_FLAGS) ||
	     asks(bout, cell, VAR_TRANSPORT_12)) &&
	    one_in(2))
		return WIRE_TRANSPORT_LEN;
	return WIRE_PROPER;
}

static void try_one(struct bout *bout, const uint16_t *digits,
		    enum wire_taste taste, const struct diagram_box *cell,
		    struct cells_count *count)
{
	struct bout_answer answer;

	bout_send(bout, digits, taste, &answer,
		  bout->count.wrong < SHOWN ? stdout : stderr);
	if (cell)
		count->met +=
			in_box(cell, answer.digits, bout->space.first_atom);
}

/* One step over, or just within, one of the cell's borders. */
static void try_neighbours(struct bout *bout, const uint16_t *digits,
			   const struct diagram_box *cell,
			   struct cells_count *count)
{
	unsigned borders[2 * DIAGRAM_LEVELS], level;
	uint16_t other[DIAGRAM_LEVELS];
	size_t n = 0, which;

	for (unsigned i = 0; i < bout->space.first_atom; i++) {
		if (cell->low[i] > 0)
			borders[n++] = 2 * i;
		if (cell->high[i] < DIGIT_MAX)
			borders[n++] = 2 * i + 1;
	}
	for (size_t i = 0; i < NEIGHBOURS && n > 0; i++) {
		which = pick((uint32_t)n);
		level = borders[which] / 2;
		memcpy(other, digits, sizeof(other));
		if (borders[which] % 2)
			other[level] =
				(uint16_t)(cell->high[level] + one_in(2));
		else
			other[level] = (uint16_t)(cell->low[level] - one_in(2));
		if (diagram_evaluate(&bout->all, bout->care, other) ==
		    DIAGRAM_TRUE)
			try_one(bout, other,
				level == bout->space.levels[VAR_TRANSPORT_LEN]
					? WIRE_TRANSPORT_LEN
					: taste_of(bout, cell),
				NULL, count);
	}
}

static void try_cell(struct bout *bout, const struct diagram_box *cell,
		     struct cells_count *count)
{
	uint16_t nice[DIAGRAM_LEVELS], digits[DIAGRAM_LEVELS];
	struct diagram_search search = { .within = cell, .nice = nice };

	space_nice(&bout->space, nice);
	if (one_in(2))
		random_digits(&bout->space, nice);
	count->cells++;
	if (diagram_witness(&bout->all, bout->care, &search, digits) !=
	    DIAGRAM_YES) {
		count->empty++;
		return;
	}
	try_one(bout, digits, taste_of(bout, cell), cell, count);
	try_neighbours(bout, digits, cell, count);
}

void cells_try(struct bout *bout, struct cells_count *count)
{
	struct diagram_box *region = xcalloc(1, sizeof(*region));
	struct cells cells = { .at = xcalloc(CELLS_MAX, sizeof(*cells.at)) };
	const struct diagram_search search = { .within = region,
					       .wanted = any_leaf };

	for (size_t i = 0; i < REGIONS; i++) {
		random_region(bout, region);
		cells.n = 0;
		diagram_boxes_of(&bout->all, bout->cells, &search, keep,
				 &cells);
		for (size_t c = 0; c < cells.n; c++)
			try_cell(bout, &cells.at[c], count);
	}
	free(cells.at);
	free(region);
}
