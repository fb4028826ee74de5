/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rollback.c -- back: from what is pending, or to an earlier generation
 *
 * What is pending goes at once. An earlier generation is a change like any
 * other, with plan and approvals, and gets a number of its own.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/ask.h"
#include "daemon/engine/cuts.h"
#include "daemon/engine/record.h"
#include "daemon/engine/say.h"
#include "daemon/engine/transition.h"
#include "daemon/engine/work.h"
#include "daemon/messages.h"

static void finish(struct engine *engine, const struct call *call, int status)
{
	say_done(engine, call->client, status, -1);
}

/* ------ what is pending ------ */

static void answer(struct engine *engine, const struct call *call,
		   const struct cut_counts *cut)
{
	char text[80];

	snprintf(text, sizeof(text), "back to generation %u (世代 %u に戻した)",
		 engine->live.number, engine->live.number);
	cuts_answer(engine, call, "rolled-back", text, cut);
}

void act_go_back(struct engine *engine, uint32_t client, struct cut_counts *cut)
{
	_cleanup_(standing_finish) struct standing gone = engine->pending;
	_cleanup_(job_finish) struct job_result job;

	engine->pending = standing_none();
	transition_tell(engine);
	work_cuts(engine, &gone, &engine->live, &job);
	if (job.status == ANSWER_YES)
		transition_cut(engine, &gone, &job, client, cut);
}

static void revert(struct engine *engine, const struct call *call)
{
	const struct deed deed = { call->asker, call->request,
				   engine->pending.number, NULL };
	_cleanup_(cuts_finish) struct cut_counts cut = { 0 };

	/* Back is where the kernel would go by itself: a full disk is no
	 * reason to wait. */
	if (record_deed(engine, "rollback", &deed) < 0)
		say(engine, call->client,
		    "the journal cannot be written; going back all the same");
	if (ask_enforce(engine, MESSAGE_REVERT, NULL, 0, -1, call->client) <
	    0) {
		finish(engine, call, ANSWER_MACHINE);
		return;
	}
	act_go_back(engine, call->client, &cut);
	answer(engine, call, &cut);
}

/* ------ an earlier generation ------ */

static void repeat(struct engine *engine, const struct call *call,
		   uint32_t number)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	_cleanup_(fd_closep) int policy = -1;
	struct generation of;
	struct call again = *call;
	int r = generations_load(&engine->store, number, &arena, &of);

	if (r == 0)
		policy = work_policy(engine, of.policy);
	if (r < 0 || policy < 0) {
		r = r < 0 ? r : policy;
		say(engine, call->client,
		    "generation %u cannot be read: %s; `sekisho generations` lists them",
		    number, strerror(-r));
		finish(engine, call, r == -ENOENT ? ANSWER_NO : ANSWER_MACHINE);
		return;
	}
	again.fd = policy;
	act_repeat(engine, &again, number);
}

void act_rollback(struct engine *engine, const struct call *call)
{
	uint32_t number = call->request->number, before = 0;

	if (engine->pending.number &&
	    (number == 0 || number == engine->live.number)) {
		revert(engine, call);
		return;
	}
	if (number == 0 &&
	    generations_confirmed(&engine->store, &number, &before) == 0)
		number = before;
	if (number == 0) {
		say(engine, call->client,
		    "there is no generation before this one (戻る先の世代がない)");
		finish(engine, call, ANSWER_NO);
		return;
	}
	repeat(engine, call, number);
}
