/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * meet.c -- what one diagram says wherever another one says something
 */
#include "proof/diagram/meet.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "proof/diagram/node.h"

enum {
	FIRST_PLACES = 64
};

/* A pair of nodes that the walk is at. */
struct meet_step {
	uint32_t a, b;
	uint32_t
		next; /* the first digit not looked at; above DIGIT_MAX: done */
	uint32_t i, j; /* edges of a and b, none behind that digit's own */
	uint16_t level;
	bool begun; /* the nice digit was looked at */
};

struct meet_walk {
	struct diagrams *all;
	struct diagram_meeting *meeting;
	diagram_meet_fn tell;
	void *state;
	uint16_t digits[DIAGRAM_LEVELS];
	struct meet_step at[DIAGRAM_LEVELS];
	size_t depth;
};

static size_t place_of(const struct diagram_meeting *meeting, uint64_t pair)
{
	return (pair * 0x9e3779b97f4a7c15U >> 32) & (meeting->cap - 1);
}

static bool met_put(struct diagram_meeting *meeting, uint64_t pair)
{
	size_t at = place_of(meeting, pair);

	for (; meeting->met[at].walk == meeting->walk;
	     at = (at + 1) & (meeting->cap - 1))
		if (meeting->met[at].pair == pair)
			return false;
	meeting->met[at] = (struct meet_place){ pair, meeting->walk };
	meeting->n++;
	return true;
}

static void met_grow(struct diagram_meeting *meeting)
{
	struct meet_place *old = meeting->met;
	size_t cap = meeting->cap;

	if (meeting->n < cap / 2)
		return;
	meeting->cap = cap ? 2 * cap : FIRST_PLACES;
	meeting->met = xcalloc(meeting->cap, sizeof(*meeting->met));
	meeting->n = 0;
	for (size_t i = 0; i < cap; i++)
		if (old[i].walk == meeting->walk)
			met_put(meeting, old[i].pair);
	free(old);
}

static void met_clear(struct diagram_meeting *meeting)
{
	meeting->n = 0;
	if (++meeting->walk)
		return;
	/* Once in 2^32 walks: old ones are gone. */
	if (meeting->cap)
		memset(meeting->met, 0, meeting->cap * sizeof(*meeting->met));
	meeting->walk = 1;
}

/* Goes down to a pair of nodes not met yet, or tells a pair of leaves. */
static bool descend(struct meet_walk *walk, uint32_t a, uint32_t b)
{
	unsigned level_a = node_level(walk->all, a);
	unsigned level_b = node_level(walk->all, b);

	if (a == DIAGRAM_NOMATCH)
		return true;
	if (diagram_is_leaf(a) && diagram_is_leaf(b))
		return walk->tell(walk->state, a, b, walk->digits);
	met_grow(walk->meeting);
	if (!met_put(walk->meeting, (uint64_t)a << 32 | b))
		return true;
	walk->at[walk->depth++] = (struct meet_step){
		.a = a,
		.b = b,
		.level = (uint16_t)(level_a < level_b ? level_a : level_b),
	};
	return true;
}

/* Where a node goes with the digit, and up to which digit it goes there. Most
 * often that is the edge asked for before, or the next one. */
static uint32_t child_at(const struct diagrams *all, uint32_t id,
			 unsigned level, uint16_t digit, uint16_t *high,
			 uint32_t *edge)
{
	const uint16_t *highs;

	if (node_level(all, id) != level)
		return id;
	highs = node_highs(all, id);
	if (highs[*edge] < digit && highs[++*edge] < digit)
		*edge = node_edge(all, id, digit);
	if (*high > highs[*edge])
		*high = highs[*edge];
	return node_child(all, id, *edge);
}

static uint32_t child_of(const struct diagrams *all, uint32_t id,
			 unsigned level, uint16_t digit)
{
	return node_level(all, id) == level
		       ? node_child(all, id, node_edge(all, id, digit))
		       : id;
}

static uint16_t nice_digit(const struct meet_walk *walk, unsigned level,
			   uint16_t low, uint16_t high)
{
	const uint16_t *nice = walk->meeting->nice;

	return nice && nice[level] >= low && nice[level] <= high ? nice[level]
								 : low;
}

/* Told again later, with the others: that does no harm. */
static bool try_nice(struct meet_walk *walk, struct meet_step *step)
{
	uint16_t nice = walk->meeting->nice[step->level];

	step->begun = true;
	walk->digits[step->level] = nice;
	return descend(walk, child_of(walk->all, step->a, step->level, nice),
		       child_of(walk->all, step->b, step->level, nice));
}

/* The next digits of the deepest pair; false: enough was told. */
static bool advance(struct meet_walk *walk)
{
	struct meet_step *step = &walk->at[walk->depth - 1];
	uint16_t low = (uint16_t)step->next, high = DIGIT_MAX;
	uint32_t a, b;

	if (!step->begun && walk->meeting->nice)
		return try_nice(walk, step);
	if (step->next > DIGIT_MAX) {
		walk->digits[step->level] =
			nice_digit(walk, step->level, 0, DIGIT_MAX);
		walk->depth--;
		return true;
	}
	a = child_at(walk->all, step->a, step->level, low, &high, &step->i);
	if (a == DIAGRAM_NOMATCH) {
		step->next = high + 1U;
		return true;
	}
	b = child_at(walk->all, step->b, step->level, low, &high, &step->j);
	step->next = high + 1U;
	walk->digits[step->level] = nice_digit(walk, step->level, low, high);
	return descend(walk, a, b);
}

bool diagram_meet(struct diagrams *all, struct diagram_meeting *meeting,
		  uint32_t a, uint32_t b, diagram_meet_fn tell, void *state)
{
	struct meet_walk walk; /* its steps are written before they are read */

	if (a == DIAGRAM_TOO_MUCH || b == DIAGRAM_TOO_MUCH)
		return false;
	walk.all = all;
	walk.meeting = meeting;
	walk.tell = tell;
	walk.state = state;
	walk.depth = 0;
	if (meeting->nice)
		memcpy(walk.digits, meeting->nice, sizeof(walk.digits));
	else
		memset(walk.digits, 0, sizeof(walk.digits));
	met_clear(meeting);
	if (!descend(&walk, a, b))
		return true;
	while (walk.depth && limit_tick(all))
		if (!advance(&walk))
			return true;
	return !walk.depth;
}

void diagram_meet_finish(struct diagram_meeting *meeting)
{
	free(meeting->met);
	*meeting = (struct diagram_meeting){ 0 };
}
