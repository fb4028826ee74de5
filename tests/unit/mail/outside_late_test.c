/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside_late_test.c -- tests src/mail/outside/outside.c: a message of which
 * nobody says what became of it, with a clock of the test's own
 */
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ahead.h"
#include "outside_lab.h"

enum {
	PATIENCE = 30000 /* milliseconds */
};

static int log_fd;
static char lines[16384]; /* of the log, of one test */
static size_t len;

static int begin_with_log(void **state)
{
	int ends[2], own = dup(STDERR_FILENO), r;

	*ahead = 0;
	len = 0;
	lines[0] = '\0';
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	dup2(ends[1], STDERR_FILENO);
	r = begin(state);
	dup2(own, STDERR_FILENO);
	close(own);
	close(ends[1]);
	log_fd = ends[0];
	return r;
}

static int end_with_log(void **state)
{
	close(log_fd);
	return end(state);
}

/* Until it does. */
static void log_says(const char *text)
{
	while (!strstr(lines, text)) {
		struct pollfd poll_log = { log_fd, POLLIN, 0 };
		ssize_t n;

		assert_int_equal(poll(&poll_log, 1, PATIENCE), 1);
		n = read(log_fd, lines + len, sizeof(lines) - 1 - len);
		assert_true(n > 0);
		len += (size_t)n;
		lines[len] = '\0';
	}
}

/* It is we who are late, not the peer: its session goes on. */
static void a_message_without_an_answer_is_put_off(void **state)
{
	(void)state;
	send_message();
	*ahead = LIMIT_ANSWER + 2;
	expect(play.inside, MESSAGE_ABORT);
	peer_is_told("451 4.4.1 ");
	log_says("\"result\":\"deferred\"");
	peer_says("NOOP\r\n");
	peer_is_told("250 ");
}

static void one_that_is_not_kept_in_time_is_put_off(void **state)
{
	(void)state;
	bring_message();
	expect(play.store, MESSAGE_KEEP);
	*ahead = LIMIT_ANSWER + 2;
	expect(play.inside, MESSAGE_ABORT);
	peer_is_told("451 4.3.0 ");
	log_says("\"reason\":\"disk\"");
}

static void one_whose_notice_is_not_answered_is_held_no_more(void **state)
{
	uint32_t id;

	(void)state;
	id = send_message();
	transform_fails(id, ANSWER_HELD, HELD_TOO_DEEP);
	expect(play.store, MESSAGE_HOLD);
	say(play.store, MESSAGE_HELD, id, NULL, 0);
	expect(play.inside, MESSAGE_NOTICE);
	*ahead = LIMIT_ANSWER + 2;
	expect(play.inside, MESSAGE_ABORT);
	expect(play.store, MESSAGE_UNHOLD);
	is_the_reference();
	peer_is_told("451 4.4.1 ");
	log_says("\"result\":\"deferred\",\"answer\":\"451 4.4.1\","
		 "\"reason\":\"no-hop\",\"held\":null");
}

static void a_peer_that_is_late_is_told_so(void **state)
{
	(void)state;
	connect_peer();
	*ahead = LIMIT_IDLE + 2;
	peer_is_told("421 4.3.2 too slow");
}

/* Its transaction ends with it. */
static void a_peer_that_is_late_in_a_message_is_told_so(void **state)
{
	(void)state;
	connect_peer();
	begin_message();
	*ahead = LIMIT_IDLE + 2;
	peer_is_told("421 4.3.2 too slow");
	expect(play.inside, MESSAGE_ABORT);
}

/* It has heard our last word, and stays. */
static void a_peer_that_does_not_go_is_left(void **state)
{
	int n;

	(void)state;
	if (geteuid() != 0)
		skip();
	connect_peer();
	peer_says("QUIT\r\n");
	peer_is_told("221 ");
	n = open_descriptors();
	*ahead = LIMIT_PARTING + 2;
	for (int i = 0; i < PATIENCE && open_descriptors() == n; i++)
		usleep(1000);
	assert_int_equal(open_descriptors(), n - 1);
}

/* ------ the log ------ */

static void each_message_has_its_line(void **state)
{
	uint32_t id;

	(void)state;
	id = send_message();
	*ahead = 200;
	inside_is_done(id, 250);
	log_says("\"size\":20,");
	log_says("\"result\":\"delivered\"");
	log_says("\"held\":null");
	log_says("\"plain_sha256\":null");
	log_says("\"milliseconds\":20");
	id = send_message();
	transform_fails(id, ANSWER_HELD, HELD_TOO_DEEP);
	expect(play.store, MESSAGE_HOLD);
	say(play.store, MESSAGE_HELD, id, NULL, 0);
	inside_is_done(id, 250);
	log_says("\"result\":\"held\"");
	log_says("\"held\":\"too-deep\"");
}

static void so_has_one_that_goes_nowhere(void **state)
{
	(void)state;
	connect_peer();
	begin_message();
	for (int i = 0; i <= 100; i++)
		peer_says("01234567\r\n");
	peer_says(".\r\n");
	peer_is_told("552 ");
	expect(play.inside, MESSAGE_ABORT);
	log_says("\"answer\":\"552 5.3.4\"");
	send_message();
	shutdown(play.store, SHUT_RDWR);
	log_says("\"answer\":\"451 4.3.2\"");
	peer_is_told("451 4.3.2 ");
	has_ended();
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin_with_log, end_with_log)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_message_without_an_answer_is_put_off),
		CASE(one_that_is_not_kept_in_time_is_put_off),
		CASE(one_whose_notice_is_not_answered_is_held_no_more),
		CASE(a_peer_that_is_late_is_told_so),
		CASE(a_peer_that_is_late_in_a_message_is_told_so),
		CASE(a_peer_that_does_not_go_is_left),
		CASE(each_message_has_its_line),
		CASE(so_has_one_that_goes_nowhere),
	};

	return cmocka_run_group_tests(tests, ahead_begin, NULL);
}
