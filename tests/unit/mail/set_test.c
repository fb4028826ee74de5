/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set_test.c -- tests src/mail/set.c: who is silent for how long, and is killed
 */
#include "mail/set.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	PID = 12345
};

static bool waits_for_disk;
static unsigned n_killed;

/* ------ by the linker (ld(1) --wrap) ------ */

bool __wrap_pulse_waits_for_disk(pid_t pid);
int __wrap_kill(pid_t pid, int signal);

bool __wrap_pulse_waits_for_disk(pid_t pid)
{
	assert_int_equal(pid, PID);
	return waits_for_disk;
}

int __wrap_kill(pid_t pid, int signal)
{
	assert_int_equal(pid, PID);
	assert_int_equal(signal, SIGKILL);
	n_killed++;
	return 0;
}

/* ------ a set of one ------ */

static struct set set;
static int page;

static int begin(void **state)
{
	(void)state;
	waits_for_disk = false;
	n_killed = 0;
	set = (struct set){ .dial = -1, .names = -1 };
	set.of_set[PROC_STORE] = true;
	set.pids[PROC_STORE] = PID;
	page = pulse_open(&set.pulses[PROC_STORE]);
	return page < 0 ? -1 : 0;
}

static int end(void **state)
{
	(void)state;
	set_close(&set);
	close(page);
	return 0;
}

static void beats(unsigned n)
{
	assert_int_equal(pwrite(page, &n, sizeof(n), 0), sizeof(n));
	set_look(&set);
}

static void seconds(int n)
{
	for (int i = 0; i < n; i++)
		set_look(&set);
}

/* ------ claims ------ */

static void one_that_begins_has_ten_minutes(void **state)
{
	(void)state;
	seconds(599);
	assert_int_equal(n_killed, 0);
	seconds(1);
	assert_int_equal(n_killed, 1);
}

static void one_that_has_begun_has_a_minute(void **state)
{
	(void)state;
	seconds(599);
	beats(1);
	seconds(59);
	beats(2);
	seconds(59);
	assert_int_equal(n_killed, 0);
	seconds(1);
	assert_int_equal(n_killed, 1);
}

/* No signal would end it, and another one would meet the same disk. */
static void one_that_waits_for_its_disk_is_let_be(void **state)
{
	(void)state;
	beats(1);
	waits_for_disk = true;
	seconds(60);
	waits_for_disk = false;
	seconds(59);
	assert_int_equal(n_killed, 0);
	seconds(1);
	assert_int_equal(n_killed, 1);
}

static void one_that_is_gone_is_not_blamed(void **state)
{
	(void)state;
	beats(1);
	set.pids[PROC_STORE] = 0;
	seconds(60);
	assert_int_equal(n_killed, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(one_that_begins_has_ten_minutes),
		CASE(one_that_has_begun_has_a_minute),
		CASE(one_that_waits_for_its_disk_is_let_be),
		CASE(one_that_is_gone_is_not_blamed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
