/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prove.c -- that the kernel accepts what the policy permits, and no more
 */
#include "daemon/engine/prove/prove.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "daemon/clock.h"
#include "daemon/engine/alarm.h"
#include "daemon/engine/record.h"
#include "daemon/engine/snapshot.h"
#include "daemon/engine/work.h"

enum {
	/* ms */
	EVERY = PROVE_EVERY * 1000,
	PAUSE = 1000,
	COST = 19, /* a pause is so many times what a proof took */
	FAILURES_MAX = 10,
};

static void be_unknown(struct job_proof *proof, const char *why)
{
	*proof = (struct job_proof){ .verdict = TRIAL_UNKNOWN };
	snprintf(proof->first, sizeof(proof->first), "%s", why);
}

static void take(const struct job_result *result, struct job_proof *proof)
{
	if (result->status == 0)
		*proof = result->report.proof;
	else
		be_unknown(
			proof,
			"the process that proves has died, or took too long");
}

/* ------ before the switch ------ */

void prove_next(struct engine *engine, const struct prove_next *next,
		struct job_result *result, struct job_proof *proof,
		uint32_t *genid)
{
	_cleanup_(snapshot_files_finish) struct snapshot_files files;
	const struct proof_work work = { &files, next->policy, next->next,
					 next->generation, next->compiled };
	int r;

	job_none(result);
	prove_give_way(engine);
	r = snapshot_ask(engine, SNAPSHOT_ATTEMPTS, false, &files);
	*genid = files.genid;
	if (r < 0) {
		be_unknown(proof, snapshot_why(r));
		return;
	}
	work_prove(engine, &work, result);
	take(result, proof);
}

/* ------ what is known ------ */

static const struct standing *in_force(const struct engine *engine)
{
	return engine->pending.number ? &engine->pending : &engine->live;
}

void prove_put(const struct job_proof *proof, struct json *json)
{
	json_key(json, "proof");
	json_object(json);
	journal_text(json, "result", trial_verdict_name(proof->verdict));
	journal_number(json, "milliseconds", proof->milliseconds);
	journal_digest(json, "dump", proof->dump);
	if (proof->verdict != TRIAL_PROVED) {
		journal_text(json, "first", proof->first);
		json_key(json, "by_others");
		json_bool(json, proof->by_others);
	}
	json_object_end(json);
}

static void put_known(struct json *json, const void *data)
{
	const struct proving *proving = data;

	journal_number(json, "generation", proving->generation);
	prove_put(&proving->last, json);
}

static void raise_alarm(struct engine *engine, const struct job_proof *proof)
{
	const enum trial_verdict verdict = proof->verdict;

	if (verdict == TRIAL_PROVED)
		return;
	alarm_add(engine,
		  verdict == TRIAL_REFUTED    ? "proof-refuted"
		  : verdict == TRIAL_NARROWER ? "proof-narrower"
					      : "proof-unknown",
		  "rules", proof->first);
}

/* What is as it was told last is no news. */
static void tell(struct engine *engine)
{
	struct proving *proving = &engine->proving;

	if (proving->last.verdict == proving->told)
		return;
	proving->told = proving->last.verdict;
	(void)record(engine, "proof", put_known, proving);
	raise_alarm(engine, &proving->last);
}

static void note(struct engine *engine, uint32_t generation,
		 const struct job_proof *proof, uint32_t genid)
{
	struct proving *proving = &engine->proving;

	proving->known = true;
	proving->last = *proof;
	proving->generation = generation;
	proving->genid = genid;
	proving->at = now_ms();
}

void prove_is_in_force(struct engine *engine, uint32_t generation,
		       const struct job_proof *proof, uint32_t genid)
{
	/* The line of the switch has it. */
	engine->proving.told = proof->verdict;
	note(engine, generation, proof, genid);
	raise_alarm(engine, proof);
	engine->proving.not_before = 0;
	prove_want(engine);
}

void prove_want(struct engine *engine)
{
	engine->proving.wanted = true;
}

