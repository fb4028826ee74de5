/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hop_test.c -- tests src/mail/smtp/hop.c
 */
#include "hop_play.h"

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
	hop_open(&hop, "a@b", "x@y", false);
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
	assert_true(hop.state == HOP_BODY);
	hop_sent(&hop);
	assert_int_equal(hears("250 2.0.0 queued as 1\r\n"), HOP_FINISHED);
	assert_int_equal(hop.answer.code, 250);
	assert_int_equal(hop.state, HOP_IDLE);
}

static void without_pipelining_one_command_waits_for_another(void **state)
{
	(void)state;
	greet("250 mx\r\n");
	hop_open(&hop, "", "x@y", false);
	assert_string_equal(said(), "MAIL FROM:<>\r\n");
	/* Keywords are offered in reply to EHLO alone. */
	assert_int_equal(hears("250-ok\r\n250 PIPELINING\r\n"), HOP_MORE);
	assert_false(hop.pipelining);
	assert_string_equal(said(), "RCPT TO:<x@y>\r\n");
	assert_int_equal(hears("252 maybe\r\n"), HOP_ANSWERED);
	assert_int_equal(hop.answer.code, 250);
	hop_rcpt(&hop, "z@y");
	assert_string_equal(said(), "RCPT TO:<z@y>\r\n");
	assert_int_equal(hears("251 elsewhere\r\n"), HOP_ANSWERED);
	assert_int_equal(hop.answer.code, 250);
}

static void begin_with(const char *reply_to_ehlo, enum hop_event event)
{
	hop_begin(&hop, "gw.example");
	hop.state = HOP_BANNER;
	hop.wants_tls = true;
	assert_int_equal(hears("220 there\r\n"), HOP_MORE);
	assert_string_equal(said(), "EHLO gw.example\r\n");
	assert_int_equal(hears(reply_to_ehlo), event);
}

static void who_knows_no_ehlo_is_told_helo(void **state)
{
	static const char *const unknown[] = {
		"500 what?\r\n",
		"502-5.5.1 PIPELINING\r\n502 5.5.1 STARTTLS\r\n",
	};

	(void)state;
	for (int i = 0; i < 2; i++) {
		begin_with(unknown[i], HOP_MORE);
		assert_string_equal(said(), "HELO gw.example\r\n");
		/* Its words are no keywords. */
		assert_int_equal(hears("250-mx\r\n250-SMTPUTF8\r\n"
				       "250-STARTTLS\r\n250 PIPELINING\r\n"),
				 HOP_GREETED);
		assert_false(hop.pipelining || hop.smtputf8 || hop.starttls);
		hop_open(&hop, "a@b", "x@y", false);
		assert_string_equal(said(), "MAIL FROM:<a@b>\r\n");
		assert_int_equal(hears("250 ok\r\n"), HOP_MORE);
		assert_string_equal(said(), "RCPT TO:<x@y>\r\n");
		assert_int_equal(hears("250 ok\r\n"), HOP_ANSWERED);
	}
}

static void who_refuses_ehlo_or_helo_gets_nothing(void **state)
{
	(void)state;
	begin_with("550 5.7.1 not you\r\n", HOP_BROKEN);
	begin_with("554 no\r\n", HOP_BROKEN);
	begin_with("451 later\r\n", HOP_BROKEN);
	begin_with("500 what?\r\n", HOP_MORE);
	assert_int_equal(hears("502 no\r\n"), HOP_BROKEN);
	/* Both answers at once: the second one is to nothing that we said. */
	begin_with("500 what?\r\n250 mx\r\n", HOP_BROKEN);
}

static void a_refused_sender_is_every_recipient_s_answer(void **state)
{
	(void)state;
	greet("250-mx\r\n250 PIPELINING\r\n");
	hop_open(&hop, "a@b", "x@y", false);
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
	hop_open(&hop, "a@b", "x@y", false);
	assert_int_equal(hears("550 5.7.1 no\r\n"), HOP_ANSWERED);
	assert_int_equal(hop.answer.code, 550);
}

