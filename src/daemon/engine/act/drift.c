/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drift.c -- does the gateway still do exactly what the generation says?
 */
#include "daemon/engine/drift.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/say.h"

static void print_json(const struct drift *drift, FILE *out)
{
	struct json json = { .out = out };

	json_object(&json);
	json_key(&json, "drift");
	json_bool(&json, !drift_is_none(drift));
	json_key(&json, "packets");
	json_array(&json);
	json_array_end(&json);
	json_key(&json, "objects");
	drift_print_json(drift, &json);
	json_key(&json, "more");
	json_number(&json, drift->found.n_more);
	json_object_end(&json);
	fputc('\n', out);
}

static void print(const struct engine *engine, const struct drift *drift,
		  FILE *out)
{
	if (drift->compared != 1)
		fputs("the rules differ (規則が違う)\n", out);
	else if (engine->pending.number)
		fprintf(out,
			"the rules are those of generation %u, and of %u while it is pending, to the byte (規則は一致)\n",
			engine->live.number, engine->pending.number);
	else if (engine->live.number)
		fprintf(out,
			"the rules are those of generation %u, to the byte (規則は一致)\n",
			engine->live.number);
	else
		fputs("no generation is in force, and the gate is closed (閉鎖中)\n",
		      out);
	vec_each(sighting, &drift->found.list)
		fprintf(out, "%s [%s] %s\n  %s\n  %s\n",
			severity_name(sighting->severity), sighting->slug,
			sighting->object, sighting->ja, sighting->en);
	if (drift->found.n_more)
		fprintf(out, "… and %u more\n", drift->found.n_more);
}

void act_drift(struct engine *engine, const struct call *call)
{
	_cleanup_(drift_finish) struct drift drift;
	struct page page;

	drift_look(engine, &drift);
	if (drift.compared < 0) {
		say(engine, call->client,
		    "the kernel's rules cannot be compared: %s",
		    strerror(-drift.compared));
		say_done(engine, call->client, ANSWER_MACHINE, -1);
		return;
	}
	page_open(&page);
	if (call->request->flags & REQUEST_JSON)
		print_json(&drift, page.out);
	else
		print(engine, &drift, page.out);
	page_send(&page, engine, call->client,
		  drift_is_none(&drift) ? ANSWER_YES : ANSWER_NO);
}
