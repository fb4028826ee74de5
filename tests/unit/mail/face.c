/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * face.c -- a process of the relay by itself: how it begins, and its other side
 */
#include "face.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "life.h"

enum {
	PATIENCE = 30000 /* milliseconds */
};

pid_t face_start(int (*life)(void), const int *fds, int n)
{
	pid_t pid = fork();

	if (pid == 0)
		life_lead(life, fds[0], fds + 1, (size_t)n - 1);
	for (int i = 0; i < n; i++)
		close(fds[i]);
	return pid;
}

void face_has_ended(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

static bool ends_in(const char *text, size_t len, const char *end)
{
	return len >= strlen(end) && strcmp(text + len - strlen(end), end) == 0;
}

const char *face_hears(int stream, const char *end)
{
	static char text[65536];
	size_t len = 0;

	do {
		struct pollfd poll_stream = { stream, POLLIN, 0 };
		ssize_t n;

		assert_int_equal(poll(&poll_stream, 1, PATIENCE), 1);
		n = read(stream, text + len, sizeof(text) - 1 - len);
		assert_true(n > 0);
		len += (size_t)n;
		text[len] = '\0';
	} while (!ends_in(text, len, end));
	return text;
}

void face_is_told(int stream, const char *text)
{
	assert_int_equal(send(stream, text, strlen(text), MSG_NOSIGNAL),
			 (ssize_t)strlen(text));
}
