/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_link_test.c -- tests src/mail/inside/link.c: connections that are lost,
 * worn, slow, or not to be had, with a clock of the test's own
 */
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "privsep/channel.h"

#include "ahead.h"
#include "inside_lab.h"
#include "life.h"
#include "sample.h"

static char stream[8192];

static int begin_now(void **state)
{
	*ahead = 0;
	return begin(state);
}

/* Another next hop, or the same once more: what it heard before. */
static void redial(void)
{
	dialled();
	assert_string_equal(hop_hears("<x@town.example.jp>\r\n"),
			    "MAIL FROM:<a@b.example>\r\n"
			    "RCPT TO:<x@town.example.jp>\r\n");
}

static void a_connection_lost_between_commands_is_made_again(void **state)
{
	size_t len = sample_write(stream, sizeof(stream), sample_records);

	(void)state;
	open_transaction(ID);
	close(play.hop);
	transform_says(ID, stream, len);
	redial();
	hop_says("250 ok\r\n250 ok\r\n");
	assert_string_equal(hop_hears("\r\n"),
			    "RCPT TO:<y@town.example.jp>\r\n");
	hop_says("250 ok\r\n");
	hop_takes_message();
	hop_says("250 2.0.0 queued\r\n");
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.code, 250);
}

/* It had been told to the peer as accepted. */
static void a_recipient_refused_the_second_time_is_a_451(void **state)
{
	size_t len = sample_write(stream, sizeof(stream), sample_records);

	(void)state;
	open_transaction(ID);
	close(play.hop);
	transform_says(ID, stream, len);
	redial();
	hop_says("250 ok\r\n250 ok\r\n");
	hop_hears("RCPT TO:<y@town.example.jp>\r\n");
	hop_says("550 5.1.1 no\r\n");
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.code, 451);
	assert_string_equal(hop_hears("\r\n"), "RSET\r\n");
}