/* ------ of what is in force ------ */

static bool may_prove(const struct engine *engine)
{
	return in_force(engine)->number && engine->looked && !engine->closed &&
	       engine->greeted[PROC_ENFORCE] &&
	       engine->channels[PROC_ENFORCE] >= 0;
}

static int64_t begin_at(const struct engine *engine)
{
	const struct proving *proving = &engine->proving;
	const bool at_once = proving->wanted || !proving->known ||
			     proving->generation != in_force(engine)->number;
	const int64_t at = at_once ? 0 : proving->at + EVERY;

	return at > proving->not_before ? at : proving->not_before;
}

int64_t prove_due(const struct engine *engine, int64_t most)
{
	const struct proving *proving = &engine->proving;
	int64_t left;

	if (proving->running.pid)
		left = proving->running.until - now_ms();
	else if (may_prove(engine))
		left = begin_at(engine) - now_ms();
	else
		return most;
	if (left < 0)
		return 0;
	return left < most ? left : most;
}

int prove_descriptor(const struct engine *engine)
{
	return engine->proving.running.pid ? engine->proving.running.process
					   : -1;
}

void prove_give_way(struct engine *engine)
{
	if (!engine->proving.running.pid)
		return;
	job_give_up(&engine->proving.running);
	prove_want(engine);
}

static void rest(struct proving *proving)
{
	const int64_t now = now_ms(), took = now - proving->began;

	proving->not_before = now + (took * COST > PAUSE ? took * COST : PAUSE);
}

/* Nothing could be dumped, or no worker begun: soon again. */
static void fail(struct engine *engine, const char *why)
{
	struct proving *proving = &engine->proving;
	struct job_proof proof;

	prove_want(engine);
	rest(proving);
	if (++proving->failures < FAILURES_MAX)
		return;
	be_unknown(&proof, why);
	note(engine, in_force(engine)->number, &proof, 0);
	tell(engine);
}

static void begin(struct engine *engine)
{
	const struct standing *is = in_force(engine);
	struct proving *proving = &engine->proving;
	_cleanup_(snapshot_files_finish) struct snapshot_files files;
	_cleanup_(fd_closep) int policy = -1;
	struct proof_work work = { &files, -1, -1, is->number,
				   (time_t)is->compiled };
	int r;

	/* Whatever happens from now on is another reason. */
	proving->wanted = false;
	proving->began = now_ms();
	r = snapshot_ask(engine, 1, false, &files);
	if (r == 0)
		policy = work_policy(engine, is->policy);
	work.policy = policy;
	proving->of_generation = is->number;
	proving->of_genid = files.genid;
	if (r < 0)
		fail(engine, snapshot_why(r));
	else if (policy < 0)
		fail(engine, "the policy in force cannot be read");
	else if (!work_prove_begin(engine, &work, &proving->running))
		fail(engine, "no process can be begun that proves");
}

/* A difference is looked at once more before anybody is alarmed: an entry may
 * just have ended. */
static void learn(struct engine *engine, const struct job_proof *proof)
{
	struct proving *proving = &engine->proving;
	const bool good = proof->verdict == TRIAL_PROVED;
	const bool doubt = !good && !proving->doubted;

	note(engine, proving->of_generation, proof, proving->of_genid);
	proving->doubted = !good;
	proving->failures = 0;
	if (!doubt)
		tell(engine);
	else
		prove_want(engine);
}

static void end(struct engine *engine)
{
	struct proving *proving = &engine->proving;
	struct job_result result;
	struct job_proof proof;

	if (!job_has_ended(&proving->running, &result))
		return;
	take(&result, &proof);
	job_finish(&result);
	rest(proving);
	if (proving->of_generation == in_force(engine)->number)
		learn(engine, &proof);
	else
		prove_want(engine);
}

void prove_turn(struct engine *engine)
{
	if (engine->proving.running.pid)
		end(engine);
	else if (prove_due(engine, 1) == 0)
		begin(engine);
}
