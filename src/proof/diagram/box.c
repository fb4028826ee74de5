/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * box.c -- ranges of many digits, and boxes of them
 */
#include "base/must.h"
#include "proof/diagram/apply.h"
#include "proof/diagram/build.h"
#include "proof/diagram/node.h"

/* Where a digit below, at, between, at and above two bounds leads. */
struct fork {
	uint16_t low, high; /* low < high */
	uint32_t at_low, between, at_high;
};

static uint32_t fork_node(struct diagrams *all, unsigned level,
			  const struct fork *fork, uint32_t outside)
{
	struct edge edges[5];
	size_t n = 0;

	if (fork->low)
		edges[n++] =
			(struct edge){ (uint16_t)(fork->low - 1), outside };
	edges[n++] = (struct edge){ fork->low, fork->at_low };
	if (fork->high - fork->low > 1)
		edges[n++] = (struct edge){ (uint16_t)(fork->high - 1),
					    fork->between };
	edges[n++] = (struct edge){ fork->high, fork->at_high };
	if (fork->high < DIGIT_MAX)
		edges[n++] = (struct edge){ DIGIT_MAX, outside };
	return diagram_node(all, level, edges, n);
}

/* Where a digit below, at and above one bound leads. */
struct bound {
	uint16_t digit;
	uint32_t below, at, above;
};

static uint32_t bound_node(struct diagrams *all, unsigned level,
			   const struct bound *bound)
{
	struct edge edges[3];
	size_t n = 0;

	if (bound->digit)
		edges[n++] = (struct edge){ (uint16_t)(bound->digit - 1),
					    bound->below };
	edges[n++] = (struct edge){ bound->digit, bound->at };
	if (bound->digit < DIGIT_MAX)
		edges[n++] = (struct edge){ DIGIT_MAX, bound->above };
	return diagram_node(all, level, edges, n);
}

/*
 * From the last digit up: what holds once all digits before were those of the
 * lower bound (at least the rest of it) or of the upper one (at most). The
 * bounds part at `split`; before it both are the same.
 */
static uint32_t range_behind(struct diagrams *all,
			     const struct diagram_range *range, uint32_t inside,
			     uint32_t outside)
{
	uint32_t at_least = inside, at_most = inside, both = inside;
	unsigned split = 0, level;
	uint16_t low, high;

	while (split < range->n && range->low[split] == range->high[split])
		split++;
	must(split == range->n || range->low[split] < range->high[split]);
	for (unsigned digit = range->n; digit-- > 0;) {
		level = range->level + digit;
		low = range->low[digit];
		high = range->high[digit];
		if (digit < split) {
			both = diagram_interval(all, level, low, low, both,
						outside);
		} else if (digit == split) {
			both = fork_node(all, level,
					 &(struct fork){ low, high, at_least,
							 inside, at_most },
					 outside);
		} else {
			at_least =
				bound_node(all, level,
					   &(struct bound){ low, outside,
							    at_least, inside });
			at_most =
				bound_node(all, level,
					   &(struct bound){ high, inside,
							    at_most, outside });
		}
	}
	return both;
}

uint32_t diagram_range(struct diagrams *all, const struct diagram_range *range,
		       uint32_t inside, uint32_t outside)
{
	unsigned end = range->level + range->n;

	must(range->n <= RANGE_DIGITS && end <= DIAGRAM_LEVELS);
	if (inside == DIAGRAM_TOO_MUCH || outside == DIAGRAM_TOO_MUCH)
		return DIAGRAM_TOO_MUCH;
	if (node_level(all, inside) >= end && node_level(all, outside) >= end)
		return range_behind(all, range, inside, outside);
	return diagram_choose(
		all, range_behind(all, range, DIAGRAM_TRUE, DIAGRAM_FALSE),
		inside, outside);
}

uint32_t diagram_box_of(struct diagrams *all,
			const struct diagram_range *ranges, size_t n,
			uint32_t inside)
{
	for (size_t i = n; i-- > 0;)
		inside =
			diagram_range(all, &ranges[i], inside, DIAGRAM_NOMATCH);
	return inside;
}
