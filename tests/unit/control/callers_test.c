/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * callers_test.c -- tests src/control/callers.c: who may come, how many, and
 * what ends them
 */
#include "control/callers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/packet.h"

#include "callers_lab.h"

/* ------ who, and how many ------ */

static void who_has_no_role_is_refused_at_the_door(void **state)
{
	const int caller = call_as(4001, OTHERS);

	(void)state;
	assert_int_equal(count(), 0);
	assert_int_equal(answered(caller), ANSWER_NO);
	assert_string_equal(said, "gated: no role\n");
	assert_int_equal(answered(caller), -1);
	close(caller);
}

static void what_a_role_may_not_ask_never_reaches_the_program(void **state)
{
	const int auditor = call_as(4001, AUDITORS);
	const int operator= call_as(4002, OPERATORS);

	(void)state;
	assert_null(ask(auditor, VERB_CONFIRM, -1));
	assert_int_equal(answered(auditor), ANSWER_NO);
	assert_string_equal(said, "gated: confirm is for operators "
				  "(group sekisho-operator)\n");
	assert_non_null(ask(operator, VERB_CONFIRM, -1));
	assert_int_equal(count(), 1);
	close(auditor);
	close(operator);
}

static void there_is_an_end_to_how_many_come(void **state)
{
	int last, all[MOST];

	(void)state;
	for (size_t i = 0; i < MOST; i++)
		all[i] = call();
	assert_int_equal(count(), MOST);
	last = call();
	assert_int_equal(answered(last), ANSWER_MACHINE);
	assert_string_equal(said, "gated: full\n");
	close(last);
	assert_int_equal(answered(all[0]), -2);
	close(all[0]);
	hear_all();
	all[0] = call();
	assert_int_equal(answered(all[0]), -2);
	for (size_t i = 0; i < MOST; i++)
		close(all[i]);
	hear_all();
	assert_int_equal(count(), 0);
}

static void one_user_does_not_take_all_places(void **state)
{
	int all[MOST_PER_USER], last, other;

	(void)state;
	for (size_t i = 0; i < MOST_PER_USER; i++)
		all[i] = call_as(4001, AUDITORS);
	last = call_as(4001, AUDITORS);
	assert_int_equal(answered(last), ANSWER_MACHINE);
	assert_string_equal(said, "gated: full of yours\n");
	other = call_as(4002, AUDITORS);
	assert_int_equal(answered(other), -2);
	assert_int_equal(count(), MOST_PER_USER + 1);
	for (size_t i = 0; i < MOST_PER_USER; i++)
		close(all[i]);
	close(last);
	close(other);
}

static void whoever_has_gone_is_found_no_more(void **state)
{
	const int caller = call();
	const uint32_t id = places[0].id;

	(void)state;
	assert_ptr_equal(callers_find(&callers, id), &places[0]);
	assert_null(callers_find(&callers, 0));
	close(caller);
	hear_all();
	assert_null(callers_find(&callers, id));
}

static void no_id_is_zero(void **state)
{
	int callers_two[2];

	(void)state;
	callers.serial = UINT32_MAX - 1;
	callers_two[0] = call();
	callers_two[1] = call();
	assert_int_equal(places[0].id, UINT32_MAX);
	assert_int_equal(places[1].id, 1);
	close(callers_two[0]);
	close(callers_two[1]);
}

/* ------ their end ------ */

static void send_garbage(int caller)
{
	assert_int_equal(send(caller, "garbage!", 8, MSG_NOSIGNAL), 8);
}

static void the_silent_are_sent_away_and_the_waiting_are_not(void **state)
{
	const int silent = call(), nameless = call(), waiting = call();

	(void)state;
	ask(nameless, VERB_STATUS, -1)->state = CALLER_NAMELESS;
	ask(waiting, VERB_STATUS, -1)->state = CALLER_WAITING;
	callers_tick(&callers, 1000 + PATIENCE);
	assert_int_equal(count(), 3);
	callers_tick(&callers, 1000 + PATIENCE + 1);
	assert_int_equal(answered(silent), ANSWER_MACHINE);
	assert_string_equal(said, "gated: too slow\n");
	assert_int_equal(answered(nameless), ANSWER_MACHINE);
	assert_string_equal(said, "gated: busy\n");
	assert_int_equal(answered(waiting), -2);
	close(silent);
	close(nameless);
	close(waiting);
}

