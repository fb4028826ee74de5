/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram_apply_test.c -- every operation, on every assignment of a tiny space
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"

#include "tiny.h"

enum {
	ROUNDS = 60
};

static void lists_say_what_a_loop_over_them_says(void **state)
{
	uint64_t seed = 1;
	struct tiny_pair pair;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		tiny_pair_init(&pair, &seed, 4, i % 2);
		tiny_is(&pair.all, pair.ida, &pair.a);
		tiny_is(&pair.all, pair.idb, &pair.b);
		diagrams_finish(&pair.all);
	}
}

typedef uint32_t (*two)(struct diagrams *all, uint32_t a, uint32_t b);

static uint32_t loop_override(uint32_t a, uint32_t b)
{
	return a == DIAGRAM_NOMATCH ? b : a;
}

static uint32_t loop_differ(uint32_t a, uint32_t b)
{
	return diagram_of_bool(a != b);
}

static uint32_t loop_mask(uint32_t a, uint32_t b)
{
	return a == DIAGRAM_TRUE ? b : DIAGRAM_NOMATCH;
}

static uint32_t loop_and(uint32_t a, uint32_t b)
{
	return diagram_of_bool(a == DIAGRAM_TRUE && b == DIAGRAM_TRUE);
}

static uint32_t loop_or(uint32_t a, uint32_t b)
{
	return diagram_of_bool(a == DIAGRAM_TRUE || b == DIAGRAM_TRUE);
}

static uint32_t loop_minus(uint32_t a, uint32_t b)
{
	return diagram_of_bool(a == DIAGRAM_TRUE && b != DIAGRAM_TRUE);
}

static uint32_t first(struct diagrams *all, uint32_t a, uint32_t b)
{
	return diagram_apply(all, &diagram_first_op, a, b);
}

static uint32_t last(struct diagrams *all, uint32_t a, uint32_t b)
{
	return diagram_apply(all, &diagram_last_op, a, b);
}

/* NOMATCH is larger than any other leaf here. */
static uint32_t loop_first(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t loop_last(uint32_t a, uint32_t b)
{
	if (a == DIAGRAM_NOMATCH || b == DIAGRAM_NOMATCH)
		return a == DIAGRAM_NOMATCH ? b : a;
	return a < b ? b : a;
}

static void two_diagrams_combine_leaf_by_leaf(void **state)
{
	static const struct {
		two fn;
		uint32_t (*leaf)(uint32_t a, uint32_t b);
		bool boolean;
	} ops[] = {
		{ diagram_override, loop_override, false },
		{ diagram_differ, loop_differ, false },
		{ diagram_mask, loop_mask, false },
		{ first, loop_first, false },
		{ last, loop_last, false },
		{ diagram_and, loop_and, true },
		{ diagram_or, loop_or, true },
		{ diagram_minus, loop_minus, true },
	};

	const unsigned n = sizeof(ops) / sizeof(*ops);
	struct tiny_table want;
	uint64_t seed = 2;
	struct tiny_pair pair;

	(void)state;
	for (unsigned i = 0; i < ROUNDS * n; i++) {
		tiny_pair_init(&pair, &seed, ops[i % n].boolean ? 2 : 4,
			       ops[i % n].boolean);
		for (unsigned cell = 0; cell < TINY_CELLS; cell++)
			want.leaf[cell] = ops[i % n].leaf(pair.a.leaf[cell],
							  pair.b.leaf[cell]);
		tiny_is(&pair.all, ops[i % n].fn(&pair.all, pair.ida, pair.idb),
			&want);
		diagrams_finish(&pair.all);
	}
}

static uint32_t next_leaf(const void *state, uint32_t leaf)
{
	return diagram_leaf(leaf_value(leaf) * 3 + *(const uint32_t *)state);
}

static void a_map_changes_leaves_alone(void **state)
{
	uint64_t seed = 3;
	uint32_t offset = 7;
	struct tiny_pair pair;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		tiny_pair_init(&pair, &seed, 4, true);
		for (unsigned cell = 0; cell < TINY_CELLS; cell++)
			pair.a.leaf[cell] =
				next_leaf(&offset, pair.a.leaf[cell]);
		tiny_is(&pair.all,
			diagram_map(&pair.all, pair.ida, next_leaf, &offset),
			&pair.a);
		diagrams_finish(&pair.all);
	}
}

