/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * supervise.h -- the parent: starts the relay's processes, and starts them anew
 *
 * It keeps the listening socket and opens connections to the next hop, the one
 * address there is, for the inside, which has no right to. When a process ends,
 * all are ended and a fresh set is started: no state is ever patched up.
 */
#pragma once

#include <stdbool.h>

struct settings;

/* Runs until SIGTERM or SIGINT; or only looks whether it could (`check`), as far
 * as files tell. Returns the program's exit code. */
int supervise(const struct settings *settings, bool check);
/* The exit code for 0 or -errno of what it needs: is it not right, or does the
 * machine only lack something now? */
int supervise_exit(int error);
