/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.c -- the status as programs read it
 */
#include "base/json.h"

#include "base/text.h"
#include "daemon/engine/health/health.h"
#include "daemon/engine/prove/prove.h"

static void put_record(struct json *json, const struct generation *record)
{
	char hex[DIGEST_TEXT];

	json_member(json, "kind", generation_kind_name(record->kind));
	json_member(json, "sha256", text_hex(hex, record->policy, DIGEST_LEN));
	json_member_number(json, "applied", (uint64_t)record->time);
	json_member(json, "author", record->author);
	json_member(json, "reason", record->reason);
	json_member(json, "override", record->override);
	json_key(json, "approvals");
	json_array(json);
	for (size_t i = 0; i < record->n_approvals; i++)
		json_string(json, record->approvals[i].name);
	json_array_end(json);
}

static void put_pending(struct json *json, const struct health *health)
{
	json_key(json, "pending");
	if (!health->engine->pending.number) {
		json_string(json, NULL);
		return;
	}
	json_object(json);
	json_member_number(json, "generation", health->engine->pending.number);
	json_member_number(json, "seconds_left",
			   (uint64_t)health_seconds_left(health));
	if (health->has_pending)
		put_record(json, &health->pending);
	json_object_end(json);
}

static void put_orders(struct json *json, const struct engine *engine)
{
	json_key(json, "isolated");
	json_array(json);
	for (size_t i = 0; i < engine->n_orders; i++) {
		const struct isolation_order *order = &engine->orders[i];

		json_object(json);
		json_member(json, "word", order->word);
		json_member(json, "by", order->by);
		json_member(json, "reason", order->reason);
		json_member_number(json, "since", (uint64_t)order->since);
		json_object_end(json);
	}
	json_array_end(json);
}

static void put_open(struct json *json, const struct health *health)
{
	char hex[DIGEST_TEXT];

	json_key(json, "open");
	json_array(json);
	vec_each(item, &health->open.list) {
		json_object(json);
		json_member_number(json, "generation", item->generation);
		json_member(json, "change",
			    text_hex(hex, item->change, DIGEST_LEN));
		json_member(json, "author", item->author);
		json_member(json, "reason", item->reason);
		json_member_number(json, "applied", (uint64_t)item->time);
		json_object_end(json);
	}
	json_array_end(json);
}

static void put_alarms(struct json *json, const struct engine *engine)
{
	json_key(json, "alarms");
	json_array(json);
	for (size_t i = 0; i < engine->n_alarms; i++) {
		const struct alarm *alarm = &engine->alarms[i];

		json_object(json);
		json_member(json, "slug", alarm->slug);
		json_member(json, "object", alarm->object);
		json_member(json, "text", alarm->text);
		json_member_number(json, "since", (uint64_t)alarm->since);
		json_object_end(json);
	}
	json_array_end(json);
}

static const char *rules_word(int compared)
{
	if (compared < 0)
		return "unknown";
	return compared ? "same" : "different";
}

void health_print_json(const struct health *health, FILE *out)
{
	const struct engine *engine = health->engine;
	struct json json = { .out = out };

	json_object(&json);
	json_key(&json, "good");
	json_bool(&json, health_is_good(health));
	json_member_number(&json, "generation", engine->live.number);
	json_key(&json, "closed");
	json_bool(&json, !engine->live.number || engine->closed);
	if (health->has_record) {
		json_member_number(&json, "origin", health->record.number);
		put_record(&json, &health->record);
		afterwards_json(&health->afterwards, &json);
	}
	json_key(&json, "ahead_of_clock");
	json_bool(&json, health_is_ahead(health));
	put_pending(&json, health);
	put_orders(&json, engine);
	put_open(&json, health);
	json_key(&json, "journal_fails");
	json_bool(&json, engine->journal_fails);
	put_alarms(&json, engine);
	json_member(&json, "rules", rules_word(health->drift.compared));
	json_key(&json, "found");
	drift_print_json(&health->drift, &json);
	prove_print_json(engine, &json);
	json_member_number(&json, "entries", engine->live.index.entries.n);
	json_key(&json, "ending");
	endings_print_json(&health->endings, &json);
	json_object_end(&json);
	fputc('\n', out);
}
