/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * changes.c -- changes that wait: who has signed, who may, what lacks
 *
 * What was proposed against the generation in force, and what was applied in an
 * emergency and is open. What counts is found anew, as when it is applied; by
 * whom that will be nobody knows yet.
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/text.h"
#include "base/when.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/approve.h"
#include "daemon/engine/change_head.h"
#include "daemon/engine/origin.h"
#include "daemon/engine/say.h"
#include "daemon/engine/work.h"

enum {
	SHOWN = 32, /* each is a job: the newest of them */
};

struct waiting {
	uint8_t change[DIGEST_LEN];
	struct change_head head;
	struct open_item open;    /* its generation 0: of what is to come */
	struct proposal proposal; /* author NULL: not known */
};

struct waiting_list {
	struct engine *engine;
	const struct call *call;
	struct arena arena;
	uint32_t origin;          /* of what is in force */
	struct waiting at[SHOWN]; /* the newest first */
	size_t n;
	bool more;
};

/* ------ which ones ------ */

static int64_t time_of(const struct waiting *waiting)
{
	return waiting->open.generation ? waiting->open.time
					: waiting->proposal.time;
}

static void add(struct waiting_list *list, const struct waiting *waiting)
{
	size_t place = list->n;

	while (place && time_of(&list->at[place - 1]) < time_of(waiting))
		place--;
	if (list->n == SHOWN)
		list->more = true;
	else
		list->n++;
	if (place == list->n)
		return;
	memmove(&list->at[place + 1], &list->at[place],
		(list->n - place - 1) * sizeof(list->at[0]));
	list->at[place] = *waiting;
}

/* The open item of this change, if it is one. */
static struct open_item item_of(const struct open_items *items,
				const uint8_t change[static DIGEST_LEN])
{
	vec_each(item, &items->list)
		if (!memcmp(item->change, change, DIGEST_LEN))
			return *item;
	return (struct open_item){ 0 };
}

static bool is_of_now(const struct waiting_list *list,
		      const struct change_head *head)
{
	const struct standing *live = &list->engine->live;

	return live->number && head->base_generation == list->origin &&
	       !memcmp(head->base, live->policy, DIGEST_LEN) &&
	       memcmp(head->next, live->policy, DIGEST_LEN) != 0;
}

static void look_at(struct waiting_list *list, const struct open_items *items,
		    const struct kept_change *change)
{
	const struct approvals *store = &list->engine->approvals;
	struct waiting waiting = { .open = item_of(items, change->digest) };
	_cleanup_(freep) char *text = NULL;
	size_t len;

	if (approvals_text(store, change->digest, &text, &len) < 0 ||
	    !change_head_read(text, len, &waiting.head))
		return;
	if (!waiting.open.generation && !is_of_now(list, &waiting.head))
		return;
	memcpy(waiting.change, change->digest, DIGEST_LEN);
	(void)approvals_proposal(store, change->digest, &list->arena,
				 &waiting.proposal);
	add(list, &waiting);
}

static int find_all(struct waiting_list *list)
{
	const struct approvals *store = &list->engine->approvals;
	struct open_items items = { 0 };
	struct kept_changes changes = { 0 };
	int r = approvals_open_items(store, &list->arena, &items);

	if (r == 0)
		r = approvals_changes(store, &list->arena, &changes);
	/* A file for each renewal since: once, and not for each change. */
	list->origin =
		origin_of(&list->engine->store, list->engine->live.number);
	if (r == 0)
		vec_each(change, &changes.list)
			look_at(list, &items, change);
	return r;
}

/* ------ what of one counts ------ */

struct judged {
	struct arena arena;
	struct approval_rule rule;
	struct approval_result result;
	struct approve_signatures signatures;
};

static void judged_finish(struct judged *judged)
{
	approval_rule_finish(&judged->rule);
	approval_result_finish(&judged->result);
	arena_finish(&judged->arena);
}

static int find_rule(struct engine *engine, const struct waiting *waiting,
		     struct judged *out)
{
	_cleanup_(job_finish) struct job_result job = { 0 };
	const uint32_t number = waiting->head.base_generation;
	struct generation base, next = { .number = waiting->open.generation };
	int r = number ? generations_load(&engine->store, number, &out->arena,
					  &base)
		       : -ENODATA;

	if (r < 0)
		return r;
	memcpy(next.policy, waiting->head.next, DIGEST_LEN);
	work_change(engine, &base, &next, &job);
	return job.status == ANSWER_YES ? approve_rule_of(&job, &out->rule)
					: -EIO;
}

static int judge(struct engine *engine, const struct waiting *waiting,
		 struct judged *out)
{
	_cleanup_(freep) char *text = NULL;
	size_t len = 0;
	int r = approvals_text(&engine->approvals, waiting->change, &text,
			       &len);

	if (r == 0)
		r = find_rule(engine, waiting, out);
	if (r < 0)
		return r;
	return approve_judge(engine,
			     &(struct approve_case){
				     .rule = &out->rule,
				     .text = text,
				     .len = len,
				     .change = waiting->change,
				     .applicant = waiting->open.generation
							  ? waiting->open.author
							  : "",
				     .override = "",
			     },
			     &out->arena, &out->signatures, &out->result);
}

static bool has_signed(const struct judged *judged, const char *name)
{
	vec_each(signature, &judged->signatures.list)
		if (!strcmp(signature->name, name))
			return true;
	return false;
}

/* An approver whose signature would count, as far as is known now. */
static bool may_sign(const struct judged *judged,
		     const struct rule_approver *approver)
{
	const time_t now = time(NULL);

	return !approver->asked && now >= approver->valid_from &&
	       (!approver->valid_until || now < approver->valid_until) &&
	       !has_signed(judged, approver->name);
}

