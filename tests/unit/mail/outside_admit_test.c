/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside_admit_test.c -- tests src/mail/outside/admit.c: who is let in, who is not,
 * and what is left of those
 */
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "mail/outside/tally.h"

#include "face.h"
#include "outside_lab.h"

enum {
	MANY = 20
};

static int crowd[LIMIT_SESSIONS_PER_PEER];

static struct tally counted(void)
{
	struct tally tally;

	say(play.control, MESSAGE_STATUS, 1, NULL, 0);
	expect(play.control, MESSAGE_STATUS_IS);
	assert_true(tally_unpack(play.body, play.body_len, &tally));
	return tally;
}

/* The end comes behind it: the connection is closed. */
static void hears_and_is_left(int fd, const char *text)
{
	char byte;

	assert_string_equal(face_hears(fd, "\n"), text);
	assert_int_equal(read(fd, &byte, 1), 0);
	close(fd);
}

static void strangers_are_refused_and_leave_nothing(void **state)
{
	int before;

	(void)state;
	if (geteuid() != 0)
		skip();
	connect_peer();
	before = open_descriptors();
	for (int i = 0; i < MANY; i++)
		hears_and_is_left(dial_from("127.0.0.2"),
				  "554 5.7.1 not a peer of this relay\r\n");
	assert_int_equal(counted().turned_away, MANY);
	assert_int_equal(counted().sessions, 1);
	assert_int_equal(open_descriptors(), before);
	begin_message();
}

static void peers_come_by_ipv6(void **state)
{
	(void)state;
	connect_peer();
	begin_message();
	assert_int_equal(counted().turned_away, 0);
}

static void greets(int fd)
{
	assert_string_equal(face_hears(fd, "\n"), "220 gw.example ESMTP\r\n");
}

static void begins_a_transaction(int fd)
{
	face_is_told(fd, "HELO x\r\n");
	face_hears(fd, "\n");
	face_is_told(fd, "MAIL FROM:<a@b.example>\r\n");
	face_hears(fd, "\n");
}

/* All that one peer may have, each in the middle of something. */
static void crowd_in(void)
{
	for (size_t i = 0; i < LIMIT_SESSIONS_PER_PEER; i++) {
		crowd[i] = dial_from(NULL);
		greets(crowd[i]);
		begins_a_transaction(crowd[i]);
	}
}

static void forgets(int fd)
{
	face_is_told(fd, "RSET\r\n");
	assert_string_equal(face_hears(fd, "\n"), "250 2.0.0 forgotten\r\n");
}

static void one_too_many_is_turned_away_and_leaves_nothing(void **state)
{
	int before;

	(void)state;
	if (geteuid() != 0)
		skip();
	crowd_in();
	before = open_descriptors();
	for (int i = 0; i < MANY; i++)
		hears_and_is_left(dial_from(NULL),
				  "421 4.7.0 too many sessions\r\n");
	assert_int_equal(counted().turned_away, MANY);
	assert_int_equal(counted().sessions, LIMIT_SESSIONS_PER_PEER);
	assert_int_equal(open_descriptors(), before);
	for (size_t i = 0; i < LIMIT_SESSIONS_PER_PEER; i++)
		forgets(crowd[i]);
}

/* Neither who is in the middle of something, nor who spoke later. */
static void who_is_idle_for_longest_gives_way(void **state)
{
	static const char left[] = "421 4.3.2 idle, and others wait\r\n";
	int fresh[2];

	(void)state;
	crowd_in();
	forgets(crowd[70]);
	forgets(crowd[5]);
	forgets(crowd[90]);
	for (int i = 0; i < 2; i++) {
		fresh[i] = dial_from(NULL);
		greets(fresh[i]);
		begins_a_transaction(fresh[i]);
	}
	hears_and_is_left(crowd[70], left);
	hears_and_is_left(crowd[5], left);
	crowd[70] = fresh[0];
	crowd[5] = fresh[1];
	forgets(crowd[90]);
	for (size_t i = 0; i < LIMIT_SESSIONS_PER_PEER; i++)
		forgets(crowd[i]);
	assert_int_equal(counted().turned_away, 0);
}

static int end_crowd(void **state)
{
	for (size_t i = 0; i < LIMIT_SESSIONS_PER_PEER; i++)
		close(crowd[i]);
	return end(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			strangers_are_refused_and_leave_nothing, begin, end),
		cmocka_unit_test_setup_teardown(peers_come_by_ipv6, begin_ipv6,
						end),
		cmocka_unit_test_setup_teardown(
			one_too_many_is_turned_away_and_leaves_nothing, begin,
			end_crowd),
		cmocka_unit_test_setup_teardown(
			who_is_idle_for_longest_gives_way, begin, end_crowd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
