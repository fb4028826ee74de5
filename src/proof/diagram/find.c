/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * find.c -- a witness, and the boxes in which a diagram says something
 *
 * Both go down depth first and mark every node from which the box has no way
 * to a wanted leaf, so that no node is searched twice in vain.
 */
#include "proof/diagram/find.h"

#include "proof/diagram/node.h"
#include "proof/diagram/walk.h"

/* A node on the way: edges first … last touch the box, `next` is to be tried.
 * The nice edge is tried before all others. */
struct step {
	uint32_t id, first, last, next, nice;
	bool hit; /* a wanted leaf was found behind it */
};

struct finder {
	struct diagrams *all;
	const struct diagram_search *search;
	struct step at[DIAGRAM_LEVELS];
	size_t depth;
};

static bool wanted(const struct diagram_search *search, uint32_t leaf)
{
	return search->wanted ? search->wanted(search->state, leaf)
			      : leaf == DIAGRAM_TRUE;
}

static uint16_t nice_digit(const struct diagram_search *search, unsigned level)
{
	uint16_t low = search->within->low[level];

	if (search->nice && search->nice[level] >= low &&
	    search->nice[level] <= search->within->high[level])
		return search->nice[level];
	return low;
}

static void enter(struct finder *finder, uint32_t id)
{
	const struct diagrams *all = finder->all;
	const struct diagram_box *box = finder->search->within;
	unsigned level = node_level(all, id);
	struct step *step = &finder->at[finder->depth++];

	step->id = id;
	step->first = step->next = node_edge(all, id, box->low[level]);
	step->last = node_edge(all, id, box->high[level]);
	step->nice = node_edge(all, id, nice_digit(finder->search, level));
	step->hit = false;
}

/* The edge to try as number `next` from `first` on: the nice one comes first,
 * those before it one later. */
static uint32_t edge_tried(const struct step *step)
{
	if (step->next == step->first)
		return step->nice;
	return step->next <= step->nice ? step->next - 1 : step->next;
}

/* Is there nothing to find behind this child? */
static bool is_vain(const struct finder *finder, uint32_t child)
{
	return diagram_is_leaf(child)
		       ? !wanted(finder->search, child)
		       : finder->all->marks[child] == finder->all->mark;
}

/* The digits of an edge that lie in the box. */
static void edge_span(const struct finder *finder, const struct step *step,
		      uint32_t edge, uint16_t *low, uint16_t *high)
{
	const struct diagram_box *box = finder->search->within;
	const uint16_t *highs = node_highs(finder->all, step->id);
	unsigned level = node_level(finder->all, step->id);

	*low = edge ? (uint16_t)(highs[edge - 1] + 1) : 0;
	*high = highs[edge];
	if (*low < box->low[level])
		*low = box->low[level];
	if (*high > box->high[level])
		*high = box->high[level];
}

static bool finder_init(struct finder *finder, struct diagrams *all,
			const struct diagram_search *search)
{
	finder->all = all;
	finder->search = search;
	finder->depth = 0;
	return marks_begin(all);
}

/* Down the first way that is not in vain; true at a wanted leaf. `next` of
 * each step is left behind the edge taken. */
static bool descend(struct finder *finder, uint32_t id)
{
	struct step *step;
	uint32_t child;

	enter(finder, id);
	while (finder->depth) {
		step = &finder->at[finder->depth - 1];
		if (step->next > step->last) {
			finder->all->marks[step->id] = finder->all->mark;
			finder->depth--;
			continue;
		}
		child = node_child(finder->all, step->id, edge_tried(step));
		step->next++;
		if (is_vain(finder, child))
			continue;
		if (diagram_is_leaf(child))
			return true;
		enter(finder, child);
	}
	return false;
}

enum diagram_answer diagram_witness(struct diagrams *all, uint32_t id,
				    const struct diagram_search *search,
				    uint16_t digits[static DIAGRAM_LEVELS])
{
	struct finder finder;
	uint16_t low, high, digit;
	struct step *step;
	unsigned level;

	if (id == DIAGRAM_TOO_MUCH || !finder_init(&finder, all, search))
		return DIAGRAM_UNKNOWN;
	if (diagram_is_leaf(id) ? !wanted(search, id) : !descend(&finder, id))
		return DIAGRAM_NO;
	for (level = 0; level < DIAGRAM_LEVELS; level++)
		digits[level] = nice_digit(search, level);
	for (size_t i = 0; i < finder.depth; i++) {
		step = &finder.at[i];
		step->next--;
		edge_span(&finder, step, edge_tried(step), &low, &high);
		level = node_level(all, step->id);
		digit = digits[level];
		digits[level] = digit >= low && digit <= high ? digit : low;
	}
	return DIAGRAM_YES;
}

/* All ways to wanted leaves; `box` is the way's so far. True if one was told. */
static bool tell_all(struct finder *finder, uint32_t id,
		     struct diagram_box *box, diagram_tell tell, void *state)
{
	const struct diagram_box *within = finder->search->within;
	struct step *step;
	uint32_t child;
	unsigned level;

	enter(finder, id);
	for (;;) {
		step = &finder->at[finder->depth - 1];
		level = node_level(finder->all, step->id);
		if (step->next > step->last) {
			box->low[level] = within->low[level];
			box->high[level] = within->high[level];
			if (!step->hit)
				finder->all->marks[step->id] =
					finder->all->mark;
			if (--finder->depth == 0)
				return step->hit;
			step[-1].hit |= step->hit;
			continue;
		}
		child = node_child(finder->all, step->id, step->next);
		edge_span(finder, step, step->next++, &box->low[level],
			  &box->high[level]);
		if (is_vain(finder, child))
			continue;
		if (!diagram_is_leaf(child)) {
			enter(finder, child);
			continue;
		}
		step->hit = true;
		if (!tell(state, box, child))
			return true;
	}
}

enum diagram_answer diagram_boxes_of(struct diagrams *all, uint32_t id,
				     const struct diagram_search *search,
				     diagram_tell tell, void *state)
{
	struct diagram_box box = *search->within;
	struct finder finder;

	if (id == DIAGRAM_TOO_MUCH || !finder_init(&finder, all, search))
		return DIAGRAM_UNKNOWN;
	if (!diagram_is_leaf(id))
		return tell_all(&finder, id, &box, tell, state) ? DIAGRAM_YES
								: DIAGRAM_NO;
	if (!wanted(search, id))
		return DIAGRAM_NO;
	tell(state, &box, id);
	return DIAGRAM_YES;
}
