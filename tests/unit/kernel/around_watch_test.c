/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around_watch_test.c -- tests src/kernel/around/watch.c: when a look is due
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "kernel/around/watch.h"

static void the_first_change_of_a_quiet_time_is_looked_at_at_once(void **state)
{
	struct around_watch watch = { .fd = -1 };

	(void)state;
	around_watch_looked(&watch, 1000, 1);
	assert_true(around_watch_hears(&watch));
	watch.changed = true;
	assert_int_equal(around_watch_due(&watch, 1000 + WATCH_GAP_MS), 0);
}

static void changes_that_keep_coming_wait_for_the_gap(void **state)
{
	struct around_watch watch = { .fd = -1 };

	(void)state;
	around_watch_looked(&watch, 1000, 1);
	watch.changed = true;
	assert_int_equal(around_watch_due(&watch, 1010), WATCH_GAP_MS - 10);
	/* And wake nobody until then. */
	assert_false(around_watch_hears(&watch));
}

static void a_costly_look_makes_the_gap_longer_within_bounds(void **state)
{
	struct around_watch watch = { .fd = -1 };

	(void)state;
	watch.changed = true;
	around_watch_looked(&watch, 1000, 50);
	assert_int_equal(around_watch_due(&watch, 1000), 450);
	around_watch_looked(&watch, 1000, 60000);
	assert_int_equal(around_watch_due(&watch, 1000), WATCH_GAP_MAX_MS);
}

static void without_any_change_it_polls(void **state)
{
	struct around_watch watch = { .fd = -1 };

	(void)state;
	around_watch_looked(&watch, 1000, 1);
	assert_int_equal(around_watch_due(&watch, 1000), WATCH_POLL_MS);
	assert_int_equal(around_watch_due(&watch, 1000 + WATCH_POLL_MS), 0);
	assert_int_equal(around_watch_due(&watch, 99000), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_first_change_of_a_quiet_time_is_looked_at_at_once),
		cmocka_unit_test(changes_that_keep_coming_wait_for_the_gap),
		cmocka_unit_test(
			a_costly_look_makes_the_gap_longer_within_bounds),
		cmocka_unit_test(without_any_change_it_polls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
