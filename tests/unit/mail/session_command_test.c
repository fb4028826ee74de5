/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_command_test.c -- tests src/mail/smtp/session_command.c
 */
#include "mail/smtp/session.h"

#include "dialogue.h"

/* Each word that is not ours, and what an attacker hides behind it. */
static void what_follows_a_foreign_command_is_not_obeyed(void **state)
{
	static const char *const lines[] = {
		"BDAT 30 LAST\r\nMAIL FROM:<e@e>\r\n",
		"bdat 30\r\nMAIL FROM:<e@e>\r\n",
		"POST / HTTP/1.1\r\nHost: gw\r\n\r\nMAIL FROM:<e@e>\r\n",
		"GET /\r\nMAIL FROM:<e@e>\r\n",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct dialogue *d;

		begin(state);
		d = *state;
		say(d, "EHLO m\r\n");
		replies(d);
		assert_int_equal(say(d, lines[i]), SESSION_WANTS_CLOSE);
		assert_string_equal(replies(d),
				    "502 5.5.1 not a command here, nor is "
				    "what follows it\r\n");
		assert_false(d->session->mail_given);
		end(state);
	}
}

static void each_command_has_its_reply(void **state)
{
	static const struct {
		const char *line, *reply;
	} lines[] = {
		{ "NOOP", "250 2.0.0" },
		{ "noop  anything at all", "250 2.0.0" },
		{ "NOOP\t", "550 5.5.2" },
		{ "VRFY", "252 2.5.2" },
		{ "VRFY <x@town.example.jp>", "252 2.5.2" },
		{ "EXPN staff", "502 5.5.1" },
		{ "HELP", "502 5.5.1" },
		{ "TURN", "502 5.5.1" },
		{ "ETRN example.jp", "502 5.5.1" },
		{ "XCLIENT ADDR=192.0.2.9", "502 5.5.1" },
		{ "XFORWARD ADDR=192.0.2.9", "502 5.5.1" },
		{ "AUTH PLAIN AGEAYQ==", "502 5.5.1" },
		{ "", "502 5.5.1" },
		{ " NOOP", "502 5.5.1" },
		{ "NOOP:", "502 5.5.1" },
		{ "EHLO", "501 5.5.4" },
		{ "HELO", "501 5.5.4" },
		{ "EHLO ", "501 5.5.4" },
		{ "EHLO a b", "501 5.5.4" },
		{ "EHLO [192.0.2.25]", "250-gw.example" },
		{ "EHLO [IPv6:2001:db8::25]", "250-gw.example" },
		{ "EHLO   mx.example  ", "250-gw.example" },
		{ "helo mx", "250 gw.example" },
		{ "RSET ", "250 2.0.0" },
		{ "RSET now", "501 5.5.4" },
		{ "QUIT  ", "221 2.0.0" },
		{ "DATA", "503 5.5.1" },
		{ "MAIL FROM:<a@b>", "503 5.5.1" },
		{ "\xe9\x96\xa2\xe6\x89\x80", "501 5.5.4" },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct dialogue *d;

		begin(state);
		d = *state;
		replies(d);
		say(d, lines[i].line);
		say(d, "\r\n");
		assert_reply(d, lines[i].reply);
		end(state);
	}
}

static void each_path_has_its_reply(void **state)
{
	static const struct {
		const char *line, *reply;
	} lines[] = {
		{ "MAIL FROM:<>", "250 2.1.0" },
		{ "MAIL FROM:<\"a b\"@c.example>", "250 2.1.0" },
		{ "mail from:<a@b>  size=5 ", "250 2.1.0" },
		{ "MAIL FROM:<a@b> SIZE=100", "250 2.1.0" },
		{ "MAIL FROM:<a@b> SIZE=101", "552 5.3.4" },
		{ "MAIL FROM:<@r,@s:a@b>", "553 5.1.7" },
		{ "MAIL FROM:<a%b@c>", "553 5.1.7" },
		{ "MAIL FROM:<a!b@c>", "553 5.1.7" },
		{ "MAIL FROM:<a@[192.0.2.1]>", "501 5.1.7" },
		{ "MAIL FROM: <a@b>", "501 5.1.7" },
		{ "MAIL FROM:a@b", "501 5.1.7" },
		{ "RCPT TO:<@r,@s:a@b>", "553 5.1.3" },
		{ "RCPT TO: <a@b>", "501 5.1.3" },
		{ "RCPT TO:<a>", "501 5.1.3" },
		{ "MAIL FROM :<a@b>", "501 5.5.4" },
		{ "MAIL  FROM:<a@b>", "501 5.5.4" },
		{ "MAIL FROM:<a@b> BODY=BINARYMIME", "555 5.5.4" },
		{ "MAIL FROM:<a@b> AUTH=<>", "555 5.5.4" },
		{ "MAIL FROM:<a@b> SMTPUTF8", "555 5.5.4" },
		{ "MAIL FROM:<山@b>", "553 5.6.7" },
		{ "MAIL FROM:<山@b> SMTPUTF8", "553 5.6.7" },
		{ "MAIL FROM:<a@b>\tSIZE=1", "550 5.5.2" },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct dialogue *d;

		begin(state);
		d = *state;
		say(d, "EHLO m\r\n");
		replies(d);
		say(d, lines[i].line);
		say(d, "\r\n");
		assert_reply(d, lines[i].reply);
		end(state);
	}
}

