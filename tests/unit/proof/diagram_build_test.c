/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram_build_test.c -- ranges, lists and big sets against loops over them
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"
#include "proof/diagram/build.h"

#include "tiny.h"

static int compare(const uint16_t *a, const uint16_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

/* Digits that are often the same, and often at the ends of the domain. */
static uint16_t some_digit(uint64_t *seed)
{
	return tiny_digits[tiny_random(seed, TINY_DIGITS)];
}

static struct diagram_range some_range(uint64_t *seed, uint16_t n)
{
	struct diagram_range range = { .level = 10, .n = n };
	uint16_t swap[RANGE_DIGITS];

	for (unsigned i = 0; i < n; i++) {
		range.low[i] = some_digit(seed);
		range.high[i] =
			tiny_random(seed, 2) ? range.low[i] : some_digit(seed);
	}
	if (compare(range.low, range.high, n) > 0) {
		memcpy(swap, range.low, sizeof(swap));
		memcpy(range.low, range.high, sizeof(swap));
		memcpy(range.high, swap, sizeof(swap));
	}
	return range;
}

static void a_range_of_many_digits_is_a_range_of_numbers(void **state)
{
	uint16_t digits[DIAGRAM_LEVELS] = { 0 };
	struct diagram_range range;
	struct diagrams all;
	uint64_t seed = 21;
	uint32_t id;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ 0 });
	for (uint16_t round = 0; round < 400; round++) {
		range = some_range(&seed, 1 + round % RANGE_DIGITS);
		id = diagram_range(&all, &range, DIAGRAM_TRUE, DIAGRAM_FALSE);
		for (int i = 0; i < 300; i++) {
			const uint16_t *near = i % 2 ? range.low : range.high;
			bool inside;

			for (unsigned at = 0; at < range.n; at++)
				digits[10 + at] = tiny_random(&seed, 4)
							  ? near[at]
							  : some_digit(&seed);
			inside =
				compare(digits + 10, range.low, range.n) >= 0 &&
				compare(digits + 10, range.high, range.n) <= 0;
			assert_int_equal(diagram_evaluate(&all, id, digits),
					 diagram_of_bool(inside));
		}
	}
	diagrams_finish(&all);
}

static void
a_range_before_what_it_leads_to_or_behind_is_one_diagram(void **state)
{
	struct diagram_range early = { 3, 2, { 1, 2 }, { 1, 9 } };
	struct diagram_range late = { 7, 1, { 5 }, { 6 } };
	struct diagrams all;
	uint32_t a, b;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ 0 });
	a = diagram_range(&all, &late, DIAGRAM_TRUE, DIAGRAM_FALSE);
	a = diagram_range(&all, &early, a, DIAGRAM_FALSE);
	b = diagram_range(&all, &early, DIAGRAM_TRUE, DIAGRAM_FALSE);
	b = diagram_range(&all, &late, b, DIAGRAM_FALSE);
	assert_int_equal(a, b);
	diagrams_finish(&all);
}

enum {
	KEY_DIGITS = 3,
	N_KEYS = 400
};

static int by_key(const void *a, const void *b)
{
	return compare(a, b, KEY_DIGITS);
}

static void sorted_keys_are_the_list_of_their_boxes(void **state)
{
	static const uint16_t levels[KEY_DIGITS] = { 2, 5, 6 };
	static uint16_t keys[N_KEYS * KEY_DIGITS];
	static uint32_t values[N_KEYS], boxes[N_KEYS];
	struct diagram_keys set = { .levels = levels,
				    .n_levels = KEY_DIGITS,
				    .keys = keys,
				    .values = values };
	struct diagrams all;
	uint64_t seed = 22;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ 0 });
	for (int round = 0; round < 60; round++) {
		set.n = round ? tiny_random(&seed, N_KEYS) : 0;
		for (size_t i = 0; i < set.n * KEY_DIGITS; i++)
			keys[i] = round % 2 ? some_digit(&seed)
					    : (uint16_t)tiny_random(&seed, 9);
		qsort(keys, set.n, KEY_DIGITS * sizeof(*keys), by_key);
		for (size_t i = 0; i < set.n; i++) {
			const uint16_t *key = keys + i * KEY_DIGITS;

			values[i] = diagram_leaf(tiny_random(&seed, 3));
			boxes[i] = values[i];
			for (size_t at = KEY_DIGITS; at-- > 0;)
				boxes[i] = diagram_interval(
					&all, levels[at], key[at], key[at],
					boxes[i], DIAGRAM_NOMATCH);
		}
		set.otherwise = 0;
		assert_int_equal(diagram_of_sorted(&all, &set),
				 diagram_first_match(&all, boxes, set.n));
		set.otherwise = diagram_leaf(2);
		assert_int_equal(
			diagram_of_sorted(&all, &set),
			diagram_override(
				&all, diagram_first_match(&all, boxes, set.n),
				diagram_leaf(2)));
	}
	diagrams_finish(&all);
}

static void the_order_of_disjoint_boxes_does_not_matter(void **state)
{
	struct diagram_range ranges[2 * 64];
	struct diagram_boxes boxes = { .ranges = ranges,
				       .n_ranges = 2,
				       .n = 64,
				       .value = diagram_leaf(5) };
	struct diagrams all;
	uint64_t seed = 23;
	uint32_t in_turn;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ 0 });
	for (int round = 0; round < 50; round++) {
		for (size_t i = 0; i < 2 * boxes.n; i++) {
			ranges[i] = some_range(&seed, 2);
			if (i % 2)
				ranges[i].level = 20;
		}
		boxes.disjoint = false;
		in_turn = diagram_of_boxes(&all, &boxes);
		boxes.disjoint = true;
		assert_int_equal(diagram_of_boxes(&all, &boxes), in_turn);
	}
	diagrams_finish(&all);
}

static void any_of_many_is_each_with_the_next(void **state)
{
	struct tiny_table ignored;
	uint32_t conditions[37], sum;
	struct diagrams all;
	uint64_t seed = 25;

	(void)state;
	diagrams_init(&all, (struct diagram_limits){ 0 });
	for (size_t i = 0; i < 37; i++)
		conditions[i] = tiny_list(&all, &seed, 2, true, &ignored);
	sum = DIAGRAM_FALSE;
	for (size_t n = 0; n <= 37; n++) {
		assert_int_equal(diagram_any(&all, conditions, n), sum);
		if (n < 37)
			sum = diagram_or(&all, sum, conditions[n]);
	}
	diagrams_finish(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_range_of_many_digits_is_a_range_of_numbers),
		cmocka_unit_test(
			a_range_before_what_it_leads_to_or_behind_is_one_diagram),
		cmocka_unit_test(sorted_keys_are_the_list_of_their_boxes),
		cmocka_unit_test(the_order_of_disjoint_boxes_does_not_matter),
		cmocka_unit_test(any_of_many_is_each_with_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
