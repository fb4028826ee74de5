/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_held_test.c -- tests src/mail/plain/compose_held.c
 */
#include "mail/plain/compose_held.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct compose_options options = {
	.hostname = "gw.example",
	.mark = "gw.example:mail-in",
	.reference = "20261121-000007-3",
	.notice = "# remark\n[subject]\nheld {reference}\n[body]\n"
		  "{sender} {time} {size} {why} {other} {\n# remark\n\n}\n"
		  "[sender]\nnobody\n[why too-deep]\ntoo deep\n",
};

static const struct held_mail sample = {
	.sender = "a@b.example",
	.why = "too-deep",
	.time = "now",
	.date = "Fri, 20 Nov 2026 08:05:00 +0900",
	.rcpt = "x@town.example.jp",
	.size = 12345,
};

static struct composed composed;

static const char *compose(const struct held_mail *held)
{
	composed_finish(&composed);
	assert_int_equal(compose_held(held, &options, &composed), COMPOSE_OK);
	composed_add(&composed, (struct slice){ "", 1 });
	return composed.bytes;
}

static void it_is_a_fixed_header_and_the_operator_s_words(void **state)
{
	(void)state;
	assert_string_equal(
		compose(&sample),
		"Date: Fri, 20 Nov 2026 08:05:00 +0900\r\n"
		"From: <postmaster@gw.example>\r\n"
		"To: <x@town.example.jp>\r\n"
		"Subject: held 20261121-000007-3\r\n"
		"Message-ID: <held.20261121-000007-3@gw.example>\r\n"
		"Auto-Submitted: auto-generated\r\n"
		"MIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=UTF-8\r\n"
		"Content-Transfer-Encoding: base64\r\n"
		"X-Sekisho-Sanitized: held\r\n"
		"X-Sekisho-Reference: 20261121-000007-3\r\n"
		"X-Sekisho-Relay: gw.example:mail-in\r\n"
		"\r\n"
		/* a@b.example now 12345 too deep {other} {\r\n\r\n}\r\n */
		"YUBiLmV4YW1wbGUgbm93IDEyMzQ1IHRvbyBkZWVwIHtvdGhlcn0gew0KDQp9"
		"DQo=\r\n");
}

static void what_a_sender_chose_is_shown_only_if_it_may_be(void **state)
{
	static const char *const bad[] = {
		"a\r\nBcc: x@y.example",
		"\342\200\213x@b.example",
		"\xff@b.example",
		"\x1b[31m@b.example",
	};
	struct held_mail held = sample;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		held.sender = bad[i];
		/* "- now 12345 …" */
		assert_non_null(
			strstr(compose(&held), "\r\n\r\nLSBub3cgMTIzNDUg"));
	}
	held.sender = "";
	/* "nobody now …" */
	assert_non_null(strstr(compose(&held), "\r\n\r\nbm9ib2R5IG5vdyAx"));
}

static void nobody_learns_who_else_got_it(void **state)
{
	struct held_mail held = sample;

	(void)state;
	held.rcpt = NULL;
	assert_non_null(
		strstr(compose(&held), "\r\nTo: undisclosed-recipients:;\r\n"));
	held.rcpt = "=?utf-8?q?a?=@town.example.jp";
	assert_non_null(
		strstr(compose(&held), "\r\nTo: undisclosed-recipients:;\r\n"));
	held.rcpt = "x@y.example\r\nBcc: z";
	assert_non_null(
		strstr(compose(&held), "\r\nTo: undisclosed-recipients:;\r\n"));
}

static int finish(void **state)
{
	(void)state;
	composed_finish(&composed);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_a_fixed_header_and_the_operator_s_words),
		cmocka_unit_test(
			what_a_sender_chose_is_shown_only_if_it_may_be),
		cmocka_unit_test(nobody_learns_who_else_got_it),
	};

	return cmocka_run_group_tests(tests, NULL, finish);
}
