/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram_find_test.c -- witnesses, boxes, leaves and copies tell the truth
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "proof/diagram/ask.h"
#include "proof/diagram/find.h"

#include "tiny.h"

enum {
	ROUNDS = 120
};

static bool is_this(const void *state, uint32_t leaf)
{
	return leaf == *(const uint32_t *)state;
}

static bool inside(const struct diagram_box *box, const uint16_t *digits)
{
	for (unsigned level = 0; level < DIAGRAM_LEVELS; level++)
		if (digits[level] < box->low[level] ||
		    digits[level] > box->high[level])
			return false;
	return true;
}

static void some_box(uint64_t *seed, struct diagram_box *box)
{
	unsigned low, high;

	diagram_box_all(box);
	for (unsigned i = 0; i < TINY_LEVELS; i++) {
		low = tiny_random(seed, TINY_DIGITS);
		high = low + tiny_random(seed, TINY_DIGITS - low);
		box->low[tiny_levels[i]] = tiny_digits[low];
		box->high[tiny_levels[i]] = tiny_ends[high];
	}
}

static void a_witness_is_found_if_and_only_if_there_is_one(void **state)
{
	uint16_t digits[DIAGRAM_LEVELS], nice[DIAGRAM_LEVELS],
		again[DIAGRAM_LEVELS];
	uint32_t leaf = diagram_leaf(3), id;
	struct tiny_table table;
	struct diagram_box box;
	struct diagram_search search = { &box, is_this, &leaf, nice };
	enum diagram_answer found;
	struct diagrams all;
	uint64_t seed = 31;
	bool there;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		diagrams_init(&all, (struct diagram_limits){ 0 });
		id = tiny_list(&all, &seed, 5, false, &table);
		some_box(&seed, &box);
		tiny_assign(tiny_random(&seed, TINY_CELLS), nice);
		there = false;
		for (unsigned cell = 0; cell < TINY_CELLS; cell++) {
			tiny_assign(cell, digits);
			there |= table.leaf[cell] == leaf &&
				 inside(&box, digits);
		}
		found = diagram_witness(&all, id, &search, digits);
		assert_int_equal(found, there ? DIAGRAM_YES : DIAGRAM_NO);
		if (there) {
			assert_true(inside(&box, digits));
			assert_int_equal(diagram_evaluate(&all, id, digits),
					 leaf);
			diagram_witness(&all, id, &search, again);
			assert_memory_equal(digits, again, sizeof(digits));
		}
		if (inside(&box, nice) &&
		    diagram_evaluate(&all, id, nice) == leaf)
			assert_memory_equal(digits, nice, sizeof(nice));
		diagrams_finish(&all);
	}
}

struct tally {
	unsigned seen[TINY_CELLS];
	size_t boxes, most;
};

static bool count(void *state, const struct diagram_box *box, uint32_t leaf)
{
	uint16_t digits[DIAGRAM_LEVELS];
	struct tally *tally = state;

	assert_int_equal(leaf, DIAGRAM_TRUE);
	for (unsigned cell = 0; cell < TINY_CELLS; cell++) {
		tiny_assign(cell, digits);
		tally->seen[cell] += inside(box, digits);
	}
	return ++tally->boxes < tally->most;
}

static void the_boxes_are_disjoint_and_all_there_is(void **state)
{
	uint16_t digits[DIAGRAM_LEVELS];
	struct tiny_table table;
	struct diagram_box box;
	struct diagram_search search = { .within = &box };
	struct tally tally;
	struct diagrams all;
	uint64_t seed = 32;
	unsigned want;
	uint32_t id;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		diagrams_init(&all, (struct diagram_limits){ 0 });
		id = tiny_list(&all, &seed, 2, true, &table);
		some_box(&seed, &box);
		tally = (struct tally){ .most = SIZE_MAX };
		diagram_boxes_of(&all, id, &search, count, &tally);
		for (unsigned cell = 0; cell < TINY_CELLS; cell++) {
			tiny_assign(cell, digits);
			want = table.leaf[cell] == DIAGRAM_TRUE &&
			       inside(&box, digits);
			assert_int_equal(tally.seen[cell], want);
		}
		if (tally.boxes > 1) {
			tally = (struct tally){ .most = 1 };
			assert_int_equal(diagram_boxes_of(&all, id, &search,
							  count, &tally),
					 DIAGRAM_YES);
			assert_int_equal(tally.boxes, 1);
		}
		diagrams_finish(&all);
	}
}

