/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_time_test.c -- tests src/mail/smtp/session_time.c, with a clock of its own
 */
#include "mail/smtp/session_time.h"

#include "dialogue.h"

static struct session_times times;
static time_t now;

/* Says it at once, and remembers when. */
static void hear(struct dialogue *d, const char *text)
{
	say(d, text);
	replies(d);
	times.since = now;
	session_times_note(&times, d->session, now);
}

static int begin_times(void **state)
{
	now = 1000;
	times = (struct session_times){ .since = now };
	begin(state);
	replies(*state);
	return 0;
}

static bool is_late(const struct dialogue *d)
{
	return session_is_late(&times, d->session, now);
}

static void silence_is_bounded(void **state)
{
	struct dialogue *d = *state;

	now += LIMIT_IDLE;
	assert_false(is_late(d));
	now++;
	assert_true(is_late(d));
	hear(d, "NOOP\r\n");
	assert_false(is_late(d));
}

/* Whatever it says meanwhile. */
static void who_has_been_told_all_goes_soon(void **state)
{
	struct dialogue *d = *state;

	hear(d, "QUIT\r\n");
	now += LIMIT_PARTING;
	assert_false(is_late(d));
	now++;
	assert_true(is_late(d));
}

/* A byte a second keeps nobody. */
static void a_command_is_bounded_from_its_first_byte(void **state)
{
	struct dialogue *d = *state;

	for (int i = 0; i <= LIMIT_LINE_TIME; i++, now++) {
		hear(d, "x");
		assert_false(is_late(d));
	}
	hear(d, "x");
	assert_true(is_late(d));
}

static void whole_commands_with_the_next_begun_are_not_slow(void **state)
{
	struct dialogue *d = *state;

	hear(d, "NO");
	for (int i = 0; i < 10; i++) {
		now += LIMIT_LINE_TIME;
		assert_false(is_late(d));
		hear(d, "OP\r\nNO");
	}
}

static void a_transaction_is_bounded_however_busy_its_peer(void **state)
{
	struct dialogue *d = *state;
	time_t begun = now;

	hear(d, "EHLO m\r\nMAIL FROM:<a@b>\r\n");
	while (now < begun + LIMIT_TRANSACTION) {
		hear(d, "RCPT TO:<x@town.example.jp>\r\n");
		now += 10;
		assert_false(is_late(d));
	}
	hear(d, "NOOP\r\n");
	now++;
	assert_true(is_late(d));
	/* … and so is the next one, by itself */
	hear(d, "RSET\r\n");
	assert_false(is_late(d));
	hear(d, "MAIL FROM:<a@b>\r\n");
	assert_false(is_late(d));
}

/* A next hop that takes its time for each of many recipients. */
static void while_a_recipient_is_asked_for_its_clock_stands_still(void **state)
{
	struct dialogue *d = *state;

	hear(d, "EHLO m\r\nMAIL FROM:<a@b>\r\n");
	for (int i = 0; i < LIMIT_RECIPIENTS; i++) {
		d->session->state = SESSION_RCPT_ASKED;
		session_times_note(&times, d->session, now);
		now += 30;
		assert_false(is_late(d));
		d->session->state = SESSION_COMMAND;
		hear(d, "NOOP\r\n");
		assert_false(is_late(d));
	}
	/* What the peer itself takes is bounded as ever. */
	for (int i = 0; i < LIMIT_TRANSACTION; i += 10) {
		now += 10;
		assert_false(is_late(d));
		hear(d, "NOOP\r\n");
	}
	now++;
	assert_true(is_late(d));
}

static void
a_transaction_right_behind_another_has_a_clock_of_its_own(void **state)
{
	struct dialogue *d = *state;

	hear(d, "EHLO m\r\nMAIL FROM:<a@b>\r\n");
	now += LIMIT_TRANSACTION;
	hear(d, "RSET\r\nMAIL FROM:<a@b>\r\n");
	now += LIMIT_TRANSACTION;
	assert_false(is_late(d));
	now++;
	assert_true(is_late(d));
}

static void data_byte_by_byte_is_bounded(void **state)
{
	struct dialogue *d = *state;
	time_t begun = now;

	hear(d, "EHLO m\r\nMAIL FROM:<a@b>\r\n"
		"RCPT TO:<x@town.example.jp>\r\n");
	hear(d, "DATA\r\n");
	while (now < begun + LIMIT_TRANSACTION) {
		hear(d, "x");
		now++;
		assert_false(is_late(d));
	}
	now++;
	assert_true(is_late(d));
}

static void while_we_answer_the_peer_is_not_late(void **state)
{
	struct dialogue *d = *state;

	hear(d, "EHLO m\r\nMAIL FROM:<a@b>\r\n");
	d->session->state = SESSION_MESSAGE_ASKED;
	times.since = now = 1000 + LIMIT_TRANSACTION + 1;
	assert_false(is_late(d));
	now += LIMIT_ANSWER;
	assert_false(is_late(d));
	now++;
	assert_true(is_late(d));
	d->session->state = SESSION_COMMAND;
}

static void who_is_in_a_transaction_does_not_give_way(void **state)
{
	struct dialogue *d = *state;

	assert_true(session_is_idle(d->session));
	say(d, "EHLO m\r\n");
	assert_true(session_is_idle(d->session));
	say(d, "MAIL FROM:<a@b>\r\n");
	assert_false(session_is_idle(d->session));
	say(d, "RCPT TO:<x@town.example.jp>\r\n");
	assert_false(session_is_idle(d->session));
	say(d, "DATA\r\n");
	assert_false(session_is_idle(d->session));
	say(d, "x\r\n.\r\n");
	assert_true(session_is_idle(d->session));
	say(d, "QUIT\r\n");
	assert_true(session_is_idle(d->session));
}

#define TIMES(f) cmocka_unit_test_setup_teardown(f, begin_times, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TIMES(silence_is_bounded),
		TIMES(who_has_been_told_all_goes_soon),
		TIMES(a_command_is_bounded_from_its_first_byte),
		TIMES(whole_commands_with_the_next_begun_are_not_slow),
		TIMES(a_transaction_is_bounded_however_busy_its_peer),
		TIMES(while_a_recipient_is_asked_for_its_clock_stands_still),
		TIMES(a_transaction_right_behind_another_has_a_clock_of_its_own),
		TIMES(data_byte_by_byte_is_bounded),
		TIMES(while_we_answer_the_peer_is_not_late),
		TIMES(who_is_in_a_transaction_does_not_give_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
