/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * callers.h -- who has come to a control socket: how many there may be, who
 * they are, the one request of each
 *
 * A caller is a stranger. It sends one request (request.h) and is answered;
 * then it is over. Whatever it sends ends at most itself, nothing here waits
 * for it, and how much is written of it is not its to choose: five lines a
 * second of all callers together; the next line says how many were withheld.
 *
 * A socket of a caller does not block; the program watches it, and says when
 * something has happened there and how late it is.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "control/asker.h"
#include "control/request.h"

enum {
	REFUSAL_MAX = 200, /* bytes of a reason why not, with its NUL */
};

enum caller_state {
	CALLER_SILENT,   /* its request is still to come */
	CALLER_NAMELESS, /* the parent was asked for its user's name */
	CALLER_WAITING,  /* for an answer: it has all the time it takes */
};

struct caller {
	uint32_t id; /* counts up, never 0; 0: a free place */
	int fd;
	int attached; /* what came with its request, or -1; closed with it */
	enum caller_state state;
	time_t since; /* when it came */
	struct asker asker;
	struct request request;
	unsigned wants; /* the program's own; 0 at first */
};

/* What is the same for all that a program will ever let in. */
struct callers_rules {
	size_t most;          /* at a time */
	size_t most_per_user; /* root has no limit of its own */
	time_t patience;      /* seconds for a request to come */
	bool mail; /* verb_is_mail(): these verbs alone, or all but */

	const char *program; /* stands before what a caller is told */
	/* Events of the log. */
	const char *dropped, *refused, *late;
	/* Why it may not come in, or not stay: no group of its user has a role;
	 * all places are taken, or those of its user; its name did not come. */
	const char *no_role, *full, *full_of_yours, *nameless;

	/* A caller's end, whoever ended it; NULL: nobody asks. */
	void (*ended)(void *arg, uint32_t id);
};

struct callers {
	const struct callers_rules *rules;
	struct caller *places; /* rules->most */
	const gid_t *groups;   /* N_ROLE_GROUPS; see asker_learn() */
	void *arg;             /* of rules->ended */
	time_t now;            /* seconds of any clock that nobody sets */
	uint32_t serial;
	unsigned lines, withheld; /* of the log: written in this second, and not
				   * written since the last one */
};

/* NULL: it has gone, its answer is nobody's. */
struct caller *callers_find(struct callers *callers, uint32_t id);

/* Takes the descriptor of a connected, non-blocking socket. NULL: it was told why
 * not, as far as it listens, and closed. */
struct caller *callers_admit(struct callers *callers, int fd);

/*
 * Something has happened at its socket. True: it has sent its request, whole,
 * with the right descriptor, and one that its role may ask; it is the program's
 * to name (asker.name is empty still), to change the state of, and to answer.
 * False: there is nothing to do, and the caller may have been ended.
 */
bool callers_hear(struct callers *callers, struct caller *caller);

/* At least once a second. Ends those who took too long; nobody who waits. */
void callers_tick(struct callers *callers, time_t now);

/* All that is ANSWER_SAID: `len` <= PACKET_BODY bytes. Ends a caller that does
 * not read. */
void caller_said(struct callers *callers, struct caller *caller,
		 const void *text, size_t len);
/* Its exit status, the descriptor of its answer (or -1; stays the program's),
 * and its end. */
void caller_done(struct callers *callers, struct caller *caller, uint8_t status,
		 int fd);
/* Says why not, with that exit status, and ends it. */
void caller_refuse(struct callers *callers, struct caller *caller,
		   uint8_t status, const char *why);
/* All of them, with exit status 3: the program has to end. */
void callers_refuse_all(struct callers *callers, const char *why);
