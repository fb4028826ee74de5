/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control_test.c -- tests src/daemon/control/{control,forward}.c, jailed as they
 * are: who asks, what may be asked, and back
 */
#include "daemon/control/control.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/sealed.h"
#include "daemon/messages.h"

#include "control_lab.h"

enum {
	USER = 12345, /* with a role by a group */
};

/* The test's own user has a role only as root. */
static bool cannot(void)
{
	return geteuid() != 0;
}

static struct told ask_as(gid_t group, enum verb verb)
{
	int client = client_dial_as(USER, GID_OTHER, group);

	client_send(client, verb, -1);
	return client_hear(client);
}

static void a_request_goes_to_the_engine_and_its_answer_back(void **state)
{
	int client, policy = sealed_make("zones", 5), answer;
	char text[8] = { 0 };
	struct asked asked;
	struct told told;

	(void)state;
	if (cannot())
		skip();
	client = client_dial();
	client_send(client, VERB_APPLY, policy);
	close(policy);
	assert_int_equal(parent_name("root"), 0);
	asked = engine_hear();
	assert_int_equal(asked.request.verb, VERB_APPLY);
	assert_int_equal(asked.asker.uid, 0);
	assert_int_equal(asked.asker.pid, getpid());
	assert_int_equal(asked.asker.roles, ROLE_ALL);
	assert_string_equal(asked.asker.name, "root");
	assert_int_equal(pread(asked.fd, text, sizeof(text), 0), 5);
	assert_string_equal(text, "zones");
	close(asked.fd);
	answer = sealed_make("done", 4);
	engine_say(ANSWER_SAID, asked.id, "one\n", 4, -1);
	engine_say(ANSWER_SAID, asked.id, "two\n", 4, -1);
	engine_say(ANSWER_DONE, asked.id, &(uint8_t){ 1 }, 1, answer);
	close(answer);
	told = client_hear(client);
	assert_true(told.answered);
	assert_int_equal(told.status, 1);
	assert_string_equal(told.said, "one\ntwo\n");
	assert_int_equal(pread(told.fd, text, sizeof(text), 0), 4);
	assert_memory_equal(text, "done", 4);
	close(told.fd);
}

static void the_largest_sealed_text_is_passed_on(void **state)
{
	int client, fd;
	struct asked asked;

	(void)state;
	if (cannot())
		skip();
	fd = memfd_create("test", MFD_ALLOW_SEALING);
	assert_int_equal(ftruncate(fd, REQUEST_FD_MAX), 0);
	assert_int_equal(sealed_close(&fd, REQUEST_FD_MAX), 0);
	client = client_dial();
	client_send(client, VERB_PLAN, fd);
	close(fd);
	parent_name("root");
	asked = engine_hear();
	assert_int_equal(lseek(asked.fd, 0, SEEK_END), REQUEST_FD_MAX);
	close(asked.fd);
	engine_done(asked.id, 0);
	assert_int_equal(client_hear(client).status, 0);
}

static void roles_are_the_groups_that_the_kernel_says(void **state)
{
	static const struct {
		gid_t gid, group;
		uint32_t roles;
	} cases[] = {
		{ GID_OTHER, GID_OPERATOR, ROLE_OPERATOR },
		{ GID_OTHER, GID_APPROVER, ROLE_APPROVER },
		{ GID_AUDITOR, GID_OTHER, ROLE_AUDITOR },
		{ GID_OPERATOR, GID_AUDITOR, ROLE_OPERATOR | ROLE_AUDITOR },
	};

	(void)state;
	if (cannot())
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int client = client_dial_as(20000 + (uid_t)i, cases[i].gid,
					    cases[i].group);
		struct asked asked;

		client_send(client, VERB_STATUS, -1);
		assert_int_equal(parent_name("someone"), 20000 + i);
		asked = engine_hear();
		assert_int_equal(asked.asker.roles, cases[i].roles);
		assert_int_equal(asked.asker.uid, 20000 + i);
		engine_done(asked.id, 0);
		assert_int_equal(client_hear(client).status, 0);
	}
}

static void who_has_no_role_is_refused_at_the_door(void **state)
{
	struct told told;

	(void)state;
	if (cannot())
		skip();
	told = client_hear(client_dial_as(USER, GID_OTHER, GID_OTHER));
	assert_true(told.answered);
	assert_int_equal(told.status, 1);
	assert_non_null(strstr(told.said, "sekisho-auditor"));
}

static void what_a_role_may_not_is_never_passed_on(void **state)
{
	struct told told;

	(void)state;
	if (cannot())
		skip();
	told = ask_as(GID_AUDITOR, VERB_CONFIRM);
	assert_int_equal(told.status, 1);
	assert_string_equal(told.said, "sekishod: confirm is for operators "
				       "(group sekisho-operator)\n");
	assert_int_equal(ask_as(GID_APPROVER, VERB_ISOLATE).status, 1);
	assert_true(engine_hears_nothing());
}