/* Exchange has 20 connections of one client, as it comes. */
static void
a_next_hop_with_no_room_for_more_connections_is_waited_for(void **state)
{
	const uint32_t second = ID + 1;
	int hop;

	(void)state;
	open_transaction(ID);
	hop = play.hop;
	outside_opens(second);
	hop_connects();
	hop_says("421 4.3.2 too many connections\r\n");
	assert_true(hop_is_left());
	close(play.hop);
	play.hop = hop;
	assert_int_equal(
		channel_send(play.outside, MESSAGE_ABORT, ID, NULL, 0, -1), 0);
	hop_hears("RSET\r\n");
	hop_says("250 ok\r\n");
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("250 ok\r\n250 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, 250);
}

/* Each that waits would cost it a connection that it refuses, and two lines of
 * our log. */
static void a_full_next_hop_is_not_asked_for_more_at_once(void **state)
{
	struct pollfd parent = { play.parent, POLLIN, 0 };
	time_t began;
	int hop;

	(void)state;
	open_transaction(ID);
	hop = play.hop;
	outside_opens(ID + 1);
	hop_connects();
	began = time(NULL);
	hop_says("421 4.3.2 too many connections\r\n");
	assert_true(hop_is_left());
	close(play.hop);
	play.hop = hop;
	outside_opens(ID + 2);
	if (poll(&parent, 1, 100) != 0) /* on a machine that stood still */
		assert_true(time(NULL) - began >= LIMIT_HOP_FULL);
	*ahead = LIMIT_HOP_FULL;
	dialled();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
}

static void who_has_waited_longest_is_next(void **state)
{
	int hop;

	(void)state;
	open_transaction(ID);
	hop = play.hop;
	outside_opens_with(ID + 2, 0, "first@b.example", "x@town.example.jp");
	hop_connects();
	hop_says("421 4.3.2 too many connections\r\n");
	assert_true(hop_is_left());
	close(play.hop);
	outside_opens_with(ID + 1, 0, "second@b.example", "x@town.example.jp");
	play.hop = hop;
	assert_int_equal(
		channel_send(play.outside, MESSAGE_ABORT, ID, NULL, 0, -1), 0);
	assert_string_equal(hop_hears("\r\n"), "RSET\r\n");
	hop_says("250 ok\r\n");
	assert_non_null(strstr(hop_hears("<x@town.example.jp>\r\n"),
			       "MAIL FROM:<first@b.example>\r\n"));
}

/* Exim has 20, and all may still look who we are when it refuses the next. */
static void a_connection_that_is_being_made_is_waited_for(void **state)
{
	int first;

	(void)state;
	outside_opens(ID);
	outside_opens(ID + 1);
	hop_connects();
	first = play.hop;
	hop_connects();
	hop_says("421 4.3.2 too many connections\r\n");
	expect(play.outside, MESSAGE_HOP);
	close(play.hop);
	play.hop = first;
	hop_says("220 mx\r\n");
	hop_hears("EHLO gw.example\r\n");
	hop_says(play.keywords);
	expect(play.outside, MESSAGE_HOP);
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("250 ok\r\n250 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, 250);
}

static int accepts(uint32_t id)
{
	outside_opens(id);
	dialled();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("250 ok\r\n250 ok\r\n");
	return play.hop;
}

/* The connection is idle then. */
static void takes_message(uint32_t id, int hop)
{
	static char records[sizeof(sample_records)];

	play.hop = hop;
	sample_changed(records, sizeof(records), "rcpt 17 y@town.example.jp\n",
		       "");
	transform_says(id, stream,
		       sample_write(stream, sizeof(stream), records));
	hop_takes_message();
	hop_says("250 2.0.0 queued\r\n");
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.code, 250);
}

/* All idle connections have died together: a firewall has forgotten them. */
static void who_found_an_idle_connection_dead_tries_no_other(void **state)
{
	const int first = accepts(ID), second = accepts(ID + 1);

	(void)state;
	expect(play.outside, MESSAGE_HOP);
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	takes_message(ID, first);
	takes_message(ID + 1, second);
	kill(play.pid, SIGSTOP);
	outside_opens(ID + 2);
	close(first);
	close(second);
	kill(play.pid, SIGCONT);
	dialled();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
}

/* Both connections have taken what one may: who is told so by the first, and
 * finds the other one free before there is a third, asks that and is not put
 * off either. */
static void who_found_a_worn_connection_tries_another(void **state)
{
	const int first = accepts(ID), second = accepts(ID + 1);

	(void)state;
	expect(play.outside, MESSAGE_HOP);
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	takes_message(ID, first);
	outside_opens(ID + 2);
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("452 4.5.3 too many messages\r\n");
	assert_true(hop_is_left());
	takes_message(ID + 1, second);
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("452 4.5.3 too many messages\r\n");
	assert_true(hop_is_left());
	dialled();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("250 ok\r\n250 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, 250);
}

static void crosses(uint32_t id)
{
	outside_opens(id);
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("250 ok\r\n250 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	takes_message(id, play.hop);
}

/* Exim would let the eleventh lie. Nobody counts within a second: the clock is put
 * back for each, however long they take. */
static void a_connection_is_for_ten_messages(void **state)
{
	(void)state;
	*ahead = (LIMIT_HOP_TAKEN + 1) * 10;
	dial();
	for (uint32_t i = 0; i < LIMIT_HOP_TAKEN + 1; i++) {
		*ahead -= 10;
		crosses(ID + i);
	}
	*ahead += LIMIT_HOP_SERVED + 2;
	crosses(ID);
	assert_string_equal(hop_hears("\r\n"), "QUIT\r\n");
	assert_true(hop_is_left());
	close(play.hop);
	outside_opens(ID + 1);
	dialled();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
}

/* One without name servers, for one. */
static void who_takes_minutes_to_answer_is_waited_for(void **state)
{
	(void)state;
	dial();
	outside_opens(ID);
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	life_has_heard(play.pid);
	*ahead = 170;
	outside_opens(ID + 1);
	expect(play.parent, MESSAGE_DIAL);
	hop_says("250 ok\r\n250 ok\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	assert_int_equal(play.answer.code, 250);
}

static void who_is_given_no_connection_is_told_so(void **state)
{
	(void)state;
	outside_opens(ID);
	outside_opens(ID + 1);
	expect(play.parent, MESSAGE_DIAL);
	expect(play.parent, MESSAGE_DIAL); /* both have been heard */
	*ahead = LIMIT_HOP_CONNECT + 2;
	for (int i = 0; i < 2; i++) {
		expect(play.outside, MESSAGE_RCPT_ANSWER);
		assert_int_equal(play.answer.code, 451);
	}
}

static void is_turned_away(void)
{
	hop_connects();
	hop_says("421 4.3.2 too many connections\r\n");
	assert_true(hop_is_left());
	close(play.hop);
}

/* Its peer is slow; what it had said is said again when there is need. */
static void who_waits_for_its_peer_gives_its_place(void **state)
{
	size_t len = sample_write(stream, sizeof(stream), sample_records);
	int hop;

	(void)state;
	*ahead = 10;
	open_transaction(ID);
	life_has_heard(play.pid);
	*ahead = 0; /* none of what is next takes so long as to be waited for */
	hop = play.hop;
	outside_opens_with(ID + 1, 0, "second@b.example", "x@town.example.jp");
	is_turned_away();
	life_has_heard(play.pid);
	*ahead = 10 + LIMIT_PARK + 2;
	is_turned_away(); /* it asks again first */
	play.hop = hop;
	assert_string_equal(hop_hears("\r\n"), "RSET\r\n");
	hop_says("250 ok\r\n");
	assert_non_null(strstr(hop_hears("<x@town.example.jp>\r\n"),
			       "MAIL FROM:<second@b.example>\r\n"));
	hop_says("250 ok\r\n550 5.1.1 no\r\n");
	expect(play.outside, MESSAGE_RCPT_ANSWER);
	transform_says(ID, stream, len);
	assert_int_equal(
		channel_send(play.outside, MESSAGE_ABORT, ID + 1, NULL, 0, -1),
		0);
	assert_string_equal(hop_hears("\r\n"), "RSET\r\n");
	hop_says("250 ok\r\n");
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	hop_says("250 ok\r\n250 ok\r\n");
	hop_hears("RCPT TO:<y@town.example.jp>\r\n");
	hop_says("250 ok\r\n");
	hop_takes_message();
	hop_says("250 2.0.0 queued\r\n");
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.code, 250);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin_now, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_connection_lost_between_commands_is_made_again),
		CASE(a_recipient_refused_the_second_time_is_a_451),
		CASE(a_next_hop_with_no_room_for_more_connections_is_waited_for),
		CASE(a_full_next_hop_is_not_asked_for_more_at_once),
		CASE(who_has_waited_longest_is_next),
		CASE(a_connection_that_is_being_made_is_waited_for),
		CASE(who_found_an_idle_connection_dead_tries_no_other),
		CASE(who_found_a_worn_connection_tries_another),
		CASE(a_connection_is_for_ten_messages),
		CASE(who_is_given_no_connection_is_told_so),
		CASE(who_waits_for_its_peer_gives_its_place),
		CASE(who_takes_minutes_to_answer_is_waited_for),
	};

	return cmocka_run_group_tests(tests, ahead_begin, NULL);
}
