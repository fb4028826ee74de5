/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_test.c -- tests src/mail/smtp/session.c
 */
#include "mail/smtp/session.h"

#include <stdio.h>

#include "dialogue.h"

static void a_message_goes_all_the_way(void **state)
{
	struct dialogue *d = *state;

	assert_reply(d, "220 gw.example ESMTP\r\n");
	say(d, "EHLO mx.example\r\n");
	assert_reply(d, "250-gw.example\r\n250-SIZE 100\r\n250-8BITMIME\r\n"
			"250-PIPELINING\r\n250 ENHANCEDSTATUSCODES\r\n");
	say(d, "MAIL FROM:<a@b> SIZE=50\r\n");
	assert_reply(d, "250 2.1.0");
	say(d, "RCPT TO:<x@Town.Example.JP>\r\n");
	assert_reply(d, "250 2.1.5");
	say(d, "DATA\r\n");
	assert_reply(d, "354 ");
	say(d, "Subject: x\r\n\r\n..dot\r\n.\r\n");
	assert_reply(d, "250 2.1.5");
	assert_int_equal(d->n_messages, 1);
	assert_int_equal(d->n_stored, 20);
	assert_memory_equal(d->stored, "Subject: x\r\n\r\n.dot\r\n", 20);
	assert_int_equal(say(d, "QUIT\r\n"), SESSION_WANTS_CLOSE);
	assert_reply(d, "221 ");
	assert_int_equal(d->n_abandoned, 0);
}

static void commands_may_be_pipelined_up_to_data(void **state)
{
	struct dialogue *d = *state;

	replies(d);
	say(d, "EHLO m\r\n");
	replies(d);
	say(d, "MAIL FROM:<a@b>\r\nRCPT TO:<x@town.example.jp>\r\n"
	       "RCPT TO:<x@other.example>\r\nDATA\r\n");
	assert_reply(d, "250 2.1.0 sender noted\r\n250 2.1.5 accepted\r\n"
			"550 5.7.1 not a domain behind this relay\r\n354 ");
	say(d, ".\r\nNOOP\r\n");
	assert_reply(d, "250 2.1.5 accepted\r\n250 2.0.0 here\r\n");
}

static void input_before_our_354_ends_the_session(void **state)
{
	struct dialogue *d = *state;

	open_transaction(d);
	assert_int_equal(say(d, "DATA\r\nSubject: x\r\n"), SESSION_WANTS_CLOSE);
	assert_reply(d, "554 5.5.0");
	assert_int_equal(d->n_messages, 0);
	assert_int_equal(d->n_abandoned, 1);
}

static void input_waiting_in_the_socket_counts_too(void **state)
{
	struct dialogue *d = *state;

	open_transaction(d);
	d->early = true;
	assert_int_equal(say(d, "DATA\r\n"), SESSION_WANTS_CLOSE);
	assert_reply(d, "554 5.5.0");
}

static void a_bare_byte_in_the_message_ends_the_session(void **state)
{
	struct dialogue *d = *state;

	open_transaction(d);
	say(d, "DATA\r\n");
	replies(d);
	assert_int_equal(say(d, "Subject: x\n.\r\nMAIL FROM:<e@e>\r\n"),
			 SESSION_WANTS_CLOSE);
	assert_reply(d, "550 5.5.2");
	assert_int_equal(d->n_messages, 0);
	assert_int_equal(d->n_abandoned, 1);
}

static void a_bare_byte_in_a_command_ends_the_session(void **state)
{
	struct dialogue *d = *state;

	replies(d);
	assert_int_equal(say(d, "NOOP\n"), SESSION_WANTS_CLOSE);
	assert_reply(d, "550 5.5.2");
}

static void a_nul_in_a_command_ends_the_session(void **state)
{
	struct dialogue *d = *state;

	replies(d);
	assert_int_equal(say_bytes(d, "NOOP \0\r\n", 8), SESSION_WANTS_CLOSE);
	assert_reply(d, "550 5.5.2");
}