/* OpenSMTPD: 100 of one connection. */
static void who_has_taken_enough_is_asked_on_a_fresh_connection(void **state)
{
	(void)state;
	greet("250-mx\r\n250 PIPELINING\r\n");
	hop_open(&hop, "a@b", "x@y", false);
	assert_int_equal(hears("250 ok\r\n250 ok\r\n"), HOP_ANSWERED);
	hop_data(&hop, "x\r\n.\r\n", 6);
	assert_int_equal(hears("354 go\r\n"), HOP_MORE);
	hop_sent(&hop);
	assert_int_equal(hears("250 ok\r\n"), HOP_FINISHED);
	hop_open(&hop, "a@b", "x@y", false);
	assert_int_equal(hears("452 4.5.3 Too many messages sent\r\n"),
			 HOP_WORN);
	assert_int_equal(hop.state, HOP_MAIL);

	greet("250 mx\r\n");
	hop_open(&hop, "a@b", "x@y", false);
	assert_int_equal(hears("452 4.3.1 disk full\r\n"), HOP_ANSWERED);
	assert_int_equal(hop.answer.code, 452);
	hop_reset(&hop);
	assert_int_equal(hears("554 too many nonmail commands\r\n"), HOP_WORN);
}

static void a_refusal_of_data_is_the_message_s_answer(void **state)
{
	(void)state;
	greet("250-mx\r\n250 PIPELINING\r\n");
	hop_open(&hop, "a@b", "x@y", false);
	hears("250 ok\r\n250 ok\r\n");
	hop_data(&hop, "x\r\n.\r\n", 6);
	assert_int_equal(hears("452 4.3.1 full\r\n"), HOP_FINISHED);
	assert_int_equal(hop.answer.code, 452);
	assert_int_equal(hop.state, HOP_READY);
}

/* RFC 5321 4.2.1: what it is, the first digit says. */
static void a_refusal_by_any_code_is_one(void **state)
{
	static const struct {
		const char *reply;
		unsigned code;
	} refusals[] = {
		{ "571 5.7.1 no\r\n", 571 },
		{ "499 later\r\n", 499 },
		{ "590-5.7.1 no\r\n590 5.7.1 no\r\n", 590 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		greet("250 mx\r\n");
		hop_open(&hop, "a@b", "x@y", false);
		hears("250 ok\r\n");
		assert_int_equal(hears(refusals[i].reply), HOP_ANSWERED);
		assert_int_equal(hop.answer.code, refusals[i].code);
	}
}

static void a_yes_to_data_is_no_yes(void **state)
{
	(void)state;
	greet("250-mx\r\n250 PIPELINING\r\n");
	hop_open(&hop, "a@b", "x@y", false);
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
		"260 ok\r\n",
		"360 ok\r\n",
		"250 o\rk\r\n",
		"250 ok\r\r\n",
		"\r\n",
		"\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		greet("250 mx\r\n");
		hop_open(&hop, "a@b", "x@y", false);
		assert_int_equal(hears(nonsense[i]), HOP_BROKEN);
		assert_int_equal(hop.reply_code, 0); /* for the log */
	}
	greet("250 mx\r\n");
	hop_open(&hop, "a@b", "x@y", false);
	assert_int_equal(hears("421 4.3.2 closing\r\n"), HOP_BROKEN);
	assert_int_equal(hop.reply_code, 421);
	/* a reply that nobody asked for */
	greet("250 mx\r\n");
	assert_int_equal(hears("250 ok\r\n"), HOP_BROKEN);
}

/* Else every letter would go back while the settings are wrong. */
static void who_wants_a_login_has_refused_no_message(void **state)
{
	(void)state;
	greet("250-mx\r\n250 PIPELINING\r\n");
	hop_open(&hop, "a@b", "x@y", false);
	assert_int_equal(
		hears("530 5.7.0 Must issue a STARTTLS command first\r\n"),
		HOP_BROKEN);
	greet("250 mx\r\n");
	hop_open(&hop, "a@b", "x@y", false);
	assert_int_equal(hears("250 ok\r\n"), HOP_MORE);
	assert_int_equal(hears("530 5.7.0 Authentication required\r\n"),
			 HOP_BROKEN);
	assert_int_equal(hop.reply_code, 530);
}

static void a_reply_without_end_breaks_the_connection(void **state)
{
	char line[LIMIT_REPLY_LINE + 1];

	(void)state;
	greet("250 mx\r\n");
	hop_open(&hop, "a@b", "x@y", false);
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	assert_int_equal(hears(line), HOP_BROKEN);
	greet("250 mx\r\n");
	hop_open(&hop, "a@b", "x@y", false);
	for (int i = 0; i < LIMIT_REPLY_LINES; i++)
		assert_int_equal(hears("250-x\r\n"), HOP_MORE);
	assert_int_equal(hears("250-x\r\n"), HOP_BROKEN);
}

static void open_data(void)
{
	greet("250-mx\r\n250 PIPELINING\r\n");
	hop_open(&hop, "a@b", "x@y", false);
	said();
	hears("250 ok\r\n250 ok\r\n");
	hop_data(&hop, "x\r\n.\r\n", 6);
	said();
}

