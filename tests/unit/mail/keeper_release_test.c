/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_release_test.c -- tests src/mail/store/keeper_release.c: the test is
 * control and the outside
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "mail/procs.h"
#include "mail/store/keeper.h"

#include "keeper_desk.h"

enum {
	PATIENCE = 30000 /* milliseconds */
};

static uint32_t released;

static bool take_release(void *state, struct message *message)
{
	static struct envelope envelope;
	struct wire wire = message_wire(message);
	struct reference reference;
	char bytes[2];

	(void)state;
	released = message->id;
	wire_reference(&wire, &reference);
	assert_int_equal(reference.day, play.reference.day);
	assert_int_equal(reference.number, play.reference.number);
	assert_int_equal(wire_u32(&wire), LEN);
	wire_envelope(&wire, &envelope);
	assert_true(wire_done(&wire));
	assert_string_equal(envelope.sender, "a@b.example");
	assert_int_equal(envelope.n_rcpts, 1);
	assert_string_equal(envelope.rcpts[0], "x@town.example.jp");
	assert_int_equal(pread(message->fd, bytes, 2, LEN - 1), 1);
	assert_int_equal(bytes[0], 'b');
	close(take_fd(&message->fd));
	return true;
}

static const struct accept to_outside[] = {
	{ MESSAGE_RELEASE, true, REFERENCE_LEN + 4,
	  REFERENCE_LEN + 4 + ENVELOPE_MAX, take_release },
};

/* The outside hears of it, and answers under that id. */
static void release_comes_to(uint32_t id, const struct answer *answer,
			     const char *refused)
{
	struct pollfd poll_outside = { play.outside, POLLIN, 0 };
	uint8_t body[ANSWER_BODY + STRING_MAX];
	struct pack pack = { body + ANSWER_BODY, body + sizeof(body), false };

	assert_int_equal(poll(&poll_outside, 1, PATIENCE), 1);
	assert_int_equal(channel_serve(play.outside, to_outside, 1, NULL),
			 CHANNEL_OK);
	assert_int_equal(released, 7);
	answer_pack(body, answer);
	if (refused)
		pack_string(&pack, refused);
	channel_send(play.outside, MESSAGE_RELEASED, id, body,
		     (size_t)(pack.pos - body), -1);
}

static void a_release_ends_only_by_the_next_hops_yes(void **state)
{
	const struct answer held = answer_of(ANSWER_HELD),
			    no_hop = answer_of(ANSWER_NO_HOP),
			    no = answer_from_hop(550, 1, 1),
			    yes = answer_from_hop(250, 0, 0);

	(void)state;
	keep_one(true);
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	release_comes_to(7, &held, NULL);
	assert_int_equal(answer(), 1);
	assert_non_null(strstr(said, "it still cannot be made text"));
	assert_true(is_held());
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	release_comes_to(7, &no, NULL);
	assert_int_equal(answer(), 1);
	assert_non_null(strstr(said, "): 550 5.1.1 "));
	assert_true(is_held());
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	release_comes_to(7, &no_hop, NULL);
	assert_int_equal(answer(), 1);
	/* It may have it all the same (RFC 1047). */
	assert_non_null(strstr(said, "as far as is known not delivered"));
	assert_true(is_held());
	assert_true(journal_says("still-held"));
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	release_comes_to(7, &yes, NULL);
	assert_int_equal(answer(), 0);
	assert_non_null(strstr(said, "held no more"));
	assert_false(is_held());
	assert_true(journal_says("original-released"));
	assert_true(journal_has("\"delivered\""));
	assert_int_equal(asked(SUZUKI, VERB_MAIL_RELEASE), 1);
}

/* Nor does it have a file open once it is over. */
static void one_may_be_tried_without_end(void **state)
{
	const struct answer held = answer_of(ANSWER_HELD);

	(void)state;
	keep_one(true);
	for (unsigned i = 0; i <= procs[PROC_STORE].limits.files; i++) {
		ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
		release_comes_to(7, &held, NULL);
		assert_int_equal(answer(), 1);
	}
}

static void one_is_released_at_a_time(void **state)
{
	const struct answer yes = answer_from_hop(250, 0, 0);

	(void)state;
	keep_one(true);
	keep_one(true);
	play.reference.number = 1;
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	ask_as(SATO, VERB_MAIL_RELEASE, 0);
	assert_int_equal(answer(), 3); /* the second one's */
	assert_true(is_held());
	/* Nor is another one. */
	play.reference.number = 2;
	ask_as(SATO, VERB_MAIL_RELEASE, 0);
	assert_int_equal(answer(), 3);
	assert_true(is_held());
	play.reference.number = 1;
	release_comes_to(7, &yes, NULL);
	assert_int_equal(answer(), 0);
	assert_false(is_held());
}

