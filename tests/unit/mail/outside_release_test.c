/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside_release_test.c -- tests src/mail/outside/release.c
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "privsep/channel.h"

#include "ahead.h"
#include "outside_lab.h"

static int begin_in_time(void **state)
{
	*ahead = 0;
	return begin(state);
}

static void store_releases(uint32_t ask)
{
	char x[] = "x@town.example.jp", y[] = "y@town.example.jp";
	char *const rcpts[] = { x, y };
	uint8_t body[512];
	struct pack pack = { body, body + sizeof(body), false };
	int fd = memfd_create("original", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	assert_int_equal(write(fd, "original", 8), 8);
	fcntl(fd, F_ADD_SEALS,
	      F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
	pack_reference(&pack, &kept_as);
	pack_u32(&pack, 8);
	pack_envelope(&pack, "a@b.example", rcpts, 2);
	assert_int_equal(channel_send(play.store, MESSAGE_RELEASE, ask, body,
				      (size_t)(pack.pos - body), fd),
			 0);
	close(fd);
}

/* The last piece of what the store was told; "" where it was the code alone. */
static char refused[LIMIT_PATH + 1];

static void store_is_told(uint32_t ask, unsigned code)
{
	struct wire wire = { play.body, NULL, false };
	struct answer answer;

	expect(play.store, MESSAGE_RELEASED);
	assert_int_equal(play.id, ask);
	wire.end = play.body + play.body_len;
	assert_true(answer_unpack(wire_bytes(&wire, ANSWER_BODY), ANSWER_BODY,
				  &answer));
	assert_int_equal(answer.code, code);
	for (refused[0] = '\0'; !wire_done(&wire);)
		wire_string(&wire, refused);
}

/* Both recipients are asked for; the id of the transaction. */
static uint32_t begin_release(unsigned first, unsigned second)
{
	store_releases(77);
	expect(play.inside, MESSAGE_OPEN);
	inside_answers_rcpt(first);
	expect(play.inside, MESSAGE_RCPT);
	inside_answers_rcpt(second);
	return play.id;
}

static void a_released_message_goes_the_same_way(void **state)
{
	uint32_t id;

	(void)state;
	id = begin_release(250, 250);
	expect(play.inside, MESSAGE_REFERENCE);
	is_the_reference();
	expect(play.zygote, MESSAGE_TRANSFORM);
	is_sealed("original");
	assert_int_equal(play.id, id);
	/* one at a time */
	store_releases(78);
	store_is_told(78, 451);
	inside_is_done(id, 250);
	store_is_told(77, 250);
	assert_string_equal(refused, "");
	/* and peers are served beside it */
	inside_is_done(send_message(), 250);
	peer_is_told("250 ");
}

static void what_still_cannot_be_made_text_is_refused(void **state)
{
	uint32_t id;

	(void)state;
	id = begin_release(250, 250);
	expect(play.inside, MESSAGE_REFERENCE);
	expect(play.zygote, MESSAGE_TRANSFORM);
	transform_fails(id, ANSWER_HELD, HELD_TOO_DEEP);
	expect(play.inside, MESSAGE_ABORT);
	store_is_told(77, 554); /* and no notice, no second hold */
	assert_true(says_nothing(play.inside));
}

static void recipients_who_are_gone_are_left_out(void **state)
{
	struct wire wire = { play.body, NULL, false };
	static struct envelope envelope;
	uint32_t id;

	(void)state;
	id = begin_release(550, 250);
	expect(play.inside, MESSAGE_REFERENCE);
	expect(play.zygote, MESSAGE_TRANSFORM);
	wire.end = play.body + play.body_len;
	assert_int_equal(wire_u32(&wire), 8);
	wire_envelope(&wire, &envelope);
	assert_true(wire_done(&wire));
	assert_int_equal(envelope.n_rcpts, 1);
	assert_string_equal(envelope.rcpts[0], "y@town.example.jp");
	inside_is_done(id, 250);
	store_is_told(77, 250);
	assert_string_equal(refused, "x@town.example.jp");
}

static void without_recipients_it_is_refused(void **state)
{
	(void)state;
	begin_release(550, 551);
	expect(play.inside, MESSAGE_ABORT);
	store_is_told(77, 551);
	begin_release(250, 450);
	expect(play.inside, MESSAGE_ABORT);
	store_is_told(77, 450);
}

/* So much later it looks at its clock, twice. */
static void time_goes_by(int seconds)
{
	for (int i = 0; i < 2; i++) {
		*ahead += i ? 2 : seconds;
		peer_says("NOOP\r\n");
		peer_is_told("250 ");
	}
}

/* What the next hop takes so late the operator must not take for refused. */
static void the_next_hop_has_the_time_that_it_has_of_peers(void **state)
{
	uint32_t id;

	(void)state;
	connect_peer();
	store_releases(77);
	expect(play.inside, MESSAGE_OPEN);
	for (int i = 0; i < 2; i++) {
		time_goes_by(250);
		inside_answers_rcpt(250);
		expect(play.inside, i ? MESSAGE_REFERENCE : MESSAGE_RCPT);
	}
	expect(play.zygote, MESSAGE_TRANSFORM);
	id = play.id;
	time_goes_by(LIMIT_HOP_MESSAGE);
	inside_is_done(id, 250);
	store_is_told(77, 250);
}

static void one_without_an_answer_is_given_up(void **state)
{
	(void)state;
	connect_peer();
	begin_release(250, 250);
	expect(play.inside, MESSAGE_REFERENCE);
	time_goes_by(LIMIT_ANSWER + 2);
	expect(play.inside, MESSAGE_ABORT);
	store_is_told(77, 451);
}

/* Else no other one would be released ever again. */
static void one_whose_recipient_is_not_answered_is_given_up(void **state)
{
	(void)state;
	connect_peer();
	store_releases(77);
	expect(play.inside, MESSAGE_OPEN);
	time_goes_by(LIMIT_ANSWER + 2);
	expect(play.inside, MESSAGE_ABORT);
	store_is_told(77, 451);
	begin_release(250, 250);
	expect(play.zygote, MESSAGE_TRANSFORM);
}

static void it_is_brought_to_its_end_before_the_relay_stops(void **state)
{
	uint32_t id;

	(void)state;
	id = begin_release(250, 250);
	expect(play.zygote, MESSAGE_TRANSFORM);
	kill(play.pid, SIGTERM);
	usleep(100000);
	inside_is_done(id, 250);
	store_is_told(77, 250);
	has_ended();
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin_in_time, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_released_message_goes_the_same_way),
		CASE(what_still_cannot_be_made_text_is_refused),
		CASE(recipients_who_are_gone_are_left_out),
		CASE(without_recipients_it_is_refused),
		CASE(the_next_hop_has_the_time_that_it_has_of_peers),
		CASE(one_without_an_answer_is_given_up),
		CASE(one_whose_recipient_is_not_answered_is_given_up),
		CASE(it_is_brought_to_its_end_before_the_relay_stops),
	};

	return cmocka_run_group_tests(tests, ahead_begin, NULL);
}
