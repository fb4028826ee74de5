/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expand.c -- leaves of a diagram replaced by diagrams
 */
#include <stdlib.h>

#include "proof/diagram/ask.h"
#include "proof/lift/effect.h"

struct answer {
	uint32_t leaf, by;
};

struct answers {
	struct diagrams *all;
	struct arena arena;
	VEC(struct answer) list; /* sorted by leaf */
	unsigned kinds;          /* of the leaves */
};

static void note(void *state, uint32_t leaf)
{
	struct answers *answers = state;

	*vec_add(&answers->arena, &answers->list) = (struct answer){ leaf, 0 };
}

static int by_leaf(const void *a, const void *b)
{
	const struct answer *x = a, *y = b;

	return (x->leaf > y->leaf) - (x->leaf < y->leaf);
}

static int by_id(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void drop_doubles(struct answers *answers)
{
	size_t n = 0;

	for (size_t i = 0; i < answers->list.n; i++)
		if (n == 0 ||
		    answers->list.at[n - 1].leaf != answers->list.at[i].leaf)
			answers->list.at[n++] = answers->list.at[i];
	answers->list.n = n;
}

/* False: past the limits. */
static bool ask(struct answers *answers, outcome_instead instead, void *state)
{
	for (size_t i = 0; i < answers->list.n; i++) {
		answers->list.at[i].by =
			instead(state, answers->list.at[i].leaf);
		if (answers->list.at[i].by == DIAGRAM_TOO_MUCH)
			return false;
	}
	return true;
}

static uint32_t answer_to(const struct answers *answers, uint32_t leaf)
{
	const struct answer key = { .leaf = leaf };
	const struct answer *found = bsearch(
		&key, answers->list.at, answers->list.n, sizeof(key), by_leaf);

	return found ? found->by : DIAGRAM_OPEN;
}

/* Answers that are leaves are put in at once; the others leave a gap. */
static uint32_t leaf_step(const void *state, uint32_t a, uint32_t b)
{
	const struct answers *answers = state;
	uint32_t by;

	(void)b;
	if (!(diagram_kinds(answers->all, a) & answers->kinds))
		return a;
	if (!diagram_is_leaf(a))
		return DIAGRAM_OPEN;
	by = answer_to(answers, a);
	if (by == DIAGRAM_OPEN)
		return a;
	return diagram_is_leaf(by) ? by : DIAGRAM_NOMATCH;
}

/* Answers that are no leaves. */
struct gaps {
	const struct answers *answers;
	uint32_t *by; /* sorted, each once */
	size_t n;
};

static void find_gaps(struct gaps *gaps, struct arena *arena)
{
	const struct answers *answers = gaps->answers;
	size_t n = 0;

	gaps->by = arena_calloc(arena, answers->list.n, sizeof(*gaps->by));
	vec_each(answer, &answers->list)
		if (answer->by != DIAGRAM_OPEN && !diagram_is_leaf(answer->by))
			gaps->by[n++] = answer->by;
	if (n > 0)
		qsort(gaps->by, n, sizeof(*gaps->by), by_id);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || gaps->by[i] != gaps->by[i - 1])
			gaps->by[gaps->n++] = gaps->by[i];
}

/* Every leaf becomes the number of its gap; NOMATCH where it has none. */
static uint32_t number_step(const void *state, uint32_t a, uint32_t b)
{
	const struct gaps *gaps = state;
	const uint32_t *found;
	uint32_t by;

	(void)b;
	if (!(diagram_kinds(gaps->answers->all, a) & gaps->answers->kinds))
		return DIAGRAM_NOMATCH;
	if (!diagram_is_leaf(a))
		return DIAGRAM_OPEN;
	by = answer_to(gaps->answers, a);
	found = bsearch(&by, gaps->by, gaps->n, sizeof(*gaps->by), by_id);
	return found ? diagram_leaf((uint32_t)(found - gaps->by))
		     : DIAGRAM_NOMATCH;
}

static uint32_t walk_down(struct diagrams *all, uint32_t diagram,
			  diagram_step step, const void *state)
{
	struct diagram_op op;

	diagram_op_init(all, &op, step, state);
	return diagram_apply(all, &op, diagram, DIAGRAM_FALSE);
}

/* Gaps first … first + n - 1, with the part of the diagram that has them. */
struct part {
	uint32_t first, n, diagram;
};

static uint32_t keep_part(const void *state, uint32_t leaf)
{
	const struct part *part = state;

	if (leaf == DIAGRAM_NOMATCH ||
	    leaf_value(leaf) - part->first >= part->n)
		return DIAGRAM_NOMATCH;
	return part->n == 1 ? DIAGRAM_TRUE : leaf;
}

static struct part part_of(struct lift *lift, uint32_t diagram, uint32_t first,
			   uint32_t n)
{
	struct part part = { first, n, 0 };

	part.diagram = diagram_map(lift->all, diagram, keep_part, &part);
	return part;
}

/*
 * Of many gaps first one half, then the other: each answer is put into its own
 * part of the diagram, and to take it apart costs log n times the whole.
 */
static void fill_gaps(struct lift *lift, const struct gaps *gaps,
		      uint32_t diagram, struct diagram_pile *pile)
{
	struct part parts[2 * 32], part;
	size_t depth = 0;
	uint32_t half;

	diagram = walk_down(lift->all, diagram, number_step, gaps);
	parts[depth++] = (struct part){ 0, (uint32_t)gaps->n, diagram };
	if (gaps->n == 1)
		parts[0] = part_of(lift, diagram, 0, 1);
	while (depth > 0) {
		part = parts[--depth];
		half = part.n / 2;
		if (part.n == 1) {
			diagram_pile_add(lift->all, pile,
					 diagram_mask(lift->all, part.diagram,
						      gaps->by[part.first]));
			continue;
		}
		parts[depth++] = part_of(lift, part.diagram, part.first + half,
					 part.n - half);
		parts[depth++] = part_of(lift, part.diagram, part.first, half);
	}
}

static uint32_t put(struct lift *lift, uint32_t diagram,
		    struct answers *answers)
{
	struct gaps gaps = { .answers = answers };
	struct diagram_pile pile = { 0 };

	find_gaps(&gaps, &answers->arena);
	if (gaps.n > 0)
		fill_gaps(lift, &gaps, diagram, &pile);
	diagram_pile_add(lift->all, &pile,
			 walk_down(lift->all, diagram, leaf_step, answers));
	return diagram_pile_end(lift->all, &pile);
}

uint32_t outcome_expand(struct lift *lift, uint32_t diagram, unsigned kinds,
			outcome_instead instead, void *state)
{
	struct answers answers = { .all = lift->all, .kinds = kinds };
	uint32_t result = DIAGRAM_TOO_MUCH;

	if (!(diagram_kinds(lift->all, diagram) & kinds))
		return diagram;
	if (diagram_leaves_of(lift->all, diagram, kinds, note, &answers)) {
		qsort(answers.list.at, answers.list.n, sizeof(*answers.list.at),
		      by_leaf);
		drop_doubles(&answers);
		if (ask(&answers, instead, state))
			result = put(lift, diagram, &answers);
	}
	arena_finish(&answers.arena);
	return result;
}
