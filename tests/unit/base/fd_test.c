/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fd_test.c -- tests src/base/fd.c
 */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	MORE_THAN_A_PIPE = 1 << 20
};

static char bytes[MORE_THAN_A_PIPE];

static void what_a_pipe_takes_in_pieces_arrives_whole(void **state)
{
	size_t sum = 0;
	int pipes[2], status;
	ssize_t n;
	pid_t pid;

	(void)state;
	memset(bytes, 7, sizeof(bytes));
	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (pid == 0)
		_exit(fd_write_all(pipes[1], bytes, sizeof(bytes)) != 0);
	close(pipes[1]);
	while ((n = read(pipes[0], bytes, 1000)) > 0)
		for (ssize_t i = 0; i < n; i++)
			sum += (size_t)bytes[i];
	assert_int_equal(sum, (size_t)7 * MORE_THAN_A_PIPE);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(pipes[0]);
}

static void an_error_is_said(void **state)
{
	int full = open("/dev/full", O_WRONLY);
	int pipes[2];

	(void)state;
	assert_true(full >= 0);
	assert_int_equal(fd_write_all(full, "x", 1), -ENOSPC);
	assert_int_equal(fd_write_all(full, "", 0), 0);
	assert_int_equal(fd_write_all(-1, "x", 1), -EBADF);
	close(full);
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(pipes), 0);
	close(pipes[0]);
	assert_int_equal(fd_write_all(pipes[1], "x", 1), -EPIPE);
	close(pipes[1]);
}

static void a_place_of_a_file_is_written_and_read(void **state)
{
	int fd = memfd_create("file", MFD_CLOEXEC);
	char text[4];

	(void)state;
	assert_int_equal(fd_write_at(fd, "cd", 2, 2), 0);
	assert_int_equal(fd_write_at(fd, "ab", 2, 0), 0);
	assert_int_equal(fd_read_at(fd, text, 4, 0), 0);
	assert_memory_equal(text, "abcd", 4);
	assert_int_equal(fd_read_at(fd, text, 2, 3), -ENODATA);
	assert_int_equal(fd_read_at(-1, text, 2, 3), -EBADF);
	assert_int_equal(fd_write_at(-1, text, 2, 3), -EBADF);
	close(fd);
}

static bool fails(int fd)
{
	char byte = 0;

	return fcntl(fd, F_GETFD) >= 0 &&
	       (fd == 0 ? read(fd, &byte, 1) : write(fd, &byte, 1)) < 0;
}

static void where_a_standard_stream_was_closed_one_is_that_fails(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	pid = fork();
	if (pid == 0) {
		const int kept = fcntl(1, F_GETFD);

		close(0);
		close(2);
		fd_stand_in();
		_exit(!fails(0) || !fails(2) || fcntl(1, F_GETFD) != kept ||
		      dup(1) <= 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_pipe_takes_in_pieces_arrives_whole),
		cmocka_unit_test(
			where_a_standard_stream_was_closed_one_is_that_fails),
		cmocka_unit_test(an_error_is_said),
		cmocka_unit_test(a_place_of_a_file_is_written_and_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