static void the_postmaster_is_that_of_the_first_domain(void **state)
{
	struct dialogue *d = *state;

	say(d, "EHLO m\r\nMAIL FROM:<a@b>\r\n");
	replies(d);
	say(d, "RCPT TO:<Postmaster>\r\n");
	assert_reply(d, "550 5.7.1");
	rules.postmaster = "town.example.jp";
	say(d, "RCPT TO:<Postmaster>\r\n");
	rules.postmaster = NULL;
	assert_reply(d, "250 2.1.5");
	assert_string_equal(d->session->rcpts[0], "postmaster@town.example.jp");
}

static void a_new_hello_forgets_the_transaction(void **state)
{
	struct dialogue *d = *state;

	open_transaction(d);
	say(d, "EHLO again\r\n");
	replies(d);
	assert_int_equal(d->n_abandoned, 1);
	say(d, "RCPT TO:<x@town.example.jp>\r\n");
	assert_reply(d, "503 5.5.1");
	say(d, "DATA\r\n");
	assert_reply(d, "503 5.5.1");
}

static void leaving_in_a_transaction_withdraws_it(void **state)
{
	struct dialogue *d = *state;

	open_transaction(d);
	assert_int_equal(say(d, "QUIT\r\nDATA\r\n"), SESSION_WANTS_CLOSE);
	assert_string_equal(replies(d), "221 2.0.0 bye\r\n");
	assert_int_equal(d->n_abandoned, 1);
	assert_int_equal(d->n_messages, 0);
}

/* ------ senders ------ */

static enum sender_verdict verdict;

static enum sender_verdict
judge_sender(void *owner, const struct session *session, const char *domain)
{
	assert_null(owner);
	assert_string_equal(session->sender, domain ? "a@b.example" : "");
	return verdict;
}

static void a_sender_is_judged_at_mail(void **state)
{
	struct dialogue *d = *state;

	rules.judge_sender = judge_sender;
	say(d, "EHLO m\r\n");
	replies(d);
	verdict = SENDER_DOMAIN;
	say(d, "MAIL FROM:<a@B.example>\r\n");
	assert_reply(d, "550 5.7.1");
	verdict = SENDER_TOO_FAST;
	say(d, "MAIL FROM:<>\r\n");
	assert_reply(d, "450 4.7.1");
	say(d, "RCPT TO:<x@town.example.jp>\r\n");
	assert_reply(d, "503 5.5.1");
	verdict = SENDER_OK;
	say(d, "MAIL FROM:<>\r\n");
	assert_reply(d, "250 2.1.0");
	rules.judge_sender = NULL;
}

/* ------ RFC 6531 ------ */

static void smtputf8_is_taken_where_it_is_offered(void **state)
{
	struct dialogue *d = *state;

	rules.smtputf8 = true;
	say(d, "EHLO m\r\n");
	assert_non_null(strstr(replies(d), "\r\n250-SMTPUTF8\r\n"));
	say(d, "MAIL FROM:<山田@b>\r\n");
	assert_reply(d, "553 5.6.7");
	say(d, "MAIL FROM:<山田@町.example> SMTPUTF8\r\n");
	assert_reply(d, "250 2.1.0");
	assert_true(d->session->smtputf8);
	say(d, "RCPT TO:<係@town.example.jp>\r\n");
	assert_reply(d, "250 2.1.5");
	assert_string_equal(d->session->rcpts[0], "係@town.example.jp");
	say(d, "RSET\r\nMAIL FROM:<a@b>\r\n");
	replies(d);
	assert_false(d->session->smtputf8);
	say(d, "RCPT TO:<係@town.example.jp>\r\n");
	assert_reply(d, "553 5.6.7");
	rules.smtputf8 = false;
}

static void what_a_session_was_offered_stays(void **state)
{
	struct dialogue *d = *state;

	say(d, "EHLO m\r\n");
	assert_null(strstr(replies(d), "SMTPUTF8"));
	rules.smtputf8 = true;
	say(d, "MAIL FROM:<山田@b> SMTPUTF8\r\n");
	assert_reply(d, "553 5.6.7");
	say(d, "EHLO m\r\n");
	assert_non_null(strstr(replies(d), "SMTPUTF8"));
	rules.smtputf8 = false;
	say(d, "MAIL FROM:<山田@b> SMTPUTF8\r\n");
	assert_reply(d, "250 2.1.0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_follows_a_foreign_command_is_not_obeyed),
		cmocka_unit_test(each_command_has_its_reply),
		cmocka_unit_test(each_path_has_its_reply),
		CASE(the_postmaster_is_that_of_the_first_domain),
		CASE(a_new_hello_forgets_the_transaction),
		CASE(leaving_in_a_transaction_withdraws_it),
		CASE(a_sender_is_judged_at_mail),
		CASE(smtputf8_is_taken_where_it_is_offered),
		CASE(what_a_session_was_offered_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
