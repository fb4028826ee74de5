/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signals_test.c -- tests src/privsep/signals.c
 */
#include "privsep/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cmocka.h>

static void what_has_come_is_read_and_nothing_else_is(void **state)
{
	const int fd = signals_open((const int[]){ SIGTERM, SIGCHLD, 0 });
	struct signalfd_siginfo info;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(read(fd, &info, sizeof(info)), -1);
	assert_int_equal(errno, EAGAIN);
	signal(SIGINT, SIG_IGN);
	raise(SIGINT);
	raise(SIGTERM); /* ends nothing */
	assert_int_equal(read(fd, &info, sizeof(info)), sizeof(info));
	assert_int_equal(info.ssi_signo, SIGTERM);
	assert_int_equal(read(fd, &info, sizeof(info)), -1);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_has_come_is_read_and_nothing_else_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
