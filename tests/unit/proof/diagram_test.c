/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram_test.c -- equal functions are one node; past a limit nothing is
 */
#include "proof/diagram/diagram.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"
#include "proof/diagram/build.h"
#include "proof/diagram/node.h"

#include "tiny.h"

static void equal_functions_are_one_node(void **state)
{
	const struct edge cut[] = { { 4, DIAGRAM_FALSE },
				    { 9, DIAGRAM_TRUE },
				    { 20, DIAGRAM_TRUE },
				    { DIGIT_MAX, DIAGRAM_FALSE } };
	struct diagrams all;
	uint32_t a, b;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ 0 });
	a = diagram_node(&all, 7, cut, 4);
	b = diagram_interval(&all, 7, 5, 20, DIAGRAM_TRUE, DIAGRAM_FALSE);
	assert_int_equal(a, b);
	assert_int_not_equal(a, diagram_interval(&all, 7, 5, 21, DIAGRAM_TRUE,
						 DIAGRAM_FALSE));
	assert_int_not_equal(a, diagram_interval(&all, 8, 5, 20, DIAGRAM_TRUE,
						 DIAGRAM_FALSE));
	diagrams_finish(&all);
}

static void a_level_that_does_not_matter_is_not_asked(void **state)
{
	struct diagrams all;
	uint32_t below;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ 0 });
	below = diagram_interval(&all, 9, 3, 3, DIAGRAM_TRUE, DIAGRAM_FALSE);
	assert_int_equal(diagram_interval(&all, 2, 0, 5, below, below), below);
	assert_int_equal(
		diagram_interval(&all, 2, 0, DIGIT_MAX, below, DIAGRAM_FALSE),
		below);
	diagrams_finish(&all);
}

/* 200,000 nodes have the same 32 bits of hash some five times. */
static void nodes_of_equal_hash_stay_apart(void **state)
{
	struct diagrams all;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ 0 });
	for (uint32_t i = 0; i < 200000; i++)
		diagram_interval(&all, 1, 3, 5, diagram_leaf(i + 2),
				 DIAGRAM_FALSE);
	assert_int_equal(all.n_nodes - 1, 200000);
	for (uint32_t i = 0; i < 200000; i++)
		diagram_interval(&all, 2 + i / 50000, (uint16_t)(i % 50000),
				 (uint16_t)(i % 50000), DIAGRAM_TRUE,
				 DIAGRAM_FALSE);
	assert_int_equal(all.n_nodes - 1, 400000);
	diagrams_finish(&all);
}

static void gather(void *state, uint32_t leaf)
{
	unsigned *kinds = state;

	*kinds |= 1U << (leaf == DIAGRAM_NOMATCH ? LEAF_KIND_NOMATCH
						 : leaf_value(leaf));
}

/* Of leaves 0 … 6 and NOMATCH; 0 and 1 are not told. */
static void the_kinds_of_leaves_that_are_reached_are_known(void **state)
{
	const unsigned known = 0xff & ~3U;
	struct tiny_table ignored;
	struct diagrams all;
	uint64_t seed = 13;
	unsigned some, of, kinds;
	uint32_t id;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ 0 });
	for (int round = 0; round < 200; round++) {
		id = tiny_list(&all, &seed, 1 + tiny_random(&seed, 7),
			       round % 2, &ignored);
		kinds = of = 0;
		assert_true(diagram_leaves(&all, id, gather, &kinds));
		assert_int_equal(diagram_kinds(&all, id), kinds & known);
		some = tiny_random(&seed, 0x100) & known;
		assert_true(diagram_leaves_of(&all, id, some, gather, &of));
		assert_int_equal(of, some ? kinds & some : kinds);
	}
	diagrams_finish(&all);
}

