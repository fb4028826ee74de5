/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_ask_test.c -- tests src/mail/store/keeper_ask.c, keeper_show.c,
 * keeper_delete.c, keeper_release.c: the store process in its jail, asked by
 * the test
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "control/packet.h"
#include "control/request.h"
#include "mail/store/keeper.h"

#include "keeper_lab.h"

enum {
	SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE,
	PATIENCE = 10000, /* milliseconds */
	SUZUKI = 1001,
	SATO,
	LEN = 5000, /* bytes of an original */
};

/* The newest answer: what was said, and what came as a descriptor. */
static char said[4096], shown[8192];
static bool came;

static void ask_as(uint32_t uid, enum verb verb, uint32_t flags)
{
	struct asker asker = { .uid = uid, .roles = ROLE_ALL, .name = "root" };
	struct request request = {
		.verb = verb,
		.flags = flags,
		.reason = "照会",
	};
	uint8_t body[ASKER_LEN + REQUEST_MAX];

	if (uid)
		strcpy(asker.name, uid == SUZUKI ? "suzuki" : "sato");
	if (verb != VERB_MAIL_HELD)
		reference_text(request.word, &play.reference);
	asker_pack(&asker, body);
	assert_int_equal(
		channel_send(play.control, (uint16_t)verb, 7, body,
			     ASKER_LEN +
				     request_pack(&request, body + ASKER_LEN),
			     -1),
		0);
}

/* 0: nothing came in time. */
static bool hear(struct packet *packet)
{
	static uint8_t buf[PACKET_HEAD + PACKET_BODY];
	struct pollfd poll_control = { play.control, POLLIN, 0 };

	return poll(&poll_control, 1, PATIENCE) == 1 &&
	       packet_receive(play.control, buf, sizeof(buf), packet) ==
		       PACKET_OK;
}

/* The exit status; what is said and shown on the way is kept. */
static int answer(void)
{
	struct packet packet;
	ssize_t len = 0;

	said[0] = shown[0] = '\0';
	for (;;) {
		assert_true(hear(&packet));
		assert_int_equal(packet.id, 7);
		if (packet.type == ANSWER_DONE)
			break;
		snprintf(said + strlen(said), sizeof(said) - strlen(said),
			 "%.*s", (int)packet.body_len,
			 (const char *)packet.body);
	}
	came = packet.fd >= 0;
	if (came) {
		len = pread(packet.fd, shown, sizeof(shown) - 1, 0);
		assert_int_equal(fcntl(packet.fd, F_GET_SEALS), SEALS);
		close(packet.fd);
	}
	shown[len > 0 ? len : 0] = '\0';
	return packet.body[0];
}

static int asked(uint32_t uid, enum verb verb)
{
	ask_as(uid, verb, 0);
	return answer();
}

static void keep_one(bool held)
{
	keep(1, LEN, LEN, SEALS);
	expect(MESSAGE_KEPT);
	if (!held)
		return;
	say_of(MESSAGE_HOLD, &play.reference, HELD_TOO_DEEP);
	expect(MESSAGE_HELD);
}

static bool is_held(void)
{
	return access(mark_of(&play.reference), F_OK) == 0;
}

/* ------ claims ------ */

static void what_is_known_is_shown_and_who_asked_is_written_down(void **state)
{
	(void)state;
	keep_one(true);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_FIND), 0);
	assert_non_null(strstr(shown, "<a@b.example>"));
	assert_non_null(strstr(shown, "<x@town.example.jp>"));
	assert_non_null(strstr(shown, "too-deep"));
	assert_true(journal_says("original-found"));
	assert_int_equal(asked(SUZUKI, VERB_MAIL_HELD), 0);
	assert_non_null(strstr(shown, "too-deep"));
	assert_true(journal_says("held-listed"));
	play.reference.number = 2;
	assert_int_equal(asked(SUZUKI, VERB_MAIL_FIND), 1);
	assert_false(came);
}

/* What an outside that was taken over says of a sender. */
static void what_acts_on_a_terminal_is_shown_as_letters(void **state)
{
	static const char *const senders[] = { "\033[2J@b.example",
					       "\302\233"
					       "2J@b.example",
					       "\342\200\256@b.example",
					       "\377@b.example" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		keep_from(1, senders[i], 1, 1, SEALS);
		expect(MESSAGE_KEPT);
		say_of(MESSAGE_HOLD, &play.reference, HELD_TOO_DEEP);
		expect(MESSAGE_HELD);
		assert_int_equal(asked(SUZUKI, VERB_MAIL_FIND), 0);
		assert_non_null(strstr(shown, "\\x"));
		assert_null(strstr(shown, senders[i]));
		assert_int_equal(asked(SUZUKI, VERB_MAIL_HELD), 0);
		assert_null(strstr(shown, senders[i]));
	}
}

static void an_original_comes_sealed_and_whole(void **state)
{
	(void)state;
	keep_one(false);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_FETCH), 0);
	assert_int_equal(strlen(shown), LEN);
	assert_int_equal(strspn(shown, "b"), LEN);
	assert_true(journal_says("original-fetched"));
}

