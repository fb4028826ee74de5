/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.h -- the relay's processes, started together and ended together
 *
 * Two that were not started together never speak: after the end of one, what
 * the others know of its transactions is worth nothing.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "mail/procs.h"
#include "privsep/pulse.h"

struct handed;
struct settings;

struct set {
	pid_t pids[N_PROCS]; /* 0: gone, or not of this set */
	bool of_set[N_PROCS];
	struct pulse pulses[N_PROCS];
	/* The parent's ends of the channels of inside and control, or -1. */
	int dial, names;
	time_t started;
};

/* What could not be started is missing: the set is not whole. */
void set_start(struct set *set, const struct settings *settings,
	       const struct handed *handed);
bool set_is_whole(const struct set *set);
/* Each of them goes round its loop. */
bool set_has_begun(const struct set *set);
bool set_is_gone(const struct set *set);
/* Lets go of what the parent has of it. */
void set_close(struct set *set);
/* One of them has ended (wait(2)); logged, unless all were `told` to and nothing
 * else than that ended it. */
void set_note_end(struct set *set, pid_t pid, int status, bool told);
/* Once a second: what has not gone round its loop for a minute, though its disk
 * is well, is killed (logged). */
void set_look(struct set *set);
void set_kill(const struct set *set, enum proc proc, int signal);
