/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * callers_lab.h -- callers whose program and strangers are the test itself
 */
#pragma once

#include "control/callers.h"

enum {
	/* The lab's rules, those of a daemon. */
	MOST = 12,
	MOST_PER_USER = 3,
	PATIENCE = 30,
	/* Groups; of those that approve there is none. */
	OPERATORS = 70001,
	AUDITORS,
	OTHERS,
};

extern struct caller places[MOST];
extern struct callers callers; /* its clock stands at 1000 */

/* Whose ends the program was told, in their order. */
extern uint32_t ended[64];
extern size_t n_ended;

int lab_begin(void **state);
int lab_finish(void **state);

/* The stranger's end of a socket that was brought to the door, by root or by
 * somebody else; the kernel keeps who it was. */
int call(void);
int call_as(uid_t uid, gid_t group);
/* The caller whose request the program is to answer, or NULL; never two. */
struct caller *hear_all(void);
/* Sends a request that says "because", and hears all. */
struct caller *ask(int caller, enum verb verb, int fd);
/* The exit status that it was answered; -1: hung up, -2: nothing yet. Its words,
 * the last of them, are in `said`. */
int answered(int caller);
extern char said[];
/* How many are there. */
size_t count(void);
