/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_again_test.c -- tests src/mail/store/recent.c, by the store process in
 * its jail: what a peer that was put off brings again
 */
#include "mail/procs.h"
#include "mail/store/recent.h"

#include "ahead.h"
#include "keeper_desk.h"

static int begin_on_time(void **state)
{
	*ahead = 0;
	return begin(state);
}

/* The number of its reference. */
static uint32_t number_of(uint32_t id, const char *sender)
{
	keep_from(id, sender, LEN, LEN, SEALS);
	expect(MESSAGE_KEPT);
	return play.reference.number;
}

static uint32_t later(uint32_t id)
{
	*ahead += RECENT_PAUSE + 1;
	return number_of(id, "a@b.example");
}

static void what_is_brought_again_is_not_kept_twice(void **state)
{
	(void)state;
	assert_int_equal(later(1), 1);
	assert_int_equal(later(2), 2);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(later(1), 1);
		assert_int_equal(later(2), 2);
	}
	assert_int_equal(number_of(1, "c@b.example"), 3);
	stop();
	is_kept(&(struct reference){ play.reference.day, 1 }, LEN, 'b');
	start();
}

/* To the last letter of the last one. */
static void for_another_recipient_it_is_another_one(void **state)
{
	(void)state;
	keep_for(1, "x@town.example.jp", LEN, SEALS);
	expect(MESSAGE_KEPT);
	assert_int_equal(play.reference.number, 1);
	*ahead += RECENT_PAUSE + 1;
	keep_for(1, "x@town.example.jq", LEN, SEALS);
	expect(MESSAGE_KEPT);
	assert_int_equal(play.reference.number, 2);
}

/* It looks at what it has each time, and may have so many files open. */
static void what_comes_again_without_end_costs_nothing(void **state)
{
	(void)state;
	assert_int_equal(later(1), 1);
	for (unsigned i = 0; i <= procs[PROC_STORE].limits.files; i++)
		assert_int_equal(later(1), 1);
	assert_int_equal(number_of(2, "a@b.example"), 2);
}

/* Each decides for itself whether it is held. */
static void two_at_a_time_have_their_own(void **state)
{
	(void)state;
	assert_int_equal(later(1), 1);
	assert_int_equal(number_of(1, "a@b.example"), 2);
	assert_int_equal(later(1), 2);
	assert_int_equal(number_of(1, "a@b.example"), 3);
}

static void what_is_held_or_erased_is_another_one(void **state)
{
	(void)state;
	assert_int_equal(later(1), 1);
	say_of(MESSAGE_HOLD, &play.reference, HELD_TOO_DEEP);
	expect(MESSAGE_HELD);
	assert_int_equal(later(1), 2);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_DELETE), 0);
	assert_int_equal(asked(SATO, VERB_MAIL_DELETE), 0);
	assert_int_equal(later(1), 3);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin_on_time, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_brought_again_is_not_kept_twice),
		CASE(for_another_recipient_it_is_another_one),
		CASE(what_comes_again_without_end_costs_nothing),
		CASE(two_at_a_time_have_their_own),
		CASE(what_is_held_or_erased_is_another_one),
	};

	return cmocka_run_group_tests(tests, ahead_begin, NULL);
}