static void a_yes_before_the_message_is_out_is_none(void **state)
{
	(void)state;
	open_data();
	assert_int_equal(hears("354 go\r\n250 ok\r\n"), HOP_BROKEN);
	open_data();
	assert_int_equal(hears("354 go\r\n"), HOP_MORE);
	assert_int_equal(hears("250 ok\r\n"), HOP_BROKEN);
	/* … nor one of which a part was there */
	open_data();
	hears("354 go\r\n250");
	hop_sent(&hop);
	assert_int_equal(hears(" ok\r\n"), HOP_BROKEN);
}

static void a_refusal_may_come_before_the_message_is_out(void **state)
{
	(void)state;
	open_data();
	hears("354 go\r\n");
	assert_int_equal(hears("552 5.3.4 too large\r\n"), HOP_FINISHED);
	assert_int_equal(hop.answer.code, 552);
	/* what it would take our next command for, nobody knows */
	assert_int_equal(hop.state, HOP_SPENT);
}

static void only_250_is_a_message_s_yes(void **state)
{
	static const char *const others[] = {
		"251 ok\r\n", "252 ok\r\n", "220 ok\r\n",
		"200 ok\r\n", "354 ok\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		open_data();
		hears("354 go\r\n");
		hop_sent(&hop);
		assert_int_equal(hears(others[i]), HOP_FINISHED);
		assert_int_equal(hop.answer.code, 451);
	}
}

static void a_reply_before_its_command_is_out_of_turn(void **state)
{
	(void)state;
	/* the answer to EHLO, in one piece with the banner */
	hop_begin(&hop, "gw.example");
	hop.state = HOP_BANNER;
	assert_int_equal(hears("220 mx\r\n250 mx\r\n"), HOP_BROKEN);
	/* to RCPT, before MAIL was answered */
	greet("250 mx\r\n");
	hop_open(&hop, "a@b", "x@y", false);
	said();
	assert_int_equal(hears("250 ok\r\n250 ok\r\n"), HOP_BROKEN);
	/* the beginning of one, while nothing was asked */
	greet("250 mx\r\n");
	assert_int_equal(hears("25"), HOP_MORE);
	hop_open(&hop, "a@b", "x@y", false);
	said();
	assert_int_equal(hears("0 ok\r\n"), HOP_BROKEN);
	/* one too many to RCPT */
	greet("250-mx\r\n250 PIPELINING\r\n");
	hop_open(&hop, "a@b", "x@y", false);
	assert_int_equal(hears("250 ok\r\n250 ok\r\n354 go\r\n"), HOP_ANSWERED);
	assert_int_equal(hop_step(&hop), HOP_BROKEN);
}

static void smtputf8_is_said_where_it_is_offered(void **state)
{
	(void)state;
	/* the first line is a name, not an offer */
	greet("250-SMTPUTF8\r\n250 8BITMIME\r\n");
	assert_false(hop.smtputf8);
	greet("250-mx\r\n250-SMTPUTF8X\r\n250 8BITMIME\r\n");
	assert_false(hop.smtputf8);
	greet("250-mx\r\n250-8BITMIME\r\n250 SmtpUtf8 \r\n");
	assert_true(hop.smtputf8);
	hop_open(&hop, "山田@b", "x@y", true);
	assert_string_equal(said(), "MAIL FROM:<山田@b> SMTPUTF8\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_transaction_is_pipelined_where_offered),
		cmocka_unit_test(
			without_pipelining_one_command_waits_for_another),
		cmocka_unit_test(who_knows_no_ehlo_is_told_helo),
		cmocka_unit_test(who_refuses_ehlo_or_helo_gets_nothing),
		cmocka_unit_test(a_refused_sender_is_every_recipient_s_answer),
		cmocka_unit_test(
			who_has_taken_enough_is_asked_on_a_fresh_connection),
		cmocka_unit_test(a_refusal_of_data_is_the_message_s_answer),
		cmocka_unit_test(a_refusal_by_any_code_is_one),
		cmocka_unit_test(a_yes_to_data_is_no_yes),
		cmocka_unit_test(nonsense_breaks_the_connection),
		cmocka_unit_test(who_wants_a_login_has_refused_no_message),
		cmocka_unit_test(a_reply_without_end_breaks_the_connection),
		cmocka_unit_test(a_yes_before_the_message_is_out_is_none),
		cmocka_unit_test(a_refusal_may_come_before_the_message_is_out),
		cmocka_unit_test(only_250_is_a_message_s_yes),
		cmocka_unit_test(a_reply_before_its_command_is_out_of_turn),
		cmocka_unit_test(smtputf8_is_said_where_it_is_offered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
