/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transition_prove.c -- what is loaded is proved before it is switched on
 *
 * What is refuted is never switched on. Where the proof comes to no end, the
 * tree still was read back byte for byte: who asks may say that it has to do,
 * and what the daemon does of its own accord goes on, with an alarm.
 */
#include <errno.h>

#include "base/cleanup.h"
#include "daemon/engine/alarm.h"
#include "daemon/engine/ask.h"
#include "daemon/engine/prove/prove.h"
#include "daemon/engine/record.h"
#include "daemon/engine/say.h"
#include "daemon/engine/transition.h"
#include "daemon/engine/work.h"
#include "daemon/messages.h"

static void put_refusal(struct json *json, const void *data)
{
	const struct transition *t = data;

	journal_number(json, "generation", t->number);
	journal_digest(json, "policy", t->job->report.policy);
	journal_text(json, "author", t->call->asker->name);
	journal_text(json, "reason", t->call->request->reason);
	prove_put(&t->proof, json);
}

static int refuse(struct engine *engine, struct transition *t)
{
	t->refused = true;
	/* A renewal is tried again and again. */
	if (t->call->client || engine->proving.told != t->proof.verdict)
		(void)record(engine, "not-proved", put_refusal, t);
	if (!t->call->client)
		alarm_add(engine, "proof-refuted", "renewal", t->proof.first);
	(void)ask_enforce(engine, MESSAGE_UNLOAD, NULL, 0, -1, t->call->client);
	/* The kernel's generation is another by that. */
	prove_want(engine);
	return -EKEYREJECTED;
}

static bool may_go_on(const struct transition *t)
{
	return !t->call->client || t->call->request->flags & REQUEST_UNPROVED;
}

static int judge(struct engine *engine, struct transition *t)
{
	const uint32_t client = t->call->client;

	switch (t->proof.verdict) {
	case TRIAL_PROVED:
		return 0;
	case TRIAL_NARROWER:
		say(engine, client,
		    "the tables of others drop, or may drop, what the policy permits (許可した通信を他のテーブルが落とす)");
		return 0;
	case TRIAL_REFUTED:
		say(engine, client,
		    "refused: once switched on, the kernel would not do what the policy says; nothing has changed (設定どおりにならないため適用しない)");
		if (t->proof.by_others)
			say(engine, client,
			    "it is the tables of others that open it (他のテーブルが通している): `sekisho drift`");
		return refuse(engine, t);
	case TRIAL_UNKNOWN:
	case N_TRIAL_VERDICTS:
		break;
	}
	say(engine, client, "not proved (証明できない): %s", t->proof.first);
	if (may_go_on(t))
		return 0;
	say(engine, client,
	    "refused, and nothing has changed; the tree was read back as it was compiled: --unproved with a reason (-m) switches it on all the same");
	return refuse(engine, t);
}

int transition_prove(struct engine *engine, struct transition *t)
{
	const struct job_report *report = &t->job->report;
	_cleanup_(job_finish) struct job_result result;
	_cleanup_(fd_closep) int stored =
		t->policy < 0 ? work_policy(engine, report->policy) : -1;
	const struct prove_next next = {
		.policy = t->policy < 0 ? stored : t->policy,
		.next = t->job->outs[OUT_RULESET],
		.generation = t->number,
		.compiled = (time_t)report->now,
	};

	if (next.policy < 0)
		return next.policy;
	prove_next(engine, &next, &result, &t->proof, &t->genid);
	if (t->proof.verdict != TRIAL_UNKNOWN)
		say_text(engine, t->call->client, result.outs[OUT_SAID]);
	return judge(engine, t);
}
