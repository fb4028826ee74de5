/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intent_test.c -- tests src/kernel/intent.c: the age of a compiled ruleset
 */
#include "kernel/intent.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

static double uptime(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void assert_about(uint64_t have, double seconds)
{
	assert_true((double)have >= seconds * 1e3 - 1);
	assert_true((double)have <= seconds * 1e3 + 60e3);
}

static void an_age_counts_from_its_moment(void **state)
{
	(void)state;
	assert_about(intent_age_ms(uptime()), 0);
	assert_about(intent_age_ms(uptime() / 2), uptime() / 2);
}

static void it_may_lie_before_the_boot(void **state)
{
	const double days = 30 * 86400;

	(void)state;
	assert_about(intent_age_ms(uptime() - days), days);
}

static void zero_is_now_and_so_is_what_is_to_come(void **state)
{
	(void)state;
	assert_int_equal(intent_age_ms(0), 0);
	assert_int_equal(intent_age_ms(uptime() + 3600), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_age_counts_from_its_moment),
		cmocka_unit_test(it_may_lie_before_the_boot),
		cmocka_unit_test(zero_is_now_and_so_is_what_is_to_come),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
