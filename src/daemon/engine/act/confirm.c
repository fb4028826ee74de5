/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confirm.c -- the pending generation stays
 */
#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/ask.h"
#include "daemon/engine/confirmed.h"
#include "daemon/engine/cuts.h"
#include "daemon/engine/record.h"
#include "daemon/engine/say.h"
#include "daemon/engine/transition.h"
#include "daemon/engine/work.h"
#include "daemon/messages.h"

static void answer(struct engine *engine, const struct call *call,
		   const struct cut_counts *cut)
{
	char text[64];

	snprintf(text, sizeof(text), "generation %u is confirmed (確定した)",
		 engine->live.number);
	cuts_answer(engine, call, "confirmed", text, cut);
}

/* It is for good in the kernel: here, and in the store, as well. */
static void settle(struct engine *engine, const struct call *call)
{
	struct standing before;
	_cleanup_(job_finish) struct job_result job;
	_cleanup_(cuts_finish) struct cut_counts cut = { 0 };

	transition_settle(engine, &before);
	confirmed_note(engine, engine->live.number, call->client);
	work_cuts(engine, &before, &engine->live, &job);
	if (job.status == ANSWER_YES)
		transition_cut(engine, &before, &job, call->client, &cut);
	answer(engine, call, &cut);
	standing_finish(&before);
}

void act_confirm(struct engine *engine, const struct call *call)
{
	const struct deed deed = { call->asker, call->request,
				   engine->pending.number, NULL };
	int r;

	if (!engine->pending.number) {
		say(engine, call->client,
		    "nothing is pending (確定待ちの変更はない)");
		say_done(engine, call->client, ANSWER_NO, -1);
		return;
	}
	r = record_deed(engine, "confirm", &deed);
	if (r < 0)
		say(engine, call->client,
		    "the journal cannot be written, so nothing is confirmed: the kernel goes back when the time is over");
	else
		r = ask_enforce(engine, MESSAGE_CONFIRM, NULL, 0, -1,
				call->client);
	if (r == 0) {
		settle(engine, call);
		return;
	}
	if (r == -ETIME)
		say(engine, call->client,
		    "too late: the kernel has gone back to generation %u (時間切れで元の世代に戻った)",
		    engine->live.number);
	say_done(engine, call->client, r == -ETIME ? ANSWER_NO : ANSWER_MACHINE,
		 -1);
}