static void a_name_is_asked_once_for_all_that_wait(void **state)
{
	int first, second, third;
	struct asked asked;

	(void)state;
	if (cannot())
		skip();
	first = client_dial_as(USER, GID_OTHER, GID_AUDITOR);
	second = client_dial_as(USER, GID_OTHER, GID_AUDITOR);
	client_send(first, VERB_STATUS, -1);
	client_send(second, VERB_STATUS, -1);
	assert_true(engine_hears_nothing());
	parent_name("two\nlines");
	assert_true(parent_hears_nothing());
	asked = engine_hear();
	assert_string_equal(asked.asker.name, "uid 12345");
	engine_done(asked.id, 0);
	engine_done(engine_hear().id, 0);
	third = client_dial_as(USER, GID_OTHER, GID_AUDITOR);
	client_send(third, VERB_STATUS, -1);
	engine_done(engine_hear().id, 3);
	assert_int_equal(client_hear(first).status, 0);
	assert_int_equal(client_hear(second).status, 0);
	assert_int_equal(client_hear(third).status, 3);
}

static void root_is_whoever_became_it(void **state)
{
	int first, second;
	struct asked asked;

	(void)state;
	if (cannot())
		skip();
	first = client_dial();
	second = client_dial();
	client_send(first, VERB_APPLY, sealed_make("zones", 5));
	assert_int_equal(parent_name_person(USER, "tanaka"), 0);
	asked = engine_hear();
	assert_int_equal(asked.asker.uid, USER);
	assert_string_equal(asked.asker.name, "tanaka");
	assert_int_equal(asked.asker.roles, ROLE_ALL);
	engine_done(asked.id, 0);
	/* Another process may be another person. */
	client_send(second, VERB_STATUS, -1);
	assert_int_equal(parent_name("root"), 0);
	asked = engine_hear();
	assert_int_equal(asked.asker.uid, 0);
	assert_string_equal(asked.asker.name, "root");
	engine_done(asked.id, 0);
	assert_int_equal(client_hear(first).status, 0);
	assert_int_equal(client_hear(second).status, 0);
}

static void it_says_that_it_is_there(void **state)
{
	uint8_t buf[64];
	struct packet packet;

	(void)state;
	if (cannot())
		skip();
	assert_int_equal(packet_send(lab.parent, MESSAGE_PING, 5, NULL, 0, -1),
			 0);
	while (packet_receive(lab.parent, buf, sizeof(buf), &packet) ==
	       PACKET_NONE)
		usleep(1000);
	assert_int_equal(packet.type, MESSAGE_PONG);
	assert_int_equal(packet.id, 5);
}

static void without_the_engine_all_are_told_and_it_ends(void **state)
{
	int waiting, silent;

	(void)state;
	if (cannot())
		skip();
	waiting = client_dial();
	silent = client_dial();
	client_send(waiting, VERB_STATUS, -1);
	parent_name("root");
	engine_hear();
	close(lab.engine);
	assert_int_equal(lab_exit_status(), 1);
	lab.engine = -1;
	assert_int_equal(client_hear(silent).status, 3);
	assert_string_equal(client_hear(waiting).said,
			    "sekishod: the daemon is restarting; try again\n");
}

static void an_engine_that_answers_nobody_is_not_trusted(void **state)
{
	int client;
	uint32_t id;

	(void)state;
	if (cannot())
		skip();
	client = client_dial();
	client_send(client, VERB_STATUS, -1);
	parent_name("root");
	id = engine_hear().id;
	engine_done(id, 0);
	engine_done(id, 0); /* a second time */
	assert_int_equal(lab_exit_status(), 1);
	assert_int_equal(client_hear(client).status, 0);
}

static void told_to_stop_it_takes_leave(void **state)
{
	int client;

	(void)state;
	if (cannot())
		skip();
	client = client_dial();
	client_send(client, VERB_STATUS, -1);
	parent_name("root");
	engine_hear();
	kill(lab.pid, SIGTERM);
	assert_int_equal(lab_exit_status(), 0);
	assert_int_equal(client_hear(client).status, 3);
}

#define lab_test(f) cmocka_unit_test_setup_teardown(f, lab_open, lab_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		lab_test(a_request_goes_to_the_engine_and_its_answer_back),
		lab_test(the_largest_sealed_text_is_passed_on),
		lab_test(roles_are_the_groups_that_the_kernel_says),
		lab_test(who_has_no_role_is_refused_at_the_door),
		lab_test(what_a_role_may_not_is_never_passed_on),
		lab_test(a_name_is_asked_once_for_all_that_wait),
		lab_test(root_is_whoever_became_it),
		lab_test(it_says_that_it_is_there),
		lab_test(without_the_engine_all_are_told_and_it_ends),
		lab_test(an_engine_that_answers_nobody_is_not_trusted),
		lab_test(told_to_stop_it_takes_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
