/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * supervise_test.c -- tests src/mail/{supervise,set}.c: sets of processes that are
 * started, end, are waited for, and told to
 */
#include "mail/supervise.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail/messages.h"

#include "supervise_lab.h"

enum {
	PATIENCE = 30000, /* milliseconds */
	EXIT_NO = 1,
	EXIT_MACHINE = 3
};

static void who_misleads_the_parent_is_killed(void **state)
{
	static const char *const who[] = { "inside", "control" };
	char words[64];

	for (int i = 0; i < 2; i++) {
		snprintf(words, sizeof(words), "%s misleads", who[i]);
		start(words);
		snprintf(words, sizeof(words), "process-ended name=%s ",
			 who[i]);
		says(words);
		says("exit=-1 signal=9\n");
		says("relay-started "); /* all of them, anew */
		kill(lab.pid, SIGTERM);
		assert_int_equal(ends(), 0);
		close_lab(state);
		open_lab(state);
	}
}

/* Each waits twice as long as the one before; after one that lived for a while
 * it begins from the start. */
static void sets_that_die_young_are_started_later_and_later(void **state)
{
	int64_t started[7];

	(void)state;
	start("dies");
	for (int i = 0; i < 7; i++) {
		says("relay-started ");
		started[i] = now_ms();
	}
	for (int i = 1; i < 4; i++)
		assert_in_range(started[i + 1] - started[i], (100 << i) / 2,
				(100 << i) + 4000);
	assert_in_range(started[5] - started[4], OLD / 2, PATIENCE);
	assert_in_range(started[6] - started[5], 200 / 2, 200 + 4000);
	kill(lab.pid, SIGTERM);
	assert_int_equal(ends(), 0);
}

/* Whoever stops the relay waits for no pause, and starts no set. */
static void one_that_pauses_ends_at_once(void **state)
{
	const int pause = 3200;
	int64_t told_at;

	(void)state;
	start("dies always");
	for (int i = 0; i < 6; i++)
		says("relay-started ");
	assert_false(says_within("relay-started ", pause / 4));
	told_at = now_ms();
	kill(lab.pid, SIGTERM);
	assert_int_equal(ends(), 0);
	assert_in_range(now_ms() - told_at, 0, pause / 2);
	assert_null(strstr(lab.said + lab.read, "relay-started "));
}

/* Once all of them have begun. */
static void stop_by(int signal)
{
	while (told("READY=1") == 0)
		usleep(10000);
	kill(lab.pid, signal);
}

static void how_each_ends_that_is_told_to_is_told_where_it_is_odd(void **state)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP };

	for (int i = 0; i < 3; i++) {
		told("");
		start("well");
		stop_by(signals[i]);
		assert_int_equal(ends(), 0);
		assert_null(strstr(lab.said, "process-ended "));
		close_lab(state);
		open_lab(state);
	}
	told("");
	start("crashes");
	stop_by(SIGTERM);
	says("process-ended name=outside ");
	says(" signal=31\n");
	assert_int_equal(ends(), 0);
}

static void kill_outside(void)
{
	int pid = 0;

	says(" outside=");
	assert_int_equal(sscanf(lab.said + lab.read, "%d", &pid), 1);
	assert_true(pid > 0);
	kill(pid, SIGKILL);
}

static void a_set_leaves_nothing_behind(void **state)
{
	size_t has;

	(void)state;
	start("well");
	says("relay-started ");
	has = count_has();
	for (int i = 0; i < 3; i++) {
		kill_outside();
		says("process-ended name=outside ");
		says("relay-started ");
		assert_int_equal(count_has(), has);
	}
	kill(lab.pid, SIGTERM);
	assert_int_equal(ends(), 0);
}

static void the_service_manager_is_told(void **state)
{
	(void)state;
	told("");
	start("well");
	says("relay-started ");
	assert_false(says_within("process-ended", 3500));
	assert_int_equal(told("READY=1"), 1);
	assert_in_range(told("WATCHDOG=1"), 1, 5);
	assert_int_equal(told("STOPPING=1"), 0);
	kill(lab.pid, SIGTERM);
	assert_int_equal(ends(), 0);
	assert_int_equal(told("READY=1"), 1);
	assert_int_equal(told("STOPPING=1"), 1);
	assert_int_equal(access(settings.control, F_OK), -1);
}

