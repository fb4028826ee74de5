/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside_peer_test.c -- tests src/mail/outside/client.c: a peer that leaves, or
 * thinks better of it, between any two steps, and what is left of it
 */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"

#include "face.h"
#include "outside_lab.h"

enum {
	MUCH = 300000, /* bytes: more than is read of a peer at once */
	SOON = 9, /* seconds: less than the grace of an end, and than a peer
			* has that does not go */
};

static void is_withdrawn(uint32_t id)
{
	expect(play.inside, MESSAGE_ABORT);
	assert_int_equal(play.id, id);
	assert_true(says_nothing(play.store));
	assert_true(says_nothing(play.zygote));
}

/* Not by a reset, which would take what was said before. */
static void peer_sees_the_end(void)
{
	struct pollfd poll_peer = { play.peer, POLLIN, 0 };
	char byte;

	assert_int_equal(poll(&poll_peer, 1, SOON * 1000), 1);
	assert_int_equal(recv(play.peer, &byte, 1, 0), 0);
}

static uint32_t ask_for_one(void)
{
	connect_peer();
	peer_says("HELO x\r\n");
	peer_is_told("250 ");
	peer_says("MAIL FROM:<a@b.example>\r\n");
	peer_is_told("250 ");
	peer_says("RCPT TO:<x@town.example.jp>\r\n");
	expect(play.inside, MESSAGE_OPEN);
	inside_answers_rcpt(250);
	peer_is_told("250 ");
	return play.id;
}

