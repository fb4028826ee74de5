/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_body_test.c -- tests src/mail/inside/link.c: a message that the socket
 * does not take at once, and what may happen meanwhile
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "privsep/channel.h"

#include "ahead.h"
#include "inside_lab.h"
#include "sample.h"

enum {
	LINES = 8000,
	LARGE = 1 << 20, /* bytes: more than a message, and a socket, has */
	LINE = 76,       /* of base64 */
	PATIENCE = 30000 /* milliseconds */
};

static char stream[LARGE], got[LARGE + 1];
static size_t n_got;

static int begin_now(void **state)
{
	*ahead = 0;
	return begin(state);
}

static size_t write_large(void)
{
	static char records[LARGE];
	size_t len = (size_t)sprintf(records, "%s", SAMPLE_HEAD);

	for (unsigned i = 0; i < LINES; i++)
		len += (size_t)sprintf(records + len, "= 40 %040u\n", i);
	sprintf(records + len, "end 6 1 %d\n", LINES);
	return sample_write(stream, sizeof(stream), records);
}

/* Until the socket has no more room. */
static void is_full(void)
{
	struct pollfd poll_hop = { play.hop, POLLIN, 0 };
	int before = -1, now = 0;

	assert_int_equal(poll(&poll_hop, 1, PATIENCE), 1);
	while (now != before) {
		before = now;
		usleep(10000);
		assert_int_equal(ioctl(play.hop, FIONREAD, &now), 0);
	}
	assert_in_range(now, 1, LINES * 40);
}

/* Its transaction, the socket full of a part of it. */
static void is_being_sent(uint32_t id)
{
	open_transaction(id);
	transform_says(id, stream, write_large());
	hop_hears("DATA\r\n");
	hop_says("354 go\r\n");
	is_full();
}

/* So many bytes at a time, up to the final dot or the end. */
static bool hop_reads_on(size_t at_once)
{
	static const char dot[] = "\r\n.\r\n";
	ssize_t n = 1;

	for (n_got = 0; n > 0;) {
		struct pollfd poll_hop = { play.hop, POLLIN, 0 };

		assert_int_equal(poll(&poll_hop, 1, PATIENCE), 1);
		assert_true(n_got + at_once < sizeof(got));
		n = read(play.hop, got + n_got, at_once);
		n_got += n > 0 ? (size_t)n : 0;
		got[n_got] = '\0';
		if (n_got > 5 && strcmp(got + n_got - 5, dot) == 0)
			return true;
	}
	return false;
}

static void is_done(unsigned code)
{
	expect(play.outside, MESSAGE_DONE);
	assert_int_equal(play.answer.code, code);
}

/* Not a byte is missing, nor there twice. */
static void it_arrives_whole(void **state)
{
	size_t len;
	char *body, *line;

	(void)state;
	is_being_sent(ID);
	assert_true(hop_reads_on(4093));
	body = strstr(got, "\r\n\r\n");
	assert_non_null(body);
	len = n_got - (size_t)(body - got) - 4 - 5;
	assert_true(len > (size_t)LINES * 41 / 3 * 4);
	for (line = body + 4; strchr(line, '\n')[1] != '.';
	     line = strchr(line, '\n') + 1)
		if (line[LINE] != '\r')
			assert_int_equal(strchr(line, '\n')[1], '.');
	assert_true(hop_hears_nothing());
	hop_says("250 2.0.0 queued\r\n");
	is_done(250);
}

static void a_yes_before_its_last_byte_is_none(void **state)
{
	(void)state;
	is_being_sent(ID);
	hop_says("250 2.0.0 queued\r\n");
	is_done(451);
	assert_false(hop_reads_on(65536));
}

static void a_no_before_its_last_byte_is_one(void **state)
{
	(void)state;
	is_being_sent(ID);
	hop_says("552 5.3.4 too much\r\n");
	is_done(552);
	assert_false(hop_reads_on(65536));
}

static void a_next_hop_that_leaves_meanwhile_has_not_taken_it(void **state)
{
	(void)state;
	is_being_sent(ID);
	close(play.hop);
	play.hop = -1;
	is_done(451);
}

/* The outside has told its peer 451, or has no peer any more. */
static void of_one_that_is_withdrawn_the_end_is_not_said(void **state)
{
	int hop;

	(void)state;
	is_being_sent(ID);
	hop = play.hop;
	assert_int_equal(
		channel_send(play.outside, MESSAGE_ABORT, ID, NULL, 0, -1), 0);
	play.hop = -1;
	outside_opens(ID); /* its slot is free, its connection is not */
	dialled();
	hop_hears("RCPT TO:<x@town.example.jp>\r\n");
	close(play.hop);
	play.hop = hop;
	assert_false(hop_reads_on(65536));
}

/* What the socket still had room for may be written late. */
static void who_takes_nothing_of_it_for_long_is_left(void **state)
{
	struct pollfd poll_outside = { play.outside, POLLIN, 0 };

	(void)state;
	is_being_sent(ID);
	for (int i = 0; i < 10; i++) {
		*ahead += LIMIT_HOP_MESSAGE + 2;
		if (poll(&poll_outside, 1, PATIENCE / 10) == 1)
			break;
	}
	is_done(451);
	assert_false(hop_reads_on(65536));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin_now, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(it_arrives_whole),
		CASE(a_yes_before_its_last_byte_is_none),
		CASE(a_no_before_its_last_byte_is_one),
		CASE(a_next_hop_that_leaves_meanwhile_has_not_taken_it),
		CASE(of_one_that_is_withdrawn_the_end_is_not_said),
		CASE(who_takes_nothing_of_it_for_long_is_left),
	};

	return cmocka_run_group_tests(tests, ahead_begin, NULL);
}
