/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arena_test.c -- tests src/base/arena.c
 */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void memory_is_zeroed_and_aligned(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t len = 1; len < 70000; len = len * 3 + 1) {
		unsigned char *p = arena_alloc(&arena, len);

		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < len; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, len);
	}
	arena_finish(&arena);
}

static void a_ceiling_refuses_and_says_so(void **state)
{
	struct arena arena = { .ceiling = 100 };

	(void)state;
	assert_non_null(arena_alloc(&arena, 64));
	assert_false(arena.full);
	assert_null(arena_alloc(&arena, 64));
	assert_true(arena.full);
	assert_null(arena_printf(&arena, "%060d", 1));
	assert_non_null(arena_alloc(&arena, 16));
	arena_finish(&arena);
	assert_int_equal(arena.ceiling, 100);
}

static void what_is_reset_is_as_it_was_reserved(void **state)
{
	struct arena arena = { 0 };
	unsigned char *first, *again;

	(void)state;
	arena_reserve(&arena, 100000);
	first = arena_alloc(&arena, 60000);
	memset(first, 0xff, 60000);
	assert_null(arena_alloc(&arena, 60000));
	assert_true(arena.full);
	arena_reset(&arena);
	assert_false(arena.full);
	assert_int_equal(arena.used, 0);
	again = arena_alloc(&arena, 100000);
	assert_ptr_equal(again, first);
	for (size_t i = 0; i < 100000; i++)
		assert_int_equal(again[i], 0);
	arena_finish(&arena);
}

static void a_vector_keeps_what_was_added(void **state)
{
	struct arena arena = { 0 };
	VEC(int) numbers = { 0 };
	int sum = 0;

	(void)state;
	for (int i = 0; i < 1000; i++)
		*vec_add(&arena, &numbers) = i;
	assert_int_equal(numbers.n, 1000);
	vec_each(n, &numbers)
		sum += *n;
	assert_int_equal(sum, 499500);
	arena_finish(&arena);
}

static void an_empty_vector_has_no_items(void **state)
{
	VEC(int) none = { 0 };

	(void)state;
	vec_each(n, &none)
		fail();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(a_ceiling_refuses_and_says_so),
		cmocka_unit_test(what_is_reset_is_as_it_was_reserved),
		cmocka_unit_test(a_vector_keeps_what_was_added),
		cmocka_unit_test(an_empty_vector_has_no_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
