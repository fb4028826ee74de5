/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blind.c -- a change where what was in force cannot be read any more
 */
#include "daemon/engine/blind.h"

#include <string.h>

#include "base/cleanup.h"
#include "daemon/engine/say.h"
#include "daemon/engine/work.h"

enum {
	POLICIES_MAX = 8, /* looked at, from the newest on */
};

bool blind_is(const struct engine *engine)
{
	return !engine->live.number && engine->store.last;
}

static void replace(int *to, int *from)
{
	fd_closep(to);
	*to = take_fd(from);
}

static bool judge_by(struct engine *engine, const struct call *call,
		     const struct generation *base, struct job_result *plan)
{
	_cleanup_(job_finish) struct job_result job;

	work_change_to(engine, base, call->fd, &job);
	if (job.status != ANSWER_YES)
		return false;
	replace(&plan->outs[OUT_CHANGE], &job.outs[OUT_CHANGE]);
	replace(&plan->outs[OUT_RULE], &job.outs[OUT_RULE]);
	memcpy(plan->report.change, job.report.change, DIGEST_LEN);
	plan->report.kinds = job.report.kinds;
	return true;
}

void blind_judge(struct engine *engine, const struct call *call,
		 struct job_result *plan)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	uint8_t tried[DIGEST_LEN] = { 0 };
	unsigned n = 0;

	for (uint32_t i = engine->store.last; i && n < POLICIES_MAX; i--) {
		struct generation base;

		if (generations_load(&engine->store, i, &arena, &base) < 0 ||
		    !memcmp(base.policy, tried, DIGEST_LEN))
			continue;
		memcpy(tried, base.policy, DIGEST_LEN);
		n++;
		if (judge_by(engine, call, &base, plan)) {
			say(engine, call->client,
			    "judged as a change of generation %u, the newest that can be read",
			    i);
			return;
		}
	}
}