static void who_leaves_in_a_transaction_withdraws_it(void **state)
{
	const struct linger reset = { 1, 0 };
	uint32_t id;

	(void)state;
	id = ask_for_one();
	close(take_fd(&play.peer));
	is_withdrawn(id);
	id = ask_for_one();
	setsockopt(play.peer, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(take_fd(&play.peer));
	is_withdrawn(id);
	connect_peer();
	begin_message();
	id = play.id;
	peer_says("Subject: x\r\n\r\ntext\r\n");
	close(take_fd(&play.peer));
	is_withdrawn(id);
}

static void who_forgets_it_may_begin_another(void **state)
{
	uint32_t id;

	(void)state;
	id = ask_for_one();
	peer_says("RSET\r\n");
	peer_is_told("250 ");
	is_withdrawn(id);
	begin_message();
	peer_says("text\r\n.\r\n");
	expect(play.store, MESSAGE_KEEP);
	assert_int_not_equal(play.id, id);
	is_sealed("text\r\n");
}

/* The answer to a message that was withdrawn is no other one's. */
static void an_answer_that_comes_too_late_is_nobody_s(void **state)
{
	uint32_t old, id;

	(void)state;
	old = ask_for_one();
	peer_says("RSET\r\n");
	peer_is_told("250 ");
	is_withdrawn(old);
	begin_message();
	peer_says("text\r\n.\r\n");
	expect(play.store, MESSAGE_KEEP);
	id = play.id;
	store_keeps(id);
	expect(play.zygote, MESSAGE_TRANSFORM);
	store_keeps(old);
	transform_fails(old, ANSWER_HELD, HELD_TOO_DEEP);
	inside_is_done(old, 250);
	inside_is_done(id, 451);
	peer_is_told("451 ");
	assert_true(says_nothing(play.store));
}

static void who_quits_sees_the_end(void **state)
{
	uint32_t id;

	(void)state;
	id = ask_for_one();
	peer_says("QUIT\r\nMAIL FROM:<e@e.example>\r\n");
	peer_is_told("221 2.0.0 bye\r\n");
	peer_sees_the_end();
	is_withdrawn(id);
}

/* It may have much on its way, and has to learn why that is for nothing. */
static void who_is_not_listened_to_hears_why(void **state)
{
	static char more[MUCH];
	uint32_t id;

	(void)state;
	connect_peer();
	begin_message();
	id = play.id;
	memset(more, 'x', sizeof(more) - 1);
	more[0] = '\n';
	peer_says(more);
	peer_says(more);
	peer_is_told("550 5.5.2 ");
	peer_sees_the_end();
	is_withdrawn(id);
}

/* What it has to say is said; it waits for our word. */
static void who_has_closed_its_half_hears_the_answer(void **state)
{
	uint32_t id;

	(void)state;
	id = bring_message();
	shutdown(play.peer, SHUT_WR);
	expect(play.store, MESSAGE_KEEP);
	store_keeps(id);
	expect(play.zygote, MESSAGE_TRANSFORM);
	inside_is_done(id, 250);
	peer_is_told("250 2.2.0 ");
	peer_sees_the_end();
}

/* Its last words and its end may come at once, while it is not listened to. */
static void an_end_behind_the_last_words_is_seen(void **state)
{
	(void)state;
	connect_peer();
	peer_says("HELO x\r\n");
	peer_is_told("250 ");
	peer_says("MAIL FROM:<a@b.example>\r\nRCPT TO:<x@town.example.jp>\r\n");
	expect(play.inside, MESSAGE_OPEN);
	peer_says("NOOP\r\n");
	shutdown(play.peer, SHUT_WR);
	inside_answers_rcpt(250);
	face_hears(play.peer, "250 2.0.0 here\r\n");
	peer_sees_the_end();
	is_withdrawn(play.id);
}

static void nothing_is_asked_before_it_is_its_turn(void **state)
{
	(void)state;
	connect_peer();
	peer_says("HELO x\r\nMAIL FROM:<a@b.example>\r\n"
		  "RCPT TO:<x@town.example.jp>\r\nRSET\r\nNOOP\r\n");
	expect(play.inside, MESSAGE_OPEN);
	fd_closep(&play.peer);
	connect_peer();
	assert_true(says_nothing(play.inside));
	inside_answers_rcpt(250);
	is_withdrawn(play.id);
}

static void nothing_is_left_of_who_has_gone(void **state)
{
	const uint8_t full = ANSWER_FULL;
	time_t began;
	int n;

	(void)state;
	if (geteuid() != 0)
		skip();
	connect_peer();
	n = open_descriptors();
	for (int i = 0; i < 10; i++) {
		connect_peer();
		begin_message();
		peer_says("text\r\n");
		fd_closep(&play.peer);
		expect(play.inside, MESSAGE_ABORT);
		/* … nor of a message that has gone, or gone nowhere */
		inside_is_done(send_message(), 250);
		peer_is_told("250 ");
		bring_message();
		expect(play.store, MESSAGE_KEEP);
		say(play.store, MESSAGE_NOT_KEPT, play.id, &full, 1);
		expect(play.inside, MESSAGE_ABORT);
		peer_is_told("452 ");
	}
	connect_peer();
	assert_true(open_descriptors() <= n);
	fd_closep(&play.peer);
	began = time(NULL);
	kill(play.pid, SIGTERM);
	has_ended();
	assert_true(time(NULL) - began < SOON);
}

static void who_waits_for_its_answer_has_it_before_the_end(void **state)
{
	uint32_t id;

	(void)state;
	id = send_message();
	kill(play.pid, SIGTERM);
	inside_is_done(id, 250);
	assert_string_equal(face_hears(play.peer, "closing down\r\n"),
			    "250 2.2.0 accepted\r\n421 4.3.2 closing down\r\n");
	peer_sees_the_end();
	has_ended();
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(who_leaves_in_a_transaction_withdraws_it),
		CASE(who_forgets_it_may_begin_another),
		CASE(an_answer_that_comes_too_late_is_nobody_s),
		CASE(who_quits_sees_the_end),
		CASE(who_is_not_listened_to_hears_why),
		CASE(who_has_closed_its_half_hears_the_answer),
		CASE(an_end_behind_the_last_words_is_seen),
		CASE(nothing_is_asked_before_it_is_its_turn),
		CASE(nothing_is_left_of_who_has_gone),
		CASE(who_waits_for_its_answer_has_it_before_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
