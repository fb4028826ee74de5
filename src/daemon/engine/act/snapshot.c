/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * snapshot.c -- all that the kernel holds now, for whoever judges it
 * elsewhere
 */
#include "daemon/engine/snapshot.h"

#include "base/cleanup.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/say.h"
#include "daemon/engine/work.h"

static void answer(struct engine *engine, const struct call *call,
		   const struct snapshot_files *files)
{
	_cleanup_(job_finish) struct job_result job;

	work_snapshot(engine, files, &job);
	say_text(engine, call->client, job.outs[OUT_SAID]);
	say_done(engine, call->client, job.status, job.outs[OUT_ANSWER]);
}

void act_snapshot(struct engine *engine, const struct call *call)
{
	_cleanup_(snapshot_files_finish) struct snapshot_files files;
	int r = snapshot_ask(engine, SNAPSHOT_ATTEMPTS,
			     call->request->flags & REQUEST_LIVE, &files);

	if (r == 0) {
		answer(engine, call, &files);
		return;
	}
	say(engine, call->client, "no dump of the kernel's rules: %s",
	    snapshot_why(r));
	say_done(engine, call->client, ANSWER_MACHINE, -1);
}
