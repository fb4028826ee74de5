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
	assert_true(hop.body_begun);
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
	assert_int_equal(hears("250 ok\r\n"), HOP_MORE);
	assert_string_equal(said(), "RCPT TO:<x@y>\r\n");
	assert_int_equal(hears("252 maybe\r\n"), HOP_ANSWERED);
	assert_int_equal(hop.answer.code, 250);
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
		"250 o\rk\r\n",
		"250 ok\r\r\n",
		"\r\n",
		"\n",
		"421 4.3.2 closing\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		greet("250 mx\r\n");
		hop_open(&hop, "a@b", "x@y", false);
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

/* ------ whole conversations, cut everywhere ------ */

static const char *const replies[] = {
	"220 mx\r\n",           "250-mx\r\n250 PIPELINING\r\n",
	"250 ok\r\n250 ok\r\n", "354 go\r\n",
	"250 done\r\n",
};

enum {
	N_REPLIES = sizeof(replies) / sizeof(replies[0])
};

/* What the owner does next; false: the conversation is over. */
static bool go_on(enum hop_event event)
{
	if (event == HOP_BROKEN || event == HOP_FINISHED)
		return false;
	if (hop.state == HOP_IDLE)
		hop_open(&hop, "a@b", "x@y", false);
	else if (hop.state == HOP_READY && answer_is_yes(&hop.answer))
		hop_data(&hop, "x\r\n.\r\n", 6);
	else if (hop.state == HOP_READY)
		return false;
	hop_written(&hop, hop.out_len);
	if (hop.state == HOP_BODY && !hop.body_sent)
		hop_sent(&hop);
	return true;
}

/* Feeds a segment. */
static bool hears_bytes(const char *bytes, size_t len)
{
	size_t room;
	char *at = hop_room(&hop, &room);
	enum hop_event event;

	assert_true(len <= room);
	memcpy(at, bytes, len);
	hop_received(&hop, len);
	do {
		event = hop_step(&hop);
		if (!go_on(event))
			return false;
	} while (event != HOP_MORE);
	return true;
}

/* Has a 250 for the message come of it, when the n-th reply is this, in two
 * segments? */
static bool is_accepted(size_t n, const char *bytes, size_t len, size_t cut)
{
	bool on = true;

	hop_begin(&hop, "gw.example");
	hop.state = HOP_BANNER;
	for (size_t i = 0; i < N_REPLIES && on; i++) {
		if (i != n) {
			on = hears_bytes(replies[i], strlen(replies[i]));
			continue;
		}
		on = hears_bytes(bytes, cut);
		if (on && cut < len)
			on = hears_bytes(bytes + cut, len - cut);
	}
	return !on && hop.state == HOP_IDLE && answer_is_yes(&hop.answer);
}

static void replies_may_be_cut_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_REPLIES; i++)
		for (size_t cut = 0; cut <= strlen(replies[i]); cut++)
			assert_true(is_accepted(i, replies[i],
						strlen(replies[i]), cut));
}

/* What is no reply makes no message accepted, at any place and any cut. */
static void no_spoiled_reply_lets_a_message_pass(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} spoils[] = {

#define SPOIL(text) { text, sizeof(text) - 1 }
		SPOIL("\n"),
		SPOIL("\r"),
		SPOIL("\0"),
		SPOIL("\r\n"),
		SPOIL("\n250 ok\r\n"),
		SPOIL("\r250 ok\r\n"),
		SPOIL("\r\n\0"
		      "250 ok\r\n"),
		SPOIL("\r\nhello\r\n"),
		SPOIL("\r\n150 ok\r\n"),
	};
	char bytes[128];

	(void)state;
	for (size_t i = 0; i < N_REPLIES; i++)
		for (size_t s = 0; s < sizeof(spoils) / sizeof(spoils[0]);
		     s++) {
			/* in the middle of its last line's text */
			size_t head = strlen(replies[i]) - 3;
			size_t len = head + spoils[s].len + 3;

			/* A whole yes is one, whatever follows it. */
			if (i == N_REPLIES - 1 &&
			    strncmp(spoils[s].bytes, "\r\n", 2) == 0)
				continue;
			memcpy(bytes, replies[i], head);
			memcpy(bytes + head, spoils[s].bytes, spoils[s].len);
			memcpy(bytes + len - 3, replies[i] + head, 3);
			for (size_t cut = 0; cut <= len; cut++)
				if (is_accepted(i, bytes, len, cut))
					fail_msg("reply %zu spoil %zu cut %zu",
						 i, s, cut);
		}
}

/* 8-bit and control characters in the words: nobody is shown them. */
static void the_words_of_a_reply_do_not_matter(void **state)
{
	static const char odd[] = "250 \xe5\xae\x8c\x1b[2J\t\x7f\xff\r\n";

	(void)state;
	for (size_t cut = 0; cut < sizeof(odd); cut++)
		assert_true(is_accepted(4, odd, sizeof(odd) - 1, cut));
}

static void a_line_too_long_is_found_wherever_it_is_cut(void **state)
{
	static char line[LIMIT_REPLY_LINE + 64];

	(void)state;
	for (size_t len = LIMIT_REPLY_LINE - 1; len <= LIMIT_REPLY_LINE + 1;
	     len++) {
		memset(line, 'x', len);
		memcpy(line, "250 ", 4);
		memcpy(line + len - 2, "\r\n", 2);
		for (size_t cut = 0; cut <= len; cut++)
			assert_int_equal(is_accepted(4, line, len, cut),
					 len <= LIMIT_REPLY_LINE);
	}
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
		cmocka_unit_test(a_yes_before_the_message_is_out_is_none),
		cmocka_unit_test(a_refusal_may_come_before_the_message_is_out),
		cmocka_unit_test(only_250_is_a_message_s_yes),
		cmocka_unit_test(a_reply_before_its_command_is_out_of_turn),
		cmocka_unit_test(replies_may_be_cut_anywhere),
		cmocka_unit_test(no_spoiled_reply_lets_a_message_pass),
		cmocka_unit_test(the_words_of_a_reply_do_not_matter),
		cmocka_unit_test(a_line_too_long_is_found_wherever_it_is_cut),
		cmocka_unit_test(smtputf8_is_said_where_it_is_offered),
		cmocka_unit_test(a_status_counts_only_if_it_fits_the_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
