/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sorted.c -- large sets of keys, and of boxes
 *
 * Sorted keys are a trie already: one node is open on each level, and closed
 * for good when a key differs before it. Each key costs its new digits.
 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "proof/diagram/apply.h"
#include "proof/diagram/build.h"
#include "proof/diagram/node.h"

/* The nodes open on the way to the key last seen. */
struct trie {
	struct diagrams *all;
	const struct diagram_keys *keys;
	uint32_t otherwise;
	size_t from[DIAGRAM_LEVELS]; /* where each one's edges begin */
};

/* Digits before this one, from where the node's edges end. */
static bool skip_to(struct trie *trie, size_t depth, uint32_t digit)
{
	struct diagrams *all = trie->all;
	uint32_t next = 0;

	if (all->n_edges > trie->from[depth])
		next = all->edges[all->n_edges - 1].high + 1U;
	return digit == next ||
	       edges_push(all, trie->from[depth], (uint16_t)(digit - 1),
			  trie->otherwise);
}

/* Ends the nodes behind `depth`, the last first, each an edge of the one
 * before it. */
static bool close_behind(struct trie *trie, size_t depth, const uint16_t *key)
{
	uint32_t id;

	for (size_t at = trie->keys->n_levels - 1; at > depth; at--) {
		if (!skip_to(trie, at, DIGIT_MAX + 1U))
			return false;
		id = edges_pop(trie->all, trie->from[at],
			       trie->keys->levels[at]);
		if (id == DIAGRAM_TOO_MUCH ||
		    !edges_push(trie->all, trie->from[at - 1], key[at - 1], id))
			return false;
	}
	return true;
}

/* The key's digits from `depth` on, where it differs from the one before. */
static bool open_from(struct trie *trie, size_t depth, const uint16_t *key,
		      uint32_t value)
{
	size_t last = trie->keys->n_levels - 1;

	for (size_t at = depth; at <= last; at++) {
		if (at > depth)
			trie->from[at] = trie->all->n_edges;
		if (!skip_to(trie, at, key[at]))
			return false;
	}
	return edges_push(trie->all, trie->from[last], key[last], value);
}

static size_t first_difference(const uint16_t *a, const uint16_t *b, size_t n)
{
	size_t i = 0;

	while (i < n && a[i] == b[i])
		i++;
	must(i == n || a[i] < b[i]);
	return i;
}

static bool add_keys(struct trie *trie)
{
	const struct diagram_keys *keys = trie->keys;
	const uint16_t *key = keys->keys, *before = NULL;
	size_t depth = 0;

	for (size_t i = 0; i < keys->n; i++, key += keys->n_levels) {
		uint32_t value = keys->values ? keys->values[i] : keys->value;

		if (before)
			depth = first_difference(before, key, keys->n_levels);
		if (depth == keys->n_levels)
			continue;
		if (value == DIAGRAM_TOO_MUCH || !limit_tick(trie->all) ||
		    (before && !close_behind(trie, depth, before)) ||
		    !open_from(trie, depth, key, value))
			return false;
		before = key;
	}
	return close_behind(trie, 0, before) &&
	       skip_to(trie, 0, DIGIT_MAX + 1U);
}

uint32_t diagram_of_sorted(struct diagrams *all,
			   const struct diagram_keys *keys)
{
	struct trie trie;
	size_t from = all->n_edges;

	if (all->passed)
		return DIAGRAM_TOO_MUCH;
	trie.otherwise = keys->otherwise ? keys->otherwise : DIAGRAM_NOMATCH;
	if (!keys->n)
		return trie.otherwise;
	must(keys->n_levels && keys->n_levels <= DIAGRAM_LEVELS);
	trie.all = all;
	trie.keys = keys;
	trie.from[0] = from;
	if (!add_keys(&trie)) {
		all->n_edges = from;
		return DIAGRAM_TOO_MUCH;
	}
	return edges_pop(all, from, keys->levels[0]);
}

/* Boxes in the order of where they begin: neighbours have most in common. */
static int by_low(const void *a, const void *b, void *boxes)
{
	const struct diagram_boxes *all = boxes;
	const struct diagram_range *x =
		&all->ranges[*(const size_t *)a * all->n_ranges];
	const struct diagram_range *y =
		&all->ranges[*(const size_t *)b * all->n_ranges];

	for (size_t i = 0; i < all->n_ranges; i++)
		for (size_t digit = 0; digit < x[i].n; digit++)
			if (x[i].low[digit] != y[i].low[digit])
				return x[i].low[digit] - y[i].low[digit];
	return (x > y) - (x < y);
}

uint32_t diagram_of_boxes(struct diagrams *all,
			  const struct diagram_boxes *boxes)
{
	_cleanup_(freep) size_t *order = xcalloc(boxes->n + 1, sizeof(*order));
	struct diagram_boxes copy = *boxes;
	struct diagram_pile pile = { 0 };

	for (size_t i = 0; i < boxes->n; i++)
		order[i] = i;
	if (boxes->disjoint)
		qsort_r(order, boxes->n, sizeof(*order), by_low, &copy);
	for (size_t i = 0; i < boxes->n && !all->passed; i++)
		diagram_pile_add(
			all, &pile,
			diagram_box_of(
				all, &boxes->ranges[order[i] * boxes->n_ranges],
				boxes->n_ranges,
				boxes->values ? boxes->values[order[i]]
					      : boxes->value));
	return all->passed ? DIAGRAM_TOO_MUCH : diagram_pile_end(all, &pile);
}
