/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prove.h -- that the kernel accepts what the policy permits, and no more
 *
 * Of a tree before it is switched on, and waited for; of what is in force at
 * every event that may have changed it, and every few minutes, by a worker that
 * nobody waits for: one at a time, and a twentieth of the time at most.
 */
#pragma once

#include <stdio.h>

#include "base/json.h"
#include "daemon/engine/engine.h"

enum {
	PROVE_EVERY = 300, /* s */
};

/* ------ before the switch ------ */

struct prove_next {
	int policy; /* its text, in memory */
	int next;   /* packed */
	uint32_t generation;
	time_t compiled;
};

/* The proof, always one: UNKNOWN says why. `result` is to be ended, its texts
 * are for people and for programs; *genid is the kernel's generation. */
void prove_next(struct engine *engine, const struct prove_next *next,
		struct job_result *result, struct job_proof *proof,
		uint32_t *genid);
/* It is in force now: what was proved is of it. */
void prove_is_in_force(struct engine *engine, uint32_t generation,
		       const struct job_proof *proof, uint32_t genid);

/* ------ of what is in force ------ */

/* The rules may have changed: proved again as soon as may be. */
void prove_want(struct engine *engine);
/* The worker of the daemon's own ends, for it would be in the way. */
void prove_give_way(struct engine *engine);
/* ms until prove_turn() has something to do, at most `most`. */
int64_t prove_due(const struct engine *engine, int64_t most);
/* Readable when it has; -1: none. */
int prove_descriptor(const struct engine *engine);
void prove_turn(struct engine *engine);

/* ------ what is said of it ------ */

/* Proved, and lately; or there was no time for it yet. */
bool prove_is_good(const struct engine *engine);
/* Lines of the status. */
void prove_print(const struct engine *engine, FILE *out);
void prove_print_json(const struct engine *engine, struct json *json);
/* As a member of a line of the journal. */
void prove_put(const struct job_proof *proof, struct json *json);
