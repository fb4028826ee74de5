/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session_tls_test.c -- tests src/mail/smtp/session_tls.c
 */
#include "mail/smtp/session.h"
#include "mail/smtp/session_time.h"

#include "dialogue.h"

static int begin_offering(void **state)
{
	rules.offers_tls = true;
	rules.needs_tls = false;
	return begin(state);
}

static int begin_needing(void **state)
{
	rules.offers_tls = rules.needs_tls = true;
	return begin(state);
}

static int end_of_tls(void **state)
{
	rules.offers_tls = rules.needs_tls = false;
	return end(state);
}

/* Says STARTTLS after what was said already, and shakes hands. */
static void secure_now(struct dialogue *d)
{
	enum session_want want;

	replies(d);
	assert_int_equal(say(d, "STARTTLS\r\n"), SESSION_WANTS_TLS);
	want = session_advance(d->session);
	if (want == SESSION_WANTS_ABANDON) {
		d->n_abandoned++;
		want = session_advance(d->session);
	}
	assert_int_equal(want, SESSION_WANTS_FLUSH);
	assert_reply(d, "220 2.0.0");
	assert_int_equal(session_advance(d->session), SESSION_WANTS_HANDSHAKE);
	session_secured(d->session);
	assert_int_equal(go_on(d), SESSION_WANTS_INPUT);
	assert_int_equal(d->session->out_len, 0); /* no second greeting */
}

static void secure(struct dialogue *d)
{
	say(d, "EHLO m\r\n");
	secure_now(d);
}

static void it_is_offered_where_it_can_be_had_and_is_not_there(void **state)
{
	struct dialogue *d = *state;

	replies(d);
	say(d, "EHLO m\r\n");
	assert_reply(d, "250-gw.example\r\n250-SIZE 100\r\n250-8BITMIME\r\n"
			"250-PIPELINING\r\n250-STARTTLS\r\n"
			"250 ENHANCEDSTATUSCODES\r\n");
	secure(d);
	say(d, "EHLO m\r\n");
	assert_reply(d, "250-gw.example\r\n250-SIZE 100\r\n250-8BITMIME\r\n"
			"250-PIPELINING\r\n250 ENHANCEDSTATUSCODES\r\n");
	say(d, "STARTTLS\r\n");
	assert_reply(d, "503 5.5.1");
}

static void it_is_no_command_where_it_is_not_offered(void **state)
{
	struct dialogue *d = *state;

	rules.offers_tls = false;
	replies(d);
	say(d, "EHLO m\r\n");
	replies(d);
	assert_int_equal(say(d, "STARTTLS\r\n"), SESSION_WANTS_INPUT);
	assert_reply(d, "502 5.5.1");
}

static void it_has_no_arguments_and_comes_after_a_greeting(void **state)
{
	struct dialogue *d = *state;

	replies(d);
	say(d, "STARTTLS\r\n");
	assert_reply(d, "503 5.5.1");
	say(d, "EHLO m\r\n");
	replies(d);
	say(d, "STARTTLS now\r\n");
	assert_reply(d, "501 5.5.4");
}

static void a_command_behind_it_ends_the_session(void **state)
{
	static const char whole[] = "STARTTLS\r\nEHLO m\r\nMAIL FROM:<a@b>\r\n"
				    "RCPT TO:<x@town.example.jp>\r\n";
	struct dialogue *d = *state;

	/* Of any length: one byte is as much as all of them. */
	for (size_t len = strlen("STARTTLS\r\n") + 1; len <= strlen(whole);
	     len++) {
		replies(d);
		say(d, "EHLO m\r\n");
		replies(d);
		assert_int_equal(say_bytes(d, whole, len), SESSION_WANTS_CLOSE);
		assert_reply(d, "554 5.5.0");
		assert_false(d->session->mail_given);
		assert_int_equal(d->session->in_len, 0);
		end_of_tls(state);
		begin_offering(state);
		d = *state;
	}
	assert_int_equal(d->n_rcpts, 0);
}

static void input_that_waits_in_the_socket_is_behind_it_too(void **state)
{
	struct dialogue *d = *state;

	replies(d);
	say(d, "EHLO m\r\n");
	replies(d);
	d->early = true;
	assert_int_equal(say(d, "STARTTLS\r\n"), SESSION_WANTS_CLOSE);
	assert_reply(d, "554 5.5.0");
}

static void nothing_said_before_it_counts_after_it(void **state)
{
	struct dialogue *d = *state;

	replies(d);
	say(d, "EHLO m\r\nMAIL FROM:<a@b>\r\nRCPT TO:<x@town.example.jp>\r\n");
	secure_now(d);
	assert_int_equal(d->n_abandoned, 1);
	say(d, "DATA\r\n");
	assert_reply(d, "503 5.5.1");
	say(d, "MAIL FROM:<a@b>\r\n");
	assert_reply(d, "503 5.5.1 say EHLO first");
	say(d, "EHLO m\r\n");
	replies(d);
	say(d, "MAIL FROM:<a@b>\r\n");
	assert_reply(d, "250 2.1.0");
}

static void where_it_is_needed_no_mail_comes_without(void **state)
{
	struct dialogue *d = *state;

	replies(d);
	say(d, "EHLO m\r\n");
	replies(d);
	say(d, "MAIL FROM:<a@b>\r\nRCPT TO:<x@town.example.jp>\r\nDATA\r\n");
	assert_reply(d, "530 5.7.0 say STARTTLS first\r\n"
			"530 5.7.0 say STARTTLS first\r\n"
			"530 5.7.0 say STARTTLS first\r\n");
	say(d, "NOOP\r\n");
	assert_reply(d, "250 2.0.0");
	assert_int_equal(d->n_rcpts, 0);
	secure(d);
	say(d, "EHLO m\r\n");
	replies(d);
	say(d, "MAIL FROM:<a@b>\r\n");
	assert_reply(d, "250 2.1.0");
}

static void a_handshake_has_its_time_however_busy_it_is(void **state)
{
	struct dialogue *d = *state;
	struct session_times times = { .since = 1000 };

	replies(d);
	say(d, "EHLO m\r\n");
	replies(d);
	say(d, "STARTTLS\r\n");
	session_times_note(&times, d->session, 1000);
	times.since = 1000 + LIMIT_HANDSHAKE;
	session_times_note(&times, d->session, 1000 + LIMIT_HANDSHAKE);
	assert_false(
		session_is_late(&times, d->session, 1000 + LIMIT_HANDSHAKE));
	assert_true(
		session_is_late(&times, d->session, 1001 + LIMIT_HANDSHAKE));
	replies(d);
	session_secured(d->session);
	session_times_note(&times, d->session, 1000 + LIMIT_HANDSHAKE);
	assert_false(
		session_is_late(&times, d->session, 1001 + LIMIT_HANDSHAKE));
}

#define TLS_CASE(test, how) \
	cmocka_unit_test_setup_teardown(test, begin_##how, end_of_tls)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TLS_CASE(it_is_offered_where_it_can_be_had_and_is_not_there,
			 offering),
		TLS_CASE(it_is_no_command_where_it_is_not_offered, offering),
		TLS_CASE(it_has_no_arguments_and_comes_after_a_greeting,
			 offering),
		TLS_CASE(a_command_behind_it_ends_the_session, offering),
		TLS_CASE(input_that_waits_in_the_socket_is_behind_it_too,
			 offering),
		TLS_CASE(nothing_said_before_it_counts_after_it, offering),
		TLS_CASE(where_it_is_needed_no_mail_comes_without, needing),
		TLS_CASE(a_handshake_has_its_time_however_busy_it_is, offering),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
