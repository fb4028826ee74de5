/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control_many_test.c -- tests src/daemon/control/{forward,turn}.c: many
 * clients, and some that go; each time somebody else goes on being served
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/control/control.h"

#include "control_lab.h"

/* The test's own user has a role only as root. */
static bool cannot(void)
{
	return geteuid() != 0;
}

static void who_speaks_out_of_turn_is_dropped_and_its_job_goes_on(void **state)
{
	int client;
	uint32_t id;

	(void)state;
	if (cannot())
		skip();
	client = client_dial();
	id = client_wait(client);
	client_send(client, VERB_STATUS, -1);
	assert_false(client_hear(client).answered);
	assert_true(engine_hears_nothing());
	engine_say(ANSWER_SAID, id, "nobody hears\n", 13, -1);
	engine_done(id, 0);
	client_assert_served(client_dial());
}

static void who_has_gone_leaves_its_job(void **state)
{
	int client;
	uint32_t id;

	(void)state;
	if (cannot())
		skip();
	client = client_dial();
	id = client_wait(client);
	close(client);
	engine_done(id, 0);
	client_assert_served(client_dial());
}

/* ------ many ------ */

static void a_thousand_clients_and_one(void **state)
{
	static int clients[CONTROL_CALLERS];
	struct told told;

	(void)state;
	if (cannot())
		skip();
	for (int i = 0; i < CONTROL_CALLERS; i++)
		clients[i] = client_dial();
	for (int i = 0; i < 3; i++) {
		told = client_hear(client_dial());
		assert_int_equal(told.status, 3);
		assert_string_equal(told.said, "sekishod: too many clients; "
					       "try again\n");
	}
	client_assert_served(clients[0]);
	client_assert_served(clients[CONTROL_CALLERS - 1]);
	for (int i = 1; i < CONTROL_CALLERS - 1; i++)
		close(clients[i]);
	client_assert_served(client_dial());
}

static void the_engine_is_asked_one_thing_at_a_time(void **state)
{
	int clients[CONTROL_TURNS], late;
	uint32_t id;

	(void)state;
	if (cannot())
		skip();
	clients[0] = client_dial();
	id = client_wait(clients[0]);
	for (int i = 1; i < CONTROL_TURNS; i++) {
		clients[i] = client_dial();
		client_send(clients[i], VERB_STATUS, -1);
		parent_name("root");
	}
	late = client_dial();
	client_send(late, VERB_STATUS, -1);
	parent_name("root");
	assert_string_equal(client_hear(late).said,
			    "sekishod: too many requests are waiting; "
			    "try again\n");
	for (int i = 0; i < CONTROL_TURNS; i++) {
		/* To hear nothing takes its time. */
		assert_true(i % 16 || engine_hears_nothing());
		engine_done(id, 0);
		assert_true(client_hear(clients[i]).answered);
		if (i + 1 < CONTROL_TURNS)
			id = engine_hear().id;
	}
	client_assert_served(client_dial());
}

static void an_isolation_waits_for_nobody(void **state)
{
	int first, second, urgent;
	struct asked asked;
	uint32_t id;

	(void)state;
	if (cannot())
		skip();
	first = client_dial();
	id = client_wait(first);
	second = client_dial();
	client_send(second, VERB_STATUS, -1);
	parent_name("root");
	urgent = client_dial();
	client_send(urgent, VERB_ISOLATE, -1);
	parent_name("root");
	asked = engine_hear();
	assert_int_equal(asked.request.verb, VERB_ISOLATE);
	assert_true(engine_hears_nothing());
	engine_done(asked.id, 0);
	assert_true(client_hear(urgent).answered);
	assert_true(engine_hears_nothing());
	engine_done(id, 0);
	assert_true(client_hear(first).answered);
	engine_done(engine_hear().id, 0);
	assert_true(client_hear(second).answered);
}

#define lab_test(f) cmocka_unit_test_setup_teardown(f, lab_open, lab_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		lab_test(who_speaks_out_of_turn_is_dropped_and_its_job_goes_on),
		lab_test(who_has_gone_leaves_its_job),
		lab_test(a_thousand_clients_and_one),
		lab_test(the_engine_is_asked_one_thing_at_a_time),
		lab_test(an_isolation_waits_for_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
