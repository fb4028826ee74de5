/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * acts.h -- what the engine does, one file an act
 *
 * Each verb's act answers its client and returns the exit status that it said.
 */
#pragma once

#include "daemon/engine/engine.h"

/* Who asks for what: `fd` stays the caller's. */
struct call {
	const struct asker *asker;
	const struct request *request;
	int fd;
	uint32_t client; /* 0: the daemon itself */
};

/* Finds the verb's act. */
void act(struct engine *engine, const struct asker *asker,
	 const struct request *request, int fd, uint32_t client);

void act_apply(struct engine *engine, const struct call *call);
void act_plan(struct engine *engine, const struct call *call);
void act_propose(struct engine *engine, const struct call *call);
void act_approve(struct engine *engine, const struct call *call);
/* A rollback's second half: the call's policy, which is that of `of`. */
void act_repeat(struct engine *engine, const struct call *call, uint32_t of);
void act_confirm(struct engine *engine, const struct call *call);
void act_rollback(struct engine *engine, const struct call *call);
void act_generations(struct engine *engine, const struct call *call);
void act_policy(struct engine *engine, const struct call *call);
void act_status(struct engine *engine, const struct call *call);
void act_drift(struct engine *engine, const struct call *call);
void act_isolate(struct engine *engine, const struct call *call);
void act_unisolate(struct engine *engine, const struct call *call);
void act_snapshot(struct engine *engine, const struct call *call);
void act_change(struct engine *engine, const struct call *call);
void act_changes(struct engine *engine, const struct call *call);

/* The pending generation is not in force any more: what it alone permitted is
 * ended. */
struct cut_counts;
void act_go_back(struct engine *engine, uint32_t client,
		 struct cut_counts *cut);

/* Of the daemon's own accord: */

/* Enforce has been started: what the kernel holds, and what it should. */
void act_start(struct engine *engine);
/* The pending generation has ended without being confirmed. */
void act_lapse(struct engine *engine);
/* The survey has said something new. Not before so many milliseconds. */
void act_survey(struct engine *engine);
int64_t act_survey_due(const struct engine *engine);
/* The same policy anew: an entry has come to its last day, or a validity has
 * begun. Where that fails it is tried again later. */
void act_renew(struct engine *engine);
