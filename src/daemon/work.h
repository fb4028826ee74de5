/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work.h -- the engine's jobs, with what each has to be given
 */
#pragma once

#include "daemon/acts.h"
#include "daemon/job.h"

/* The call's policy against what is in force; `out` is to be ended. */
void work_plan(struct engine *engine, const struct call *call,
	       struct job_result *out);
/* Generation `of`'s policy, compiled as generation `number`. */
void work_compile(struct engine *engine, const struct generation *of,
		  uint32_t number, struct job_result *out);
/* The change from one generation to another as it is approved: OUT_CHANGE and
 * OUT_RULE; twice the same: its approvers. `base` NULL: from nothing. */
void work_change(struct engine *engine, const struct generation *base,
		 const struct generation *next, struct job_result *out);