static void a_message_too_large_is_read_to_its_end_and_refused(void **state)
{
	struct dialogue *d = *state;

	open_transaction(d);
	say(d, "DATA\r\n");
	replies(d);
	for (int i = 0; i < 100; i++)
		say(d, "0123456789012345678901234567890123456789\r\n");
	assert_int_equal(say(d, ".\r\n"), SESSION_WANTS_INPUT);
	assert_reply(d, "552 5.3.4");
	assert_true(d->n_stored <= rules.max_size);
	assert_int_equal(d->n_messages, 0);
	/* The next one begins anew, and may be as large as was said. */
	d->n_stored = 0;
	say(d, "MAIL FROM:<a@b>\r\nRCPT TO:<x@town.example.jp>\r\nDATA\r\n");
	replies(d);
	for (int i = 0; i < 10; i++)
		say(d, "01234567\r\n");
	say(d, ".\r\n");
	assert_reply(d, "250 2.1.5");
	assert_int_equal(d->n_messages, 1);
	assert_int_equal(d->n_stored, rules.max_size);
}

static void a_declared_size_too_large_is_refused_at_once(void **state)
{
	struct dialogue *d = *state;

	say(d, "EHLO m\r\n");
	replies(d);
	say(d, "MAIL FROM:<a@b> SIZE=101\r\n");
	assert_reply(d, "552 5.3.4");
}

static void order_is_kept(void **state)
{
	struct dialogue *d = *state;

	replies(d);
	say(d, "MAIL FROM:<a@b>\r\n");
	assert_reply(d, "503 5.5.1");
	say(d, "EHLO m\r\n");
	replies(d);
	say(d, "RCPT TO:<x@town.example.jp>\r\n");
	assert_reply(d, "503 5.5.1");
	say(d, "DATA\r\n");
	assert_reply(d, "503 5.5.1");
	say(d, "MAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\n");
	assert_reply(d, "250 2.1.0 sender noted\r\n503 5.5.1");
	say(d, "DATA\r\n");
	assert_reply(d, "554 5.5.1 no valid recipient");
	assert_int_equal(d->n_rcpts, 0);
}

static void a_refused_recipient_is_refused_with_its_code(void **state)
{
	struct dialogue *d = *state;

	say(d, "EHLO m\r\nMAIL FROM:<a@b>\r\n");
	replies(d);
	d->answer = (struct answer){ ANSWER_HOP, 550, 1, 1 };
	say(d, "RCPT TO:<x@town.example.jp>\r\n");
	assert_reply(d, "550 5.1.1 not accepted\r\n");
	say(d, "DATA\r\n");
	assert_reply(d, "554 5.5.1");
	/* … and the inside, which knows of the transaction, is told */
	say(d, "RSET\r\nRSET\r\n");
	assert_int_equal(d->n_abandoned, 1);
}

static void recipients_are_limited(void **state)
{
	struct dialogue *d = *state;

	say(d, "EHLO m\r\nMAIL FROM:<a@b>\r\n");
	replies(d);
	for (int i = 0; i < LIMIT_RECIPIENTS; i++) {
		say(d, "RCPT TO:<x@town.example.jp>\r\n");
		assert_reply(d, "250 2.1.5");
	}
	say(d, "RCPT TO:<x@town.example.jp>\r\n");
	assert_reply(d, "452 4.5.3");
}

static void a_line_without_end_ends_the_session(void **state)
{
	struct dialogue *d = *state;
	char line[LIMIT_COMMAND];
	size_t room;

	replies(d);
	memset(line, 'x', sizeof(line));
	assert_int_equal(say_bytes(d, line, sizeof(line) - 1),
			 SESSION_WANTS_INPUT);
	session_room(d->session, &room);
	assert_int_equal(room, SESSION_IN - (sizeof(line) - 1));
	assert_true(session_in_line(d->session));
	assert_int_equal(say_bytes(d, "x", 1), SESSION_WANTS_CLOSE);
	assert_reply(d, "500 5.5.2");
}

