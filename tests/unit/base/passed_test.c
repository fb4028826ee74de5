/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * passed_test.c -- tests src/base/passed.c
 */
#include "base/passed.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "descriptors.h"

static int ends[2];

static int open_pair(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

static int close_pair(void **state)
{
	(void)state;
	return close(ends[0]) | close(ends[1]);
}

static void send_one(int fd)
{
	union passed room = { 0 };
	char byte = 'x';
	struct iovec part = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };

	passed_put(&msg, &room, fd);
	assert_int_equal(sendmsg(ends[0], &msg, 0), 1);
}

/* What has come, and with which flags. */
static int receive(int *flags)
{
	union passed room;
	char byte;
	struct iovec part = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };

	passed_expect(&msg, &room);
	assert_int_equal(recvmsg(ends[1], &msg, MSG_CMSG_CLOEXEC), 1);
	*flags = msg.msg_flags;
	return passed_take(&msg);
}

static bool same_file(int a, int b)
{
	struct stat one, other;

	return fstat(a, &one) == 0 && fstat(b, &other) == 0 &&
	       one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

static void a_descriptor_arrives_and_stays_with_its_sender(void **state)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), flags, came;

	(void)state;
	send_one(fd);
	came = receive(&flags);
	assert_true(came >= 0 && came != fd);
	assert_true(same_file(came, fd));
	assert_int_equal(fcntl(came, F_GETFD), FD_CLOEXEC);
	assert_false(flags & MSG_CTRUNC);
	close(came);
	close(fd);
}

static void nothing_goes_along_with_none(void **state)
{
	int flags;

	(void)state;
	send_one(-1);
	assert_int_equal(receive(&flags), -1);
	assert_false(flags & MSG_CTRUNC);
}

static void of_two_the_kernel_keeps_what_has_no_room(void **state)
{
	const int two[2] = { STDIN_FILENO, STDIN_FILENO };
	const int next = dup(STDIN_FILENO);
	int flags, came;

	(void)state;
	close(next);
	descriptors_send(ends[0], "x", 1, two, 2);
	came = receive(&flags);
	assert_true(flags & MSG_CTRUNC);
	assert_int_equal(came, next);
	close(came);
	assert_int_equal(dup(STDIN_FILENO), next); /* no other has come */
	close(next);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, open_pair, close_pair)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_descriptor_arrives_and_stays_with_its_sender),
		CASE(nothing_goes_along_with_none),
		CASE(of_two_the_kernel_keeps_what_has_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
