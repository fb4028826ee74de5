/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * level.c -- one level taken out of a diagram, or its digits renamed
 *
 * The nodes of that level are gathered, what is to stand in the place of each
 * is worked out, and the part above is rebuilt over it.
 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "proof/diagram/apply.h"
#include "proof/diagram/node.h"
#include "proof/diagram/walk.h"

struct instead {
	uint32_t id, by;
};

struct level_map {
	struct diagrams *all;
	unsigned level;
	struct instead *at;
	size_t n, cap;
};

static void level_map_finish(struct level_map *map)
{
	map->all->bytes -= map->cap * sizeof(*map->at);
	free(map->at);
}

static int by_id(const void *a, const void *b)
{
	const struct instead *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* The nodes of the level that `a` can reach. */
static bool gather(struct level_map *map, uint32_t a)
{
	struct walk walk;
	void *at = NULL;
	uint32_t id;
	bool room = true;

	if (!walk_init(&walk, map->all, a, map->level))
		return false;
	while (room && walk_next(&walk, &id)) {
		if (node_level(map->all, id) != map->level)
			continue;
		room = room_grow(map->all, &at, &map->cap, map->n + 1,
				 sizeof(*map->at));
		map->at = at;
		if (room)
			map->at[map->n++].id = id;
	}
	if (map->n)
		qsort(map->at, map->n, sizeof(*map->at), by_id);
	return room;
}

static uint32_t replace_step(const void *state, uint32_t a, uint32_t b)
{
	const struct level_map *map = state;
	unsigned level = node_level(map->all, a);
	const struct instead key = { .id = a };
	const struct instead *found;

	(void)b;
	if (level < map->level)
		return DIAGRAM_OPEN;
	if (level > map->level)
		return a;
	found = bsearch(&key, map->at, map->n, sizeof(key), by_id);
	must(found);
	return found->by;
}

typedef uint32_t (*level_fn)(struct diagrams *all, const void *state,
			     uint32_t node);

/* Every node of the level replaced by fn's result, which must not ask that
 * level or one before it, or only that level. */
static uint32_t replace(struct diagrams *all, uint32_t a, unsigned level,
			level_fn fn, const void *state)
{
	_cleanup_(level_map_finish) struct level_map map = { .all = all,
							     .level = level };
	struct diagram_op op;

	must(level < DIAGRAM_LEVELS);
	if (all->passed || !gather(&map, a))
		return DIAGRAM_TOO_MUCH;
	if (!map.n)
		return a;
	for (size_t i = 0; i < map.n; i++) {
		map.at[i].by = fn(all, state, map.at[i].id);
		if (map.at[i].by == DIAGRAM_TOO_MUCH)
			return DIAGRAM_TOO_MUCH;
	}
	diagram_op_init(all, &op, replace_step, &map);
	return diagram_apply(all, &op, a, DIAGRAM_FALSE);
}

static uint32_t child_of(struct diagrams *all, const void *state, uint32_t node)
{
	return node_child(all, node,
			  node_edge(all, node, *(const uint16_t *)state));
}

uint32_t diagram_assign(struct diagrams *all, uint32_t a, unsigned level,
			uint16_t digit)
{
	return replace(all, a, level, child_of, &digit);
}

struct bits {
	uint16_t mask, flip;
};

/* As far as the mask's lowest bit, digits go the same way. */
static uint32_t rename_digits(struct diagrams *all, const void *state,
			      uint32_t node)
{
	const struct bits *bits = state;
	uint32_t step = bits->mask ? bits->mask & -(uint32_t)bits->mask
				   : DIGIT_MAX + 1U;
	size_t from = all->n_edges;
	uint32_t child;
	uint16_t digit;

	for (uint32_t first = 0; first <= DIGIT_MAX; first += step) {
		digit = (uint16_t)((first & bits->mask) ^ bits->flip);
		child = node_child(all, node, node_edge(all, node, digit));
		if (!limit_tick(all) ||
		    !edges_push(all, from, (uint16_t)(first + step - 1), child))
			break;
	}
	return edges_pop(all, from, node_level(all, node));
}

uint32_t diagram_bitwise(struct diagrams *all, uint32_t a, unsigned level,
			 uint16_t mask, uint16_t flip)
{
	const struct bits bits = { mask, flip };

	return replace(all, a, level, rename_digits, &bits);
}

/* Each edge ends one digit later. */
static uint32_t shift_digits(struct diagrams *all, const void *state,
			     uint32_t node)
{
	size_t from = all->n_edges;
	uint32_t high;

	(void)state;
	for (uint32_t i = 0; i < node_n(all, node); i++) {
		high = node_highs(all, node)[i] + 1U;
		if (high > DIGIT_MAX)
			high = DIGIT_MAX;
		if (!limit_tick(all) ||
		    !edges_push(all, from, (uint16_t)high,
				node_child(all, node, i)) ||
		    high == DIGIT_MAX)
			break;
	}
	return edges_pop(all, from, node_level(all, node));
}

uint32_t diagram_one_less(struct diagrams *all, uint32_t a, unsigned level)
{
	return replace(all, a, level, shift_digits, NULL);
}

struct fold {
	const struct diagram_op *op;
	uint16_t low, high;
};

static uint32_t fold_node(struct diagrams *all, const void *state,
			  uint32_t node)
{
	const struct fold *fold = state;
	uint32_t first = node_edge(all, node, fold->low);
	uint32_t last = node_edge(all, node, fold->high);
	uint32_t result = node_child(all, node, first);

	for (uint32_t edge = first + 1; edge <= last; edge++)
		result = diagram_apply(all, fold->op, result,
				       node_child(all, node, edge));
	return result;
}

uint32_t diagram_fold(struct diagrams *all, const struct diagram_op *op,
		      uint32_t a, unsigned level, uint16_t low, uint16_t high)
{
	const struct fold fold = { op, low, high };

	must(low <= high);
	return replace(all, a, level, fold_node, &fold);
}

uint32_t diagram_exists(struct diagrams *all, uint32_t a, unsigned level)
{
	return diagram_fold(all, &diagram_or_op, a, level, 0, DIGIT_MAX);
}

uint32_t diagram_forall(struct diagrams *all, uint32_t a, unsigned level)
{
	return diagram_fold(all, &diagram_and_op, a, level, 0, DIGIT_MAX);
}
