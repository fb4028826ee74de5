/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram_meet_test.c -- who meets whom, against a loop over all there is
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "proof/diagram/ask.h"
#include "proof/diagram/meet.h"

#include "tiny.h"

enum {
	ROUNDS = 200,
	LEAVES = 5, /* 0 … 3, and NOMATCH */
	NO_LEAF = LEAVES - 1,
};

static unsigned place(uint32_t leaf)
{
	return leaf == DIAGRAM_NOMATCH ? NO_LEAF : leaf_value(leaf);
}

struct meetings {
	const struct diagrams *all;
	uint32_t a, b;
	const uint16_t *nice;
	bool told[LEAVES][LEAVES];
	bool first_is_nice;
	size_t n, most;
};

static bool note(void *state, uint32_t a, uint32_t b, const uint16_t *digits)
{
	struct meetings *m = state;

	assert_int_equal(diagram_evaluate(m->all, m->a, digits), a);
	assert_int_equal(diagram_evaluate(m->all, m->b, digits), b);
	m->told[place(a)][place(b)] = true;
	if (!m->n)
		m->first_is_nice = !memcmp(digits, m->nice,
					   DIAGRAM_LEVELS * sizeof(*digits));
	return ++m->n < m->most;
}

struct pair {
	struct diagrams all;
	struct tiny_table tables[2];
	struct meetings met;
};

static void make_pair(struct pair *pair, uint64_t *seed)
{
	diagrams_init(&pair->all, (struct diagram_limits){ 0 });
	memset(&pair->met, 0, sizeof(pair->met));
	pair->met.all = &pair->all;
	pair->met.most = SIZE_MAX;
	pair->met.a =
		tiny_list(&pair->all, seed, NO_LEAF, false, &pair->tables[0]);
	pair->met.b =
		tiny_list(&pair->all, seed, NO_LEAF, false, &pair->tables[1]);
}

static void every_pair_of_leaves_that_meets_is_told_and_no_other(void **state)
{
	static struct pair pair;
	struct diagram_meeting meeting = { 0 };
	uint16_t nice[DIAGRAM_LEVELS];
	bool meet[LEAVES][LEAVES];
	uint64_t seed = 77;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		make_pair(&pair, &seed);
		tiny_assign(tiny_random(&seed, TINY_CELLS), nice);
		meeting.nice = round % 2 ? nice : NULL;
		pair.met.nice = nice;
		memset(meet, 0, sizeof(meet));
		for (unsigned cell = 0; cell < TINY_CELLS; cell++)
			if (pair.tables[0].leaf[cell] != DIAGRAM_NOMATCH)
				meet[place(pair.tables[0].leaf[cell])]
				    [place(pair.tables[1].leaf[cell])] = true;
		assert_true(diagram_meet(&pair.all, &meeting, pair.met.a,
					 pair.met.b, note, &pair.met));
		assert_memory_equal(meet, pair.met.told, sizeof(meet));
		/* The nice assignment is tried first. */
		if (meeting.nice && diagram_evaluate(&pair.all, pair.met.a,
						     nice) != DIAGRAM_NOMATCH)
			assert_true(pair.met.first_is_nice);
		diagrams_finish(&pair.all);
	}
	diagram_meet_finish(&meeting);
}

static void it_makes_no_nodes_and_stops_when_told(void **state)
{
	static struct pair pair;
	struct diagram_meeting meeting = { 0 };
	uint16_t nice[DIAGRAM_LEVELS] = { 0 };
	uint64_t seed = 5;
	uint32_t n_nodes;

	(void)state;
	make_pair(&pair, &seed);
	pair.met.nice = nice;
	pair.met.most = 1;
	n_nodes = pair.all.n_nodes;
	assert_true(diagram_meet(&pair.all, &meeting, pair.met.a, pair.met.b,
				 note, &pair.met));
	assert_int_equal(pair.met.n, 1);
	assert_int_equal(pair.all.n_nodes, n_nodes);
	assert_false(diagram_meet(&pair.all, &meeting, DIAGRAM_TOO_MUCH,
				  pair.met.b, note, &pair.met));
	assert_false(diagram_meet(&pair.all, &meeting, pair.met.a,
				  DIAGRAM_TOO_MUCH, note, &pair.met));
	pair.all.passed = DIAGRAM_BYTES;
	pair.met.most = SIZE_MAX;
	assert_false(diagram_meet(&pair.all, &meeting, pair.met.a, pair.met.b,
				  note, &pair.met));
	diagram_meet_finish(&meeting);
	diagrams_finish(&pair.all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			every_pair_of_leaves_that_meets_is_told_and_no_other),
		cmocka_unit_test(it_makes_no_nodes_and_stops_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
