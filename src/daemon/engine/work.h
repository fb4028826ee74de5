/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work.h -- the engine's jobs, with what each has to be given
 */
#pragma once

#include "daemon/engine/act/acts.h"
#include "daemon/engine/prove/job.h"
#include "daemon/engine/snapshot.h"

/* The call's policy against what is in force; `out` is to be ended. */
void work_plan(struct engine *engine, const struct call *call,
	       struct job_result *out);
/* Generation `of`'s policy, compiled as generation `number`, as it stood at
 * `now`: the same again, if all three are. */
void work_compile(struct engine *engine, const struct generation *of,
		  uint32_t number, time_t now, struct job_result *out);
/* The connections that `from` let in and `to` does not permit: OUT_CUTS. */
void work_cuts(struct engine *engine, const struct standing *from,
	       const struct standing *to, struct job_result *out);
/* Memory with a stored policy's text; a descriptor or -errno. */
int work_policy(struct engine *engine, const uint8_t digest[DIGEST_LEN]);
/* The change from one generation to another as it is approved: OUT_CHANGE and
 * OUT_RULE; twice the same: its approvers. `base` NULL: from nothing. */
void work_change(struct engine *engine, const struct generation *base,
		 const struct generation *next, struct job_result *out);
/* The same to a policy that is brought. */
void work_change_to(struct engine *engine, const struct generation *base,
		    int policy, struct job_result *out);
/* Both as one dump file: OUT_ANSWER. */
void work_snapshot(struct engine *engine, const struct snapshot_files *files,
		   struct job_result *out);

/* Whether the kernel does what it should; `next` (packed) is the tree that is
 * about to be switched on, or -1. The policy's text is memory's; of
 * `generation`, compiled as of `now`. */
struct proof_work {
	const struct snapshot_files *files;
	int policy, next;
	uint32_t generation;
	time_t now;
};

void work_prove(struct engine *engine, const struct proof_work *work,
		struct job_result *out);
/* The same, without waiting; false: it cannot be begun. */
bool work_prove_begin(struct engine *engine, const struct proof_work *work,
		      struct job_running *out);
