/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * propose.c -- a change as the text to be signed
 *
 * Its text and the policy it leads to are kept: a signature is taken only for
 * what was proposed here and comes out the same again. Of a policy that was
 * applied in an emergency and is open still, the text is that of then.
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/origin.h"
#include "daemon/engine/record.h"
#include "daemon/engine/say.h"
#include "daemon/engine/work.h"
#include "policy/change/change.h"

/* ------ what is open ------ */

static bool is_of_policy(const struct engine *engine,
			 const struct open_item *item, const uint8_t *policy,
			 struct arena *arena)
{
	struct generation generation;

	return generations_load(&engine->store, item->generation, arena,
				&generation) == 0 &&
	       !memcmp(generation.policy, policy, DIGEST_LEN);
}

/* The open item of this policy; false: there is none. */
static bool find_open(const struct engine *engine, const uint8_t *policy,
		      struct arena *arena, struct open_item *out)
{
	struct open_items items = { 0 };

	if (approvals_open_items(&engine->approvals, arena, &items) < 0)
		return false;
	vec_each(item, &items.list)
		if (is_of_policy(engine, item, policy, arena)) {
			*out = *item;
			return true;
		}
	return false;
}

/* ANSWER_YES, ANSWER_NO: its text is not there; ANSWER_MACHINE. */
static int answer_open(struct engine *engine, const struct call *call,
		       const struct open_item *item)
{
	_cleanup_(freep) char *text = NULL;
	_cleanup_(fd_closep) int fd = -1;
	size_t len;
	int r = approvals_text(&engine->approvals, item->change, &text, &len);

	if (r == 0) {
		fd = sealed_make(text, len);
		r = fd < 0 ? fd : 0;
	}
	if (r < 0) {
		say(engine, call->client,
		    "the text of generation %u, which is to be approved afterwards, cannot be read: %s",
		    item->generation, strerror(-r));
		return ANSWER_MACHINE;
	}
	say(engine, call->client,
	    "generation %u was applied in an emergency by %s: this is what is to be approved afterwards (事後承認)",
	    item->generation, item->author);
	say_done(engine, call->client, ANSWER_YES, fd);
	return ANSWER_YES;
}

/* ------ what is new ------ */

struct offered {
	const struct call *call;
	const struct job_report *report;
	uint32_t base;
};

static void put_proposal(struct json *json, const void *data)
{
	const struct offered *offered = data;
	char kinds[CHANGE_KINDS_TEXT];

	journal_digest(json, "change", offered->report->change);
	journal_digest(json, "policy", offered->report->policy);
	journal_number(json, "base", offered->base);
	journal_text(json, "kinds",
		     change_kinds_text(kinds, offered->report->kinds));
	journal_text(json, "author", offered->call->asker->name);
	journal_number(json, "uid", offered->call->asker->uid);
	journal_text(json, "reason", offered->call->request->reason);
}

static int keep_change(struct engine *engine, int fd)
{
	_cleanup_(sealed_finish) struct sealed text = { 0 };
	uint8_t digest[DIGEST_LEN];
	int r = fd < 0 ? -ENODATA : sealed_map(fd, CHANGE_TEXT_MAX, &text);

	return r < 0 ? r
		     : approvals_keep(&engine->approvals, text.bytes, text.len,
				      digest);
}

static int keep_policy(struct engine *engine, int fd)
{
	_cleanup_(sealed_finish) struct sealed text = { 0 };
	uint8_t digest[DIGEST_LEN];
	int r = sealed_map(fd, GENERATION_POLICY_MAX, &text);

	return r < 0 ? r
		     : generations_keep(&engine->store, text.bytes, text.len,
					digest);
}

static int keep_who(struct engine *engine, const struct offered *offered)
{
	const struct proposal proposal = {
		.author = offered->call->asker->name,
		.uid = offered->call->asker->uid,
		.reason = offered->call->request->reason,
		.time = time(NULL),
	};

	return approvals_propose(&engine->approvals, offered->report->change,
				 &proposal);
}

static int propose(struct engine *engine, const struct call *call,
		   const struct job_result *job)
{
	const struct offered offered = { call, &job->report,
					 origin_of(&engine->store,
						   engine->live.number) };
	int r = keep_change(engine, job->outs[OUT_CHANGE]);

	if (r == 0)
		r = keep_policy(engine, call->fd);
	if (r == 0)
		r = record(engine, "propose", put_proposal, &offered);
	if (r == 0)
		r = keep_who(engine, &offered);
	if (r < 0) {
		say(engine, call->client,
		    "the proposal cannot be kept, so nobody could approve it: %s",
		    r == -ENOBUFS ? "too many are kept" : strerror(-r));
		return ANSWER_MACHINE;
	}
	say_done(engine, call->client, ANSWER_YES, job->outs[OUT_CHANGE]);
	return ANSWER_YES;
}

void act_propose(struct engine *engine, const struct call *call)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	_cleanup_(job_finish) struct job_result job;
	struct open_item item;
	int status;

	work_plan(engine, call, &job);
	say_text(engine, call->client, job.outs[OUT_SAID]);
	status = job.status;
	if (status == ANSWER_YES)
		status = find_open(engine, job.report.policy, &arena, &item)
				 ? answer_open(engine, call, &item)
				 : propose(engine, call, &job);
	if (status != ANSWER_YES)
		say_done(engine, call->client, status, -1);
}
