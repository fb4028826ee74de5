/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings.h -- what the command line says, for every process of the daemon
 *
 * Flat, without a pointer: the parent hands a copy to each process it starts
 * -- the same program, so the layout is the same -- in a sealed memfd.
 */
#pragma once

#include <limits.h>
#include <sys/types.h>

#include "control/asker.h"
#include "daemon/procs.h"

struct settings {
	char state[PATH_MAX], run[PATH_MAX], rules[PATH_MAX];
	struct identity who[N_PROCS]; /* the worker is as the engine */
	/* Of the roles; (gid_t)-1: there is no such group, nobody has it. */
	gid_t groups[N_ROLE_GROUPS];
};

/* A sealed memfd with a copy; and back. fd or 0, or -errno. */
int settings_seal(const struct settings *settings);
int settings_load(int fd, struct settings *out);
