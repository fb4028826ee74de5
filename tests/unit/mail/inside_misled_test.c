/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_misled_test.c -- tests src/mail/inside/hear.c: an outside that was taken
 * over
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "privsep/channel.h"

#include "face.h"
#include "inside_lab.h"
#include "sample.h"

/* NULL: another recipient, of an open transaction. */
static void ends_it(void **state, const char *sender, const char *rcpt)
{
	assert_int_equal(begin(state), 0);
	if (sender) {
		dial();
		outside_opens_with(ID, 0, sender, rcpt);
	} else {
		open_transaction(ID);
		outside_adds(ID, rcpt);
	}
	assert_true(hop_is_left()); /* and was told nothing */
	face_has_ended(play.pid);
	assert_int_equal(end(state), 0);
}

/* The outside is what faces the Internet: who has taken it over must not speak
 * to the next hop by what should be addresses. */
static void what_is_no_mailbox_is_never_said(void **state)
{
	static const char whole[] =
		"a@b.example>\r\nRCPT TO:<x@town.example.jp>\r\nDATA\r\n"
		"Subject: x\r\n\r\nx\r\n.\r\n";
	static const char *const bad[] = {
		whole,
		"a@b.example>\nDATA",
		"a@b.example> SIZE=1",
		"a@b.example\r",
		"\"a\r\n\"@b.example",
		"@a.example:b@c.example",
		"a b@c.example",
		"a",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ends_it(state, bad[i], "x@town.example.jp");
		ends_it(state, "a@b.example", bad[i]);
		ends_it(state, NULL, bad[i]);
	}
	ends_it(state, "a@b.example", "");
	ends_it(state, NULL, "");
}

static void is_answered(unsigned code)
{
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, code);
}

/* Nor is an original released whose domain has left the policy since. */
static void other_domains_are_never_asked_for(void **state)
{
	static const char *const others[] = {
		"x@elsewhere.example",
		"x@town.example.jp.elsewhere.example",
		"\"x@town.example.jp\"@elsewhere.example",
		"x@TOWN.example.jp",
	};

	static char stream[8192];
	size_t len = sample_write(stream, sizeof(stream), sample_records);

	(void)state;
	dial();
	outside_opens_with(ID, 0, "a@b.example", others[0]);
	is_answered(550);
	outside_adds(ID, "x@town.example.jp");
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("250 ok\r\n250 ok\r\n");
	is_answered(250);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		outside_adds(ID, others[i]);
		is_answered(550);
	}
	assert_true(hop_hears_nothing());
	outside_adds(ID, "y@town.example.jp");
	hop_hears("RCPT TO:<y@town.example.jp>\r\n");
	hop_says("250 ok\r\n");
	is_answered(250);
	transform_says(ID, stream, len);
	hop_takes_message();
	hop_says("250 ok\r\n");
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.done.answer.code, 250);
}

static int begin_for_one_domain(void **state)
{
	play.senders = "b.example";
	return begin(state);
}

static int end_for_all(void **state)
{
	play.senders = NULL;
	return end(state);
}

static void nor_is_other_domains_mail_sent(void **state)
{
	(void)state;
	dial();
	outside_opens_with(ID, 0, "a@c.example", "x@town.example.jp");
	is_answered(550);
	assert_true(hop_hears_nothing());
	outside_opens_with(ID + 1, 0, "", "x@town.example.jp");
	assert_string_equal(hop_hears("<x@town.example.jp>\r\n"),
			    "MAIL FROM:<>\r\nRCPT TO:<x@town.example.jp>\r\n");
}

/* ------ out of turn ------ */

#define PATHS     "\0\013a@b.example\0\021x@town.example.jp"
#define RCPT      "\0\021y@town.example.jp"
#define REFERENCE "\1\065\050\221\0\0\0\7"
#define NOTICE    "\1\0\0\0\1"

enum stage {
	IDLE,
	ASKING,
	OPEN
};

