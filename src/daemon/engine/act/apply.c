/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apply.c -- a policy becomes the next generation
 *
 * Read, compiled and planned by a worker; approved; loaded and read back;
 * written down; switched on. One generation can be pending at a time: to apply
 * it again extends its time, another policy has to wait.
 */
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/wire.h"
#include "daemon/clock.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/approve.h"
#include "daemon/engine/ask.h"
#include "daemon/engine/blind.h"
#include "daemon/engine/cuts.h"
#include "daemon/engine/record.h"
#include "daemon/engine/say.h"
#include "daemon/engine/transition.h"
#include "daemon/engine/work.h"
#include "daemon/messages.h"

static const char *result_name(const struct transition *t)
{
	return t->confirm_seconds ? "pending" : "applied";
}

static void answer(struct engine *engine, const struct transition *t,
		   uint32_t previous, const struct cut_counts *cut,
		   int64_t began)
{
	const struct job_report *report = &t->job->report;
	int64_t ms = now_ms() - began;
	struct page page;

	page_open(&page);
	if (t->call->request->flags & REQUEST_JSON) {
		struct json json = { .out = page.out };

		json_object(&json);
		json_member(&json, "result", result_name(t));
		json_key(&json, "generation");
		json_number(&json, t->number);
		json_key(&json, "previous");
		json_number(&json, previous);
		json_key(&json, "entries");
		json_number(&json, report->n_entries);
		json_key(&json, "elements");
		json_number(&json, report->n_elements);
		json_key(&json, "confirm_seconds");
		json_number(&json, t->confirm_seconds);
		json_key(&json, "microseconds");
		json_number(&json, ms * 1000);
		cuts_print_json(cut, &json);
		json_object_end(&json);
		fputc('\n', page.out);
	} else {
		fprintf(page.out, "generation %u", t->number);
		if (previous)
			fprintf(page.out, " replaces %u", previous);
		fprintf(page.out, ": %u entries, read back, %lld ms\n",
			report->n_entries, (long long)ms);
		cuts_print(cut, page.out);
		if (t->confirm_seconds)
			fprintf(page.out,
				"pending: without `sekisho confirm` within %u s the kernel goes back to generation %u\n",
				t->confirm_seconds, previous);
		if (t->open)
			fputs("open until it is approved: `sekisho propose` and `sekisho approve`\n",
			      page.out);
	}
	page_send(&page, engine, t->call->client, ANSWER_YES);
}

/* Where no generation is made: 0 seconds, it is in force; else it is pending
 * for so long. */
static void answer_standing(struct engine *engine, const struct call *call,
			    uint32_t generation, uint32_t seconds)
{
	struct page page;

	page_open(&page);
	if (call->request->flags & REQUEST_JSON) {
		struct json json = { .out = page.out };

		json_object(&json);
		json_member(&json, "result",
			    seconds ? "extended" : "unchanged");
		json_key(&json, "generation");
		json_number(&json, generation);
		json_key(&json, "confirm_seconds");
		json_number(&json, seconds);
		json_object_end(&json);
		fputc('\n', page.out);
	} else if (seconds) {
		fprintf(page.out, "generation %u: %u s more\n", generation,
			seconds);
	} else {
		fprintf(page.out,
			"nothing changes: generation %u enforces this policy\n",
			generation);
	}
	page_send(&page, engine, call->client, ANSWER_YES);
}

static void finish(struct engine *engine, const struct call *call, int status)
{
	say_done(engine, call->client, status, -1);
}

/* ------ when something is pending ------ */

static void extend(struct engine *engine, const struct call *call)
{
	const struct deed deed = { call->asker, call->request,
				   engine->pending.number, NULL };
	uint8_t body[8];
	struct pack p = { body, body + sizeof(body), false };

	pack_u64(&p, (uint64_t)call->request->seconds * 1000);
	if (record_deed(engine, "extend", &deed) < 0 ||
	    ask_enforce(engine, MESSAGE_EXTEND, body, sizeof(body), -1,
			call->client) < 0) {
		finish(engine, call, ANSWER_MACHINE);
		return;
	}
	engine->pending_until =
		now_ms() + (int64_t)call->request->seconds * 1000;
	answer_standing(engine, call, engine->pending.number,
			call->request->seconds);
}

static void refuse_pending(struct engine *engine, const struct call *call)
{
	say(engine, call->client,
	    "generation %u is pending: `sekisho confirm` or `sekisho rollback` first",
	    engine->pending.number);
	finish(engine, call, ANSWER_NO);
}

/* ------ otherwise ------ */

