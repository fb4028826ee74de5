/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside_test.c -- tests src/mail/outside/crossing.c, outside_hear.c: in which
 * order a message is kept, sent, held and answered
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"

#include "outside_lab.h"

static uint32_t hold_message(void)
{
	uint32_t id = send_message();

	transform_fails(id, ANSWER_HELD, HELD_TOO_DEEP);
	expect(play.store, MESSAGE_HOLD);
	is_the_reference();
	assert_int_equal(play.body[REFERENCE_LEN], HELD_TOO_DEEP);
	return id;
}

/* What is said of a message beside itself: its size, and from whom to whom. */
static void it_is_described(struct wire wire, const char *peer)
{
	static struct envelope envelope;
	char text[LIMIT_PATH + 1] = "";

	assert_int_equal(wire_u32(&wire), strlen("Subject: x\r\n\r\ntext\r\n"));
	if (peer)
		wire_string(&wire, text);
	wire_envelope(&wire, &envelope);
	assert_true(wire_done(&wire));
	assert_string_equal(text, peer ? peer : "");
	assert_string_equal(envelope.sender, "a@b.example");
	assert_int_equal(envelope.n_rcpts, 1);
	assert_string_equal(envelope.rcpts[0], "x@town.example.jp");
}

static struct wire said_last(void)
{
	return (struct wire){ play.body, play.body + play.body_len, false };
}

static void nobody_gets_it_before_it_is_kept(void **state)
{
	uint32_t id;

	(void)state;
	id = bring_message();
	expect(play.store, MESSAGE_KEEP);
	assert_int_equal(play.id, id);
	is_sealed("Subject: x\r\n\r\ntext\r\n");
	it_is_described(said_last(), "127.0.0.1");
	/* whatever another peer makes it do */
	connect_peer();
	assert_true(says_nothing(play.zygote));
	assert_true(says_nothing(play.inside));
}

static void the_inside_hears_the_reference_first(void **state)
{
	uint32_t id;

	(void)state;
	id = bring_message();
	expect(play.store, MESSAGE_KEEP);
	store_keeps(id);
	expect(play.zygote, MESSAGE_TRANSFORM);
	is_sealed("Subject: x\r\n\r\ntext\r\n");
	it_is_described(said_last(), NULL);
	/* it is there already: nothing is waited for */
	assert_false(says_nothing(play.inside));
	expect(play.inside, MESSAGE_REFERENCE);
	is_the_reference();
}

static void each_recipient_is_asked_for_by_name(void **state)
{
	char text[LIMIT_PATH + 1];
	struct wire wire;

	(void)state;
	connect_peer();
	peer_says("HELO x\r\nMAIL FROM:<a@b.example>\r\n");
	peer_says("RCPT TO:<x@town.example.jp>\r\n");
	expect(play.inside, MESSAGE_OPEN);
	wire = said_last();
	assert_int_equal(wire_u8(&wire), 0);
	wire_string(&wire, text);
	assert_string_equal(text, "a@b.example");
	wire_string(&wire, text);
	assert_string_equal(text, "x@town.example.jp");
	assert_true(wire_done(&wire));
	inside_answers_rcpt(250);
	peer_says("RCPT TO:<y@town.example.jp>\r\n");
	expect(play.inside, MESSAGE_RCPT);
	wire = said_last();
	wire_string(&wire, text);
	assert_string_equal(text, "y@town.example.jp");
	assert_true(wire_done(&wire));
}

static void the_answer_is_the_inside_s(void **state)
{
	(void)state;
	inside_is_done(send_message(), 250);
	peer_is_told("250 2.2.0 ");
	inside_is_done(send_message(), 552);
	peer_is_told("552 5.2.0 ");
}

static void what_is_too_large_goes_nowhere(void **state)
{
	uint32_t id;

	(void)state;
	connect_peer();
	begin_message();
	id = play.id;
	for (int i = 0; i <= 10; i++)
		peer_says("0123456789012345678901234567890123456789012345678"
			  "01234567890123456789012345678901234567890123456789"
			  "\r\n");
	peer_says(".\r\n");
	peer_is_told("552 5.3.4 ");
	expect(play.inside, MESSAGE_ABORT);
	assert_int_equal(play.id, id);
	assert_true(says_nothing(play.store));
	assert_true(says_nothing(play.zygote));
	/* and the session goes on */
	begin_message();
	assert_int_not_equal(play.id, id);
}

