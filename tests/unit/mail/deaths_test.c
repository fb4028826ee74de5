/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * deaths_test.c -- tests src/mail/outside/deaths.c
 */
#include "mail/outside/deaths.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static uint32_t note(struct deaths *deaths, uint8_t seed)
{
	uint8_t digest[DIGEST_LEN] = { seed };

	return deaths_note(deaths, digest);
}

static void each_message_is_counted(void **state)
{
	struct deaths deaths = { .n = 0 };

	(void)state;
	assert_int_equal(note(&deaths, 0), 1);
	assert_int_equal(note(&deaths, 1), 1);
	assert_int_equal(note(&deaths, 0), 2);
	assert_int_equal(note(&deaths, 1), 2);
	assert_int_equal(note(&deaths, 0), 3);
}

static void only_the_newest_are_remembered(void **state)
{
	struct deaths deaths = { .n = 0 };

	(void)state;
	for (uint8_t i = 0; i <= DEATHS_KEPT; i++)
		assert_int_equal(note(&deaths, i), 1);
	assert_int_equal(note(&deaths, 1), 2);
	assert_int_equal(note(&deaths, DEATHS_KEPT), 2);
	assert_int_equal(note(&deaths, 0), 1);
	/* In whose place the oldest one was. */
	assert_int_equal(note(&deaths, 1), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_message_is_counted),
		cmocka_unit_test(only_the_newest_are_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
