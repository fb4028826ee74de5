/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet_test.c -- tests src/control/packet.c
 */
#include "control/packet.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "descriptors.h"

static int ends[2];
static uint8_t buf[PACKET_HEAD + 64];

static int open_pair(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends);
}

static int close_pair(void **state)
{
	(void)state;
	close(ends[0]);
	if (ends[1] >= 0)
		close(ends[1]);
	return 0;
}

static enum packet_verdict receive(struct packet *out)
{
	return packet_receive(ends[0], buf, sizeof(buf), out);
}

static void what_is_sent_is_received(void **state)
{
	struct packet packet;

	(void)state;
	assert_int_equal(packet_send(ends[1], 7, 9, "body", 4, -1), 0);
	assert_int_equal(packet_send(ends[1], 8, 0, NULL, 0, 0), 0);
	assert_int_equal(receive(&packet), PACKET_OK);
	assert_int_equal(packet.type, 7);
	assert_int_equal(packet.id, 9);
	assert_int_equal(packet.body_len, 4);
	assert_memory_equal(packet.body, "body", 4);
	assert_int_equal(packet.fd, -1);
	assert_int_equal(receive(&packet), PACKET_OK);
	assert_int_equal(packet.body_len, 0);
	assert_true(packet.fd > 2);
	close(packet.fd);
	assert_int_equal(receive(&packet), PACKET_NONE);
}

static void bad_packets_are_told_and_leave_no_descriptor(void **state)
{
	static const struct {
		const char *bytes;
		size_t len, n_fds;
		enum packet_verdict verdict;
	} cases[] = {
		{ "", 0, 0, PACKET_GONE },
		{ "", 0, 1, PACKET_GONE },
		{ "\0\1\0\0\0\0\0", 7, 0, PACKET_BAD },
		{ "\0\1\0\0\0\0\0", 7, 1, PACKET_BAD },
		{ "\0\1\0\1\0\0\0\0", 8, 1, PACKET_BAD },
		{ "\0\1\1\0\0\0\0\0", 8, 0, PACKET_BAD },
		{ "\0\1\0\0\0\0\0\0", 8, 2, PACKET_BAD },
		{ "\0\1\0\0\0\0\0\0", 8, 3, PACKET_BAD },
		{ "\0\1\0\0\0\0\0\0", 8, 4, PACKET_BAD },
		{ "\0\1\0\0\0\0\0\0", 73, 1, PACKET_BAD },
	};

	const int fds[] = { 0, 1, 2, 0 };
	size_t before = descriptors_open();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char bytes[80] = { 0 };
		struct packet packet;

		memcpy(bytes, cases[i].bytes,
		       cases[i].len < 8 ? cases[i].len : 8);
		descriptors_send(ends[1], bytes, cases[i].len, fds,
				 cases[i].n_fds);
		assert_int_equal(receive(&packet), cases[i].verdict);
		assert_int_equal(descriptors_open(), before);
	}
}

static void a_peer_that_does_not_read_makes_nobody_wait(void **state)
{
	static const uint8_t much[PACKET_BODY];
	int r = 0, n = 0;

	(void)state;
	while (r == 0 && n++ < 1000)
		r = packet_send(ends[1], 1, 1, much, sizeof(much), -1);
	assert_int_equal(r, -EAGAIN);
	assert_int_equal(packet_send(ends[1], 1, 1, much, sizeof(much) + 1, -1),
			 -EMSGSIZE);
}

static void last_words_are_heard_though_we_were_not(void **state)
{
	struct packet packet;

	(void)state;
	assert_int_equal(packet_send(ends[0], 1, 0, NULL, 0, -1), 0);
	assert_int_equal(packet_send(ends[1], 2, 0, "bye", 3, -1), 0);
	close(ends[1]); /* with our packet unread */
	ends[1] = -1;
	assert_int_equal(receive(&packet), PACKET_OK);
	assert_int_equal(packet.type, 2);
	assert_int_equal(receive(&packet), PACKET_GONE);
	assert_int_equal(packet_send(ends[0], 1, 0, NULL, 0, -1), -EPIPE);
}

#define pair_test(f) cmocka_unit_test_setup_teardown(f, open_pair, close_pair)

int main(void)
{
	const struct CMUnitTest tests[] = {
		pair_test(what_is_sent_is_received),
		pair_test(bad_packets_are_told_and_leave_no_descriptor),
		pair_test(a_peer_that_does_not_read_makes_nobody_wait),
		pair_test(last_words_are_heard_though_we_were_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
