/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spawn.h -- starting our own program again, or another of ours, as a process
 *
 * Executed, not just forked: each process has its own address layout and holds
 * no memory of the parent's. It starts with an empty environment but for
 * JOURNAL_STREAM (log.h), and finds its descriptors at 3, 4, … in the order
 * given; no other is open but standard error.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

enum {
	SPAWN_FIRST_FD = 3,
	SPAWN_MAX_FDS = 8,
	SPAWN_PATH = 4096
};

/* argv is that of the new process, ended by NULL. The descriptors stay the
 * caller's; -1: that number stays free. Returns the pid, or -errno. */
pid_t spawn_self(char *const argv[], const int *fds, size_t n_fds);
/* The same for the program that is open there (O_PATH will do). */
pid_t spawn_program(int program, char *const argv[], const int *fds,
		    size_t n_fds);

/* Opens the program of that name beside our own, to be spawned later: whatever
 * is installed over it by then, it stays that one, as we stay ourselves. *path
 * is where it was looked for, for messages. The caller closes it. -errno; -EACCES:
 * it is no program. */
int spawn_open_beside(const char *name, char path[static SPAWN_PATH]);
