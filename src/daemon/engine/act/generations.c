/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generations.c -- what was applied: when, by whom, why
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/text.h"
#include "base/when.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/afterwards.h"
#include "daemon/engine/say.h"

enum {
	COLUMN_STATE = 10,
	COLUMN_AUTHOR = 16,
	COLUMN_APPROVALS = 6,
};

struct listing {
	struct engine *engine;
	const struct call *call;
	uint32_t confirmed; /* 0: unknown */
	struct arena arena;
};

static const char *state_of(const struct listing *listing, uint32_t number)
{
	const struct engine *engine = listing->engine;

	if (number == engine->pending.number)
		return "pending";
	if (number == engine->live.number)
		return "live";
	return number == listing->confirmed ? "confirmed" : "older";
}

static void pad(FILE *out, const char *text, size_t columns)
{
	size_t has = text_columns(text);

	fputs(text, out);
	do
		fputc(' ', out);
	while (++has < columns);
}

static void print_one(const struct listing *listing,
		      const struct generation *generation,
		      const struct deposits *afterwards, FILE *out)
{
	char when[WHEN_TEXT], n[48];

	fprintf(out, "%6u  ", generation->number);
	pad(out, state_of(listing, generation->number), COLUMN_STATE);
	fprintf(out, "%s  ",
		when_text(when, (time_t)generation->time,
			  listing->engine->live.index.utc_offset));
	pad(out, generation_kind_name(generation->kind), COLUMN_STATE);
	pad(out, generation->author, COLUMN_AUTHOR);
	snprintf(n, sizeof(n), afterwards->list.n ? "%zu+%zu" : "%zu",
		 generation->n_approvals, afterwards->list.n);
	pad(out, n, COLUMN_APPROVALS);
	fputs(generation->reason, out);
	if (generation->of)
		fprintf(out, "%s(as %u)", *generation->reason ? " " : "",
			generation->of);
	fputc('\n', out);
}

static void print_head(FILE *out)
{
	fputs("number  state     time                        kind      by              signed reason\n",
	      out);
}

static void json_approvals(struct json *json,
			   const struct generation *generation)
{
	char hex[DIGEST_TEXT];

	json_key(json, "approvals");
	json_array(json);
	for (size_t i = 0; i < generation->n_approvals; i++) {
		const struct generation_approval *approval =
			&generation->approvals[i];

		json_object(json);
		json_member(json, "name", approval->name);
		json_member(json, "key", approval->key);
		json_member(json, "change",
			    text_hex(hex, approval->change, DIGEST_LEN));
		json_object_end(json);
	}
	json_array_end(json);
}

static void json_one(const struct listing *listing,
		     const struct generation *generation,
		     const struct deposits *afterwards, struct json *json)
{
	char hex[DIGEST_TEXT];

	json_object(json);
	json_key(json, "generation");
	json_number(json, generation->number);
	json_member(json, "state", state_of(listing, generation->number));
	json_member(json, "kind", generation_kind_name(generation->kind));
	json_key(json, "of");
	json_number(json, generation->of);
	json_key(json, "time");
	json_number(json, generation->time);
	json_member(json, "author", generation->author);
	json_key(json, "uid");
	json_number(json, generation->uid);
	json_member(json, "reason", generation->reason);
	json_member(json, "override", generation->override);
	json_member(json, "policy",
		    text_hex(hex, generation->policy, DIGEST_LEN));
	json_member(json, "change",
		    text_hex(hex, generation->change, DIGEST_LEN));
	json_key(json, "confirm_seconds");
	json_number(json, generation->confirm_seconds);
	json_approvals(json, generation);
	afterwards_json(afterwards, json);
	json_object_end(json);
}

/* One that cannot be read stands there as such. */
static void put_damaged(const struct listing *listing, uint32_t number,
			struct json *json, FILE *out)
{
	say(listing->engine, listing->call->client,
	    "the record of generation %u is damaged (記録が壊れている)",
	    number);
	if (!json) {
		fprintf(out, "%6u  %s\n", number, "damaged");
		return;
	}
	json_object(json);
	json_key(json, "generation");
	json_number(json, number);
	json_member(json, "state", "damaged");
	json_object_end(json);
}

static void put(struct listing *listing, uint32_t number, struct json *json,
		FILE *out)
{
	_cleanup_(arena_finish) struct arena arena = { 0 };
	struct generation generation;
	struct deposits afterwards;

	if (generations_load(&listing->engine->store, number, &arena,
			     &generation) < 0) {
		put_damaged(listing, number, json, out);
		return;
	}
	afterwards =
		afterwards_of(&listing->engine->approvals, &generation, &arena);
	if (json)
		json_one(listing, &generation, &afterwards, json);
	else
		print_one(listing, &generation, &afterwards, out);
}

static void answer(struct listing *listing,
		   const struct generation_numbers *numbers)
{
	const struct call *call = listing->call;
	struct page page;
	struct json json;
	bool as_json = call->request->flags & REQUEST_JSON;

	page_open(&page);
	json = (struct json){ .out = page.out };
	if (as_json)
		json_array(&json);
	else
		print_head(page.out);
	for (size_t i = 0; i < numbers->n; i++)
		put(listing, numbers->at[i], as_json ? &json : NULL, page.out);
	if (as_json) {
		json_array_end(&json);
		fputc('\n', page.out);
	}
	page_send(&page, listing->engine, call->client, ANSWER_YES);
}

void act_generations(struct engine *engine, const struct call *call)
{
	struct listing listing = { .engine = engine, .call = call };
	struct generation_numbers numbers;
	int r = generations_list(&engine->store, &listing.arena, &numbers);

	if (r < 0) {
		say(engine, call->client, "the generations cannot be read: %s",
		    strerror(-r));
		say_done(engine, call->client, ANSWER_MACHINE, -1);
	} else {
		(void)generations_confirmed(&engine->store, &listing.confirmed,
					    NULL);
		answer(&listing, &numbers);
	}
	arena_finish(&listing.arena);
}
