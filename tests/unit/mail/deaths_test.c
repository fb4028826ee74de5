/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deaths_test.c -- tests src/mail/outside/deaths.c
 */
#include "mail/outside/deaths.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static bool note(struct deaths *deaths, uint8_t seed)
{
	uint8_t digest[DIGEST_LEN] = { seed };

	return deaths_note(deaths, digest);
}

static void the_second_time_is_noticed(void **state)
{
	struct deaths deaths = { .n = 0 };

	(void)state;
	assert_false(note(&deaths, 0));
	assert_false(note(&deaths, 1));
	assert_true(note(&deaths, 0));
	assert_true(note(&deaths, 1));
	assert_true(note(&deaths, 0));
}

static void only_the_newest_are_remembered(void **state)
{
	struct deaths deaths = { .n = 0 };

	(void)state;
	for (uint8_t i = 0; i <= DEATHS_KEPT; i++)
		assert_false(note(&deaths, i));
	assert_true(note(&deaths, 1));
	assert_true(note(&deaths, DEATHS_KEPT));
	assert_false(note(&deaths, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_second_time_is_noticed),
		cmocka_unit_test(only_the_newest_are_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
