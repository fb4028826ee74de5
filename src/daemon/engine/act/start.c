/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * start.c -- enforce has been started: what the kernel holds, and should
 *
 * The store says which generation was confirmed last; the kernel may know
 * better, if the power failed or the engine died between the switch and the
 * note of it: whatever was in the journal before it took effect stays. A store
 * that cannot be read changes nothing in the kernel: what is in force goes on,
 * and where nothing is, the gateway stays closed.
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/wire.h"
#include "daemon/clock.h"
#include "daemon/enforce/enforce.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/alarm.h"
#include "daemon/engine/ask.h"
#include "daemon/engine/confirmed.h"
#include "daemon/engine/isolate/isolate.h"
#include "daemon/engine/prove/prove.h"
#include "daemon/engine/record.h"
#include "daemon/engine/say.h"
#include "daemon/engine/transition.h"
#include "daemon/engine/work.h"
#include "daemon/messages.h"

/* One generation, ready to be handed to enforce. */
enum {
	AGAIN = 10 * 1000, /* ms until a start that failed is tried again */
};

struct candidate {
	struct arena arena;
	struct generation record; /* number 0: there is none */
	struct job_result job;
	uint64_t age_ms; /* since it was compiled for the first time */
};

static void candidate_finish(struct candidate *candidate)
{
	if (candidate->record.number)
		job_finish(&candidate->job);
	arena_finish(&candidate->arena);
}

/* The very tree that was loaded then: compiled as of that moment. */
static int prepare(struct engine *engine, uint32_t number,
		   struct candidate *out)
{
	int64_t now = time(NULL);
	int r = generations_load(&engine->store, number, &out->arena,
				 &out->record);

	if (r < 0) {
		out->record.number = 0;
		return r;
	}
	work_compile(engine, &out->record, number, out->record.time, &out->job);
	say_text(engine, 0, out->job.outs[OUT_SAID]);
	if (out->job.status != 0)
		return -EBADMSG;
	if (now > out->record.time)
		out->age_ms = (uint64_t)(now - out->record.time) * 1000;
	return 0;
}

static void put_start(struct json *json, const void *data)
{
	const struct engine *engine = data;

	journal_number(json, "generation", engine->live.number);
	journal_number(json, "pending", engine->pending.number);
}

/* ------ what is held ------ */

static int look(struct engine *engine, struct enforce_held *held)
{
	const struct question question = { PROC_ENFORCE, MESSAGE_LOOK, NULL, 0,
					   -1 };
	struct reply reply;
	int r = ask(engine, &question, &reply);

	if (r < 0)
		return r;
	fd_closep(&reply.fd);
	if (reply.type != MESSAGE_HELD ||
	    !held_unpack(reply.body, reply.len, held))
		return -EPROTO;
	return 0;
}

/* Which generation the kernel has for good, whatever the store says of it. */
static uint32_t settled_number(struct engine *engine,
			       const struct enforce_held *held)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	uint32_t last = engine->store.last, confirmed = 0;
	struct generation record;

	if (generations_confirmed(&engine->store, &confirmed, NULL) < 0)
		return 0;
	/* Switched to, or confirmed, just before the end. */
	if (last > confirmed && !held->pending && !held->mixed &&
	    held->live == tree_of(last) && held->has_facts &&
	    generations_load(&engine->store, last, &arena, &record) == 0 &&
	    !memcmp(record.policy, held->digest, DIGEST_LEN)) {
		confirmed_note(engine, last, 0);
		return last;
	}
	return confirmed;
}

/* ------ what should be ------ */

/* Compares, puts right. *found: it had to. */
static int hold(struct engine *engine, const struct candidate *candidate,
		bool pending, bool *found)
{
	uint8_t body[9];
	struct pack p = { body, body + sizeof(body), false };
	struct question question = { PROC_ENFORCE, MESSAGE_HOLD, body,
				     sizeof(body),
				     candidate->job.outs[OUT_RULESET] };
	struct reply reply;
	struct wire w;
	int r;

	pack_u64(&p, candidate->age_ms);
	pack_u8(&p, pending);
	r = ask(engine, &question, &reply);
	if (r < 0)
		return r;
	fd_closep(&reply.fd);
	if (reply.type != MESSAGE_COMPARED)
		return -EPROTO;
	w = (struct wire){ reply.body, reply.body + reply.len, false };
	r = (int)wire_u32(&w);
	if (r == 0)
		say_lines(engine, 0, (const char *)reply.body + 4,
			  reply.len - 4);
	*found |= r == 0;
	return r < 0 ? r : 0;
}

/* A generation that was pending when we ended, and lapsed, is no riddle: the
 * kernel went back to the fallback, which nobody has emptied. */
static void note_found(struct engine *engine, const struct candidate *live,
		       const struct enforce_held *held)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	struct generation last;

	if (held->fallback && engine->store.last > live->record.number &&
	    generations_load(&engine->store, engine->store.last, &arena,
			     &last) == 0 &&
	    last.confirm_seconds) {
		(void)record_text(engine, "lapsed", "while", "not running");
		return;
	}
	(void)record_text(engine, "put-right", "while", "not running");
	alarm_add(
		engine, "put-right", "start",
		"the rules were not those of the generation in force (停止中に規則が変えられていたため直した)");
}

