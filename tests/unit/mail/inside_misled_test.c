/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_misled_test.c -- tests src/mail/inside/hear.c: an outside that was taken
 * over
 */
#include "face.h"
#include "inside_lab.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_mailbox_is_never_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
