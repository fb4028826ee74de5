/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * isolate_time_test.c -- tests src/daemon/engine/isolate/isolate.c: orders that outlive the
 * engine, the generation and their names
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "daemon/engine/isolate/isolate.h"
#include "daemon/engine/transition.h"

#include "isolate_lab.h"

enum {
	YES
};

static void orders_outlive_the_engine(void **state)
{
	(void)state;
	assert_int_equal(lab_isolate("office"), YES);
	assert_int_equal(lab_isolate("F-2"), YES);
	lab_restart();
	assert_int_equal(lab.engine.n_orders, 2);
	assert_string_equal(lab.engine.orders[0].by, "tanaka");
	assert_string_equal(lab.engine.orders[0].reason, "感染の疑い");
	/* No policy is known yet: both are what they were. */
	assert_int_equal(isolate_enforce(&lab.engine, NULL, 0), 0);
	assert_int_equal(lab.told.list.n, 2);
	assert_int_equal(lab_told(0)->interfaces.n, 2);
	assert_int_equal(lab_told(1)->entries.at[0].generation, 7);
	assert_int_equal(lab.engine.n_alarms, 0);
	lab_fill(&lab.engine.live, 9);
	assert_int_equal(isolate_enforce(&lab.engine, NULL, 0), 0);
	assert_int_equal(lab.told.list.n, 2);
	assert_int_equal(lab_told(1)->entries.at[0].generation, 9);
}

static void the_next_generation_is_isolated_before_it_is_in_force(void **state)
{
	struct standing next;

	(void)state;
	assert_int_equal(lab_isolate("F-1"), YES);
	assert_int_equal(lab_isolate("office"), YES);
	lab_fill(&next, 8);
	next.index.zones.at[0].interfaces.at[0] = "new0";
	assert_int_equal(isolate_enforce(&lab.engine, &next, 1), 0);
	assert_int_equal(lab_told(0)->entries.n, 2);
	assert_int_equal(lab_told(0)->entries.at[1].generation, 8);
	assert_int_equal(lab_told(1)->interfaces.n, 3);
	assert_string_equal(lab_told(1)->interfaces.at[2], "new0");
	standing_finish(&next);
}

static void nobody_opens_by_renaming(void **state)
{
	struct standing next;

	(void)state;
	assert_int_equal(lab_isolate("office"), YES);
	assert_int_equal(lab_isolate("F-1"), YES);
	lab_fill(&next, 8);
	next.index.zones.at[0].name = "bureau";
	next.index.entries.at[0].id = "F-9";
	*lab.said = '\0';
	assert_int_equal(isolate_enforce(&lab.engine, &next, 1), 0);
	lab_says("zone:office is isolated and not in generation 8");
	standing_finish(&lab.engine.live);
	lab.engine.live = next;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(isolate_enforce(&lab.engine, NULL, 1), 0);
		assert_int_equal(lab.engine.n_orders, 2);
		/* The entry is gone, and lets nothing in. */
		assert_int_equal(lab.told.list.n, 1);
		assert_int_equal(lab_told(0)->interfaces.n, 2);
		assert_int_equal(lab.engine.n_alarms, 2);
		assert_string_equal(lab.engine.alarms[0].slug,
				    "isolation-unknown");
	}
	assert_int_equal(lab_unisolate("office"), YES);
	assert_int_equal(lab.told.list.n, 0);
}

#define claim(name) cmocka_unit_test_setup_teardown(name, lab_begin, lab_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		claim(orders_outlive_the_engine),
		claim(the_next_generation_is_isolated_before_it_is_in_force),
		claim(nobody_opens_by_renaming),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
