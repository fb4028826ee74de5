/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * build.h -- diagrams of ranges, boxes, first-match lists, big sets
 */
#pragma once

#include "proof/diagram/diagram.h"

enum {
	RANGE_DIGITS = 8 /* 128 bits */
};

/* A number of `n` digits, the most significant at `level`, the next at
 * level + 1 …: low <= number <= high. */
struct diagram_range {
	uint16_t level, n;
	uint16_t low[RANGE_DIGITS], high[RANGE_DIGITS];
};

/* `inside` in the range, else `outside`. Where both lie behind the range's
 * levels (leaves do), nothing is searched: a few nodes are made. */
uint32_t diagram_range(struct diagrams *all, const struct diagram_range *range,
		       uint32_t inside, uint32_t outside);
/* All ranges at once; by growing levels, which must not overlap. `inside` is a
 * leaf or lies behind them all; NOMATCH elsewhere. */
uint32_t diagram_box_of(struct diagrams *all,
			const struct diagram_range *ranges, size_t n,
			uint32_t inside);

/* A list of rules, first match wins: the balanced override of all of them. */
uint32_t diagram_first_match(struct diagrams *all, const uint32_t *rules,
			     size_t n);

/* The same, told rule by rule: { 0 } is an empty pile. diagram_pile_end()
 * empties it again. */
struct diagram_pile {
	size_t n, depth;
	uint32_t at[64];
};

void diagram_pile_add(struct diagrams *all, struct diagram_pile *pile,
		      uint32_t rule);
uint32_t diagram_pile_end(struct diagrams *all, struct diagram_pile *pile);

/* TRUE where any of the conditions (TRUE and FALSE) is; FALSE of none. */
uint32_t diagram_any(struct diagrams *all, const uint32_t *conditions,
		     size_t n);

/*
 * A set or map of exact keys: `n` keys of `n_levels` digits each, in `keys` one
 * after another, sorted (as numbers, the first digit first); of equal ones the
 * first counts. Key i leads to values[i] (leaves, or nodes behind the last
 * level), or to `value` where values is NULL; all else to the leaf `otherwise`.
 * Levels grow.
 */
struct diagram_keys {
	const uint16_t *levels;
	size_t n_levels, n;
	const uint16_t *keys;
	const uint32_t *values;
	uint32_t value;
	uint32_t otherwise; /* 0: NOMATCH */
};

uint32_t diagram_of_sorted(struct diagrams *all,
			   const struct diagram_keys *keys);

/*
 * A set of boxes (a set with intervals): box i is the `n_ranges` ranges from
 * ranges[i * n_ranges] on and leads to values[i]. The first match wins unless
 * `disjoint` says that no two boxes of different values overlap: then they are
 * taken in the order that is quickest.
 */
struct diagram_boxes {
	const struct diagram_range *ranges;
	size_t n_ranges, n;
	const uint32_t *values;
	uint32_t value;
	bool disjoint;
};

uint32_t diagram_of_boxes(struct diagrams *all,
			  const struct diagram_boxes *boxes);
