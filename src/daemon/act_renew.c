/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * act_renew.c -- the same policy anew, when the calendar asks for it
 *
 * An entry's end is in the kernel as a timeout; but on its last day it must
 * leave the fast path, and one that begins must be let in. So the policy is
 * compiled again, at the steps that policy/expiring.h names, as a generation of
 * its own; the change is that of the calendar, which was approved with it.
 */
#include <time.h>

#include "base/cleanup.h"
#include "daemon/acts.h"
#include "daemon/cuts.h"
#include "daemon/say.h"
#include "daemon/transition.h"
#include "daemon/work.h"

void act_renew(struct engine *engine)
{
	static const struct asker ourselves = { .name = "sekishod" };
	static const struct request request = { .reason = "renewal" };
	const struct call call = { &ourselves, &request, -1, 0 };
	_cleanup_(arena_finish) struct arena arena = { 0 };
	_cleanup_(job_finish) struct job_result job;
	struct generation live;

	if (generations_load(&engine->store, engine->live.number, &arena,
			     &live) < 0)
		return;
	work_compile(engine, &live, engine->store.last + 1, time(NULL), &job);
	if (job.status != 0) {
		say_text(engine, 0, job.outs[OUT_SAID]);
	} else {
		_cleanup_(transition_finish) struct transition t =
			transition_to(engine, &call, &job);

		t.kind = GENERATION_RENEWAL;
		t.of = live.number;
		(void)transition(engine, &t);
	}
}
