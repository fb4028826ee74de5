/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * renew.c -- the same policy anew, when the calendar asks for it
 *
 * An entry's end is in the kernel as a timeout; but on its last day it must
 * leave the fast path, and one that begins must be let in. So the policy is
 * compiled again, at the steps that policy/expiring.h names, as a generation of
 * its own; the change is that of the calendar, which was approved with it.
 */
#include <time.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/cuts.h"
#include "daemon/engine/ending.h"
#include "daemon/engine/record.h"
#include "daemon/engine/say.h"
#include "daemon/engine/transition.h"
#include "daemon/engine/work.h"

static void put_endings(struct json *json, const void *data)
{
	json_key(json, "ending");
	endings_print_json(data, json);
}

/* Each renewal is a step of an entry: who has to ask for a new term reads it
 * in the journal as well. */
static void note_endings(struct engine *engine)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	struct endings endings = { 0 };

	endings_find(&engine->live.index, time(NULL), &arena, &endings);
	if (endings.list.n)
		(void)record(engine, "expiring", put_endings, &endings);
	vec_each(ending, &endings.list)
		log_warn("entry-ends id=%s days=%u", ending->id, ending->step);
}

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
		if (transition(engine, &t) == 0)
			note_endings(engine);
	}
}
