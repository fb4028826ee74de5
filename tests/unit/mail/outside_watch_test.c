/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside_watch_test.c -- tests src/mail/outside/{admit,client,outside}.c where the
 * kernel watches no more descriptors: who comes is turned away, alone
 */
#include <poll.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "mail/outside/tally.h"

#include "face.h"
#include "outside_lab.h"
#include "watches.h"

enum {
	SISTERS = 5, /* zygote, inside, store and control; and signals */
	MANY = 20,
	SOON = 5000 /* milliseconds */
};

static int begin_with(int n)
{
	*watches = n;
	return begin(NULL);
}

static int begin_well(void **state)
{
	(void)state;
	return begin_with(WATCHES_ANY);
}

/* Another peer: what the first line is that it hears. */
static const char *another_hears(void)
{
	_cleanup_(fd_closep) int fd = dial_from(NULL);

	return face_hears(fd, "\n");
}

static void who_cannot_be_watched_is_turned_away_alone(void **state)
{
	struct tally tally;
	int before;

	(void)state;
	if (geteuid() != 0)
		skip();
	connect_peer();
	begin_message();
	before = open_descriptors();
	*watches = 0;
	for (int i = 0; i < MANY; i++)
		assert_string_equal(another_hears(),
				    "421 4.3.2 no room now\r\n");
	*watches = WATCHES_ANY;
	peer_says("Subject: x\r\n\r\ntext\r\n.\r\n");
	expect(play.store, MESSAGE_KEEP);
	is_sealed("Subject: x\r\n\r\ntext\r\n");
	assert_int_equal(open_descriptors(), before);
	say(play.control, MESSAGE_STATUS, 1, NULL, 0);
	expect(play.control, MESSAGE_STATUS_IS);
	assert_true(tally_unpack(play.body, play.body_len, &tally));
	assert_int_equal(tally.turned_away, MANY);
	assert_string_equal(another_hears(), "220 gw.example ESMTP\r\n");
}

/* Not by abort(): nothing of ours is wrong. */
static void a_start_without_watches_ends(void **state)
{
	(void)state;
	for (int i = 0; i < SISTERS; i++) {
		begin_with(i);
		has_ended();
		end(NULL);
	}
	begin_with(WATCHES_ANY);
}

/* It tries again each second. */
static void peers_are_let_in_as_soon_as_they_can_be(void **state)
{
	struct pollfd poll_peer = { -1, POLLIN, 0 };

	(void)state;
	begin_with(SISTERS);
	poll_peer.fd = play.peer = dial_from(NULL);
	assert_int_equal(poll(&poll_peer, 1, 200), 0);
	*watches = WATCHES_ANY;
	assert_int_equal(poll(&poll_peer, 1, SOON), 1);
	peer_is_told("220 ");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin_well, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(who_cannot_be_watched_is_turned_away_alone),
		cmocka_unit_test_teardown(a_start_without_watches_ends, end),
		cmocka_unit_test_teardown(
			peers_are_let_in_as_soon_as_they_can_be, end),
	};

	return cmocka_run_group_tests(tests, watches_begin, NULL);
}
