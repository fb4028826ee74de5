/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_ask_test.c -- tests src/mail/store/keeper_ask.c, keeper_show.c,
 * keeper_delete.c: the store process in its jail, asked by the test
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "mail/store/keeper.h"

#include "keeper_desk.h"

/* A line of play.reference, with who asked and why. */
static bool journal_names(const char *event, const char *who)
{
	char line[256], text[REFERENCE_TEXT];

	reference_text(text, &play.reference);
	snprintf(line, sizeof(line),
		 "\"%s\",\"reference\":\"%s\",\"who\":\"%s\",\"uid\":%d,"
		 "\"reason\":\"照会\"",
		 event, text, who, who[1] == 'u' ? SUZUKI : SATO);
	return journal_has(line);
}

static void what_is_known_is_shown_and_who_asked_is_written_down(void **state)
{
	(void)state;
	keep_one(true);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_FIND), 0);
	assert_non_null(strstr(shown, "<a@b.example>"));
	assert_non_null(strstr(shown, "<x@town.example.jp>"));
	assert_non_null(strstr(shown, "too-deep"));
	assert_non_null(strstr(shown, "入れ子が深すぎる"));
	assert_non_null(strstr(shown, "mail release"));
	assert_null(strstr(shown, "journalctl"));
	assert_true(journal_names("original-found", "suzuki"));
	assert_int_equal(asked(SUZUKI, VERB_MAIL_HELD), 0);
	assert_non_null(strstr(shown, "too-deep"));
	assert_true(journal_says("held-listed"));
	play.reference.number = 2;
	assert_int_equal(asked(SUZUKI, VERB_MAIL_FIND), 1);
	assert_false(came);
}

static void
of_one_that_is_not_held_it_is_shown_where_its_end_stands(void **state)
{
	(void)state;
	keep_one(false);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_FIND), 0);
	assert_non_null(strstr(shown, "journalctl -g 2"));
	assert_null(strstr(shown, "mail release"));
}

/* What an outside that was taken over says of a sender. */
static void what_acts_on_a_terminal_is_shown_as_letters(void **state)
{
	static const char *const senders[] = {
		"\033[2J@b.example",
		"\302\233J@b.example",
		"\342\200\256@b.example",
		"\377@b.example",
	};

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

/* A sender may have had so many held that to read them all would take the time
 * of everybody's mail. */
static void of_many_held_ones_the_oldest_are_shown(void **state)
{
	struct reference reference;

	(void)state;
	keep_one(true);
	reference = play.reference;
	for (reference.number = 2; reference.number <= 501; reference.number++)
		close(open(mark_of(&reference), O_WRONLY | O_CREAT, 0600));
	assert_int_equal(asked(SUZUKI, VERB_MAIL_HELD), 0);
	assert_non_null(strstr(said, "501 are held, and the oldest 500 shown"));
	reference.number = 501;
	unlink(mark_of(&reference));
	assert_int_equal(asked(SUZUKI, VERB_MAIL_HELD), 0);
	assert_string_equal(said, "");
}

static void an_original_comes_sealed_and_whole(void **state)
{
	(void)state;
	keep_one(false);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_FETCH), 0);
	assert_int_equal(strlen(shown), LEN);
	assert_int_equal(strspn(shown, "b"), LEN);
	assert_true(journal_names("original-fetched", "suzuki"));
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
	assert_true(hear_packet(&packet));
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
	struct pollfd poll_outside = { .events = POLLIN };

	(void)state;
	keep_one(true);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_DELETE), 0);
	/* A new process, whose next file cannot be made. */
	stop();
	assert_int_equal(unlink(path_of("journal/journal-000001.jsonl")), 0);
	start();
	poll_outside.fd = play.outside;
	is_up();
	assert_int_equal(mkdir(path_of("journal/journal-000001.jsonl"), 0700),
			 0);
	assert_refused(VERB_MAIL_FIND, 0);
	assert_refused(VERB_MAIL_HELD, 0);
	assert_refused(VERB_MAIL_FETCH, 0);
	assert_refused(VERB_MAIL_SEARCH, 0);
	assert_refused(VERB_MAIL_RELEASE, 0);
	assert_refused(VERB_MAIL_RELEASE, REQUEST_BY_HAND);
	assert_int_equal(asked(SATO, VERB_MAIL_DELETE), 3);
	is_up(); /* it has done all that it does */
	assert_int_equal(poll(&poll_outside, 1, 0), 0);
	assert_true(is_held());
	stop();
	is_kept(&play.reference, LEN, 'b');
}

