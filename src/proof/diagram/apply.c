/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apply.c -- two diagrams walked down together, and one rebuilt
 *
 * run() is the only walk. It keeps a frame for each pair of nodes above the
 * one it is at: the pair's edges so far are on the manager's stack of edges,
 * the deepest pair's on top.
 */
#include "proof/diagram/apply.h"

#include "base/must.h"
#include "proof/diagram/node.h"

/* A level's part of a box; without one, all of the digits. */
static void frame_open(const struct diagrams *all, struct frame *frame,
		       const struct diagram_box *box)
{
	unsigned a = node_level(all, frame->a), b = node_level(all, frame->b);
	unsigned level = a < b ? a : b;

	frame->level = (uint16_t)level;
	frame->edges = all->n_edges;
	frame->i = frame->j = 0;
	frame->n = a == level ? node_n(all, frame->a) : 0;
	frame->m = b == level ? node_n(all, frame->b) : 0;
	if (!box)
		return;
	frame->i = node_edge(all, frame->a, box->low[level]);
	frame->n = node_edge(all, frame->a, box->high[level]) + 1;
}

/* The pair of children that the frame is at. */
static void frame_at(const struct diagrams *all, const struct frame *frame,
		     uint32_t *a, uint32_t *b)
{
	*a = frame->n ? node_child(all, frame->a, frame->i) : frame->a;
	*b = frame->m ? node_child(all, frame->b, frame->j) : frame->b;
}

/* The digit up to which that pair holds; goes on to the next one. Behind the
 * last edge in a box, all digits go the same way. */
static uint16_t frame_next(const struct diagrams *all, struct frame *frame)
{
	bool last_a = frame->n <= frame->i + 1,
	     last_b = frame->m <= frame->j + 1;
	uint16_t a = last_a ? DIGIT_MAX : node_highs(all, frame->a)[frame->i];
	uint16_t b = last_b ? DIGIT_MAX : node_highs(all, frame->b)[frame->j];

	if (frame->n && a <= b)
		frame->i++;
	if (frame->m && b <= a)
		frame->j++;
	return a < b ? a : b;
}

static bool frames_ready(struct diagrams *all)
{
	void *frames = all->frames;
	size_t cap = 0;

	if (!frames && room_grow(all, &frames, &cap, DIAGRAM_LEVELS + 1,
				 sizeof(*all->frames)))
		all->frames = frames;
	return all->frames && !all->passed;
}

static uint32_t run(struct diagrams *all, const struct diagram_op *op,
		    const struct diagram_box *box, uint32_t a, uint32_t b)
{
	size_t from = all->n_edges;
	struct frame *top = all->frames; /* one behind the last */
	uint32_t result;
	uint16_t high;

	for (;;) {
		result = op->step(op->state, a, b);
		if (result == DIAGRAM_OPEN) {
			must(!diagram_is_leaf(a) || !diagram_is_leaf(b));
			result = memo_get(all, op->number, a, b);
		}
		if (result == DIAGRAM_OPEN) {
			if (!limit_tick(all))
				break;
			top->a = a;
			top->b = b;
			frame_open(all, top, box);
			frame_at(all, top++, &a, &b);
			continue;
		}
		while (top > all->frames) {
			high = frame_next(all, &top[-1]);
			if (!edges_push(all, top[-1].edges, high, result))
				goto out;
			if (high < DIGIT_MAX)
				break;
			top--;
			result = edges_pop(all, top->edges, top->level);
			if (result == DIAGRAM_TOO_MUCH)
				goto out;
			memo_put(all, op->number, top->a, top->b, result);
		}
		if (top == all->frames)
			return result;
		frame_at(all, &top[-1], &a, &b);
	}
out:
	all->n_edges = from;
	return DIAGRAM_TOO_MUCH;
}

static uint32_t enter(struct diagrams *all, const struct diagram_op *op,
		      const struct diagram_box *box, uint32_t a, uint32_t b)
{
	if (a == DIAGRAM_TOO_MUCH || b == DIAGRAM_TOO_MUCH ||
	    !frames_ready(all))
		return DIAGRAM_TOO_MUCH;
	return run(all, op, box, a, b);
}

void diagram_op_init(struct diagrams *all, struct diagram_op *op,
		     diagram_step step, const void *state)
{
	*op = (struct diagram_op){ step, state, all->n_ops++ };
}

uint32_t diagram_apply(struct diagrams *all, const struct diagram_op *op,
		       uint32_t a, uint32_t b)
{
	return enter(all, op, NULL, a, b);
}

struct map {
	diagram_leaf_fn fn;
	const void *state;
};

static uint32_t map_step(const void *state, uint32_t a, uint32_t b)
{
	const struct map *map = state;

	(void)b;
	return diagram_is_leaf(a) ? map->fn(map->state, a) : DIAGRAM_OPEN;
}

uint32_t diagram_map(struct diagrams *all, uint32_t a, diagram_leaf_fn fn,
		     const void *state)
{
	const struct map map = { fn, state };
	struct diagram_op op;

	diagram_op_init(all, &op, map_step, &map);
	return enter(all, &op, NULL, a, DIAGRAM_FALSE);
}

static uint32_t is_leaf(const void *state, uint32_t leaf)
{
	return diagram_of_bool(leaf == *(const uint32_t *)state);
}

uint32_t diagram_equals(struct diagrams *all, uint32_t a, uint32_t leaf)
{
	return diagram_map(all, a, is_leaf, &leaf);
}

static uint32_t override_step(const void *state, uint32_t a, uint32_t b)
{
	const struct diagrams *all = state;

	if (a == DIAGRAM_NOMATCH)
		return b;
	if (a == b || b == DIAGRAM_NOMATCH || !node_partial(all, a))
		return a;
	return DIAGRAM_OPEN;
}

