/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * window_test.c -- tests src/ruleset/window.c
 */
#include "ruleset/window.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum {
	HOUR = 3600,
	WEEKDAYS = 0x3e,
};

static bool covers(const struct window *windows, size_t n, unsigned day,
		   uint32_t second)
{
	for (size_t i = 0; i < n; i++) {
		if (day >= windows[i].first_day && day <= windows[i].last_day &&
		    second >= windows[i].from && second < windows[i].to)
			return true;
	}
	return false;
}

static void office_hours_in_japan_cross_midnight_in_utc(void **state)
{
	struct hours hours = { WEEKDAYS, 8 * HOUR + 1800, 17 * HOUR + 900 };
	struct window w[WINDOWS_MAX];

	(void)state;
	assert_int_equal(windows_of(&hours, 9 * HOUR, w), 2);
	assert_int_equal(w[0].first_day, 0);
	assert_int_equal(w[0].last_day, 4);
	assert_int_equal(w[0].from, 23 * HOUR + 1800);
	assert_int_equal(w[0].to, 24 * HOUR);
	assert_int_equal(w[1].first_day, 1);
	assert_int_equal(w[1].last_day, 5);
	assert_int_equal(w[1].from, 0);
	assert_int_equal(w[1].to, 8 * HOUR + 900);
}

static void hours_without_a_day_or_a_duration_are_no_window(void **state)
{
	struct hours no_day = { 0, 0, 24 * HOUR };
	struct hours no_time = { 0x7f, HOUR, HOUR };
	struct window w[WINDOWS_MAX];

	(void)state;
	assert_int_equal(windows_of(&no_day, 9 * HOUR, w), 0);
	assert_int_equal(windows_of(&no_time, 9 * HOUR, w), 0);
}

/* Every day mask, offsets on both sides of the date line, hour by hour. */
static void windows_hold_exactly_when_the_local_hours_do(void **state)
{
	static const int32_t offsets[] = { -12, -5, 0, 1, 9, 14 };
	static const uint32_t times[][2] = { { 0, 24 }, { 0, 1 },  { 23, 24 },
					     { 8, 17 }, { 9, 24 }, { 0, 9 } };
	struct window w[WINDOWS_MAX];

	(void)state;
	for (unsigned i = 0; i < 6 * 6 * 128; i++) {
		int32_t offset = offsets[i % 6] * HOUR;
		struct hours hours = { (uint8_t)(i / 36),
				       times[i / 6 % 6][0] * HOUR,
				       times[i / 6 % 6][1] * HOUR };
		size_t n = windows_of(&hours, offset, w);

		for (int32_t t = 0; t < 7 * DAY_SECONDS; t += HOUR) {
			int32_t local = (t + offset + 7 * DAY_SECONDS) %
					(7 * DAY_SECONDS);
			uint32_t second = (uint32_t)(local % DAY_SECONDS);
			bool holds = hours.days >> local / DAY_SECONDS & 1 &&
				     second >= hours.from && second < hours.to;

			assert_int_equal(covers(w, n,
						(unsigned)(t / DAY_SECONDS),
						(uint32_t)(t % DAY_SECONDS)),
					 holds);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(office_hours_in_japan_cross_midnight_in_utc),
		cmocka_unit_test(
			hours_without_a_day_or_a_duration_are_no_window),
		cmocka_unit_test(windows_hold_exactly_when_the_local_hours_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