static void note(void *state, uint32_t leaf)
{
	bool *seen = state;

	seen[leaf == DIAGRAM_NOMATCH ? 5 : leaf_value(leaf)] = true;
}

static void the_leaves_told_are_those_that_some_assignment_reaches(void **state)
{
	struct tiny_table table;
	struct diagrams all;
	uint64_t seed = 33;
	uint32_t id;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		bool told[6] = { 0 }, reached[6] = { 0 };

		diagrams_init(&all, (struct diagram_limits){ 0 });
		id = tiny_list(&all, &seed, 5, i % 2, &table);
		for (unsigned cell = 0; cell < TINY_CELLS; cell++)
			note(reached, table.leaf[cell]);
		assert_true(diagram_leaves(&all, id, note, told));
		assert_memory_equal(told, reached, sizeof(told));
		diagrams_finish(&all);
	}
}

static void a_copy_is_the_same_function_and_comes_back_the_same(void **state)
{
	struct tiny_table table, ignored;
	struct diagrams all, other;
	uint64_t seed = 34;
	uint32_t id, copy;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		diagrams_init(&all, (struct diagram_limits){ 0 });
		diagrams_init(&other, (struct diagram_limits){ 0 });
		tiny_list(&other, &seed, 5, false, &ignored);
		id = tiny_list(&all, &seed, 5, false, &table);
		copy = diagram_copy(&other, &all, id);
		tiny_is(&other, copy, &table);
		assert_int_equal(diagram_copy(&all, &other, copy), id);
		diagrams_finish(&all);
		diagrams_finish(&other);
	}
}

static void what_is_shared_counts_once(void **state)
{
	const struct edge edges[] = { { 1, 0 }, { 2, 0 }, { DIGIT_MAX, 0 } };
	struct edge filled[3];
	struct diagram_size size;
	struct diagrams all;
	uint32_t last, left, right;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ 0 });
	last = diagram_interval(&all, 9, 1, 2, DIAGRAM_TRUE, DIAGRAM_FALSE);
	left = diagram_interval(&all, 5, 1, 2, last, DIAGRAM_FALSE);
	right = diagram_interval(&all, 6, 1, 2, last, DIAGRAM_FALSE);
	memcpy(filled, edges, sizeof(edges));
	filled[0].child = filled[2].child = left;
	filled[1].child = right;
	assert_true(
		diagram_size_of(&all, diagram_node(&all, 1, filled, 3), &size));
	assert_int_equal(size.nodes, 4);
	assert_int_equal(size.edges, 12);
	diagrams_finish(&all);
}

static void too_much_is_unknown_to_every_question(void **state)
{
	struct diagram_box box;
	struct diagram_search search = { .within = &box };
	struct diagrams all, other;
	uint16_t digits[DIAGRAM_LEVELS];
	struct diagram_size size;
	struct tally tally = { 0 };

	(void)state;
	diagram_box_all(&box);
	diagrams_init(&all, (struct diagram_limits){ 0 });
	diagrams_init(&other, (struct diagram_limits){ 0 });
	assert_int_equal(
		diagram_witness(&all, DIAGRAM_TOO_MUCH, &search, digits),
		DIAGRAM_UNKNOWN);
	assert_int_equal(diagram_boxes_of(&all, DIAGRAM_TOO_MUCH, &search,
					  count, &tally),
			 DIAGRAM_UNKNOWN);
	assert_false(diagram_size_of(&all, DIAGRAM_TOO_MUCH, &size));
	assert_int_equal(diagram_copy(&other, &all, DIAGRAM_TOO_MUCH),
			 DIAGRAM_TOO_MUCH);
	diagrams_finish(&all);
	diagrams_finish(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_witness_is_found_if_and_only_if_there_is_one),
		cmocka_unit_test(the_boxes_are_disjoint_and_all_there_is),
		cmocka_unit_test(
			the_leaves_told_are_those_that_some_assignment_reaches),
		cmocka_unit_test(
			a_copy_is_the_same_function_and_comes_back_the_same),
		cmocka_unit_test(what_is_shared_counts_once),
		cmocka_unit_test(too_much_is_unknown_to_every_question),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
