/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control_watch_test.c -- tests src/daemon/control/control.c where the kernel
 * watches no more descriptors: who comes is refused, alone
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "control_lab.h"
#include "watches.h"

enum {
	OWN = 4, /* listening socket, engine, parent and signals */
	MANY = 20
};

static int open_well(void **state)
{
	*watches = WATCHES_ANY;
	return lab_open(state);
}

static void who_cannot_be_watched_is_refused_alone(void **state)
{
	struct told told;
	uint32_t id;
	int client;
	size_t before;

	(void)state;
	if (geteuid() != 0)
		skip();
	client = client_dial();
	id = client_wait(client);
	before = lab_count_fds();
	*watches = 0;
	for (int i = 0; i < MANY; i++) {
		told = client_hear(client_dial());
		assert_true(told.answered);
		assert_int_equal(told.status, ANSWER_MACHINE);
		assert_non_null(strstr(told.said, "too many clients"));
	}
	assert_int_equal(lab_count_fds(), before);
	*watches = WATCHES_ANY;
	engine_done(id, ANSWER_YES);
	assert_int_equal(client_hear(client).status, ANSWER_YES);
	client_assert_served(client_dial());
}

/* Not by abort(): nothing of ours is wrong. */
static void a_start_without_watches_ends(void **state)
{
	for (int i = 0; i < OWN; i++) {
		*watches = i;
		lab_open(state);
		assert_int_equal(lab_exit_status(), 1);
		lab_close(state);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			who_cannot_be_watched_is_refused_alone, open_well,
			lab_close),
		cmocka_unit_test(a_start_without_watches_ends),
	};

	return cmocka_run_group_tests(tests, watches_begin, NULL);
}
