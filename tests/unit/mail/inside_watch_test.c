/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_watch_test.c -- tests src/mail/inside/{inside,link}.c where the kernel
 * watches no more descriptors: a connection is lost, and nothing else
 */
#include "face.h"
#include "inside_lab.h"
#include "watches.h"

enum {
	SISTERS = 3, /* outside, zygote and parent */
};

static int begin_well(void **state)
{
	*watches = WATCHES_ANY;
	return begin(state);
}

static void
a_link_that_cannot_be_watched_puts_off_who_waits_for_it(void **state)
{
	*watches = SISTERS;
	begin(state);
	outside_opens(ID);
	hop_connects();
	assert_true(hop_is_left());
	expect(play.outside, MESSAGE_HOP);
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, 451);
	*watches = WATCHES_ANY;
	outside_opens(ID + 1);
	dialled();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("250 ok\r\n250 2.1.5 ok\r\n");
	expect(play.outside, MESSAGE_HOP);
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, 250);
}

/* What is under way on another one goes on there. */
static void it_costs_no_other_link_its_transaction(void **state)
{
	int hop;

	(void)state;
	open_transaction(ID);
	*watches = 0;
	hop = play.hop;
	outside_opens(ID + 1);
	hop_connects();
	assert_true(hop_is_left());
	play.hop = hop;
	outside_adds(ID, "z@town.example.jp");
	hop_hears("RCPT TO:<z@town.example.jp>\r\n");
	hop_says("250 2.1.5 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, 250);
}

/* Not by abort(): nothing of ours is wrong. */
static void a_start_without_watches_ends(void **state)
{
	for (int i = 0; i < SISTERS; i++) {
		*watches = i;
		begin(state);
		face_has_ended(play.pid);
		end(state);
	}
	begin_well(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			a_link_that_cannot_be_watched_puts_off_who_waits_for_it,
			end),
		cmocka_unit_test_setup_teardown(
			it_costs_no_other_link_its_transaction, begin_well,
			end),
		cmocka_unit_test_teardown(a_start_without_watches_ends, end),
	};

	return cmocka_run_group_tests(tests, watches_begin, NULL);
}
