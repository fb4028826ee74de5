/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * said.h -- what this process says in the log meanwhile, for tests
 */
#pragma once

#include <fcntl.h>
#include <unistd.h>

static int said_own, said_ends[2];

static inline void said_begin(void)
{
	said_own = dup(STDERR_FILENO);
	assert_int_equal(pipe2(said_ends, O_CLOEXEC | O_NONBLOCK), 0);
	dup2(said_ends[1], STDERR_FILENO);
}

/* "": nothing. */
static inline const char *said_end(void)
{
	static char text[4096];
	ssize_t len;

	dup2(said_own, STDERR_FILENO);
	len = read(said_ends[0], text, sizeof(text) - 1);
	text[len > 0 ? len : 0] = '\0';
	close(said_own);
	close(said_ends[0]);
	close(said_ends[1]);
	return text;
}
