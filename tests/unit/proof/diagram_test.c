/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram_test.c -- equal functions are one node; past a limit nothing is
 */
#include "proof/diagram.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "proof/diagram_apply.h"
#include "proof/diagram_ask.h"
#include "proof/diagram_build.h"

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
	return diagram_assign(all, both, 2, 1);
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
		cmocka_unit_test(time_is_a_limit),
		cmocka_unit_test(
			past_a_limit_nothing_is_made_and_what_was_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