/* … once it hears again, that we are ready among it. */
static void a_service_manager_that_stands_still_is_not_waited_for(void **state)
{
	const int64_t until = now_ms() + PATIENCE;

	(void)state;
	told("");
	stop_manager();
	start("well");
	for (int i = 0; i < 3; i++) {
		kill_outside();
		says("process-ended name=outside ");
	}
	says("relay-started ");
	assert_false(says_within("process-ended", 2500));
	assert_int_equal(told("READY=1"), 0);
	while (told("READY=1") == 0 && now_ms() < until)
		usleep(10000);
	assert_int_equal(told("READY=1"), 1);
	stop_manager();
	kill(lab.pid, SIGTERM);
	assert_int_equal(ends(), 0);
}

/* A store of many originals takes its time. */
static void nothing_is_ready_before_each_has_begun(void **state)
{
	(void)state;
	told("");
	start("slow");
	says("relay-started ");
	assert_false(says_within("process-ended", 2500));
	assert_in_range(told("WATCHDOG=1"), 1, 4);
	assert_int_equal(told("READY=1"), 0);
	kill(lab.pid, SIGTERM);
	assert_int_equal(ends(), 0);
}

static void the_next_hop_alone_is_dialled(void **state)
{
	struct pollfd hop = { lab.hop, POLLIN, 0 };

	(void)state;
	start("dials");
	says("dialled fd=1 error=0\n");
	says("dialled fd=1 error=0\n");
	assert_int_equal(poll(&hop, 1, PATIENCE), 1);
	kill(lab.pid, SIGTERM);
	assert_int_equal(ends(), 0);
	close_lab(NULL);
	open_lab(NULL);
	/* Nobody can connect to that one, so nothing is sent to it. */
	assert_int_equal(addr_read("255.255.255.255", &settings.next_hop),
			 ADDR_OK);
	start("dials");
	says("dialled fd=0 error=");
	assert_true(lab.said[lab.read] != '0');
	kill(lab.pid, SIGTERM);
	assert_int_equal(ends(), 0);
}

/* One that waits for what does not come would count on it for ever. */
static void who_cannot_be_answered_is_started_anew(void **state)
{
	static const struct {
		const char *what, *who;
		uint16_t answer;
	} cases[] = {
		{ "dials", "inside", MESSAGE_DIALLED },
		{ "asks", "control", MESSAGE_NAME },
	};

	char words[64];

	for (int i = 0; i < 2; i++) {
		unsent = cases[i].answer;
		start(cases[i].what);
		unsent = 0;
		snprintf(words, sizeof(words),
			 "not-answered name=%s: ", cases[i].who);
		says(words);
		snprintf(words, sizeof(words), "process-ended name=%s ",
			 cases[i].who);
		says(words);
		says("relay-started ");
		kill(lab.pid, SIGTERM);
		assert_int_equal(ends(), 0);
		close_lab(state);
		open_lab(state);
	}
}

static void what_is_lost_ends_it_to_be_made_anew(void **state)
{
	char path[128];

	(void)state;
	start("well");
	says("relay-started ");
	unlink(settings.control);
	says("socket-gone ");
	assert_int_equal(ends(), EXIT_MACHINE);
	close_lab(NULL);
	open_lab(NULL);
	settings.keep_days = 1;
	start("well");
	says("relay-started ");
	snprintf(path, sizeof(path), "%s/store/journal", lab.folder);
	assert_int_equal(rmdir(path), 0);
	says("folder-gone ");
	assert_int_equal(ends(), EXIT_MACHINE);
}

/* RestartPreventExitStatus= of its unit has EXIT_NO. */
static void what_the_kernel_refuses_for_now_is_tried_again(void **state)
{
	(void)state;
	unsealed = true;
	assert_int_equal(supervise(&settings, true), EXIT_MACHINE);
	unsealed = false;
	assert_int_equal(supervise(&settings, true), 0);
	strcpy(settings.certificate, "/nowhere/cert");
	strcpy(settings.key, "/nowhere/key");
	assert_int_equal(supervise(&settings, true), EXIT_NO);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_lab, close_lab)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		CASE(who_misleads_the_parent_is_killed),
		CASE(sets_that_die_young_are_started_later_and_later),
		CASE(one_that_pauses_ends_at_once),
		CASE(how_each_ends_that_is_told_to_is_told_where_it_is_odd),
		CASE(a_set_leaves_nothing_behind),
		CASE(the_service_manager_is_told),
		CASE(a_service_manager_that_stands_still_is_not_waited_for),
		CASE(nothing_is_ready_before_each_has_begun),
		CASE(the_next_hop_alone_is_dialled),
		CASE(who_cannot_be_answered_is_started_anew),
		CASE(what_is_lost_ends_it_to_be_made_anew),
		CASE(what_the_kernel_refuses_for_now_is_tried_again),
	};

	if (argc == 3 && strcmp(argv[1], "--process") == 0)
		return act(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
