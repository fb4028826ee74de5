/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * say.c -- what the status says of the proof
 */
#include "base/text.h"
#include "daemon/clock.h"
#include "daemon/engine/prove/prove.h"

enum {
	/* s: a proof of so long ago says nothing of now. */
	STALE = 3 * PROVE_EVERY,
	/* s: so long after the start there need be none. */
	FIRST = 60,
};

static int64_t seconds_ago(const struct engine *engine)
{
	return (now_ms() - engine->proving.at) / 1000;
}

static uint32_t in_force(const struct engine *engine)
{
	return engine->pending.number ? engine->pending.number
				      : engine->live.number;
}

static bool is_known(const struct engine *engine)
{
	return engine->proving.known &&
	       engine->proving.generation == in_force(engine);
}

bool prove_is_good(const struct engine *engine)
{
	if (!in_force(engine))
		return true;
	if (!is_known(engine))
		return now_ms() < engine->began + FIRST * 1000L;
	return engine->proving.last.verdict == TRIAL_PROVED &&
	       seconds_ago(engine) < STALE;
}

static const char *words_of(enum trial_verdict verdict)
{
	switch (verdict) {
	case TRIAL_PROVED:
		return "what the policy permits passes, and nothing else (証明済み)";
	case TRIAL_NARROWER:
		return "NARROWER: the tables of others drop what the policy permits (許可した通信を他のテーブルが落とす)";
	case TRIAL_REFUTED:
		return "REFUTED: the kernel does not do what the policy says (設定どおりでない)";
	case TRIAL_UNKNOWN:
	case N_TRIAL_VERDICTS:
		break;
	}
	return "UNKNOWN: it could not be proved (証明できない)";
}

void prove_print(const struct engine *engine, FILE *out)
{
	const struct proving *proving = &engine->proving;
	const struct job_proof *last = &proving->last;

	if (!in_force(engine))
		return;
	if (!is_known(engine)) {
		fputs("  proof        not yet (未証明)\n", out);
		return;
	}
	fprintf(out,
		"  %sproof      %s%s; %lld s ago (kernel generation %u, %u.%03u s)\n",
		last->verdict == TRIAL_PROVED ? "" : "! ",
		last->verdict == TRIAL_PROVED ? "  " : "",
		words_of(last->verdict), (long long)seconds_ago(engine),
		proving->genid, last->milliseconds / 1000,
		last->milliseconds % 1000);
	if (last->verdict != TRIAL_PROVED)
		fprintf(out, "  !            %s\n", last->first);
}

void prove_print_json(const struct engine *engine, struct json *json)
{
	const struct proving *proving = &engine->proving;
	const struct job_proof *last = &proving->last;
	char hex[DIGEST_TEXT];

	json_key(json, "proof");
	if (!in_force(engine) || !is_known(engine)) {
		json_string(json, NULL);
		return;
	}
	json_object(json);
	json_member(json, "result", trial_verdict_name(last->verdict));
	json_key(json, "seconds_ago");
	json_number(json, seconds_ago(engine));
	json_key(json, "generation");
	json_number(json, proving->generation);
	json_key(json, "genid");
	json_number(json, proving->genid);
	json_key(json, "milliseconds");
	json_number(json, last->milliseconds);
	json_key(json, "by_others");
	json_bool(json, last->by_others);
	json_member(json, "first", *last->first ? last->first : NULL);
	json_member(json, "dump", text_hex(hex, last->dump, DIGEST_LEN));
	json_object_end(json);
}
