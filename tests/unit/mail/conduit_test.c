/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conduit_test.c -- tests src/mail/smtp/conduit.c
 */
#include "mail/smtp/conduit.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tls_pair.h"

/* A peer of ours and a next hop of its own, over a socket of little room. */
static struct {
	struct conduit peer, ours;
	struct tls_face *faces[2];
} two;

static int open_two(void **state)
{
	const int little = 4096;
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	for (int i = 0; i < 2; i++)
		setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &little,
			   sizeof(little));
	conduit_open(&two.peer, ends[0]);
	conduit_open(&two.ours, ends[1]);
	two.faces[0] = face_of(NULL, true, server_ec);
	two.faces[1] = face_of(server_ec, false, NULL);
	return 0;
}

static int close_two(void **state)
{
	(void)state;
	conduit_close(&two.peer);
	conduit_close(&two.ours);
	tls_face_free(two.faces[0]);
	tls_face_free(two.faces[1]);
	return 0;
}

static void secure(void)
{
	enum tls_state peer, ours;

	conduit_secure(&two.peer, two.faces[0]);
	conduit_secure(&two.ours, two.faces[1]);
	for (int i = 0; i < 20; i++) {
		/* As epoll(7) would say. */
		two.peer.readable = two.ours.readable = true;
		peer = conduit_shake(&two.peer);
		ours = conduit_shake(&two.ours);
	}
	assert_int_equal(peer, TLS_OPEN);
	assert_int_equal(ours, TLS_OPEN);
	assert_true(conduit_flush(&two.ours));
}

static void cross_much(void)
{
	static char sent[300000], got[sizeof(sent)];
	size_t n_sent = 0, n_got = 0, moved;

	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (char)(i * 13 + i / 241);
	do {
		moved = conduit_write(&two.peer, sent + n_sent,
				      sizeof(sent) - n_sent);
		n_sent += moved;
		moved += !conduit_flush(&two.peer);
		two.ours.readable = true;
		for (size_t n = 1; n; n_got += n, moved += n)
			n = conduit_read(&two.ours, got + n_got,
					 n_got + 999 < sizeof(got)
						 ? 999
						 : sizeof(got) - n_got);
	} while (moved && n_got < sizeof(got));
	assert_int_equal(n_got, sizeof(sent));
	assert_memory_equal(sent, got, sizeof(sent));
	assert_false(two.ours.over || two.ours.broken || two.peer.broken);
}

static void much_crosses_little_room_in_the_clear(void **state)
{
	(void)state;
	cross_much();
}

static void much_crosses_little_room_in_tls(void **state)
{
	(void)state;
	secure();
	cross_much();
}

static bool is_full(int fd)
{
	struct pollfd room = { fd, POLLOUT, 0 };

	return poll(&room, 1, 0) == 0;
}

/* Else epoll(7) never tells again that there is room. */
static void writing_stops_only_at_a_full_socket(void **state)
{
	static char bytes[4 << 20];
	const int room = 256 << 10;
	size_t n = 0;

	(void)state;
	secure();
	setsockopt(two.peer.fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	while (n < sizeof(bytes)) {
		conduit_flush(&two.peer);
		n += conduit_write(&two.peer, bytes + n, sizeof(bytes) - n);
		assert_true(n == sizeof(bytes) || is_full(two.peer.fd));
		while (recv(two.ours.fd, (char[4096]){ 0 }, 4096,
			    MSG_DONTWAIT) > 0)
			;
	}
}

static void what_is_not_written_out_is_known(void **state)
{
	static const char bytes[100000];

	(void)state;
	secure();
	assert_true(conduit_write(&two.ours, bytes, sizeof(bytes)) <
		    sizeof(bytes));
	assert_false(conduit_flush(&two.ours));
	assert_false(two.ours.broken);
}

static void what_came_and_was_not_read_is_known(void **state)
{
	char byte[2];

	(void)state;
	assert_false(conduit_has_input(&two.ours));
	secure();
	assert_false(conduit_has_input(&two.ours));
	conduit_write(&two.peer, "ab", 2);
	assert_true(conduit_has_input(&two.ours)); /* in the socket */
	two.ours.readable = true;
	assert_int_equal(conduit_read(&two.ours, byte, 1), 1);
	assert_true(conduit_has_input(&two.ours)); /* in TLS */
	assert_int_equal(conduit_read(&two.ours, byte, 1), 1);
	assert_false(conduit_has_input(&two.ours));
}

static void the_end_comes_behind_the_last_byte(void **state)
{
	char got[8];

	(void)state;
	secure();
	conduit_write(&two.peer, "bye", 3);
	shutdown(two.peer.fd, SHUT_WR);
	two.ours.readable = two.ours.hung_up = true;
	assert_int_equal(conduit_read(&two.ours, got, sizeof(got)), 3);
	assert_false(two.ours.over);
	assert_int_equal(conduit_read(&two.ours, got, sizeof(got)), 0);
	assert_true(two.ours.over);
}

static void who_is_gone_is_known(void **state)
{
	(void)state;
	secure();
	shutdown(two.peer.fd, SHUT_RDWR);
	conduit_write(&two.ours, "bye", 3);
	assert_true(two.ours.broken);
}

static void a_refused_handshake_is_the_end(void **state)
{
	static const char plain[] = "EHLO x\r\n";
	enum tls_state state_now;
	char got[64];

	(void)state;
	conduit_secure(&two.ours, two.faces[1]);
	conduit_write(&two.peer, plain, sizeof(plain) - 1);
	two.ours.readable = true;
	state_now = conduit_shake(&two.ours);
	assert_int_equal(state_now, TLS_FAILED);
	assert_true(two.ours.over);
	assert_int_equal(conduit_write(&two.ours, "250 x\r\n", 7), 0);
	assert_int_equal(conduit_read(&two.ours, got, sizeof(got)), 0);
	/* The other end gets not a word. */
	two.peer.readable = true;
	assert_int_equal(conduit_read(&two.peer, got, sizeof(got)), 0);
}

#define TWO_CASE(test) \
	cmocka_unit_test_setup_teardown(test, open_two, close_two)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TWO_CASE(much_crosses_little_room_in_the_clear),
		TWO_CASE(much_crosses_little_room_in_tls),
		TWO_CASE(writing_stops_only_at_a_full_socket),
		TWO_CASE(what_is_not_written_out_is_known),
		TWO_CASE(what_came_and_was_not_read_is_known),
		TWO_CASE(the_end_comes_behind_the_last_byte),
		TWO_CASE(who_is_gone_is_known),
		TWO_CASE(a_refused_handshake_is_the_end),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
