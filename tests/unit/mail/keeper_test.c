/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_test.c -- tests src/mail/store/keeper.c, store_main.c
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "privsep/channel.h"

#include "keeper_lab.h"

enum {
	SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE
};

static void what_is_kept_is_there_after_a_kill(void **state)
{
	(void)state;
	keep(3, 5000, 5000, SEALS);
	expect(MESSAGE_KEPT);
	assert_int_equal(play.id, 3);
	assert_int_equal(play.reference.number, 1);
	stop();
	is_kept(&play.reference, 5000, 'd');
	start();
	keep(4, 0, 0, SEALS);
	expect(MESSAGE_KEPT);
	assert_int_equal(play.reference.number, 2);
}

static void all_that_wait_are_answered_each_by_its_id(void **state)
{
	bool seen[101] = { false };

	(void)state;
	kill(play.pid, SIGSTOP);
	for (uint32_t id = 1; id <= 100; id++)
		keep(id, id, id, SEALS);
	kill(play.pid, SIGCONT);
	for (int i = 0; i < 100; i++) {
		expect(MESSAGE_KEPT);
		assert_in_range(play.id, 1, 100);
		assert_false(seen[play.id]);
		seen[play.id] = true;
		assert_int_equal(play.reference.number, play.id);
	}
}

static void what_has_no_room_is_refused_and_the_rest_is_not(void **state)
{
	(void)state;
	keep(1, KEEPER_CAP / 2, KEEPER_CAP / 2, SEALS);
	expect(MESSAGE_KEPT);
	keep(2, KEEPER_CAP / 2, KEEPER_CAP / 2, SEALS);
	expect(MESSAGE_NOT_KEPT);
	assert_int_equal(play.id, 2);
	assert_int_equal(play.reason, ANSWER_FULL);
	keep(3, 1000, 1000, SEALS);
	expect(MESSAGE_KEPT);
	assert_int_equal(play.id, 3);
}

