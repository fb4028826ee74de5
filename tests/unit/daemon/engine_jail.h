/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine_jail.h -- a process with an engine's folders and jail, for a test
 */
#pragma once

#include <sys/types.h>

struct attempt {
	const char *name;
	long call;
};

enum {
	JAIL_FAILED = 9,
	DONE = 0,
	REFUSED = 1,
	N_FORBIDDEN = 39
};

/* Neither the engine nor its worker has any of these. */
extern const struct attempt forbidden[N_FORBIDDEN];
/* The state folder that jail_setup() made. */
extern char folder[40];

int jail_setup(void **state);
int jail_teardown(void **state);
/* For a forked child: an engine from now on. */
void enter_engine(void);
/* As waitpid(2) says it. */
int status_of(pid_t pid);