/* ------ for people ------ */

static void print_names(const char *label, const struct judged *judged,
			FILE *out)
{
	const char *before = label;

	vec_each(approver, &judged->rule.approvers)
		if (may_sign(judged, approver)) {
			fprintf(out, "%s%s", before, approver->name);
			before = ", ";
		}
	if (before != label)
		fputc('\n', out);
}

static void print_one(const struct waiting_list *list,
		      const struct waiting *waiting,
		      const struct judged *judged, FILE *out)
{
	const struct approval_result *result = &judged->result;
	const char *before = "";
	char when[WHEN_TEXT], hex[DIGEST_TEXT];

	fprintf(out, "sha256:%s\n", text_hex(hex, waiting->change, DIGEST_LEN));
	when_text(when, (time_t)time_of(waiting),
		  list->engine->live.index.utc_offset);
	if (waiting->open.generation)
		fprintf(out,
			"  in force     since %s as generation %u, by %s; to be approved afterwards (事後承認待ち): %s\n",
			when, waiting->open.generation, waiting->open.author,
			waiting->open.reason);
	else if (waiting->proposal.author)
		fprintf(out, "  proposed     %s by %s (申請): %s\n", when,
			waiting->proposal.author, waiting->proposal.reason);
	fprintf(out,
		"  approved by  %zu of the %u that it needs (必要な%u名のうち%zu名): ",
		result->counted.n, approve_needs(&judged->rule),
		approve_needs(&judged->rule), result->counted.n);
	vec_each(name, &result->counted) {
		fprintf(out, "%s%s", before, *name);
		before = ", ";
	}
	fputs(*before ? "\n" : "-\n", out);
	if (result->verdict == APPROVAL_MISSING)
		print_names("  may sign     (署名できる承認者) ", judged, out);
	else
		fputs("  enough: it can be applied by somebody else (承認済み、適用待ち)\n",
		      out);
	vec_each(reason, &result->reasons)
		fprintf(out, "  ! %s\n", *reason);
}

/* ------ for programs ------ */

static void put_proposal(struct json *json, const struct proposal *proposal)
{
	json_key(json, "proposed");
	if (!proposal->author) {
		json_string(json, NULL);
		return;
	}
	json_object(json);
	json_member(json, "author", proposal->author);
	json_member_number(json, "uid", proposal->uid);
	json_member(json, "reason", proposal->reason);
	json_member_number(json, "time", (uint64_t)proposal->time);
	json_object_end(json);
}

static void put_one(const struct waiting *waiting, const struct judged *judged,
		    struct json *json)
{
	char hex[DIGEST_TEXT];

	json_object(json);
	json_member(json, "change", text_hex(hex, waiting->change, DIGEST_LEN));
	json_key(json, "generation");
	if (waiting->open.generation)
		json_number(json, waiting->open.generation);
	else
		json_string(json, NULL);
	put_proposal(json, &waiting->proposal);
	json_member_number(json, "needs", approve_needs(&judged->rule));
	json_key(json, "enough");
	json_bool(json, judged->result.verdict != APPROVAL_MISSING);
	json_key(json, "approved_by");
	json_array(json);
	vec_each(name, &judged->result.counted)
		json_string(json, *name);
	json_array_end(json);
	json_key(json, "may_sign");
	json_array(json);
	vec_each(approver, &judged->rule.approvers)
		if (may_sign(judged, approver))
			json_string(json, approver->name);
	json_array_end(json);
	json_key(json, "lacks");
	json_array(json);
	vec_each(reason, &judged->result.reasons)
		json_string(json, *reason);
	json_array_end(json);
	json_object_end(json);
}

/* ------ all of them ------ */

/* ANSWER_YES, or ANSWER_MACHINE: said. */
static int put(const struct waiting_list *list, const struct waiting *waiting,
	       struct json *json, FILE *out)
{
	_cleanup_(judged_finish) struct judged judged = { 0 };
	char hex[DIGEST_TEXT];
	int r = judge(list->engine, waiting, &judged);

	if (r < 0) {
		say(list->engine, list->call->client,
		    "sha256:%s: what counts of it cannot be said: %s",
		    text_hex(hex, waiting->change, DIGEST_LEN), strerror(-r));
		return ANSWER_MACHINE;
	}
	if (json)
		put_one(waiting, &judged, json);
	else
		print_one(list, waiting, &judged, out);
	return ANSWER_YES;
}

static void answer(const struct waiting_list *list)
{
	const bool as_json = list->call->request->flags & REQUEST_JSON;
	int status = ANSWER_YES;
	struct json json;
	struct page page;

	page_open(&page);
	json = (struct json){ .out = page.out };
	if (as_json)
		json_array(&json);
	else if (!list->n)
		fputs("no change waits (承認待ちの変更なし)\n", page.out);
	for (size_t i = 0; i < list->n; i++) {
		int r = put(list, &list->at[i], as_json ? &json : NULL,
			    page.out);

		status = r == ANSWER_YES ? status : r;
	}
	if (as_json) {
		json_array_end(&json);
		fputc('\n', page.out);
	}
	if (list->more)
		say(list->engine, list->call->client,
		    "more wait: these are the newest %d", SHOWN);
	page_send(&page, list->engine, list->call->client, status);
}

void act_changes(struct engine *engine, const struct call *call)
{
	struct waiting_list list = { .engine = engine, .call = call };
	int r = find_all(&list);

	if (r < 0) {
		say(engine, call->client, "the changes cannot be read: %s",
		    strerror(-r));
		say_done(engine, call->client, ANSWER_MACHINE, -1);
	} else {
		answer(&list);
	}
	arena_finish(&list.arena);
}
