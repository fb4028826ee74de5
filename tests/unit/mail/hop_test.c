/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hop_test.c -- tests src/mail/hop.c and src/mail/hop_reply.c
 */
#include "mail/hop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct hop hop;

static const char *said(void)
{
	static char text[HOP_OUT + 1];

	memcpy(text, hop.out, hop.out_len);
	text[hop.out_len] = '\0';
	hop_written(&hop, hop.out_len);
	return text;
}

static enum hop_event hears(const char *text)
{
	size_t room;
	char *at = hop_room(&hop, &room);

	assert_true(room >= strlen(text));
	memcpy(at, text, strlen(text));
	hop_received(&hop, strlen(text));
	return hop_step(&hop);
}

static void greet(const char *keywords)
{
	hop_begin(&hop, "gw.example");
	hop.state = HOP_BANNER;
	assert_int_equal(hears("220-hello\r\n220 there\r\n"), HOP_MORE);
	assert_string_equal(said(), "EHLO gw.example\r\n");
	assert_int_equal(hears(keywords), HOP_GREETED);
	assert_int_equal(hop.state, HOP_IDLE);
}

static void a_transaction_is_pipelined_where_offered(void **state)
{
	(void)state;
	greet("250-mx\r\n250-SIZE 10\r\n250 pipelining\r\n");
	hop_open(&hop, "a@b", "x@y");
	assert_string_equal(said(), "MAIL FROM:<a@b>\r\nRCPT TO:<x@y>\r\n");
	assert_int_equal(hears("250 ok\r\n"), HOP_MORE);
	assert_int_equal(hears("250 2.1.5 ok\r\n"), HOP_ANSWERED);
	assert_int_equal(hop.answer.code, 250);
	hop_rcpt(&hop, "z@y");
	assert_string_equal(said(), "RCPT TO:<z@y>\r\n");
	assert_int_equal(hears("550-5.1.1 no\r\n550 5.1.1 such\r\n"),
			 HOP_ANSWERED);
	assert_int_equal(hop.answer.code, 550);
	assert_int_equal(hop.answer.subject, 1);
	hop_data(&hop, "x\r\n.\r\n", 6);
	assert_string_equal(said(), "DATA\r\n");
	assert_int_equal(hears("354 go\r\n"), HOP_MORE);
	assert_true(hop.body_begun);
	assert_int_equal(hears("250 2.0.0 queued as 1\r\n"), HOP_FINISHED);
	assert_int_equal(hop.answer.code, 250);
	assert_int_equal(hop.state, HOP_IDLE);
}

static void without_pipelining_one_command_waits_for_another(void **state)
{
	(void)state;
	greet("250 mx\r\n");
	hop_open(&hop, "", "x@y");
	assert_string_equal(said(), "MAIL FROM:<>\r\n");
	assert_int_equal(hears("250 ok\r\n"), HOP_MORE);
	assert_string_equal(said(), "RCPT TO:<x@y>\r\n");
	assert_int_equal(hears("252 maybe\r\n"), HOP_ANSWERED);
	assert_int_equal(hop.answer.code, 250);
}

static void a_refused_sender_is_every_recipient_s_answer(void **state)
{
	(void)state;
	greet("250-mx\r\n250 PIPELINING\r\n");
	hop_open(&hop, "a@b", "x@y");
	assert_int_equal(hears("451 4.7.1 later\r\n503 5.5.1 MAIL\r\n"),
			 HOP_ANSWERED);
	assert_int_equal(hop.answer.code, 451);
	hop_rcpt(&hop, "z@y");
	assert_int_equal(hears("503 5.5.1 MAIL\r\n"), HOP_ANSWERED);
	assert_int_equal(hop.answer.code, 451);
	said();
	hop_reset(&hop);
	assert_string_equal(said(), "RSET\r\n");
	assert_int_equal(hears("250 ok\r\n"), HOP_CLEARED);

	greet("250 mx\r\n");
	hop_open(&hop, "a@b", "x@y");
	assert_int_equal(hears("550 5.7.1 no\r\n"), HOP_ANSWERED);
	assert_int_equal(hop.answer.code, 550);
}

static void a_refusal_of_data_is_the_message_s_answer(void **state)
{
	(void)state;
	greet("250-mx\r\n250 PIPELINING\r\n");
	hop_open(&hop, "a@b", "x@y");
	hears("250 ok\r\n250 ok\r\n");
	hop_data(&hop, "x\r\n.\r\n", 6);
	assert_int_equal(hears("452 4.3.1 full\r\n"), HOP_FINISHED);
	assert_int_equal(hop.answer.code, 452);
	assert_int_equal(hop.state, HOP_READY);
}

static void a_yes_to_data_is_no_yes(void **state)
{
	(void)state;
	greet("250-mx\r\n250 PIPELINING\r\n");
	hop_open(&hop, "a@b", "x@y");
	hears("250 ok\r\n250 ok\r\n");
	hop_data(&hop, "x\r\n.\r\n", 6);
	assert_int_equal(hears("250 thanks\r\n"), HOP_FINISHED);
	assert_int_equal(hop.answer.code, 451);
}

static void nonsense_breaks_the_connection(void **state)
{
	static const char *const nonsense[] = {
		"hello\r\n",
		"250 ok\n",
		"25 ok\r\n",
		"150 ok\r\n",
		"250-a\r\n251 b\r\n",
		"650 ok\r\n",
		"421 4.3.2 closing\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		greet("250 mx\r\n");
		hop_open(&hop, "a@b", "x@y");
		assert_int_equal(hears(nonsense[i]), HOP_BROKEN);
	}
	/* a reply that nobody asked for */
	greet("250 mx\r\n");
	assert_int_equal(hears("250 ok\r\n"), HOP_BROKEN);
}

static void a_reply_without_end_breaks_the_connection(void **state)
{
	char line[LIMIT_REPLY_LINE + 1];

	(void)state;
	greet("250 mx\r\n");
	hop_open(&hop, "a@b", "x@y");
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	assert_int_equal(hears(line), HOP_BROKEN);
	greet("250 mx\r\n");
	hop_open(&hop, "a@b", "x@y");
	for (int i = 0; i < LIMIT_REPLY_LINES; i++)
		assert_int_equal(hears("250-x\r\n"), HOP_MORE);
	assert_int_equal(hears("250-x\r\n"), HOP_BROKEN);
}

static void a_status_counts_only_if_it_fits_the_code(void **state)
{
	struct reply_line line;

	(void)state;
	assert_true(reply_read("550 5.1.1 no", &line));
	assert_int_equal(line.subject, 1);
	assert_true(reply_read("550 4.1.1 no", &line));
	assert_int_equal(line.subject, 0);
	assert_true(reply_read("550 5.1.1no", &line));
	assert_int_equal(line.subject, 0);
	assert_true(reply_read("550", &line));
	assert_true(line.last);
	assert_false(reply_read("550:", &line));
	assert_false(reply_read("55", &line));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_transaction_is_pipelined_where_offered),
		cmocka_unit_test(
			without_pipelining_one_command_waits_for_another),
		cmocka_unit_test(a_refused_sender_is_every_recipient_s_answer),
		cmocka_unit_test(a_refusal_of_data_is_the_message_s_answer),
		cmocka_unit_test(a_yes_to_data_is_no_yes),
		cmocka_unit_test(nonsense_breaks_the_connection),
		cmocka_unit_test(a_reply_without_end_breaks_the_connection),
		cmocka_unit_test(a_status_counts_only_if_it_fits_the_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