/* It was proved when it was applied. Where that cannot be said again, it was
 * read back at least; what is refuted stays off. */
static int prove(struct engine *engine, const struct candidate *candidate,
		 struct job_proof *proof, uint32_t *genid)
{
	_cleanup_(job_finish) struct job_result result;
	_cleanup_(fd_closep) int policy =
		work_policy(engine, candidate->record.policy);
	const struct prove_next next = {
		.policy = policy,
		.next = candidate->job.outs[OUT_RULESET],
		.generation = candidate->record.number,
		.compiled = (time_t)candidate->record.time,
	};

	job_none(&result);
	if (policy < 0)
		return policy;
	prove_next(engine, &next, &result, proof, genid);
	say_text(engine, 0, result.outs[OUT_SAID]);
	if (proof->verdict != TRIAL_REFUTED)
		return 0;
	alarm_add(engine, "proof-refuted", "start", proof->first);
	(void)ask_enforce(engine, MESSAGE_UNLOAD, NULL, 0, -1, 0);
	return -EKEYREJECTED;
}

/* Nothing is in force: loaded, read back and proved before it is. */
static int load(struct engine *engine, const struct candidate *candidate)
{
	struct job_proof proof;
	uint32_t genid = 0;
	const struct generation *record = &candidate->record;
	uint8_t body[ENFORCE_LOAD_MAX], lasting[8] = { 0 };
	struct enforce_load load = {
		.compiled_ms = (uint64_t)now_ms() - candidate->age_ms,
		.facts = { .policy = FACTS_OF_DAEMON,
			   .author = record->author,
			   .reason = record->reason,
			   .time = record->time },
	};
	int r;

	memcpy(load.facts.digest, record->policy, DIGEST_LEN);
	r = ask_enforce(engine, MESSAGE_LOAD, body, load_pack(&load, body),
			candidate->job.outs[OUT_RULESET], 0);
	if (r == 0)
		r = prove(engine, candidate, &proof, &genid);
	if (r == 0)
		r = ask_enforce(engine, MESSAGE_SWITCH, lasting,
				sizeof(lasting), -1, 0);
	engine->closed = r < 0;
	if (r == 0)
		prove_is_in_force(engine, record->number, &proof, genid);
	return r;
}

static int stand(struct engine *engine, const struct enforce_held *held,
		 const struct candidate *live, const struct candidate *pending)
{
	bool found = false;
	int r;

	standing_finish(&engine->live);
	standing_finish(&engine->pending);
	engine->live = standing_of(live->record.number, &live->job);
	if (pending->record.number) {
		engine->pending =
			standing_of(pending->record.number, &pending->job);
		engine->pending_until = now_ms() + (int64_t)held->pending_ms;
	}
	/* Before anything passes: what is isolated stays so. */
	r = isolate_enforce(engine, NULL, 0);
	if (r == 0 && (held->live || held->pending || held->mixed)) {
		r = hold(engine, live, false, &found);
		if (r == 0 && pending->record.number)
			r = hold(engine, pending, true, &found);
	} else if (r == 0) {
		r = load(engine, live);
	}
	if (found && !pending->record.number)
		note_found(engine, live, held);
	return r;
}

static void start_closed(struct engine *engine, const struct enforce_held *held)
{
	(void)isolate_enforce(engine, NULL, 0);
	if (held->live)
		say(engine, 0,
		    "the kernel holds generation %u, which is not ours: it stays until the first apply",
		    held->live);
	transition_tell(engine);
}

void act_start(struct engine *engine)
{
	_cleanup_(candidate_finish) struct candidate live = { 0 };
	_cleanup_(candidate_finish) struct candidate pending = { 0 };
	struct enforce_held held;
	uint32_t number, before = engine->live.number;
	int r = look(engine, &held);

	if (r < 0)
		return;
	engine->looked = true;
	engine->closed = false;
	engine->start_again = 0;
	prove_want(engine);
	number = settled_number(engine, &held);
	if (!number && !engine->store.last) {
		start_closed(engine, &held);
		return;
	}
	r = number ? prepare(engine, number, &live) : -ENOENT;
	if (r == 0 && held.pending && engine->store.last > number &&
	    held.pending == tree_of(engine->store.last))
		r = prepare(engine, engine->store.last, &pending);
	if (r == 0)
		r = stand(engine, &held, &live, &pending);
	if (r < 0) {
		(void)isolate_enforce(engine, NULL, 0);
		log_errno(r, "start generation=%u", number);
		/* What is refuted would be refuted again. */
		if (r != -EKEYREJECTED)
			engine->start_again = now_ms() + AGAIN;
		alarm_add(
			engine, "not-started", "generation",
			"the confirmed generation cannot be made to stand: what the kernel holds goes on (確定した世代を適用できない)");
	} else if (before != engine->live.number) {
		(void)record(engine, "started", put_start, engine);
	}
	transition_tell(engine);
}