static void who_never_reads_is_dropped(void **state)
{
	static const uint8_t much[PACKET_BODY];
	const int deaf = call();
	struct caller *asked = ask(deaf, VERB_STATUS, -1);

	(void)state;
	for (int i = 0; i < 1000 && asked->id; i++)
		caller_said(&callers, asked, much, sizeof(much));
	assert_int_equal(count(), 0);
	close(deaf);
}

static void each_end_is_told_once(void **state)
{
	int all[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		all[i] = call();
	close(all[0]);        /* goes */
	send_garbage(all[1]); /* is dropped */
	hear_all();
	caller_done(&callers, &places[2], 0, -1);     /* is answered */
	caller_refuse(&callers, &places[3], 1, "no"); /* is refused */
	assert_int_equal(n_ended, 4);
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(ended[i], i + 1);
	for (int i = 1; i < 4; i++)
		close(all[i]);
}

static void when_the_program_ends_all_are_told(void **state)
{
	const int silent = call(), waiting = call();

	(void)state;
	ask(waiting, VERB_STATUS, -1)->state = CALLER_WAITING;
	callers_refuse_all(&callers, "tomorrow");
	assert_int_equal(answered(silent), ANSWER_MACHINE);
	assert_int_equal(answered(waiting), ANSWER_MACHINE);
	assert_string_equal(said, "gated: tomorrow\n");
	assert_int_equal(count(), 0);
	close(silent);
	close(waiting);
}

/* ------ the log ------ */

static void come_and_be_dropped(void)
{
	const int caller = call();

	send_garbage(caller);
	hear_all();
	assert_int_equal(answered(caller), -1);
	close(caller);
}

static size_t lines(const char *text)
{
	size_t n = 0;

	while ((text = strchr(text, '\n'))) {
		text++;
		n++;
	}
	return n;
}

static void bad_callers_do_not_fill_the_log(void **state)
{
	const int log = memfd_create("log", 0), kept = dup(STDERR_FILENO);
	char text[4096] = { 0 }, last[64];

	(void)state;
	assert_true(dup2(log, STDERR_FILENO) >= 0);
	for (int i = 0; i < 200; i++)
		come_and_be_dropped();
	callers_tick(&callers, 1001);
	come_and_be_dropped();
	assert_true(dup2(kept, STDERR_FILENO) >= 0);
	assert_true(pread(log, text, sizeof(text) - 1, 0) > 0);
	close(log);
	close(kept);
	assert_int_equal(lines(text), 6);
	snprintf(last, sizeof(last),
		 "guest-dropped uid=0 pid=%d why=malformed ", getpid());
	assert_non_null(strstr(text, last));
	assert_non_null(strstr(text, "withheld=0\n"));
	assert_non_null(strstr(text, "withheld=195\n"));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, lab_begin, lab_finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(who_has_no_role_is_refused_at_the_door),
		CASE(what_a_role_may_not_ask_never_reaches_the_program),
		CASE(there_is_an_end_to_how_many_come),
		CASE(one_user_does_not_take_all_places),
		CASE(whoever_has_gone_is_found_no_more),
		CASE(no_id_is_zero),
		CASE(the_silent_are_sent_away_and_the_waiting_are_not),
		CASE(who_never_reads_is_dropped),
		CASE(each_end_is_told_once),
		CASE(when_the_program_ends_all_are_told),
		CASE(bad_callers_do_not_fill_the_log),
	};

	if (geteuid() != 0) {
		puts("1..0 # SKIP root, who has a role everywhere");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
