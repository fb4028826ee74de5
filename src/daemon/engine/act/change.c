/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * change.c -- what a generation changed, or a proposal would: the very text
 * that is signed
 *
 * Of a generation that nobody had to sign no text is kept: it is worked out
 * again, and is that of then if it has the digest of then.
 */
#include "policy/change/change.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/must.h"
#include "base/sealed.h"
#include "base/text.h"
#include "base/when.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/change_head.h"
#include "daemon/engine/origin.h"
#include "daemon/engine/say.h"
#include "daemon/engine/work.h"

enum {
	TRIES = 4, /* generations that it may have begun from */
};

struct found {
	struct arena arena;
	uint8_t change[DIGEST_LEN];
	struct generation generation; /* its number 0: of a proposal */
	char *text;                   /* NUL behind its end */
	size_t len;
};

static void found_finish(struct found *found)
{
	free(found->text);
	arena_finish(&found->arena);
}

/* ------ the text ------ */

/* 0, with the text; -ENOENT: it is another change; or -errno. */
static int take_text(struct found *found, const struct job_result *job)
{
	_cleanup_(sealed_finish) struct sealed text = { 0 };
	int r;

	if (job->status != ANSWER_YES || job->outs[OUT_CHANGE] < 0)
		return -EIO;
	if (memcmp(job->report.change, found->change, DIGEST_LEN) != 0)
		return -ENOENT;
	r = sealed_map(job->outs[OUT_CHANGE], CHANGE_TEXT_MAX, &text);
	if (r < 0)
		return r;
	found->text = xcalloc(text.len + 1, 1);
	memcpy(found->text, text.bytes, text.len);
	found->len = text.len;
	return 0;
}

/* `number` 0: from nothing. */
static int work_out(struct engine *engine, struct found *found, uint32_t number)
{
	_cleanup_(job_finish) struct job_result job;
	struct generation base;
	int r = number ? generations_load(&engine->store, number, &found->arena,
					  &base)
		       : 0;

	if (r < 0)
		return r;
	work_change(engine, number ? &base : NULL, &found->generation, &job);
	return take_text(found, &job);
}

/* Those before it that were not confirmed were never begun from. */
static int work_out_again(struct engine *engine, struct found *found)
{
	uint32_t before = found->generation.number;
	int r = -ENOENT;

	for (int i = 0; i < TRIES && before && r != 0; i++) {
		before = origin_of(&engine->store, before - 1);
		r = work_out(engine, found, before);
	}
	return r;
}

/* ------ which one ------ */

static int find_generation(struct engine *engine, struct found *found,
			   uint32_t number)
{
	int r = generations_load(&engine->store, number, &found->arena,
				 &found->generation);

	if (r < 0)
		return r;
	memcpy(found->change, found->generation.change, DIGEST_LEN);
	r = approvals_text(&engine->approvals, found->change, &found->text,
			   &found->len);
	return r == -ENOENT ? work_out_again(engine, found) : r;
}

static int find(struct engine *engine, const char *word, struct found *found)
{
	uint32_t number;

	if (text_u32(word, UINT32_MAX, &number))
		return find_generation(engine, found, number);
	if (!change_digest_read(word, found->change))
		return -EINVAL;
	return approvals_text(&engine->approvals, found->change, &found->text,
			      &found->len);
}

/* ------ the answer ------ */

static void say_who(struct engine *engine, const struct call *call,
		    const struct generation *generation)
{
	char when[WHEN_TEXT];

	say(engine, call->client,
	    "generation %u, %s, %s by %s%s%s (第%u世代、適用者 %s)",
	    generation->number,
	    when_text(when, (time_t)generation->time,
		      engine->live.index.utc_offset),
	    generation_kind_name(generation->kind), generation->author,
	    *generation->reason ? ": " : "", generation->reason,
	    generation->number, generation->author);
	for (size_t i = 0; i < generation->n_approvals; i++)
		say(engine, call->client, "approved by %s, %s (承認者)",
		    generation->approvals[i].name,
		    generation->approvals[i].key);
}

static void put_json(const struct found *found, FILE *out)
{
	struct json json = { .out = out };
	char hex[DIGEST_TEXT];

	json_object(&json);
	json_key(&json, "generation");
	if (found->generation.number)
		json_number(&json, found->generation.number);
	else
		json_string(&json, NULL);
	json_member(&json, "change", text_hex(hex, found->change, DIGEST_LEN));
	json_member(&json, "text", found->text);
	json_object_end(&json);
	fputc('\n', out);
}

static void answer(struct engine *engine, const struct call *call,
		   const struct found *found)
{
	struct page page;

	page_open(&page);
	if (call->request->flags & REQUEST_JSON)
		put_json(found, page.out);
	else
		fwrite(found->text, 1, found->len, page.out);
	if (found->generation.number)
		say_who(engine, call, &found->generation);
	page_send(&page, engine, call->client, ANSWER_YES);
}

void act_change(struct engine *engine, const struct call *call)
{
	_cleanup_(found_finish) struct found found = { 0 };
	const char *word = call->request->word;
	int r = find(engine, word, &found);

	switch (r) {
	case 0:
		answer(engine, call, &found);
		return;
	case -EINVAL:
		say(engine, call->client,
		    "'%s' is neither a generation's number nor a change's digest, sha256:…",
		    word);
		say_done(engine, call->client, ANSWER_USAGE, -1);
		return;
	case -ENOENT:
		say(engine, call->client, "no change %s is kept (該当なし)",
		    word);
		say_done(engine, call->client, ANSWER_NO, -1);
		return;
	default:
		say(engine, call->client, "change %s cannot be read: %s", word,
		    r == -EBADMSG ? "it is damaged" : strerror(-r));
		say_done(engine, call->client, ANSWER_MACHINE, -1);
	}
}
