/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_misled_test.c -- tests src/mail/inside/hear.c: an outside that was taken
 * over
 */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_mailbox_is_never_said),
		cmocka_unit_test_setup_teardown(
			other_domains_are_never_asked_for, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