/* Ways around that end where they began, by what work() does not take. */
static uint32_t more_work(struct diagrams *all, uint32_t id)
{
	static const uint16_t levels[] = { 1, 2 }, keys[] = { 3, 4, 3, 9 };
	const struct diagram_keys set = {
		.levels = levels,
		.n_levels = 2,
		.n = 2,
		.keys = keys,
		.value = DIAGRAM_TRUE,
	};
	struct diagram_box box;
	struct diagrams other;
	uint32_t copy, keyed;

	diagram_box_all(&box);
	id = diagram_restrict(all, id, &box);
	keyed = diagram_override(all, diagram_of_sorted(all, &set),
				 DIAGRAM_FALSE);
	keyed = diagram_exists(all, diagram_exists(all, keyed, 1), 2);
	id = diagram_and(all, diagram_equals(all, id, DIAGRAM_TRUE), keyed);
	diagrams_init(&other, (struct diagram_limits){ 0 });
	copy = diagram_copy(&other, all, id);
	id = diagram_copy(all, &other, copy);
	diagrams_finish(&other);
	return id;
}

/* What takes every kind of step, all from one seed. */
static uint32_t work(struct diagrams *all, struct tiny_table *table)
{
	struct tiny_table ignored;
	uint64_t seed = 11;
	uint32_t a = tiny_list(all, &seed, 2, true, table);
	uint32_t b = tiny_list(all, &seed, 2, true, &ignored);
	uint32_t both = diagram_and(all, a, b);

	both = diagram_or(all, both, diagram_minus(all, a, b));
	both = diagram_bitwise(all, both, tiny_levels[1], DIGIT_MAX, 0);
	both = diagram_or(all, both, diagram_forall(all, both, tiny_levels[2]));
	return more_work(all, diagram_assign(all, both, 2, 1));
}

static void the_bytes_are_all_that_is_held(void **state)
{
	struct diagrams all;
	struct tiny_table table;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ 0 });
	work(&all, &table);
	assert_int_equal(all.bytes,
			 all.cap_nodes * sizeof(*all.nodes) +
				 all.cap_words * sizeof(*all.words) +
				 all.n_unique * sizeof(*all.unique) +
				 all.n_memo * sizeof(*all.memo) +
				 all.cap_edges * sizeof(*all.edges) +
				 all.cap_marks * sizeof(*all.marks) +
				 (DIAGRAM_LEVELS + 1) * sizeof(*all.frames));
	diagrams_finish(&all);
}

/* What is made instead has the ids of what is forgotten. */
static void what_is_forgotten_leaves_nothing_behind(void **state)
{
	struct diagrams all;
	struct tiny_table table, other;
	uint64_t seed = 12;
	uint32_t kept, id, n_nodes, most = 0;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ 0 });
	kept = work(&all, &table);
	n_nodes = all.n_nodes;
	for (int i = 0; i < 20; i++) {
		id = tiny_list(&all, &seed, 2, true, &other);
		for (unsigned cell = 0; cell < TINY_CELLS; cell++)
			other.leaf[cell] = diagram_of_bool(
				table.leaf[cell] == DIAGRAM_TRUE &&
				other.leaf[cell] == DIAGRAM_TRUE);
		tiny_is(&all, diagram_and(&all, kept, id), &other);
		most = all.n_nodes > most ? all.n_nodes : most;
		diagrams_forget(&all, n_nodes);
		assert_int_equal(all.n_nodes, n_nodes);
		tiny_is(&all, kept, &table);
	}
	assert_true(most > n_nodes);
	assert_int_equal(work(&all, &table), kept);
	diagrams_finish(&all);
}

static void every_limit_of_nodes_gives_too_much_or_the_truth(void **state)
{
	struct tiny_table table;
	struct diagrams all;
	uint32_t id = DIAGRAM_TOO_MUCH;

	(void)state;
	for (uint32_t nodes = 1; id == DIAGRAM_TOO_MUCH; nodes++) {
		diagrams_init(&all, (struct diagram_limits){ .nodes = nodes });
		id = work(&all, &table);
		if (id == DIAGRAM_TOO_MUCH)
			assert_int_equal(all.passed, DIAGRAM_NODES);
		else
			tiny_is(&all, id, &table);
		assert_true(all.n_nodes - 1 <= nodes);
		diagrams_finish(&all);
		assert_true(nodes < 10000);
	}
}