uint32_t diagram_override(struct diagrams *all, uint32_t first, uint32_t second)
{
	const struct diagram_op op = { override_step, all, OP_OVERRIDE };

	return enter(all, &op, NULL, first, second);
}

static uint32_t mask_step(const void *state, uint32_t a, uint32_t b)
{
	(void)state;
	if (a == DIAGRAM_TRUE)
		return b;
	if (diagram_is_leaf(a) || b == DIAGRAM_NOMATCH)
		return DIAGRAM_NOMATCH;
	return DIAGRAM_OPEN;
}

uint32_t diagram_mask(struct diagrams *all, uint32_t condition, uint32_t then)
{
	static const struct diagram_op op = { mask_step, NULL, OP_MASK };

	return enter(all, &op, NULL, condition, then);
}

uint32_t diagram_choose(struct diagrams *all, uint32_t condition, uint32_t then,
			uint32_t otherwise)
{
	uint32_t first = diagram_mask(all, condition, then);
	uint32_t second =
		diagram_mask(all, diagram_not(all, condition), otherwise);

	return diagram_override(all, first, second);
}

static uint32_t and_step(const void *state, uint32_t a, uint32_t b)
{
	(void)state;
	if (a == b || b == DIAGRAM_TRUE)
		return a;
	if (a == DIAGRAM_TRUE)
		return b;
	if (a == DIAGRAM_FALSE || b == DIAGRAM_FALSE)
		return DIAGRAM_FALSE;
	return DIAGRAM_OPEN;
}

const struct diagram_op diagram_and_op = { and_step, NULL, OP_AND };

/* Which of two is first does not matter here: each pair is remembered once. */
uint32_t diagram_and(struct diagrams *all, uint32_t a, uint32_t b)
{
	return a < b ? enter(all, &diagram_and_op, NULL, a, b)
		     : enter(all, &diagram_and_op, NULL, b, a);
}

static uint32_t or_step(const void *state, uint32_t a, uint32_t b)
{
	(void)state;
	if (a == b || b == DIAGRAM_FALSE)
		return a;
	if (a == DIAGRAM_FALSE)
		return b;
	if (a == DIAGRAM_TRUE || b == DIAGRAM_TRUE)
		return DIAGRAM_TRUE;
	return DIAGRAM_OPEN;
}

const struct diagram_op diagram_or_op = { or_step, NULL, OP_OR };

uint32_t diagram_or(struct diagrams *all, uint32_t a, uint32_t b)
{
	return a < b ? enter(all, &diagram_or_op, NULL, a, b)
		     : enter(all, &diagram_or_op, NULL, b, a);
}

static uint32_t not_step(const void *state, uint32_t a, uint32_t b)
{
	(void)state;
	(void)b;
	return diagram_is_leaf(a) ? diagram_of_bool(a != DIAGRAM_TRUE)
				  : DIAGRAM_OPEN;
}

uint32_t diagram_not(struct diagrams *all, uint32_t a)
{
	static const struct diagram_op op = { not_step, NULL, OP_NOT };

	return enter(all, &op, NULL, a, DIAGRAM_FALSE);
}

static uint32_t minus_step(const void *state, uint32_t a, uint32_t b)
{
	(void)state;
	if (a == b || a == DIAGRAM_FALSE || b == DIAGRAM_TRUE)
		return DIAGRAM_FALSE;
	if (b == DIAGRAM_FALSE)
		return a;
	return DIAGRAM_OPEN;
}

uint32_t diagram_minus(struct diagrams *all, uint32_t a, uint32_t b)
{
	static const struct diagram_op op = { minus_step, NULL, OP_MINUS };

	return enter(all, &op, NULL, a, b);
}

static uint32_t differ_step(const void *state, uint32_t a, uint32_t b)
{
	(void)state;
	if (a == b)
		return DIAGRAM_FALSE;
	if (diagram_is_leaf(a) && diagram_is_leaf(b))
		return DIAGRAM_TRUE;
	return DIAGRAM_OPEN;
}

uint32_t diagram_differ(struct diagrams *all, uint32_t a, uint32_t b)
{
	static const struct diagram_op op = { differ_step, NULL, OP_DIFFER };

	return enter(all, &op, NULL, a, b);
}

static const bool pick_smaller = true, pick_larger = false;

static uint32_t pick_step(const void *state, uint32_t a, uint32_t b)
{
	const bool *smaller = state;

	if (a == b || b == DIAGRAM_NOMATCH)
		return a;
	if (a == DIAGRAM_NOMATCH)
		return b;
	if (diagram_is_leaf(a) && diagram_is_leaf(b))
		return (a < b) == *smaller ? a : b;
	return DIAGRAM_OPEN;
}

const struct diagram_op diagram_first_op = { pick_step, &pick_smaller,
					     OP_FIRST };
const struct diagram_op diagram_last_op = { pick_step, &pick_larger, OP_LAST };

void diagram_box_all(struct diagram_box *box)
{
	for (unsigned level = 0; level < DIAGRAM_LEVELS; level++) {
		box->low[level] = 0;
		box->high[level] = DIGIT_MAX;
	}
}

static uint32_t restrict_step(const void *state, uint32_t a, uint32_t b)
{
	(void)state;
	(void)b;
	return diagram_is_leaf(a) ? a : DIAGRAM_OPEN;
}

uint32_t diagram_restrict(struct diagrams *all, uint32_t a,
			  const struct diagram_box *box)
{
	struct diagram_op op;

	diagram_op_init(all, &op, restrict_step, NULL);
	return enter(all, &op, box, a, DIAGRAM_FALSE);
}
