/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * state.h -- what the parent knows of its processes
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "daemon/settings.h"

struct child {
	pid_t pid;                        /* 0: not running */
	int channel;                      /* ours; -1 */
	int64_t started, heard, start_at; /* ms */
	int64_t pause;
	bool ended_by_us; /* … and so not to be blamed */
};

struct parent {
	const struct settings *settings;
	int sealed, signals, listener, owner, state, rules;
	struct child children[N_PROCS];
	int64_t pinged;
	bool stopping;
	bool lost; /* the socket that people ask at */
	/* What the service manager has still to be told: that we are ready, and
	 * to keep the owner. */
	char untold[80];
	bool unkept;
};

enum {
	N_STARTED = 5
};

/* The order in which they are started; the worker is the engine's. */
extern const enum proc started[N_STARTED];

/* hear.c: false: it has gone, or misbehaves. */
bool parent_hear(struct parent *parent, enum proc proc);

/* parent.c: what it has not been told yet; whatever is left is tried again. */
void tell_manager(struct parent *parent);

/* start.c */

/* Starts those whose time has come. */
void start_due(struct parent *parent);
/* When the next one's time comes, in ms; INT64_MAX: all of them run. */
int64_t next_start(const struct parent *parent);
/* The control process takes leave of its clients by itself; the others hold
 * nothing that could not end at any moment. */
void end_child(struct parent *parent, enum proc proc);
/* Notes those that have ended. */
void reap(struct parent *parent);
