/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control_turn_test.c -- tests src/daemon/control/turn.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/control/control.h"

static struct control control;
static uint32_t next = 1;

static struct turn *begin(uint32_t uid)
{
	return turn_begin(&control, next++, uid);
}

static int clear(void **state)
{
	(void)state;
	memset(control.turns, 0, sizeof(control.turns));
	control.served = 0;
	return 0;
}

static void one_user_has_its_share(void **state)
{
	struct turn *first = begin(1000);

	(void)state;
	for (int i = 1; i < CONTROL_TURNS_PER_USER; i++)
		assert_non_null(begin(1000));
	assert_null(begin(1000));
	assert_non_null(begin(1001));
	first->id = 0;
	assert_non_null(begin(1000));
}

static void some_places_are_roots_alone(void **state)
{
	uint32_t uid = 1000;

	(void)state;
	for (int i = 0; i < CONTROL_TURNS - CONTROL_TURNS_FOR_ROOT; i++)
		assert_non_null(begin(uid++));
	assert_null(begin(uid));
	for (int i = 0; i < CONTROL_TURNS_FOR_ROOT; i++)
		assert_non_null(begin(0));
	assert_null(begin(0));
}

static uint32_t serve(void)
{
	struct turn *turn = turn_next(&control);

	assert_non_null(turn);
	turn->id = 0;
	control.served = turn->uid;
	return turn->uid;
}

static void nobody_waits_behind_all_that_another_asks(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++)
		begin(1000);
	begin(2000)->urgent = true;
	begin(500);
	begin(3000);
	assert_int_equal(serve(), 2000);
	assert_int_equal(serve(), 3000);
	assert_int_equal(serve(), 500);
	assert_int_equal(serve(), 1000);
	begin(500);
	begin(0);
	assert_int_equal(serve(), 0);
	assert_int_equal(serve(), 500);
	for (int i = 0; i < 3; i++)
		assert_int_equal(serve(), 1000);
	assert_null(turn_next(&control));
}

static void of_one_user_the_oldest_is_next(void **state)
{
	struct turn *first = begin(1000), *second = begin(1000);

	(void)state;
	assert_ptr_equal(turn_next(&control), first);
	first->sent = true;
	assert_null(turn_next(&control));
	first->id = 0;
	assert_ptr_equal(turn_next(&control), second);
}

static void a_job_is_found_by_its_client(void **state)
{
	struct turn *turn = begin(7);

	(void)state;
	begin(8);
	assert_ptr_equal(turn_find(&control, turn->id), turn);
	assert_null(turn_find(&control, next));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(one_user_has_its_share, clear),
		cmocka_unit_test_setup(some_places_are_roots_alone, clear),
		cmocka_unit_test_setup(
			nobody_waits_behind_all_that_another_asks, clear),
		cmocka_unit_test_setup(of_one_user_the_oldest_is_next, clear),
		cmocka_unit_test_setup(a_job_is_found_by_its_client, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
