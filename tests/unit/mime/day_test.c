/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * day_test.c -- tests src/mime/header/day.c
 */
#include "mime/header/day.h"

#include <time.h>

#include "fixture.h"

/* By the calendar of libc. */
static void all_days_are_those_of_libc(void **state)
{
	const time_t day = 24 * 60 * 60;
	struct tm tm, next;

	(void)state;
	for (time_t t = 0;; t += day) {
		gmtime_r(&t, &tm);
		if (tm.tm_year + 1900 > 2999)
			break;
		assert_int_equal(
			day_of_week(tm.tm_year + 1900, tm.tm_mon, tm.tm_mday),
			tm.tm_wday);
		t += day;
		gmtime_r(&t, &next);
		t -= day;
		if (next.tm_mday == 1)
			assert_int_equal(
				day_in_month(tm.tm_year + 1900, tm.tm_mon),
				tm.tm_mday);
	}
}

MAIN(cmocka_unit_test(all_days_are_those_of_libc))
