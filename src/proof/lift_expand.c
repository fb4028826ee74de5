/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift_expand.c -- leaves of a diagram replaced by diagrams
 */
#include <stdlib.h>

#include "proof/diagram_ask.h"
#include "proof/lift_effect.h"

struct answer {
	uint32_t leaf, by;
};

struct answers {
	struct arena arena;
	VEC(struct answer) list; /* sorted by leaf */
	uint32_t wanted;         /* the answer that is put in now */
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

static int by_answer(const void *a, const void *b)
{
	const struct answer *x = a, *y = b;

	return (x->by > y->by) - (x->by < y->by);
}

static uint32_t answer_to(const struct answers *answers, uint32_t leaf)
{
	const struct answer key = { .leaf = leaf };
	const struct answer *found = bsearch(
		&key, answers->list.at, answers->list.n, sizeof(key), by_leaf);

	return found ? found->by : DIAGRAM_OPEN;
}

/* Answers that are leaves at once; the others leave a gap. */
static uint32_t put_leaf(const void *state, uint32_t leaf)
{
	uint32_t by = answer_to(state, leaf);

	if (by == DIAGRAM_OPEN)
		return leaf;
	return diagram_is_leaf(by) ? by : DIAGRAM_NOMATCH;
}

static uint32_t has_answer(const void *state, uint32_t leaf)
{
	const struct answers *answers = state;

	return diagram_of_bool(answer_to(answers, leaf) == answers->wanted);
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

static uint32_t put(struct lift *lift, uint32_t diagram,
		    struct answers *answers)
{
	uint32_t rest = diagram_map(lift->all, diagram, put_leaf, answers);
	struct diagram_pile pile = { 0 };
	struct answer *sorted;
	uint32_t where;

	sorted =
		arena_calloc(&answers->arena, answers->list.n, sizeof(*sorted));
	for (size_t i = 0; i < answers->list.n; i++)
		sorted[i] = answers->list.at[i];
	qsort(sorted, answers->list.n, sizeof(*sorted), by_answer);
	for (size_t i = 0; i < answers->list.n; i++) {
		answers->wanted = sorted[i].by;
		if (answers->wanted == DIAGRAM_OPEN ||
		    diagram_is_leaf(answers->wanted) ||
		    (i > 0 && sorted[i - 1].by == answers->wanted))
			continue;
		where = diagram_map(lift->all, diagram, has_answer, answers);
		diagram_pile_add(
			lift->all, &pile,
			diagram_mask(lift->all, where, answers->wanted));
	}
	diagram_pile_add(lift->all, &pile, rest);
	return diagram_pile_end(lift->all, &pile);
}

uint32_t outcome_expand(struct lift *lift, uint32_t diagram,
			outcome_instead instead, void *state)
{
	struct answers answers = { 0 };
	uint32_t result = DIAGRAM_TOO_MUCH;

	if (diagram_leaves(lift->all, diagram, note, &answers) &&
	    answers.list.n > 0) {
		qsort(answers.list.at, answers.list.n, sizeof(*answers.list.at),
		      by_leaf);
		drop_doubles(&answers);
		if (ask(&answers, instead, state))
			result = put(lift, diagram, &answers);
	}
	arena_finish(&answers.arena);
	return result;
}
