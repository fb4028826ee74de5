/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control.h -- the state of the process that callers talk to, for its own
 * files alone
 *
 * What the engine was asked is a turn of the caller's user: it goes on, and
 * counts, also when the caller has gone.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "control/callers.h"
#include "daemon/settings.h"

enum {
	CONTROL_CALLERS = 1000,
	/* Of one user; root has no limit of its own. So sixteen people would
	 * have to work together to keep the others out. */
	CONTROL_CALLERS_PER_USER = 64,
	CONTROL_TURNS = 64,
	CONTROL_TURNS_PER_USER = 8,
	CONTROL_TURNS_FOR_ROOT = 8, /* of them, for nobody else */

	CONTROL_NAMES = 64,
	CONTROL_NAME_AGE = 60, /* seconds before a name is asked for again */
};

/* To be asked of the engine, or asked and not answered. One at a time is
 * asked; but nothing has to wait behind another's plan to be isolated. */
struct turn {
	uint32_t id; /* of the caller; 0: a free place */
	uint32_t uid;
	bool urgent, sent;
};

struct known_name {
	uint32_t uid;
	time_t learned;        /* 0: a free place */
	char text[ASKER_NAME]; /* never empty */
};

struct control {
	struct callers callers;
	struct caller places[CONTROL_CALLERS];
	int epoll;
	bool alone; /* the engine or the parent is gone */
	struct turn turns[CONTROL_TURNS];
	uint32_t served; /* the user who was asked for last */
	struct known_name names[CONTROL_NAMES];
};

/* The whole life, with descriptors as in procs.h; returns the exit status. */
int control_live(const struct settings *settings);

/* NULL: a place could not be had, for all are taken or this user has had its
 * share. */
struct turn *turn_begin(struct control *control, uint32_t id, uint32_t uid);
struct turn *turn_find(struct control *control, uint32_t id);
/* The caller has gone: what was not asked yet never is. */
void turn_give_up(struct control *control, uint32_t id);
/* The one that may be asked now, or NULL: an urgent one; else, if no other is
 * being answered, the oldest of the user who is next: they take turns. */
struct turn *turn_next(struct control *control);

/* Its request is whole and permitted: it waits for its name, and its turn. */
void control_take(struct control *control, struct caller *caller);
/* Goes on with those that waited for this name: all of that user, or the one
 * that is root (uid 0), as whoever became it. */
void control_named(struct control *control, uint32_t uid, const char *name);
void control_behind(struct control *control, struct caller *caller,
		    uint32_t uid, const char *name);
/* Asks the engine whatever may be asked now. */
void control_ask(struct control *control);

/* NULL: not known now, and the parent was asked. Of root never known: who is
 * behind it is another one with each process. */
const char *name_of(struct control *control, const struct caller *caller);
/* The name as kept: "uid N" where the text is empty or no name. */
const char *name_learn(struct control *control, uint32_t uid, const void *text,
		       size_t len);
