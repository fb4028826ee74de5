/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transition.h -- from one generation to the next, in the one order there is
 *
 * Load and read back (nothing in force changes) - prove that it would do what
 * the policy says - keep the policy and the record - the line of the journal -
 * switch - note it as confirmed. Whatever fails before the switch leaves all as
 * it was.
 */
#pragma once

#include "daemon/engine/act/acts.h"
#include "daemon/engine/cuts.h"

struct transition {
	const struct call *call;
	enum generation_kind kind;
	uint32_t number;          /* the job compiled for it: store.last + 1 */
	uint32_t of;              /* the generation that it repeats; 0: none */
	int policy;               /* the canonical text */
	uint32_t confirm_seconds; /* 0: lasting at once */
	const struct job_result *job;
	struct standing next;   /* transition() fills it, and takes it away */
	struct standing before; /* what a lasting one replaced */
	struct generation_approval approvals[GENERATION_APPROVALS_MAX];
	size_t n_approvals;
	bool open;              /* an emergency: approvals are to come */
	struct job_proof proof; /* transition() fills these */
	uint32_t genid;         /* the kernel's, that it is of */
	bool refused;           /* by the proof */
};

/* The next generation, lasting, without approvals. */
struct transition transition_to(const struct engine *engine,
				const struct call *call,
				const struct job_result *job);

/* The number that the kernel knows a generation by. */
uint32_t tree_of(uint32_t number);
/* 0, or -errno: said to the client, nothing has changed. */
int transition(struct engine *engine, struct transition *transition);
void transition_finish(struct transition *transition);
/* transition_prove.c: of what is loaded. 0, or -errno as above: it is not
 * loaded any more. */
int transition_prove(struct engine *engine, struct transition *transition);
/* Ends the connections that the job has found: those that lived by `before` and
 * must not now. */
void transition_cut(struct engine *engine, const struct standing *before,
		    const struct job_result *job, uint32_t client,
		    struct cut_counts *out);
/* The pending one becomes the live one, in the engine's mind; `before` (ended
 * by the caller) is what was. */
void transition_settle(struct engine *engine, struct standing *before);
/* Tells the survey what the policy in force leads it to expect, and the parent
 * which one that is. */
void transition_tell(struct engine *engine);
/* Nothing stands: the number is 0. */
struct standing standing_none(void);
/* Of a job that was compiled for that number. */
struct standing standing_of(uint32_t number, const struct job_result *job);
void standing_finish(struct standing *standing);
