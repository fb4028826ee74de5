/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan.c -- what a policy would change against what is in force
 */
#include "base/cleanup.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/say.h"
#include "daemon/engine/work.h"

void act_plan(struct engine *engine, const struct call *call)
{
	_cleanup_(job_finish) struct job_result job;

	work_plan(engine, call, &job);
	say_text(engine, call->client, job.outs[OUT_SAID]);
	say_done(engine, call->client, job.status,
		 job.status == 0 ? job.outs[OUT_ANSWER] : -1);
}