static void a_choice_takes_one_side_whole(void **state)
{
	struct tiny_table third;
	uint64_t seed = 4;
	struct tiny_pair pair;
	uint32_t id;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		tiny_pair_init(&pair, &seed, 4, false);
		id = tiny_list(&pair.all, &seed, 2, true, &third);
		for (unsigned cell = 0; cell < TINY_CELLS; cell++)
			third.leaf[cell] = third.leaf[cell] == DIAGRAM_TRUE
						   ? pair.a.leaf[cell]
						   : pair.b.leaf[cell];
		tiny_is(&pair.all,
			diagram_choose(&pair.all, id, pair.ida, pair.idb),
			&third);
		diagrams_finish(&pair.all);
	}
}

static void note(void *state, uint32_t leaf)
{
	bool *told = state;

	told[leaf & 7] = true;
}

/* And it has no leaf but those of the box. */
static void inside_the_box_a_restricted_diagram_says_the_same(void **state)
{
	uint16_t digits[DIAGRAM_LEVELS];
	struct diagram_box box;
	struct diagram_size before, after;
	uint64_t seed = 6;
	struct tiny_pair pair;
	unsigned low, high;
	uint32_t id;
	bool inside, told[8];

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		tiny_pair_init(&pair, &seed, 4, false);
		diagram_box_all(&box);
		for (unsigned at = 0; at < TINY_LEVELS; at++) {
			low = tiny_random(&seed, TINY_DIGITS);
			high = low + tiny_random(&seed, TINY_DIGITS - low);
			box.low[tiny_levels[at]] = tiny_digits[low];
			box.high[tiny_levels[at]] = tiny_ends[high];
		}
		id = diagram_restrict(&pair.all, pair.ida, &box);
		memset(told, 0, sizeof(told));
		assert_true(diagram_leaves(&pair.all, id, note, told));
		for (unsigned cell = 0; cell < TINY_CELLS; cell++) {
			tiny_assign(cell, digits);
			inside = true;
			for (unsigned at = 0; at < DIAGRAM_LEVELS; at++)
				inside &= digits[at] >= box.low[at] &&
					  digits[at] <= box.high[at];
			if (!inside)
				continue;
			assert_int_equal(
				diagram_evaluate(&pair.all, id, digits),
				pair.a.leaf[cell]);
			told[pair.a.leaf[cell] & 7] = false;
		}
		for (unsigned leaf = 0; leaf < 8; leaf++)
			assert_false(told[leaf]);
		assert_true(diagram_size_of(&pair.all, pair.ida, &before));
		assert_true(diagram_size_of(&pair.all, id, &after));
		assert_true(after.edges <= before.edges);
		diagrams_finish(&pair.all);
	}
}

/* Laws, each an equality of ids: that is what canonical means. */
static void the_laws_hold_as_equal_ids(void **state)
{
	struct tiny_table ignored;
	struct diagrams *all;
	uint64_t seed = 9;
	struct tiny_pair pair;
	uint32_t a, b, c;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		tiny_pair_init(&pair, &seed, 2, true);
		all = &pair.all;
		a = pair.ida;
		b = pair.idb;
		assert_int_equal(diagram_and(all, a, b),
				 diagram_and(all, b, a));
		assert_int_equal(diagram_not(all, diagram_and(all, a, b)),
				 diagram_or(all, diagram_not(all, a),
					    diagram_not(all, b)));
		assert_int_equal(diagram_minus(all, a, b),
				 diagram_and(all, a, diagram_not(all, b)));
		assert_int_equal(diagram_exists(all, diagram_or(all, a, b), 3),
				 diagram_or(all, diagram_exists(all, a, 3),
					    diagram_exists(all, b, 3)));
		assert_int_equal(
			diagram_forall(all, a, 4),
			diagram_not(all, diagram_exists(
						 all, diagram_not(all, a), 4)));
		assert_int_equal(
			diagram_exists(all, diagram_exists(all, a, 0), 3),
			diagram_exists(all, diagram_exists(all, a, 3), 0));
		assert_int_equal(
			diagram_override(
				all, diagram_mask(all, a, a),
				diagram_mask(all, diagram_not(all, a), a)),
			a);
		assert_int_equal(diagram_differ(all, a, a), DIAGRAM_FALSE);
		a = tiny_list(all, &seed, 4, false, &ignored);
		b = tiny_list(all, &seed, 4, false, &ignored);
		c = tiny_list(all, &seed, 4, false, &ignored);
		assert_int_equal(
			diagram_override(all, a, diagram_override(all, b, c)),
			diagram_override(all, diagram_override(all, a, b), c));
		diagrams_finish(all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_say_what_a_loop_over_them_says),
		cmocka_unit_test(two_diagrams_combine_leaf_by_leaf),
		cmocka_unit_test(a_map_changes_leaves_alone),
		cmocka_unit_test(a_choice_takes_one_side_whole),
		cmocka_unit_test(
			inside_the_box_a_restricted_diagram_says_the_same),
		cmocka_unit_test(the_laws_hold_as_equal_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