/* Another has the memory that a peer's message is written to. */
static int begin_shared_message(void)
{
	if (geteuid() != 0)
		skip();
	connect_peer();
	begin_message();
	return open_message();
}

static void what_another_may_change_is_copied(void **state)
{
	const int fd = begin_shared_message();
	void *open = mmap(NULL, 1, PROT_WRITE, MAP_SHARED, fd, 0);

	(void)state;
	assert_ptr_not_equal(open, MAP_FAILED);
	peer_says("Subject: x\r\n\r\ntext\r\n.\r\n");
	expect(play.store, MESSAGE_KEEP);
	memset(open, 'x', 1);
	is_sealed("Subject: x\r\n\r\ntext\r\n");
	munmap(open, 1);
	close(fd);
}

static void what_cannot_be_sealed_goes_nowhere(void **state)
{
	const int fd = begin_shared_message();
	const uint32_t id = play.id;

	(void)state;
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL), 0);
	close(fd);
	peer_says("Subject: x\r\n\r\ntext\r\n.\r\n");
	peer_is_told("451 4.3.0 ");
	expect(play.inside, MESSAGE_ABORT);
	assert_int_equal(play.id, id);
	assert_true(says_nothing(play.store));
	assert_true(says_nothing(play.zygote));
	/* and the session goes on */
	begin_message();
	peer_says("Subject: x\r\n\r\ntext\r\n.\r\n");
	expect(play.store, MESSAGE_KEEP);
	is_sealed("Subject: x\r\n\r\ntext\r\n");
}

static void what_is_not_kept_is_put_off(void **state)
{
	static const struct {
		enum answer_reason reason;
		const char *told;
	} cases[] = {
		{ ANSWER_FULL, "452 4.3.1 " },
		{ ANSWER_DISK, "451 4.3.0 " },
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const uint8_t body = (uint8_t)cases[i].reason;
		uint32_t id = bring_message();

		expect(play.store, MESSAGE_KEEP);
		say(play.store, MESSAGE_NOT_KEPT, id, &body, 1);
		peer_is_told(cases[i].told);
		expect(play.inside, MESSAGE_ABORT);
		assert_true(says_nothing(play.zygote));
	}
}

static void what_is_held_is_told_and_then_answered(void **state)
{
	uint32_t id;

	(void)state;
	id = hold_message();
	assert_true(says_nothing(play.inside));
	say(play.store, MESSAGE_HELD, id, NULL, 0);
	expect(play.inside, MESSAGE_NOTICE);
	assert_int_equal(play.body[0], HELD_TOO_DEEP);
	inside_is_done(id, 250);
	peer_is_told("250 2.2.0 ");
	connect_peer();
	assert_true(says_nothing(play.store));
}

static void a_notice_that_is_refused_ends_the_holding(void **state)
{
	uint32_t id;

	(void)state;
	id = hold_message();
	say(play.store, MESSAGE_HELD, id, NULL, 0);
	expect(play.inside, MESSAGE_NOTICE);
	inside_is_done(id, 452);
	expect(play.store, MESSAGE_UNHOLD);
	is_the_reference();
	peer_is_told("452 4.2.0 ");
}

static void what_cannot_be_held_is_put_off(void **state)
{
	uint32_t id;

	(void)state;
	id = hold_message();
	say(play.store, MESSAGE_NOT_HELD, id, NULL, 0);
	expect(play.inside, MESSAGE_ABORT);
	peer_is_told("451 4.3.0 ");
}

/* The first death may be an accident; the same message again is no other. */
static void a_message_that_kills_twice_is_held(void **state)
{
	uint32_t id;

	(void)state;
	for (int i = 0; i < 2; i++) { /* no reason of the message's own */
		id = send_message();
		transform_fails(id, ANSWER_TRANSFORM, HELD_NOT);
		expect(play.inside, MESSAGE_ABORT);
		peer_is_told("451 4.3.0 ");
		connect_peer();
	}
	id = send_message();
	transform_fails(id, ANSWER_TRANSFORM, HELD_CONVERTER_DIED);
	expect(play.inside, MESSAGE_ABORT);
	peer_is_told("451 4.3.0 ");
	connect_peer();
	id = send_message();
	transform_fails(id, ANSWER_TRANSFORM, HELD_CONVERTER_DIED);
	expect(play.store, MESSAGE_HOLD);
	is_the_reference();
	assert_int_equal(play.body[REFERENCE_LEN], HELD_CONVERTER_DIED);
	say(play.store, MESSAGE_HELD, id, NULL, 0);
	expect(play.inside, MESSAGE_NOTICE);
	assert_int_equal(play.body[0], HELD_CONVERTER_DIED);
	inside_is_done(id, 250);
	peer_is_told("250 2.2.0 ");
}

