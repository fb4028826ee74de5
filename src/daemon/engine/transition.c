/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transition.c -- from one generation to the next, in the one order there is
 */
#include "daemon/engine/transition.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/sealed.h"
#include "base/wire.h"
#include "daemon/clock.h"
#include "daemon/enforce/enforce.h"
#include "daemon/engine/alarm.h"
#include "daemon/engine/approve.h"
#include "daemon/engine/ask.h"
#include "daemon/engine/confirmed.h"
#include "daemon/engine/isolate/isolate.h"
#include "daemon/engine/prove/prove.h"
#include "daemon/engine/record.h"
#include "daemon/engine/say.h"
#include "daemon/messages.h"

uint32_t tree_of(uint32_t number)
{
	return number ? (number - 1) % GENERATION_MAX + 1 : 0;
}

struct standing standing_none(void)
{
	return (struct standing){ .expect = -1 };
}

struct standing standing_of(uint32_t number, const struct job_result *job)
{
	struct standing standing = { .number = number,
				     .compiled = job->report.now,
				     .expect = -1 };
	struct sealed packed = { 0 };

	memcpy(standing.policy, job->report.policy, DIGEST_LEN);
	if (job->outs[OUT_EXPECT] >= 0)
		standing.expect = dup(job->outs[OUT_EXPECT]);
	if (job->outs[OUT_INDEX] < 0 ||
	    sealed_map(job->outs[OUT_INDEX], INDEX_MAX, &packed) < 0)
		return standing;
	if (!index_unpack(packed.bytes, packed.len, &standing.index))
		log_err("index-unreadable generation=%u", number);
	sealed_finish(&packed);
	return standing;
}

void standing_finish(struct standing *standing)
{
	index_finish(&standing->index);
	fd_closep(&standing->expect);
	*standing = standing_none();
}

struct transition transition_to(const struct engine *engine,
				const struct call *call,
				const struct job_result *job)
{
	return (struct transition){
		.call = call,
		.kind = GENERATION_APPLY,
		.number = engine->store.last + 1,
		.policy = call->fd,
		.job = job,
		.next = standing_none(),
		.before = standing_none(),
	};
}

/* A step that others' came between is refused by the kernel, and is repeated,
 * but not for ever. What one process has loaded the next has not. */
static int say_lost(struct engine *engine, const struct transition *t, int r)
{
	if (r == -ERESTART)
		say(engine, t->call->client,
		    "others kept changing the rules meanwhile, so nothing was changed: find out who (`nft monitor`), and try again");
	if (r == -ENODATA)
		say(engine, t->call->client,
		    "the process that works on the kernel was started again meanwhile, so nothing was changed: try again");
	return r;
}

static int load(struct engine *engine, const struct transition *t)
{
	const struct job_report *report = &t->job->report;
	uint8_t body[ENFORCE_LOAD_MAX];
	struct enforce_load load = {
		.compiled_ms = report->compiled_ms,
		.facts = { .policy = FACTS_OF_DAEMON,
			   .author = t->call->asker->name,
			   .reason = t->call->request->reason,
			   .time = report->now },
	};

	memcpy(load.facts.digest, report->policy, DIGEST_LEN);
	return say_lost(
		engine, t,
		ask_enforce(engine, MESSAGE_LOAD, body, load_pack(&load, body),
			    t->job->outs[OUT_RULESET], t->call->client));
}

/* ------ what is written down ------ */

static int keep_policy(struct engine *engine, const struct transition *t)
{
	uint8_t digest[DIGEST_LEN];
	struct sealed text = { 0 };
	int r;

	/* What is repeated is kept already. */
	if (t->of)
		return 0;
	r = sealed_map(t->policy, GENERATION_POLICY_MAX, &text);
	if (r < 0)
		return r;
	r = generations_keep(&engine->store, text.bytes, text.len, digest);
	sealed_finish(&text);
	/* What the worker read is what is kept. */
	if (r == 0 && memcmp(digest, t->job->report.policy, DIGEST_LEN) != 0)
		r = -EBADMSG;
	return r;
}

static int add_record(struct engine *engine, const struct transition *t)
{
	const struct request *request = t->call->request;
	struct generation generation = {
		.of = t->of,
		.kind = t->kind,
		.author = t->call->asker->name,
		.uid = t->call->asker->uid,
		.reason = request->reason,
		.override = request->override,
		.n_approvals = t->n_approvals,
		.time = t->job->report.now,
		.confirm_seconds = t->confirm_seconds,
	};
	int r;

	memcpy(generation.policy, t->job->report.policy, DIGEST_LEN);
	memcpy(generation.change, t->job->report.change, DIGEST_LEN);
	memcpy(generation.approvals, t->approvals, sizeof(t->approvals));
	r = generations_add(&engine->store, &generation);
	if (r == 0 && generation.number != t->number)
		r = -ESTALE;
	return r;
}

