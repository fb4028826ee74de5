/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pulse.h -- does a process still go round its loop?
 *
 * A page of memory that it shares with its parent, and with nobody else: it
 * counts there, and the parent looks. So it needs no system call and no message,
 * and the parent reads nothing of it but a number.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

/* ------ the process ------ */

enum {
	PULSE_SECONDS = 1 /* no loop waits longer for something to do */
};

/* Takes its page from `fd`, and closes that; before it is confined. What it
 * forks has no part in it. 0 or -errno (logged). */
int pulse_begin(int fd);
/* Once each time round. */
void pulse_beat(void);

/* ------ its parent ------ */

struct pulse {
	atomic_uint *beats; /* NULL: none */
	unsigned seen;      /* of them */
	unsigned missed;    /* looks in a row without another one */
};

/* A new one, and the descriptor to hand on, the caller's; or -errno. */
int pulse_open(struct pulse *pulse);
void pulse_close(struct pulse *pulse);
/* In the parent's own time, so that nobody is blamed for what stood still with
 * it, as all does in a machine that is paused. */
void pulse_look(struct pulse *pulse);

/* No signal ends it before its disk goes on (state D of proc(5)). */
bool pulse_waits_for_disk(pid_t pid);