static void nonsense_is_not_listened_to_for_ever(void **state)
{
	struct dialogue *d = *state;

	replies(d);
	for (int i = 0; i < LIMIT_BAD_COMMANDS; i++) {
		assert_int_equal(say(d, "XYZZY\r\n"), SESSION_WANTS_INPUT);
		assert_reply(d, "502 5.5.1");
	}
	assert_int_equal(say(d, "MAIL\r\n"), SESSION_WANTS_CLOSE);
	assert_reply(d,
		     "501 5.5.4 not the syntax of this command\r\n421 4.3.2");
	session_end(d->session, "once more");
	assert_string_equal(replies(d), "");
}

static void a_flood_of_commands_waits_for_its_replies(void **state)
{
	static const char reply[] = "250 2.0.0 here\r\n";
	struct dialogue *d = *state;
	size_t room, n = 0, said = 0;
	char *at = session_room(d->session, &room);

	replies(d);
	for (; n + 6 <= room; n += 6)
		memcpy(at + n, "NOOP\r\n", 6);
	session_received(d->session, n);
	while (session_advance(d->session) == SESSION_WANTS_FLUSH) {
		assert_true(d->session->out_len <= SESSION_OUT);
		assert_memory_equal(d->session->out, reply + said % 16,
				    16 - said % 16);
		session_written(d->session, 1001);
		said += 1001;
	}
	assert_int_equal(said + d->session->out_len, n / 6 * 16);
}

/* ------ every state, every cut ------ */

/* What brings a new session to each of its states. */
static const char *const states[][6] = {
	{ NULL },
	{ "EHLO m\r\n" },
	{ "EHLO m\r\n", "MAIL FROM:<a@b>\r\n" },
	{ "EHLO m\r\n", "MAIL FROM:<a@b>\r\n",
	  "RCPT TO:<x@town.example.jp>\r\n" },
	{ "EHLO m\r\n", "MAIL FROM:<a@b>\r\n",
	  "RCPT TO:<x@town.example.jp>\r\n", "DATA\r\n" },
	{ "EHLO m\r\n", "MAIL FROM:<a@b>\r\n",
	  "RCPT TO:<x@town.example.jp>\r\n", "DATA\r\n", "Subject: x\r\n" },
};

enum {
	N_STATES = sizeof(states) / sizeof(states[0])
};

static void bring_to(struct dialogue *d, size_t n)
{
	for (size_t i = 0; i < 6 && states[n][i]; i++)
		say(d, states[n][i]);
	replies(d);
}

/* CR, LF or NUL by itself, with a command or a message's end behind it. */
static void a_bare_byte_ends_the_session_in_every_state(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} bad[] = {

#define BAD(text) { text, sizeof(text) - 1 }
		BAD("\nMAIL FROM:<e@e>\r\n"),
		BAD("x\nMAIL FROM:<e@e>\r\n"),
		BAD("x\rMAIL FROM:<e@e>\r\n"),
		BAD("x\r\r\nMAIL FROM:<e@e>\r\n"),
		BAD("x\0\r\nMAIL FROM:<e@e>\r\n"),
		BAD("\0\r\n.\r\nMAIL FROM:<e@e>\r\n"),
		BAD("x\n.\r\nMAIL FROM:<e@e>\r\n"),
		BAD("x\r.\r\nMAIL FROM:<e@e>\r\n"),
	};

	for (size_t i = 0; i < N_STATES * sizeof(bad) / sizeof(bad[0]); i++)
		for (size_t cut = 0; cut < bad[i / N_STATES].len; cut++) {
			const char *bytes = bad[i / N_STATES].bytes;
			struct dialogue *d;

			begin(state);
			d = *state;
			bring_to(d, i % N_STATES);
			if (say_bytes(d, bytes, cut) == SESSION_WANTS_INPUT)
				say_bytes(d, bytes + cut,
					  bad[i / N_STATES].len - cut);
			assert_int_equal(d->session->state, SESSION_ENDED);
			assert_string_equal(replies(d),
					    "550 5.5.2 bare CR, bare LF, NUL "
					    "or control character\r\n");
			assert_int_equal(d->n_messages, 0);
			assert_string_not_equal(d->session->sender, "e@e");
			end(state);
		}
}

