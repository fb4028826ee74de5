/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approve.c -- is a change approved, and what is open until it is?
 */
#include "daemon/engine/approve.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "base/text.h"
#include "daemon/engine/ask.h"
#include "daemon/engine/say.h"
#include "daemon/messages.h"
#include "daemon/verify/verify.h"
#include "policy/change/change.h"
#include "policy/person.h"

static const char what_next[] =
	"to have it approved (承認を得るには):\n"
	"  sekisho propose -c FILE > change.txt\n"
	"  ssh-keygen -Y sign -n sekisho -f KEY change.txt\n"
	"  sekisho approve change.txt change.txt.sig";

/* ------ one signature ------ */

static int seal_question(const struct approval_rule *rule,
			 const struct signed_text *what)
{
	struct verify_request request = {
		.text = what->text,
		.text_len = what->text_len,
		.signature = what->signature,
		.signature_len = what->signature_len,
	};

	vec_each(approver, &rule->approvers) {
		if (request.n_keys == LIMIT_APPROVERS)
			return -E2BIG;
		request.keys[request.n_keys++] = (struct verify_key){
			.name = approver->name,
			.key = approver->key,
		};
	}
	return verify_seal(&request);
}

/* "name NUL fingerprint": it must be one of those that were asked about. */
static int read_signer(const struct approval_rule *rule,
		       const struct reply *reply, struct signer *out)
{
	const char *name = (const char *)reply->body;
	size_t len = strnlen(name, reply->len);

	if (len == reply->len)
		return -EPROTO;
	vec_each(approver, &rule->approvers)
		if (!strcmp(approver->name, name) &&
		    !strcmp(approver->fingerprint, name + len + 1)) {
			*out = (struct signer){
				.name = approver->name,
				.fingerprint = approver->fingerprint,
			};
			return 0;
		}
	return -EPROTO;
}

static const char *why_not(const struct reply *reply, struct arena *arena)
{
	const char *text = (const char *)reply->body;

	if (!text_is_utf8(text, reply->len) || text_has_control(text))
		return "its reason cannot be read";
	return arena_strndup(arena, text, reply->len);
}

int approve_verify(struct engine *engine, const struct approval_rule *rule,
		   const struct signed_text *what, struct arena *arena,
		   struct signer *out)
{
	_cleanup_(fd_closep) int fd = seal_question(rule, what);
	const struct question question = { PROC_VERIFY, MESSAGE_VERIFY, NULL, 0,
					   fd };
	struct reply reply;
	int r = fd < 0 ? fd : ask(engine, &question, &reply);

	if (r < 0)
		return r;
	if (reply.type == MESSAGE_VERIFIED)
		return read_signer(rule, &reply, out);
	*out = (struct signer){ .why = why_not(&reply, arena) };
	return -EACCES;
}

/* ------ all of them ------ */

/* One that is not good any more, as after a change of the approvers' keys,
 * does not count and is said; it spoils nothing else. */
static int verify_each(struct engine *engine, const struct approve_case *what,
		       const struct deposits *deposits, struct arena *arena,
		       struct approve_signatures *signatures,
		       struct approval_result *out)
{
	vec_each(deposit, &deposits->list) {
		const struct signed_text text = {
			.text = what->text,
			.text_len = what->len,
			.signature = deposit->signature,
			.signature_len = deposit->signature_len,
		};
		struct signer signer = { 0 };
		int r = approve_verify(engine, what->rule, &text, arena,
				       &signer);

		if (r == -EACCES)
			*vec_add(&out->arena, &out->reasons) = arena_printf(
				&out->arena, "signature %u, of %s: %s",
				deposit->number, deposit->name, signer.why);
		else if (r < 0)
			return r;
		else
			*vec_add(arena, &signatures->list) =
				(struct approval_signature){
					.name = signer.name,
					.fingerprint = signer.fingerprint,
				};
	}
	return 0;
}

static void judge(const struct approve_case *what,
		  const struct approve_signatures *signatures,
		  struct approval_result *out)
{
	const struct approval_question question = {
		.rule = what->rule,
		.applicant = what->applicant,
		.override = what->override,
		.emergency = what->emergency,
		.now = time(NULL),
		.signatures = signatures->list.at,
		.n_signatures = signatures->list.n,
	};
	_cleanup_(approval_result_finish) struct approval_result before = *out;

	/* It begins anew: the reasons so far are put behind its own. */
	approval_judge(&question, out);
	vec_each(reason, &before.reasons)
		*vec_add(&out->arena, &out->reasons) =
			arena_strdup(&out->arena, *reason);
}

int approve_judge(struct engine *engine, const struct approve_case *what,
		  struct arena *arena, struct approve_signatures *signatures,
		  struct approval_result *out)
{
	struct deposits deposits = { 0 };
	int r;

	*out = (struct approval_result){ .verdict = APPROVAL_MISSING };
	*signatures = (struct approve_signatures){ 0 };
	r = approvals_list(&engine->approvals, what->change, arena, &deposits);
	if (r == -ENOENT)
		r = 0;
	if (r == 0)
		r = verify_each(engine, what, &deposits, arena, signatures,
				out);
	if (r == 0)
		judge(what, signatures, out);
	return r;
}

uint32_t approve_needs(const struct approval_rule *rule)
{
	uint32_t most = 0;

	for (size_t kind = 0; kind < N_APPROVE_KINDS; kind++)
		if (rule->kinds >> kind & 1 && rule->quorum[kind] > most)
			most = rule->quorum[kind];
	return most;
}

