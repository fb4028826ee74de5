/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram_level_test.c -- one level taken out, or its digits renamed, on every
 * assignment of a tiny space
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

static void an_assigned_level_is_not_asked_any_more(void **state)
{
	bool asked[DIAGRAM_LEVELS];
	struct tiny_table want;
	uint64_t seed = 5;
	struct tiny_pair pair;
	unsigned level, digit;
	uint32_t id;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		tiny_pair_init(&pair, &seed, 4, false);
		level = tiny_random(&seed, TINY_LEVELS);
		digit = tiny_random(&seed, TINY_DIGITS);
		id = diagram_assign(&pair.all, pair.ida, tiny_levels[level],
				    tiny_digits[digit]);
		for (unsigned cell = 0; cell < TINY_CELLS; cell++)
			want.leaf[cell] =
				pair.a.leaf[tiny_with(cell, level, digit)];
		tiny_is(&pair.all, id, &want);
		assert_true(diagram_support(&pair.all, id, asked));
		assert_false(asked[tiny_levels[level]]);
		diagrams_finish(&pair.all);
	}
}

/* The tiny lists' leaves are 0 … 3; NOMATCH counts as 0. */
static void exists_and_forall_are_or_and_and_over_all_digits(void **state)
{
	struct tiny_table some, every;
	uint64_t seed = 7;
	struct tiny_pair pair;
	unsigned level;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		tiny_pair_init(&pair, &seed, 2, true);
		level = tiny_random(&seed, TINY_LEVELS);
		for (unsigned cell = 0; cell < TINY_CELLS; cell++) {
			some.leaf[cell] = DIAGRAM_FALSE;
			every.leaf[cell] = DIAGRAM_TRUE;
			for (unsigned digit = 0; digit < TINY_DIGITS; digit++) {
				uint32_t leaf = pair.a.leaf[tiny_with(
					cell, level, digit)];

				some.leaf[cell] |= leaf;
				every.leaf[cell] &= leaf;
			}
		}
		tiny_is(&pair.all,
			diagram_exists(&pair.all, pair.ida, tiny_levels[level]),
			&some);
		tiny_is(&pair.all,
			diagram_forall(&pair.all, pair.ida, tiny_levels[level]),
			&every);
		diagrams_finish(&pair.all);
	}
}

static void behind_a_bitwise_the_changed_digit_is_asked(void **state)
{
	static const uint16_t masks[] = { 0xffff, 0,      0xff00, 0x00ff,
					  0x8001, 0x7ffe, 1 };
	uint16_t digits[DIAGRAM_LEVELS], mask, flip, *digit;
	uint64_t seed = 8;
	struct tiny_pair pair;
	uint32_t before, id;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		tiny_pair_init(&pair, &seed, 4, false);
		mask = masks[tiny_random(&seed, 7)];
		flip = i % 2 ? 0 : (uint16_t)tiny_random(&seed, 0x10000);
		id = diagram_bitwise(&pair.all, pair.ida, tiny_levels[2], mask,
				     flip);
		for (int round = 0; round < 2000; round++) {
			tiny_assign(tiny_random(&seed, TINY_CELLS), digits);
			digit = &digits[tiny_levels[2]];
			if (round % 2)
				*digit = (uint16_t)tiny_random(&seed, 0x10000);
			before = diagram_evaluate(&pair.all, id, digits);
			*digit = (uint16_t)((*digit & mask) ^ flip);
			assert_int_equal(
				before,
				diagram_evaluate(&pair.all, pair.ida, digits));
		}
		diagrams_finish(&pair.all);
	}
}

static void one_less_asks_the_digit_before(void **state)
{
	uint16_t digits[DIAGRAM_LEVELS], *digit;
	uint64_t seed = 10;
	struct tiny_pair pair;
	uint32_t before, id;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		tiny_pair_init(&pair, &seed, 4, false);
		id = diagram_one_less(&pair.all, pair.ida, tiny_levels[2]);
		for (int round = 0; round < 500; round++) {
			tiny_assign(tiny_random(&seed, TINY_CELLS), digits);
			digit = &digits[tiny_levels[2]];
			if (round % 2)
				*digit = (uint16_t)tiny_random(&seed, 0x10000);
			if (round % 5 == 0)
				*digit = round % 2 ? DIGIT_MAX : 0;
			before = diagram_evaluate(&pair.all, id, digits);
			if (*digit > 0)
				--*digit;
			assert_int_equal(
				before,
				diagram_evaluate(&pair.all, pair.ida, digits));
		}
		diagrams_finish(&pair.all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_assigned_level_is_not_asked_any_more),
		cmocka_unit_test(
			exists_and_forall_are_or_and_and_over_all_digits),
		cmocka_unit_test(behind_a_bitwise_the_changed_digit_is_asked),
		cmocka_unit_test(one_less_asks_the_digit_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