static void what_was_changed_on_the_disk_is_not_released(void **state)
{
	struct pollfd poll_outside = { .events = POLLIN };
	char name[64];
	int fd;

	(void)state;
	keep_one(true);
	snprintf(name, sizeof(name), "originals/%08u-01.mail",
		 play.reference.day);
	fd = open(path_of(name), O_WRONLY);
	assert_int_equal(pwrite(fd, "X", 1, (off_t)3 * RECORD_BLOCK), 1);
	close(fd);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_RELEASE), 3);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_FIND), 0);
	poll_outside.fd = play.outside;
	assert_int_equal(poll(&poll_outside, 1, 0), 0);
	assert_true(is_held());
}

static void what_is_being_released_is_not_erased_meanwhile(void **state)
{
	const struct answer no_hop = answer_of(ANSWER_NO_HOP);

	(void)state;
	keep_one(true);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_DELETE), 0);
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	ask_as(SATO, VERB_MAIL_DELETE, 0);
	assert_int_equal(answer(), 3);
	ask_as(SATO, VERB_MAIL_RELEASE, REQUEST_BY_HAND);
	assert_int_equal(answer(), 3);
	release_comes_to(7, &no_hop, NULL);
	assert_int_equal(answer(), 1);
	assert_true(is_held()); /* as it was said */
	assert_int_equal(asked(SATO, VERB_MAIL_DELETE), 0);
	assert_false(is_held());
}

static void who_was_refused_is_said_and_written_down(void **state)
{
	const struct answer yes = answer_from_hop(250, 0, 0);

	(void)state;
	keep_one(true);
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	release_comes_to(7, &yes, "gone@town.example.jp");
	assert_int_equal(answer(), 0);
	assert_non_null(strstr(said, "<gone@town.example.jp>"));
	assert_true(journal_says("original-released"));
	assert_true(journal_has("\"delivered-in-part\""));
	assert_false(is_held());
}

/* Or it would be delivered once more. */
static void what_was_delivered_is_said_to_be(void **state)
{
	struct pollfd poll_outside = { .events = POLLIN };
	const struct answer yes = answer_from_hop(250, 0, 0);

	(void)state;
	keep_one(true);
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	poll_outside.fd = play.outside;
	assert_int_equal(poll(&poll_outside, 1, PATIENCE), 1);
	/* The next line cannot be written. */
	assert_int_equal(unlink(path_of("journal/journal-000001.jsonl")), 0);
	assert_int_equal(mkdir(path_of("journal/journal-000002.jsonl"), 0700),
			 0);
	release_comes_to(7, &yes, NULL);
	assert_int_equal(answer(), 3);
	assert_non_null(strstr(said, "delivered"));
	assert_true(is_held());
}

static void by_hand_nothing_is_sent(void **state)
{
	struct pollfd poll_outside = { .events = POLLIN };

	(void)state;
	keep_one(true);
	ask_as(SUZUKI, VERB_MAIL_RELEASE, REQUEST_BY_HAND);
	assert_int_equal(answer(), 0);
	assert_false(is_held());
	poll_outside.fd = play.outside;
	assert_int_equal(poll(&poll_outside, 1, 0), 0);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_FETCH), 0);
}

static void what_stays_held_is_not_said_to_be_free(void **state)
{
	(void)state;
	keep_one(true);
	/* No mark, and nothing that is unlinked. */
	assert_int_equal(unlink(mark_of(&play.reference)), 0);
	assert_int_equal(mkdir(mark_of(&play.reference), 0700), 0);
	ask_as(SUZUKI, VERB_MAIL_RELEASE, REQUEST_BY_HAND);
	assert_int_equal(answer(), ANSWER_MACHINE);
	assert_non_null(strstr(said, "end that it is held: "));
	assert_null(strstr(said, "held no more"));
	assert_int_equal(rmdir(mark_of(&play.reference)), 0);
}

static void an_answer_that_nobody_asked_for_ends_it(void **state)
{
	const struct answer yes = answer_from_hop(250, 0, 0);

	(void)state;
	keep_one(true);
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	release_comes_to(8, &yes, NULL); /* that was not asked */
	has_ended();
	assert_true(is_held());
	start();
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	release_comes_to(7, &yes, "\xff"); /* that is no address, and so … */
	assert_int_equal(answer(), 0);     /* … is shown as letters */
	assert_non_null(strstr(said, "\\xff"));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_release_ends_only_by_the_next_hops_yes),
		CASE(one_may_be_tried_without_end),
		CASE(one_is_released_at_a_time),
		CASE(what_was_changed_on_the_disk_is_not_released),
		CASE(what_is_being_released_is_not_erased_meanwhile),
		CASE(who_was_refused_is_said_and_written_down),
		CASE(what_was_delivered_is_said_to_be),
		CASE(by_hand_nothing_is_sent),
		CASE(what_stays_held_is_not_said_to_be_free),
		CASE(an_answer_that_nobody_asked_for_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
