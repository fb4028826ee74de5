/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * when_test.c -- tests src/base/when.c
 */
#include "base/when.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void a_time_is_said_by_the_policys_offset(void **state)
{
	char buf[WHEN_TEXT];

	(void)state;
	assert_string_equal(when_text(buf, 0, 0), "1970-01-01 00:00:00 +00:00");
	assert_string_equal(when_text(buf, 0, 9 * 3600),
			    "1970-01-01 09:00:00 +09:00");
	assert_string_equal(when_text(buf, 86400, -(3 * 3600 + 30 * 60)),
			    "1970-01-01 20:30:00 -03:30");
}

static void what_is_no_time_is_nothing(void **state)
{
	char buf[WHEN_TEXT] = "x";

	(void)state;
	assert_string_equal(when_text(buf, INT64_MAX / 2, 0), "");
}

static void a_time_is_said_by_the_machines_zone(void **state)
{
	char buf[WHEN_TEXT];

	(void)state;
	setenv("TZ", "JST-9", 1);
	tzset();
	assert_string_equal(when_local(buf, 0), "1970-01-01 09:00:00 +09:00");
}

static void a_day_is_one_that_there_is_and_nothing_else(void **state)
{
	static const char *const none[] = {
		"2026-02-29",  "2026-11-31", "2026-13-01", "2026-00-10",
		"2026-11-00",  "2026-1-2",   "20261121",   " 2026-11-21",
		"2026-11-21 ", "",           "1800-01-01", "2026-11-21T00:00",
	};
	uint32_t day = 0;

	(void)state;
	assert_true(when_day("2026-11-21", &day));
	assert_int_equal(day, 20261121);
	assert_true(when_day("2028-02-29", &day));
	assert_int_equal(day, 20280229);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_false(when_day(none[i], &day));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_is_said_by_the_machines_zone),
		cmocka_unit_test(a_time_is_said_by_the_policys_offset),
		cmocka_unit_test(what_is_no_time_is_nothing),
		cmocka_unit_test(a_day_is_one_that_there_is_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