static const struct {
	enum stage stage;
	uint16_t type;
	uint32_t id;
	const char *body;
	size_t len;
} nonsense[] = {

#define BODY(text) text, sizeof(text) - 1
	{ IDLE, MESSAGE_OPEN, ID, BODY("\0" PATHS "!") },
	{ IDLE, MESSAGE_OPEN, ID, BODY("\2" PATHS) },
	{ IDLE, MESSAGE_OPEN, ID | SLOT_MASK, BODY("\0" PATHS) },
	{ IDLE, MESSAGE_RCPT, ID, BODY(RCPT) },
	{ IDLE, MESSAGE_REFERENCE, ID, BODY(REFERENCE) },
	{ IDLE, MESSAGE_NOTICE, ID, BODY(NOTICE) },
	{ ASKING, MESSAGE_OPEN, ID, BODY("\0" PATHS) },
	{ ASKING, MESSAGE_RCPT, ID, BODY(RCPT) },
	{ ASKING, MESSAGE_REFERENCE, ID, BODY(REFERENCE) },
	{ ASKING, MESSAGE_NOTICE, ID, BODY(NOTICE) },
	{ OPEN, MESSAGE_OPEN, ID, BODY("\0" PATHS) },
	{ OPEN, MESSAGE_OPEN, 2 * ID, BODY("\0" PATHS) },
	{ OPEN, MESSAGE_RCPT, ID, BODY(RCPT "!") },
	{ OPEN, MESSAGE_RCPT, 2 * ID, BODY(RCPT) },
	{ OPEN, MESSAGE_NOTICE, ID, BODY(NOTICE) }, /* it has no reference */
};

static void what_comes_out_of_turn_ends_it(void **state)
{
	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		assert_int_equal(begin(state), 0);
		if (nonsense[i].stage == OPEN) {
			open_transaction(ID);
		} else {
			dial();
		}
		if (nonsense[i].stage == ASKING) {
			outside_opens(ID);
			hop_hears("RCPT TO:<x@town.example.jp>\r\n");
		}
		channel_send(play.outside, nonsense[i].type, nonsense[i].id,
			     nonsense[i].body, nonsense[i].len, -1);
		assert_true(hop_is_left());
		face_has_ended(play.pid);
		assert_int_equal(end(state), 0);
	}
}

static void a_recipient_too_many_ends_it(void **state)
{
	(void)state;
	open_transaction(ID);
	for (int i = 2; i < LIMIT_RECIPIENTS; i++) {
		outside_adds(ID, "z@town.example.jp");
		hop_hears("RCPT TO:<z@town.example.jp>\r\n");
		hop_says("250 ok\r\n");
		is_answered(250);
	}
	outside_adds(ID, "z@town.example.jp");
	assert_true(hop_is_left());
	face_has_ended(play.pid);
}

static void a_connection_that_nobody_asked_for_ends_it(void **state)
{
	int ends[2];

	(void)state;
	dial();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	channel_send(play.parent, MESSAGE_DIALLED, 0, NULL, 0, ends[1]);
	assert_true(hop_is_left());
	face_has_ended(play.pid);
	close(ends[0]);
	close(ends[1]);
	end(state);
	begin(state);
	dial();
	channel_send(play.parent, MESSAGE_NOT_DIALLED, 0, NULL, 0, -1);
	assert_true(hop_is_left());
	face_has_ended(play.pid);
}

/* Not out of turn: it may not have heard yet. */
static void what_crosses_the_end_of_a_transaction_is_borne(void **state)
{
	static char stream[8192];
	size_t len = sample_write(stream, sizeof(stream), sample_records);

	(void)state;
	open_transaction(ID);
	outside_adds(ID, "z@town.example.jp");
	hop_hears("RCPT TO:<z@town.example.jp>\r\n");
	close(play.hop);
	is_answered(451);
	outside_adds(ID, "z@town.example.jp");
	is_answered(451);
	transform_says(ID, stream, len);
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.code, 451);
	channel_send(play.outside, MESSAGE_ABORT, ID, NULL, 0, -1);
	channel_send(play.outside, MESSAGE_ABORT, 2 * ID, NULL, 0, -1);
	transform_says(ID, stream, len);
	outside_opens(2 * ID);
	dialled();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_mailbox_is_never_said),
		cmocka_unit_test_setup_teardown(
			other_domains_are_never_asked_for, begin, end),
		cmocka_unit_test_setup_teardown(nor_is_other_domains_mail_sent,
						begin_for_one_domain,
						end_for_all),
		cmocka_unit_test(what_comes_out_of_turn_ends_it),
		cmocka_unit_test_setup_teardown(a_recipient_too_many_ends_it,
						begin, end),
		cmocka_unit_test_setup_teardown(
			a_connection_that_nobody_asked_for_ends_it, begin, end),
		cmocka_unit_test_setup_teardown(
			what_crosses_the_end_of_a_transaction_is_borne, begin,
			end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
