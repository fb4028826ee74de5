/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approve.c -- a signature is brought to a change that was proposed
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/text.h"
#include "daemon/engine/offer.h"
#include "daemon/engine/record.h"
#include "daemon/engine/say.h"

static int check_twice(struct engine *engine, const struct offer *offer,
		       struct arena *arena)
{
	struct deposits deposits = { 0 };

	if (approvals_list(&engine->approvals, offer->change, arena,
			   &deposits) < 0)
		return OFFER_GOOD;
	vec_each(deposit, &deposits.list)
		if (!strcmp(deposit->key, offer->signer.fingerprint))
			return offer_refuse(
				engine, offer,
				"%s has signed this already (署名済み)",
				offer->signer.name);
	return OFFER_GOOD;
}

static void put_offer(struct json *json, const void *data)
{
	const struct offer *offer = data;
	const struct call *call = offer->call;

	journal_digest(json, "change", offer->change);
	journal_number(json, "base", offer->head.base_generation);
	if (offer->open.generation)
		journal_number(json, "generation", offer->open.generation);
	journal_text(json, "name", offer->signer.name);
	journal_text(json, "key", offer->signer.fingerprint);
	journal_text(json, "author", call->asker->name);
	journal_number(json, "uid", call->asker->uid);
}

/* Text, line of the journal, and then it counts. */
static int deposit(struct engine *engine, const struct offer *offer)
{
	uint8_t digest[DIGEST_LEN];
	struct deposit deposit = {
		.name = offer->signer.name,
		.key = offer->signer.fingerprint,
		.by = offer->call->asker->name,
		.uid = offer->call->asker->uid,
		.time = time(NULL),
		.signature = offer->what.signature,
		.signature_len = offer->what.signature_len,
	};
	int r = approvals_keep(&engine->approvals, offer->what.text,
			       offer->what.text_len, digest);

	if (r == 0)
		r = record(engine, "approve", put_offer, offer);
	if (r < 0)
		return r;
	r = approvals_add(&engine->approvals, digest, &deposit);
	if (r < 0)
		(void)record_text(engine, "not-approved", "reason",
				  strerror(-r));
	return r;
}

static int take(struct engine *engine, const struct offer *offer)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	int status = check_twice(engine, offer, &arena), r;

	if (status != OFFER_GOOD)
		return status;
	r = deposit(engine, offer);
	if (r == 0)
		return OFFER_GOOD;
	if (r == -EEXIST || r == -ENOBUFS)
		return offer_refuse(engine, offer, "%s",
				    r == -EEXIST
					    ? "this key has signed it already"
					    : "too many signatures are kept");
	say(engine, offer->call->client,
	    "it cannot be written down, so it does not count: %s",
	    strerror(-r));
	return OFFER_MACHINE;
}

/* ------ what it does ------ */

/* True: what was open is approved now. */
static bool close_open(struct engine *engine, const struct offer *offer,
		       const struct approval_result *result)
{
	uint32_t number = offer->open.generation;
	int r;

	if (!number || result->verdict != APPROVAL_GIVEN)
		return false;
	r = record(engine, "approved-afterwards", put_offer, offer);
	if (r == 0)
		r = approvals_close_item(&engine->approvals, number);
	if (r < 0)
		say(engine, offer->call->client,
		    "generation %u stays open, for that cannot be written down: %s",
		    number, strerror(-r));
	return r == 0;
}

static void print_json(const struct offer *offer,
		       const struct approval_result *result, bool closed,
		       FILE *out)
{
	struct json json = { .out = out };
	char hex[DIGEST_TEXT];

	json_object(&json);
	json_member(&json, "result", "approved");
	json_member(&json, "change", text_hex(hex, offer->change, DIGEST_LEN));
	json_member(&json, "name", offer->signer.name);
	json_member(&json, "key", offer->signer.fingerprint);
	json_key(&json, "has");
	json_number(&json, (int64_t)result->counted.n);
	json_key(&json, "needs");
	json_number(&json, approve_needs(&offer->rule));
	json_key(&json, "enough");
	json_bool(&json, result->verdict == APPROVAL_GIVEN);
	if (offer->open.generation) {
		json_key(&json, "generation");
		json_number(&json, offer->open.generation);
		json_key(&json, "closed");
		json_bool(&json, closed);
	}
	json_key(&json, "lacks");
	json_array(&json);
	vec_each(reason, &result->reasons)
		json_string(&json, *reason);
	json_array_end(&json);
	json_object_end(&json);
	fputc('\n', out);
}

static void print(const struct offer *offer,
		  const struct approval_result *result, bool closed, FILE *out)
{
	char hex[DIGEST_TEXT];

	fprintf(out, "承認 (approved): %s, %s\n", offer->signer.name,
		offer->signer.fingerprint);
	fprintf(out, "  change sha256:%s\n",
		text_hex(hex, offer->change, DIGEST_LEN));
	fprintf(out,
		"  has %zu of the %u that it needs (必要な %u 名のうち %zu 名)\n",
		result->counted.n, approve_needs(&offer->rule),
		approve_needs(&offer->rule), result->counted.n);
	if (closed)
		fprintf(out,
			"generation %u is approved afterwards (事後承認済み)\n",
			offer->open.generation);
	else if (result->verdict == APPROVAL_GIVEN && !offer->open.generation)
		fputs("enough: now somebody else applies it, `sekisho apply -c FILE` (申請者と承認者は兼ねられない)\n",
		      out);
}

static int answer(struct engine *engine, const struct offer *offer,
		  const struct approval_result *result, bool closed)
{
	const struct call *call = offer->call;
	struct page page;

	vec_each(reason, &result->reasons)
		say(engine, call->client, "%s", *reason);
	page_open(&page);
	if (call->request->flags & REQUEST_JSON)
		print_json(offer, result, closed, page.out);
	else
		print(offer, result, closed, page.out);
	page_send(&page, engine, call->client, OFFER_GOOD);
	return OFFER_GOOD;
}

static int conclude(struct engine *engine, struct offer *offer)
{
	const struct approve_case what = {
		.rule = &offer->rule,
		.text = offer->what.text,
		.len = offer->what.text_len,
		.change = offer->change,
		/* Of what is to come nobody knows yet who will apply it. */
		.applicant = offer->open.generation ? offer->open.author : "",
		.override = offer->call->request->override,
	};
	_cleanup_(approval_result_finish) struct approval_result result;
	struct approve_signatures signatures;
	int r = approve_judge(engine, &what, &offer->arena, &signatures,
			      &result);

	if (r < 0) {
		say(engine, offer->call->client,
		    "it is kept, but what it does cannot be said now: %s",
		    strerror(-r));
		return OFFER_MACHINE;
	}
	return answer(engine, offer, &result,
		      close_open(engine, offer, &result));
}

void act_approve(struct engine *engine, const struct call *call)
{
	_cleanup_(offer_finish) struct offer offer = { .call = call };
	int status = offer_read(engine, &offer);

	if (status == OFFER_GOOD)
		status = take(engine, &offer);
	if (status == OFFER_GOOD)
		status = conclude(engine, &offer);
	if (status != OFFER_GOOD)
		say_done(engine, call->client, status, -1);
}
