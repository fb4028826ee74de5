/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * offer.c -- a signature that is brought, and what it is about
 */
#include "daemon/engine/offer.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/when.h"
#include "daemon/engine/origin.h"
#include "daemon/engine/say.h"
#include "daemon/engine/work.h"

void offer_finish(struct offer *offer)
{
	approval_rule_finish(&offer->rule);
	sealed_finish(&offer->both);
	arena_finish(&offer->arena);
}

/* ------ the text ------ */

static int take_apart(struct engine *engine, struct offer *offer)
{
	const char *bytes, *end;
	size_t len;

	if (sealed_map(offer->call->fd, REQUEST_FD_MAX, &offer->both) < 0)
		return offer_refuse(engine, offer, "it cannot be read");
	bytes = (const char *)offer->both.bytes;
	len = offer->both.len;
	end = memchr(bytes, '\0', len);
	if (!end)
		return offer_refuse(engine, offer,
				    "there is no signature beside it");
	offer->what = (struct signed_text){
		.text = bytes,
		.text_len = (size_t)(end - bytes),
		.signature = end + 1,
		.signature_len = len - (size_t)(end - bytes) - 1,
	};
	if (!offer->what.signature_len ||
	    offer->what.signature_len > APPROVALS_SIGNATURE_MAX)
		return offer_refuse(engine, offer,
				    "it is no signature (署名ではない)");
	if (!change_head_read(offer->what.text, offer->what.text_len,
			      &offer->head))
		return offer_refuse(
			engine, offer,
			"it is no change as `sekisho propose` prints it (変更の文面ではない)");
	digest_of(offer->what.text, offer->what.text_len, offer->change);
	return OFFER_GOOD;
}

/* ------ what it is about ------ */

static int find_open(struct engine *engine, struct offer *offer)
{
	struct open_items items = { 0 };
	int r = approvals_open_items(&engine->approvals, &offer->arena, &items);

	if (r < 0) {
		say(engine, offer->call->client,
		    "what is open cannot be read: %s", strerror(-r));
		return OFFER_MACHINE;
	}
	vec_each(item, &items.list)
		if (!memcmp(item->change, offer->change, DIGEST_LEN))
			offer->open = *item;
	return OFFER_GOOD;
}

/* Else it is a change that was made already, or will never be: a replay. */
static int check_base(struct engine *engine, const struct offer *offer)
{
	const struct standing *live = &engine->live;
	uint32_t origin = origin_of(&engine->store, live->number);

	if (offer->open.generation)
		return OFFER_GOOD;
	if (!live->number)
		return offer_refuse(
			engine, offer,
			"no generation is in force: the first one needs no approval (最初の世代に承認は要らない)");
	if (offer->head.base_generation != origin)
		return offer_refuse(
			engine, offer,
			"it is a change of generation %u, but %u is in force: propose it anew (世代が違う)",
			offer->head.base_generation, origin);
	if (memcmp(offer->head.base, live->policy, DIGEST_LEN) != 0)
		return offer_refuse(
			engine, offer,
			"it is a change of another policy than that of generation %u (文面が改変された)",
			live->number);
	return OFFER_GOOD;
}

static int was_altered(struct engine *engine, const struct offer *offer)
{
	return offer_refuse(
		engine, offer,
		"it is not what was proposed here: altered, or of another gateway (文面が改変されたか、ここで作られていない)");
}

/* The next policy as generation, as far as work_change() needs one. */
static int find_next(struct engine *engine, const struct offer *offer,
		     struct generation *out)
{
	_cleanup_(fd_closep) int fd =
		generations_policy(&engine->store, offer->head.next);

	*out = (struct generation){ .number = offer->open.generation };
	memcpy(out->policy, offer->head.next, DIGEST_LEN);
	return fd < 0 ? fd : 0;
}

static int read_rule(struct engine *engine, struct offer *offer,
		     const struct job_result *job)
{
	int r;

	if (job->status == OFFER_REFUSED) {
		say_text(engine, offer->call->client, job->outs[OUT_SAID]);
		return was_altered(engine, offer);
	}
	if (job->status == OFFER_GOOD &&
	    memcmp(job->report.change, offer->change, DIGEST_LEN) != 0)
		return was_altered(engine, offer);
	r = job->status == OFFER_GOOD ? approve_rule_of(job, &offer->rule)
				      : -EIO;
	if (r == 0)
		return OFFER_GOOD;
	say(engine, offer->call->client,
	    "what it changes cannot be worked out: %s", strerror(-r));
	return OFFER_MACHINE;
}

/* The rule that the change is judged by: that of the generation it begins
 * from, never of one that came after. */
static int find_rule(struct engine *engine, struct offer *offer)
{
	_cleanup_(job_finish) struct job_result job;
	struct generation base, next;
	int r = generations_load(&engine->store, offer->head.base_generation,
				 &offer->arena, &base);

	if (r == 0 && memcmp(base.policy, offer->head.base, DIGEST_LEN) != 0)
		return was_altered(engine, offer);
	if (r == 0)
		r = find_next(engine, offer, &next);
	if (r == -ENOENT)
		return was_altered(engine, offer);
	if (r < 0) {
		say(engine, offer->call->client,
		    "the policies it is about cannot be read: %s",
		    strerror(-r));
		return OFFER_MACHINE;
	}
	work_change(engine, &base, &next, &job);
	return read_rule(engine, offer, &job);
}

/* ------ whose it is ------ */

static int find_signer(struct engine *engine, struct offer *offer)
{
	int r = approve_verify(engine, &offer->rule, &offer->what,
			       &offer->arena, &offer->signer);

	if (r == -EACCES)
		return offer_refuse(engine, offer, "%s", offer->signer.why);
	if (r == 0)
		return OFFER_GOOD;
	say(engine, offer->call->client,
	    "the signature cannot be verified now: %s", strerror(-r));
	return OFFER_MACHINE;
}

static int check_day(struct engine *engine, const struct offer *offer)
{
	const int32_t offset = engine->live.index.utc_offset;
	time_t now = time(NULL);
	char when[WHEN_TEXT];

	vec_each(approver, &offer->rule.approvers) {
		if (strcmp(approver->fingerprint, offer->signer.fingerprint) !=
		    0)
			continue;
		if (now < approver->valid_from)
			return offer_refuse(
				engine, offer,
				"the key of %s counts from %s only (鍵の有効期間外)",
				approver->name,
				when_text(when, approver->valid_from, offset));
		if (approver->valid_until && now >= approver->valid_until)
			return offer_refuse(
				engine, offer,
				"the key of %s counted until %s (鍵の有効期間外)",
				approver->name,
				when_text(when, approver->valid_until, offset));
	}
	return OFFER_GOOD;
}

int offer_read(struct engine *engine, struct offer *offer)
{
	int status = take_apart(engine, offer);

	if (status == OFFER_GOOD)
		status = find_open(engine, offer);
	if (status == OFFER_GOOD)
		status = check_base(engine, offer);
	if (status == OFFER_GOOD)
		status = find_rule(engine, offer);
	if (status == OFFER_GOOD)
		status = find_signer(engine, offer);
	if (status == OFFER_GOOD)
		status = check_day(engine, offer);
	return status;
}