static void a_word_that_is_not_written_down_counts_for_nothing(void **state)
{
	(void)state;
	is_up();
	assert_int_equal(mkdir(path_of("journal/journal-000001.jsonl"), 0700),
			 0);
	keep_one(false);
	assert_refused(VERB_MAIL_DELETE, 0);
	is_up();
	assert_int_equal(rmdir(path_of("journal/journal-000001.jsonl")), 0);
	stop();
	start();
	assert_int_equal(asked(SATO, VERB_MAIL_DELETE), 0);
	assert_int_equal(asked(SATO, VERB_MAIL_FETCH), 0);
	assert_true(came);
}

/* Nor one that would be forgotten until the second person says the same. */
static void a_word_that_cannot_be_remembered_counts_for_nothing(void **state)
{
	(void)state;
	keep_one(false);
	assert_int_equal(mkdir(path_of("originals/new"), 0700), 0);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_DELETE), ANSWER_MACHINE);
	assert_non_null(strstr(said, "remember that it is to be erased: "));
	assert_null(strstr(said, "noted"));
	assert_int_equal(rmdir(path_of("originals/new")), 0);
	assert_int_equal(asked(SATO, VERB_MAIL_DELETE), ANSWER_YES);
	assert_non_null(strstr(said, "noted"));
	assert_int_equal(asked(SATO, VERB_MAIL_FETCH), ANSWER_YES);
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
	assert_null(strstr(shown, "to be erased"));
}

/* Whatever of the words before could not be taken away. */
static void what_is_erased_is_said_to_be(void **state)
{
	(void)state;
	keep_one(true);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_DELETE), ANSWER_YES);
	assert_int_equal(mkdir(path_of("originals/new"), 0700), 0);
	assert_int_equal(unlink(mark_of(&play.reference)), 0);
	assert_int_equal(mkdir(mark_of(&play.reference), 0700), 0);
	assert_int_equal(asked(SATO, VERB_MAIL_DELETE), ANSWER_YES);
	assert_non_null(strstr(said, "erased (削除した): suzuki, sato"));
	assert_non_null(strstr(said, "still on the list of held ones"));
	assert_int_equal(asked(SATO, VERB_MAIL_FETCH), ANSWER_NO);
	assert_int_equal(asked(SATO, VERB_MAIL_FIND), ANSWER_YES);
	assert_non_null(strstr(shown, "erased by"));
	assert_null(strstr(shown, "to be erased"));
	assert_int_equal(rmdir(mark_of(&play.reference)), 0);
	keep_one(true);
	assert_int_equal(rmdir(path_of("originals/new")), 0);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_DELETE), ANSWER_YES);
	assert_int_equal(asked(SATO, VERB_MAIL_DELETE), ANSWER_YES);
	assert_null(strstr(said, "held"));
}

static void what_is_not_there_is_not_erased(void **state)
{
	(void)state;
	keep_one(false);
	play.reference.number++;
	assert_int_equal(asked(SUZUKI, VERB_MAIL_DELETE), ANSWER_NO);
	assert_non_null(strstr(said, "nothing is kept under "));
	assert_false(journal_says("deletion-asked"));
	play.reference.number--;
	assert_int_equal(asked(SUZUKI, VERB_MAIL_DELETE), ANSWER_YES);
}

static void nonsense_ends_it(void **state)
{
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
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_known_is_shown_and_who_asked_is_written_down),
		CASE(of_one_that_is_not_held_it_is_shown_where_its_end_stands),
		CASE(what_acts_on_a_terminal_is_shown_as_letters),
		CASE(of_many_held_ones_the_oldest_are_shown),
		CASE(an_original_comes_sealed_and_whole),
		CASE(what_was_changed_on_the_disk_is_not_handed_out),
		CASE(what_cannot_be_written_down_is_not_done),
		CASE(a_word_that_is_not_written_down_counts_for_nothing),
		CASE(a_word_that_cannot_be_remembered_counts_for_nothing),
		CASE(two_persons_erase_and_root_is_none),
		CASE(what_is_erased_is_said_to_be),
		CASE(what_is_not_there_is_not_erased),
		CASE(nonsense_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