/* Cut anywhere, it is the same conversation. */
static void tcp_s_cuts_change_nothing(void **state)
{
	static const char *const parts[] = {
		"EHLO m\r\nMAIL FROM:<a@b>\r\nRCPT TO:<x@town.example.jp>\r\n"
		"DATA\r\n",
		"a\r\n..b\r\n.c\r\n\r\n.\r\nNOOP\r\nMAIL FROM:<c@d>\r\n"
		"RSET\r\nQUIT\r\n",
	};
	static char whole[SESSION_OUT + 1];

	for (size_t part = 0; part < 2; part++)
		for (size_t cut = 0; cut <= strlen(parts[part]); cut++) {
			struct dialogue *d;

			begin(state);
			d = *state;
			if (part == 1)
				say(d, parts[0]);
			say_bytes(d, parts[part], cut);
			say(d, parts[part] + cut);
			if (part == 0)
				say(d, parts[1]);
			if (part == 0 && cut == 0)
				snprintf(whole, sizeof(whole), "%s",
					 replies(d));
			else
				assert_string_equal(replies(d), whole);
			assert_int_equal(d->n_messages, 1);
			assert_int_equal(d->n_stored, 12);
			assert_memory_equal(d->stored, "a\r\n.b\r\nc\r\n\r\n",
					    12);
			end(state);
		}
}

/* What came early is read when it is its turn, not before. */
static void nothing_is_read_while_an_answer_is_awaited(void **state)
{
	static const char rest[] = "RCPT TO:<y@town.example.jp>\r\nQUIT\r\n";
	struct dialogue *d = *state;
	size_t room;

	say(d, "EHLO m\r\nMAIL FROM:<a@b>\r\n");
	replies(d);
	memcpy(session_room(d->session, &room),
	       "RCPT TO:<x@town.example.jp>\r\n", 29);
	session_received(d->session, 29);
	assert_int_equal(session_advance(d->session), SESSION_WANTS_RCPT);
	memcpy(session_room(d->session, &room), rest, strlen(rest));
	session_received(d->session, strlen(rest));
	assert_int_equal(session_advance(d->session), SESSION_WANTS_ANSWER);
	assert_int_equal(d->session->out_len, 0);
	assert_false(session_in_line(d->session));
	session_rcpt_answered(d->session, &yes);
	assert_int_equal(go_on(d), SESSION_WANTS_CLOSE);
	assert_string_equal(replies(d), "250 2.1.5 accepted\r\n"
					"250 2.1.5 accepted\r\n"
					"221 2.0.0 bye\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_message_goes_all_the_way),
		CASE(commands_may_be_pipelined_up_to_data),
		CASE(input_before_our_354_ends_the_session),
		CASE(input_waiting_in_the_socket_counts_too),
		CASE(a_bare_byte_in_the_message_ends_the_session),
		CASE(a_bare_byte_in_a_command_ends_the_session),
		CASE(a_nul_in_a_command_ends_the_session),
		CASE(a_message_too_large_is_read_to_its_end_and_refused),
		CASE(a_declared_size_too_large_is_refused_at_once),
		CASE(order_is_kept),
		CASE(a_refused_recipient_is_refused_with_its_code),
		CASE(recipients_are_limited),
		CASE(a_line_without_end_ends_the_session),
		CASE(nonsense_is_not_listened_to_for_ever),
		CASE(a_flood_of_commands_waits_for_its_replies),
		cmocka_unit_test(a_bare_byte_ends_the_session_in_every_state),
		cmocka_unit_test(tcp_s_cuts_change_nothing),
		CASE(nothing_is_read_while_an_answer_is_awaited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
