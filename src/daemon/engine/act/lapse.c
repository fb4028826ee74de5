/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lapse.c -- nobody confirmed: the kernel has gone back by itself
 */
#include "base/cleanup.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/alarm.h"
#include "daemon/engine/cuts.h"
#include "daemon/engine/record.h"

static void put_lapse(struct json *json, const void *data)
{
	const struct engine *engine = data;

	journal_number(json, "generation", engine->pending.number);
	journal_number(json, "back", engine->live.number);
}

void act_lapse(struct engine *engine)
{
	_cleanup_(cuts_finish) struct cut_counts cut = { 0 };
	char object[32];

	engine->lapsed = false;
	if (!engine->pending.number)
		return;
	(void)record(engine, "lapsed", put_lapse, engine);
	snprintf(object, sizeof(object), "generation %u",
		 engine->pending.number);
	alarm_add(
		engine, "lapsed", object,
		"was not confirmed in time; the one before is in force again (確定されなかったため元の世代に戻った)");
	act_go_back(engine, 0, &cut);
}