static void every_limit_of_bytes_gives_too_much_or_the_truth(void **state)
{
	struct tiny_table table;
	struct diagrams all;
	uint32_t id = DIAGRAM_TOO_MUCH;
	size_t bytes = 1;

	(void)state;
	for (; id == DIAGRAM_TOO_MUCH; bytes += 97) {
		diagrams_init(&all, (struct diagram_limits){ .bytes = bytes });
		id = work(&all, &table);
		if (id == DIAGRAM_TOO_MUCH)
			assert_int_equal(all.passed, DIAGRAM_BYTES);
		else
			tiny_is(&all, id, &table);
		assert_true(all.bytes <= bytes);
		diagrams_finish(&all);
	}
	assert_true(bytes > 10000);
}

static void time_is_a_limit(void **state)
{
	struct tiny_table table;
	struct diagrams all;
	uint32_t id = 0;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ .milliseconds = 1 });
	while (id != DIAGRAM_TOO_MUCH)
		id = work(&all, &table);
	assert_int_equal(all.passed, DIAGRAM_TIME);
	assert_int_equal(
		diagram_interval(&all, 5, 1, 3, DIAGRAM_TRUE, DIAGRAM_FALSE),
		DIAGRAM_TOO_MUCH);
	diagrams_finish(&all);
}

static double spent(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void the_clock_begins_anew(void **state)
{
	const double end = spent() + 0.5;
	struct tiny_table table;
	struct diagrams all;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ .milliseconds = 250 });
	while (spent() < end) {
		diagrams_wind(&all);
		tiny_is(&all, work(&all, &table), &table);
	}
	assert_int_equal(all.passed, DIAGRAM_WITHIN);
	diagrams_finish(&all);
}

static void past_a_limit_nothing_is_made_and_what_was_stays(void **state)
{
	uint16_t digits[DIAGRAM_LEVELS] = { [5] = 1 };
	struct diagrams all;
	uint32_t a, b;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ .nodes = 1 });
	a = diagram_interval(&all, 5, 1, 2, DIAGRAM_TRUE, DIAGRAM_FALSE);
	b = diagram_interval(&all, 5, 1, 3, DIAGRAM_TRUE, DIAGRAM_FALSE);
	assert_int_equal(b, DIAGRAM_TOO_MUCH);
	assert_int_equal(
		diagram_interval(&all, 5, 1, 2, DIAGRAM_TRUE, DIAGRAM_FALSE),
		DIAGRAM_TOO_MUCH);
	assert_int_equal(diagram_and(&all, a, a), DIAGRAM_TOO_MUCH);
	assert_int_equal(diagram_assign(&all, a, 5, 1), DIAGRAM_TOO_MUCH);
	assert_int_equal(diagram_evaluate(&all, a, digits), DIAGRAM_TRUE);
	assert_int_equal(diagram_evaluate(&all, b, digits), DIAGRAM_TOO_MUCH);
	diagrams_finish(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_functions_are_one_node),
		cmocka_unit_test(a_level_that_does_not_matter_is_not_asked),
		cmocka_unit_test(
			every_limit_of_nodes_gives_too_much_or_the_truth),
		cmocka_unit_test(
			every_limit_of_bytes_gives_too_much_or_the_truth),
		cmocka_unit_test(what_is_forgotten_leaves_nothing_behind),
		cmocka_unit_test(nodes_of_equal_hash_stay_apart),
		cmocka_unit_test(
			the_kinds_of_leaves_that_are_reached_are_known),
		cmocka_unit_test(the_bytes_are_all_that_is_held),
		cmocka_unit_test(time_is_a_limit),
		cmocka_unit_test(the_clock_begins_anew),
		cmocka_unit_test(
			past_a_limit_nothing_is_made_and_what_was_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