int approve_rule_of(const struct job_result *job, struct approval_rule *out)
{
	_cleanup_(sealed_finish) struct sealed packed = { 0 };
	int r;

	if (job->outs[OUT_RULE] < 0)
		return -ENODATA;
	r = sealed_map(job->outs[OUT_RULE], APPROVAL_RULE_MAX, &packed);
	if (r < 0)
		return r;
	return approval_rule_unpack(packed.bytes, packed.len, out) ? 0
								   : -EBADMSG;
}

/* ------ a transition ------ */

static const char *key_of(const struct approve_signatures *signatures,
			  const char *name)
{
	vec_each(signature, &signatures->list)
		if (!strcmp(signature->name, name))
			return signature->fingerprint;
	return "";
}

static void fill(struct transition *t, const struct approval_result *result,
		 const struct approve_signatures *signatures,
		 struct arena *arena)
{
	t->open = result->verdict == APPROVAL_OPEN;
	vec_each(name, &result->counted) {
		struct generation_approval *approval;

		if (t->n_approvals == GENERATION_APPROVALS_MAX)
			return;
		approval = &t->approvals[t->n_approvals++];
		approval->name = arena_strdup(arena, *name);
		approval->key = arena_strdup(arena, key_of(signatures, *name));
		memcpy(approval->change, t->job->report.change, DIGEST_LEN);
	}
}

static bool may(struct engine *engine, const struct transition *t,
		const struct approval_result *result)
{
	const uint32_t client = t->call->client;
	bool yes = result->verdict != APPROVAL_MISSING;

	vec_each(reason, &result->reasons)
		say(engine, client, "%s", *reason);
	if (!yes)
		say(engine, client, "refused: it is not approved\n%s",
		    what_next);
	else if (result->verdict == APPROVAL_OPEN)
		say(engine, client,
		    "an emergency: it stays open until it is approved (事後承認が必要)");
	if (result->override_used)
		say(engine, client,
		    "an approval counts by the override alone, which is on record (兼務)");
	return yes;
}

/* An emergency and an override are on record with their reason, or not made. */
static bool has_reasons(struct engine *engine, const struct call *call)
{
	const uint32_t flags = call->request->flags;

	if (!(flags & (REQUEST_EMERGENCY | REQUEST_UNPROVED)) ||
	    !text_is_blank(call->request->reason))
		return true;
	say(engine, call->client,
	    flags & REQUEST_EMERGENCY
		    ? "an emergency needs its reason: -m REASON (緊急適用には理由が必要)"
		    : "--unproved needs its reason: -m REASON (証明なしの適用には理由が必要)");
	return false;
}

static bool judge_transition(struct engine *engine, struct transition *t,
			     const struct approval_rule *rule,
			     const struct sealed *text, struct arena *arena)
{
	const struct request *request = t->call->request;
	const struct approve_case what = {
		.rule = rule,
		.text = (const char *)text->bytes,
		.len = text->len,
		.change = t->job->report.change,
		.applicant = t->call->asker->name,
		.override = request->override,
		.emergency = request->flags & REQUEST_EMERGENCY,
	};
	_cleanup_(approval_result_finish) struct approval_result result;
	struct approve_signatures signatures;
	int r = approve_judge(engine, &what, arena, &signatures, &result);

	if (r < 0) {
		say(engine, t->call->client,
		    "refused: the approvals cannot be looked at: %s",
		    strerror(-r));
		return false;
	}
	if (!may(engine, t, &result))
		return false;
	fill(t, &result, &signatures, arena);
	return true;
}

bool approve_change(struct engine *engine, struct transition *t,
		    struct arena *arena)
{
	_cleanup_(approval_rule_finish) struct approval_rule rule = { 0 };
	_cleanup_(sealed_finish) struct sealed text = { 0 };
	uint8_t digest[DIGEST_LEN];
	int r = approve_rule_of(t->job, &rule);

	if (r == 0)
		r = t->job->outs[OUT_CHANGE] < 0
			    ? -ENODATA
			    : sealed_map(t->job->outs[OUT_CHANGE],
					 CHANGE_TEXT_MAX, &text);
	if (r == 0) {
		digest_of(text.bytes, text.len, digest);
		if (memcmp(digest, t->job->report.change, DIGEST_LEN) != 0)
			r = -EBADMSG;
	}
	if (r < 0) {
		say(engine, t->call->client,
		    "refused: what it changes cannot be read: %s",
		    strerror(-r));
		return false;
	}
	return has_reasons(engine, t->call) &&
	       judge_transition(engine, t, &rule, &text, arena);
}

int approve_note(struct engine *engine, const struct transition *t)
{
	_cleanup_(sealed_finish) struct sealed text = { 0 };
	struct open_item item = {
		.generation = t->number,
		.author = t->call->asker->name,
		.reason = t->call->request->reason,
		.time = time(NULL),
	};
	int r;

	if (!t->open)
		return 0;
	r = sealed_map(t->job->outs[OUT_CHANGE], CHANGE_TEXT_MAX, &text);
	if (r == 0)
		r = approvals_keep(&engine->approvals, text.bytes, text.len,
				   item.change);
	return r == 0 ? approvals_open_item(&engine->approvals, &item) : r;
}

void approve_forget(struct engine *engine, const struct transition *t)
{
	if (t->open)
		(void)approvals_close_item(&engine->approvals, t->number);
}