static void put_transition(struct json *json, const void *data)
{
	const struct transition *t = data;
	const struct request *request = t->call->request;

	journal_number(json, "generation", t->number);
	if (t->of)
		journal_number(json, "of", t->of);
	journal_digest(json, "policy", t->job->report.policy);
	journal_digest(json, "change", t->job->report.change);
	journal_text(json, "author", t->call->asker->name);
	journal_number(json, "uid", t->call->asker->uid);
	journal_text(json, "reason", request->reason);
	if (*request->override)
		journal_text(json, "override", request->override);
	journal_number(json, "confirm_seconds", t->confirm_seconds);
	json_key(json, "open");
	json_bool(json, t->open);
	json_key(json, "approvals");
	json_array(json);
	for (size_t i = 0; i < t->n_approvals; i++) {
		json_object(json);
		journal_text(json, "name", t->approvals[i].name);
		journal_text(json, "key", t->approvals[i].key);
		json_object_end(json);
	}
	json_array_end(json);
	if (request->flags & REQUEST_UNPROVED &&
	    t->proof.verdict == TRIAL_UNKNOWN) {
		json_key(json, "unproved");
		json_bool(json, true);
	}
	prove_put(&t->proof, json);
}

static int write_down(struct engine *engine, const struct transition *t)
{
	int r = keep_policy(engine, t);

	if (r == 0)
		r = add_record(engine, t);
	if (r == 0)
		r = approve_note(engine, t);
	if (r == 0)
		r = record(engine, generation_kind_name(t->kind),
			   put_transition, t);
	if (r < 0) {
		say(engine, t->call->client,
		    "the change cannot be written down, so it is not made: %s",
		    strerror(-r));
		alarm_add(
			engine, "not-written-down", "state folder",
			"a change could not be written down, so it was not made (変更を記録できないため適用しなかった)");
		/* Has the journal any room? The status should say. */
		if (!engine->journal_fails)
			(void)record_text(engine, "not-written-down", "reason",
					  strerror(-r));
	}
	return r;
}

/* ------ what is in force ------ */

static int flip(struct engine *engine, const struct transition *t)
{
	uint8_t body[8];
	struct pack p = { body, body + sizeof(body), false };

	pack_u64(&p, (uint64_t)t->confirm_seconds * 1000);
	return say_lost(engine, t,
			ask_enforce(engine, MESSAGE_SWITCH, body, sizeof(body),
				    -1, t->call->client));
}

void transition_tell(struct engine *engine)
{
	const struct standing *is =
		engine->pending.number ? &engine->pending : &engine->live;
	uint8_t number[4];
	struct pack p = { number, number + sizeof(number), false };

	pack_u32(&p, is->number);
	if (engine->looked)
		channel_send(FD_PARENT, MESSAGE_READY, 0, number,
			     sizeof(number), -1);
	if (is->expect >= 0 && engine->channels[PROC_SURVEY] >= 0)
		channel_send(engine->channels[PROC_SURVEY], MESSAGE_EXPECT, 0,
			     NULL, 0, is->expect);
}

void transition_settle(struct engine *engine, struct standing *before)
{
	*before = engine->live;
	engine->live = engine->pending;
	engine->pending = standing_none();
}

void transition_cut(struct engine *engine, const struct standing *before,
		    const struct job_result *job, uint32_t client,
		    struct cut_counts *out)
{
	const struct cut_what what = {
		.how = CUT_LISTED,
		.list = job->outs[OUT_CUTS],
		.index = &before->index,
		.marks = job->outs[OUT_MARKS],
	};

	if (before->number && what.list >= 0)
		cuts_make(engine, &what, client, out);
}

void transition_finish(struct transition *t)
{
	standing_finish(&t->next);
	standing_finish(&t->before);
}

static void note(struct engine *engine, struct transition *t)
{
	engine->pending = t->next;
	engine->closed = false;
	t->next = standing_none();
	engine->pending_until = now_ms() + (int64_t)t->confirm_seconds * 1000;
	if (t->confirm_seconds)
		return;
	transition_settle(engine, &t->before);
	/* The kernel does it already; after a power cut it would be the one
	 * before. */
	confirmed_note(engine, t->number, t->call->client);
}

/* Nobody has answered: what the kernel has got, act_start() finds out. */
static bool is_unknown(int error)
{
	return error == -EPIPE || error == -ETIMEDOUT;
}

int transition(struct engine *engine, struct transition *t)
{
	int r = load(engine, t);

	if (r == 0)
		r = transition_prove(engine, t);
	/* It is another by now. */
	if (r == 0 && !engine->greeted[PROC_ENFORCE])
		r = say_lost(engine, t, -ENODATA);
	if (r == 0) {
		r = write_down(engine, t);
		if (r < 0)
			approve_forget(engine, t);
	}
	if (r < 0)
		return r;
	t->next = standing_of(t->number, t->job);
	/* Before the switch: what is isolated stays so in the new tree. */
	r = isolate_enforce(engine, &t->next, t->call->client);
	if (r == 0)
		r = flip(engine, t);
	if (r < 0) {
		(void)record_text(engine,
				  is_unknown(r) ? "perhaps-switched"
						: "not-switched",
				  "reason", strerror(-r));
		if (!is_unknown(r))
			approve_forget(engine, t);
		return r;
	}
	note(engine, t);
	prove_is_in_force(engine, t->number, &t->proof, t->genid);
	transition_tell(engine);
	return 0;
}