/* What is in force could not be read at the start. True: refused. */
static bool is_blind(struct engine *engine, const struct call *call,
		     struct job_result *job)
{
	if (!blind_is(engine))
		return false;
	if (call->request->flags & REQUEST_EMERGENCY) {
		blind_judge(engine, call, job);
		return false;
	}
	say(engine, call->client,
	    "refused: the confirmed generation cannot be read (`sekisho status`), so no change can be judged; --emergency with a reason, to be approved afterwards");
	return true;
}

/* The clock has been set back since what is in force was compiled: entries that
 * had ended then, have not now. */
static bool is_of_the_future(const struct engine *engine)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	struct generation live;

	return generations_load(&engine->store, engine->live.number, &arena,
				&live) == 0 &&
	       live.time > time(NULL);
}

/* True: the kernel does it already, to the byte. */
static bool is_unchanged(struct engine *engine, const struct job_report *report)
{
	const struct question check = { PROC_ENFORCE, MESSAGE_CHECK, NULL, 0,
					-1 };
	struct reply reply;
	struct wire w;

	if (!engine->live.number || engine->closed ||
	    memcmp(report->policy, engine->live.policy, DIGEST_LEN) != 0 ||
	    is_of_the_future(engine) || ask(engine, &check, &reply) < 0)
		return false;
	w = (struct wire){ reply.body, reply.body + reply.len, false };
	return reply.type == MESSAGE_COMPARED && (int)wire_u32(&w) == 1;
}

static bool may_cut(struct engine *engine, const struct call *call,
		    const struct job_result *job)
{
	if (!job->report.cuts_asker || call->request->flags & REQUEST_CUT_ME)
		return true;
	say_text(engine, call->client, job->outs[OUT_ANSWER]);
	say(engine, call->client,
	    "refused: this ends the session that it is asked through; --cut-me if that is meant");
	return false;
}

/* What is repeated, and how. */
struct wish {
	enum generation_kind kind;
	uint32_t of;
	int64_t began;
};

static void apply(struct engine *engine, const struct call *call,
		  const struct job_result *job, const struct wish *wish)
{
	const struct request *request = call->request;
	uint32_t previous = engine->live.number;
	_cleanup_(cuts_finish) struct cut_counts cut = { 0 };
	_cleanup_(arena_finish) struct arena arena = { 0 };
	_cleanup_(transition_finish) struct transition t =
		transition_to(engine, call, job);

	t.kind = wish->kind;
	t.of = wish->of;
	if (request->flags & REQUEST_CONFIRM && previous)
		t.confirm_seconds = request->seconds;
	if (!approve_change(engine, &t, &arena)) {
		finish(engine, call, ANSWER_NO);
		return;
	}
	if (transition(engine, &t) < 0) {
		finish(engine, call, t.refused ? ANSWER_NO : ANSWER_MACHINE);
		return;
	}
	/* What is pending may go back: its connections stay known. */
	if (!t.confirm_seconds)
		transition_cut(engine, &t.before, job, call->client, &cut);
	answer(engine, &t, previous, &cut, wish->began);
}

static void try_to_apply(struct engine *engine, const struct call *call,
			 const struct wish *wish)
{
	const struct request *request = call->request;
	_cleanup_(job_finish) struct job_result job;
	int status;

	work_plan(engine, call, &job);
	say_text(engine, call->client, job.outs[OUT_SAID]);
	status = job.status;
	if (status == ANSWER_YES && is_blind(engine, call, &job))
		status = ANSWER_NO;
	if (status != ANSWER_YES)
		finish(engine, call, status);
	else if (engine->pending.number &&
		 !memcmp(job.report.policy, engine->pending.policy,
			 DIGEST_LEN) &&
		 request->flags & REQUEST_CONFIRM)
		extend(engine, call);
	else if (engine->pending.number)
		refuse_pending(engine, call);
	else if (is_unchanged(engine, &job.report))
		answer_standing(engine, call, engine->live.number, 0);
	else if (!may_cut(engine, call, &job))
		finish(engine, call, ANSWER_NO);
	else
		apply(engine, call, &job, wish);
}

void act_apply(struct engine *engine, const struct call *call)
{
	const bool emergency = call->request->flags & REQUEST_EMERGENCY;
	const struct wish wish = {
		.kind = emergency ? GENERATION_EMERGENCY : GENERATION_APPLY,
		.began = now_ms(),
	};

	try_to_apply(engine, call, &wish);
}

void act_repeat(struct engine *engine, const struct call *call, uint32_t of)
{
	const struct wish wish = { .kind = GENERATION_ROLLBACK,
				   .of = of,
				   .began = now_ms() };

	try_to_apply(engine, call, &wish);
}