static void kills_and_is_put_off(uint32_t id)
{
	transform_fails(id, ANSWER_TRANSFORM, HELD_CONVERTER_DIED);
	expect(play.inside, MESSAGE_ABORT);
	peer_is_told("451 4.3.0 ");
}

static void none_is_held_for_what_another_did(void **state)
{
	(void)state;
	kills_and_is_put_off(send_message());
	connect_peer();
	begin_message();
	peer_says("Subject: y\r\n\r\ntext\r\n.\r\n");
	expect(play.store, MESSAGE_KEEP);
	store_keeps(play.id);
	expect(play.zygote, MESSAGE_TRANSFORM);
	expect(play.inside, MESSAGE_REFERENCE);
	kills_and_is_put_off(play.id);
}

/* It costs the peer a further try. */
static void a_restart_forgets_who_has_killed(void **state)
{
	(void)state;
	kills_and_is_put_off(send_message());
	shutdown(play.zygote, SHUT_RDWR);
	has_ended();
	end(NULL);
	begin(NULL);
	kills_and_is_put_off(send_message());
	transform_fails(send_message(), ANSWER_TRANSFORM, HELD_CONVERTER_DIED);
	expect(play.store, MESSAGE_HOLD);
}

static uint32_t send_unkept(void)
{
	uint32_t id = bring_message();

	expect(play.zygote, MESSAGE_TRANSFORM);
	return id;
}

/* Its sender is to hear of it before five days are over. */
static void without_a_store_it_kills_three_times_and_is_refused(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		kills_and_is_put_off(send_unkept());
	transform_fails(send_unkept(), ANSWER_TRANSFORM, HELD_CONVERTER_DIED);
	expect(play.inside, MESSAGE_ABORT);
	peer_is_told("554 5.6.1 ");
}

/* The peer will bring it again: a second notice is better than none. */
static void a_peer_that_leaves_changes_nothing(void **state)
{
	uint32_t id;

	(void)state;
	id = hold_message();
	close(take_fd(&play.peer));
	say(play.store, MESSAGE_HELD, id, NULL, 0);
	expect(play.inside, MESSAGE_NOTICE);
	inside_is_done(id, 250);
	inside_is_done(send_message(), 250);
	peer_is_told("250 ");
	assert_true(says_nothing(play.store));
}

static void without_a_store_it_is_sent_at_once_and_refused(void **state)
{
	uint32_t id;

	(void)state;
	id = bring_message();
	expect(play.zygote, MESSAGE_TRANSFORM);
	assert_true(says_nothing(play.inside));
	transform_fails(id, ANSWER_HELD, HELD_TOO_DEEP);
	expect(play.inside, MESSAGE_ABORT);
	peer_is_told("554 5.6.1 ");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(nobody_gets_it_before_it_is_kept),
		CASE(the_inside_hears_the_reference_first),
		CASE(each_recipient_is_asked_for_by_name),
		CASE(the_answer_is_the_inside_s),
		CASE(what_is_too_large_goes_nowhere),
		CASE(what_another_may_change_is_copied),
		CASE(what_cannot_be_sealed_goes_nowhere),
		CASE(what_is_not_kept_is_put_off),
		CASE(what_is_held_is_told_and_then_answered),
		CASE(a_notice_that_is_refused_ends_the_holding),
		CASE(a_message_that_kills_twice_is_held),
		CASE(none_is_held_for_what_another_did),
		CASE(a_restart_forgets_who_has_killed),
		cmocka_unit_test_setup_teardown(
			without_a_store_it_kills_three_times_and_is_refused,
			begin_without_store, end),
		CASE(what_cannot_be_held_is_put_off),
		CASE(a_peer_that_leaves_changes_nothing),
		cmocka_unit_test_setup_teardown(
			without_a_store_it_is_sent_at_once_and_refused,
			begin_without_store, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