static void what_was_changed_on_the_disk_is_not_handed_out(void **state)
{
	char name[64];
	int fd;

	(void)state;
	keep_one(false);
	snprintf(name, sizeof(name), "originals/%08u-01.mail",
		 play.reference.day);
	fd = open(path_of(name), O_WRONLY);
	assert_int_equal(pwrite(fd, "X", 1, (off_t)3 * RECORD_BLOCK), 1);
	close(fd);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_FETCH), 3);
	assert_false(came);
	assert_non_null(strstr(said, "改変"));
}

/* It has opened its journal. */
static void is_up(void)
{
	struct packet packet;

	channel_send(play.control, MESSAGE_STATUS, 7, NULL, 0, -1);
	assert_true(hear(&packet));
	assert_int_equal(packet.type, MESSAGE_STATUS_IS);
}

/* The verb does nothing, for its line cannot be written. */
static void assert_refused(enum verb verb, uint32_t flags)
{
	ask_as(SUZUKI, verb, flags);
	assert_int_equal(answer(), 3);
	assert_false(came);
}

static void what_cannot_be_written_down_is_not_done(void **state)
{
	(void)state;
	keep_one(true);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_DELETE), 0);
	/* A new process, whose next file cannot be made. */
	stop();
	assert_int_equal(unlink(path_of("journal/journal-000001.jsonl")), 0);
	start();
	is_up();
	assert_int_equal(mkdir(path_of("journal/journal-000001.jsonl"), 0700),
			 0);
	assert_refused(VERB_MAIL_FIND, 0);
	assert_refused(VERB_MAIL_HELD, 0);
	assert_refused(VERB_MAIL_FETCH, 0);
	assert_refused(VERB_MAIL_RELEASE, 0);
	assert_refused(VERB_MAIL_RELEASE, REQUEST_BY_HAND);
	assert_int_equal(asked(SATO, VERB_MAIL_DELETE), 3);
	assert_true(is_held());
	stop();
	is_kept(&play.reference, LEN, 'b');
}

static void two_persons_erase_and_root_is_none(void **state)
{
	(void)state;
	keep_one(true);
	assert_int_equal(asked(0, VERB_MAIL_DELETE), 1);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_DELETE), 0);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_DELETE), 1);
	assert_int_equal(asked(0, VERB_MAIL_DELETE), 1);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_FETCH), 0);
	assert_int_equal(asked(SATO, VERB_MAIL_DELETE), 0);
	assert_int_equal(asked(SATO, VERB_MAIL_DELETE), 1);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_FETCH), 1);
	assert_false(came);
	assert_false(is_held());
	assert_int_equal(asked(SUZUKI, VERB_MAIL_FIND), 0);
	assert_null(strstr(shown, "a@b.example"));
	assert_non_null(strstr(shown, "suzuki: 照会"));
	assert_non_null(strstr(shown, "sato: 照会"));
}

/* ------ released ------ */

static uint32_t released;

static bool take_release(void *state, struct message *message)
{
	(void)state;
	released = message->id;
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
			    yes = answer_from_hop(250, 0, 0);

	(void)state;
	keep_one(true);
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	release_comes_to(7, &held, NULL);
	assert_int_equal(answer(), 1);
	assert_true(is_held());
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	release_comes_to(7, &no_hop, NULL);
	assert_int_equal(answer(), 1);
	assert_true(is_held());
	assert_true(journal_says("still-held"));
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	release_comes_to(7, &yes, NULL);
	assert_int_equal(answer(), 0);
	assert_false(is_held());
	assert_true(journal_says("original-released"));
	assert_int_equal(asked(SUZUKI, VERB_MAIL_RELEASE), 1);
}

static void one_is_released_at_a_time(void **state)
{
	(void)state;
	keep_one(true);
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	ask_as(SATO, VERB_MAIL_RELEASE, 0);
	assert_int_equal(answer(), 3); /* the second one's */
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

/* ------ a control, or an outside, that misbehaves ------ */

static void nonsense_ends_it(void **state)
{
	const struct answer yes = answer_from_hop(250, 0, 0);
	uint8_t body[ASKER_LEN + REQUEST_MAX] = { 0 };

	(void)state;
	channel_send(play.control, VERB_MAIL_FIND, 7, body,
		     ASKER_LEN + REQUEST_MIN, -1);
	has_ended();
	start();
	channel_send(play.control, VERB_STATUS, 7, body,
		     ASKER_LEN + REQUEST_MIN, -1);
	has_ended();
	start();
	play.reference = (struct reference){ 0 };
	ask_as(SUZUKI, VERB_MAIL_FIND, 0); /* of no reference */
	has_ended();
	start();
	keep_one(true);
	ask_as(SUZUKI, VERB_MAIL_RELEASE, 0);
	release_comes_to(8, &yes, NULL); /* that was not asked */
	has_ended();
	assert_true(is_held());
	start();
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_known_is_shown_and_who_asked_is_written_down),
		CASE(what_acts_on_a_terminal_is_shown_as_letters),
		CASE(an_original_comes_sealed_and_whole),
		CASE(what_was_changed_on_the_disk_is_not_handed_out),
		CASE(what_cannot_be_written_down_is_not_done),
		CASE(two_persons_erase_and_root_is_none),
		CASE(a_release_ends_only_by_the_next_hops_yes),
		CASE(one_is_released_at_a_time),
		CASE(what_is_being_released_is_not_erased_meanwhile),
		CASE(who_was_refused_is_said_and_written_down),
		CASE(what_was_delivered_is_said_to_be),
		CASE(by_hand_nothing_is_sent),
		CASE(nonsense_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