/* A message of one byte. */
static void keep_as(const char *body, size_t len)
{
	int fd = memfd_create("message", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	assert_int_equal(write(fd, "x", 1), 1);
	fcntl(fd, F_ADD_SEALS, SEALS);
	assert_int_equal(
		channel_send(play.outside, MESSAGE_KEEP, 1, body, len, fd), 0);
	close(fd);
}

static void what_could_still_change_is_not_taken(void **state)
{
	static const struct {
		size_t len, said;
		int seals;
	} cases[] = {
		{ 100, 100, 0 },
		{ 100, 100, SEALS & ~F_SEAL_WRITE },
		{ 100, 100, SEALS & ~F_SEAL_SHRINK },
		{ 100, 100, SEALS & ~F_SEAL_SEAL },
		{ 100, 99, SEALS },
		{ 100, 101, SEALS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		keep(1, cases[i].len, cases[i].said, cases[i].seals);
		has_ended();
		start();
	}
}

static void what_has_no_seals_is_not_taken(void **state)
{
	static const char envelope[] = "\0\0\0\0" /* bytes of the message */
				       "\0\1p\0\1\0\3a@b\0\3x@y";
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(channel_send(play.outside, MESSAGE_KEEP, 1, envelope,
				      sizeof(envelope) - 1, ends[0]),
			 0);
	close(ends[0]);
	close(ends[1]); /* it would be read to this end */
	has_ended();
}

/* As the kernel adds one under vm.memfd_noexec. */
static void one_seal_more_does_no_harm(void **state)
{
	(void)state;
	keep(1, 100, 100, SEALS | F_SEAL_FUTURE_WRITE);
	expect(MESSAGE_KEPT);
}

static void a_held_one_is_marked_and_written_down(void **state)
{
	char mark[8] = "", line[128], text[REFERENCE_TEXT];
	struct reference reference;
	int fd;

	(void)state;
	keep(1, 100, 100, SEALS);
	expect(MESSAGE_KEPT);
	say_of(MESSAGE_HOLD, &play.reference, HELD_TOO_DEEP);
	expect(MESSAGE_HELD);
	fd = open(mark_of(&play.reference), O_RDONLY);
	assert_int_equal(read(fd, mark, sizeof(mark)), sizeof(mark));
	assert_memory_equal(mark, "too-deep", sizeof(mark));
	close(fd);
	reference_text(text, &play.reference);
	snprintf(line, sizeof(line),
		 "\"original-held\",\"reference\":\"%s\",\"why\":\"too-deep\"",
		 text);
	assert_true(journal_has(line));
	say_of(MESSAGE_UNHOLD, &play.reference, -1);
	reference = play.reference;
	keep(2, 1, 1, SEALS); /* answered after that */
	expect(MESSAGE_KEPT);
	assert_int_equal(access(mark_of(&reference), F_OK), -1);
	assert_true(journal_says("original-not-held"));
}

/* Whoever has taken the outside over: what waits for a decision goes on to. */
static void who_did_not_bring_it_cannot_say_that_it_is_held(void **state)
{
	struct reference first;

	(void)state;
	keep(1, 100, 100, SEALS);
	expect(MESSAGE_KEPT);
	first = play.reference;
	say_of(MESSAGE_HOLD, &first, HELD_TOO_DEEP);
	expect(MESSAGE_HELD);
	stop();
	start();
	say_of(MESSAGE_UNHOLD, &first, -1);
	has_ended();
	assert_int_equal(access(mark_of(&first), F_OK), 0);
	start();
	keep(1, 1, 1, SEALS);
	expect(MESSAGE_KEPT);
	say_of(MESSAGE_UNHOLD, &first, -1);
	has_ended();
	assert_int_equal(access(mark_of(&first), F_OK), 0);
	first.number = 99;
	start();
	say_of(MESSAGE_HOLD, &first, HELD_TOO_DEEP);
	has_ended();
	assert_int_equal(access(mark_of(&first), F_OK), -1);
}

static void without_a_journal_nothing_is_held(void **state)
{
	(void)state;
	keep(1, 1, 1, SEALS);
	expect(MESSAGE_KEPT);
	/* its file cannot be made */
	assert_int_equal(mkdir(path_of("journal/journal-000001.jsonl"), 0700),
			 0);
	say_of(MESSAGE_HOLD, &play.reference, HELD_TOO_DEEP);
	expect(MESSAGE_NOT_HELD);
	assert_int_equal(access(mark_of(&play.reference), F_OK), -1);
}

static void what_cannot_be_marked_is_written_down_as_not_held(void **state)
{
	(void)state;
	keep(1, 1, 1, SEALS);
	expect(MESSAGE_KEPT);
	/* its mark cannot be made */
	assert_int_equal(mkdir(mark_of(&play.reference), 0700), 0);
	say_of(MESSAGE_HOLD, &play.reference, HELD_TOO_DEEP);
	expect(MESSAGE_NOT_HELD);
	assert_true(journal_says("original-held"));
	assert_true(journal_says("original-not-held"));
}

/* Else a clock that is wrong at boot costs a day with each attempt. */
static void a_start_takes_no_day_away(void **state)
{
	char *path = path_of("originals/20200101-01.mail");
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	(void)state;
	if (geteuid() == 0)
		assert_int_equal(fchown(fd, 65534, 65534), 0);
	close(fd);
	keep(1, 1, 1, SEALS); /* another day is the newest */
	expect(MESSAGE_KEPT);
	stop();
	start();
	keep(1, 1, 1, SEALS); /* it has looked at the days before */
	expect(MESSAGE_KEPT);
	path = path_of("originals/20200101-01.mail");
	assert_int_equal(access(path, F_OK), 0);
}

static void nonsense_ends_it(void **state)
{
	static const int whys[] = { HELD_NOT, N_HELD_WHYS };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		keep(1, 5000, 5000, SEALS);
		expect(MESSAGE_KEPT);
		say_of(MESSAGE_HOLD, &play.reference, whys[i]);
		has_ended();
		assert_int_not_equal(access(mark_of(&play.reference), F_OK), 0);
		start();
	}
	say_of(MESSAGE_KEPT, &play.reference, -1);
	has_ended();
}

/* Of an outside that was taken over. */
static void what_is_no_envelope_is_not_taken(void **state)
{
	static const char envelope[] = "\0\0\0\1" /* bytes of the message */
				       "\0\1p\0\1\0\3a@b\0\3x@y";
	static const size_t lens[] = { sizeof(envelope) - 2, sizeof(envelope) };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		keep_as(envelope, lens[i]);
		has_ended();
		start();
	}
	keep_as(envelope, sizeof(envelope) - 1);
	expect(MESSAGE_KEPT);
}

static void a_second_one_in_the_same_folder_does_not_begin(void **state)
{
	const pid_t first = play.pid;
	const int outside = play.outside;

	(void)state;
	keep(1, 1, 1, SEALS); /* so that it is there */
	expect(MESSAGE_KEPT);
	start();
	has_ended();
	fd_closep(&play.outside);
	play.pid = first;
	play.outside = outside;
	keep(2, 1, 1, SEALS);
	expect(MESSAGE_KEPT);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_kept_is_there_after_a_kill),
		CASE(all_that_wait_are_answered_each_by_its_id),
		CASE(what_has_no_room_is_refused_and_the_rest_is_not),
		CASE(what_could_still_change_is_not_taken),
		CASE(what_has_no_seals_is_not_taken),
		CASE(one_seal_more_does_no_harm),
		CASE(a_held_one_is_marked_and_written_down),
		CASE(who_did_not_bring_it_cannot_say_that_it_is_held),
		CASE(without_a_journal_nothing_is_held),
		CASE(what_cannot_be_marked_is_written_down_as_not_held),
		CASE(a_start_takes_no_day_away),
		CASE(nonsense_ends_it),
		CASE(what_is_no_envelope_is_not_taken),
		CASE(a_second_one_in_the_same_folder_does_not_begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
