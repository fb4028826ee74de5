/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * health.c -- what is asked for the status, and whether all is well
 */
#include "daemon/engine/health/health.h"

#include "daemon/clock.h"
#include "daemon/engine/origin.h"
#include "daemon/engine/prove/prove.h"

static bool load(const struct engine *engine, uint32_t number,
		 struct arena *arena, struct generation *out)
{
	return number &&
	       generations_load(&engine->store, number, arena, out) == 0;
}

void health_look(struct engine *engine, struct health *out)
{
	*out = (struct health){ .engine = engine, .now = time(NULL) };
	drift_look(engine, &out->drift);
	out->has_record =
		load(engine, origin_of(&engine->store, engine->live.number),
		     &out->arena, &out->record);
	if (out->has_record)
		out->afterwards = afterwards_of(&engine->approvals,
						&out->record, &out->arena);
	out->has_pending = load(engine, engine->pending.number, &out->arena,
				&out->pending);
	out->open_unknown = approvals_open_items(&engine->approvals,
						 &out->arena, &out->open) < 0;
	endings_find(&engine->live.index, out->now, &out->arena, &out->endings);
}

static bool has_alarms(const struct health *health)
{
	const struct engine *engine = health->engine;

	for (size_t i = 0; i < engine->n_alarms; i++)
		if (now_ms() - engine->alarms[i].raised <
		    HEALTH_ALARM_SECONDS * 1000L)
			return true;
	return false;
}

bool health_is_ahead(const struct health *health)
{
	const struct standing *live = &health->engine->live;

	return live->number && live->compiled > health->now + HEALTH_AHEAD;
}

bool health_is_good(const struct health *health)
{
	return health->engine->live.number && !health->engine->closed &&
	       health->has_record && !health->engine->journal_fails &&
	       !health->open_unknown && health->open.list.n == 0 &&
	       !has_alarms(health) && !health_is_ahead(health) &&
	       drift_is_none(&health->drift) && prove_is_good(health->engine);
}

int64_t health_seconds_left(const struct health *health)
{
	int64_t left = health->engine->pending_until - now_ms();

	return left > 0 ? (left + 999) / 1000 : 0;
}

void health_finish(struct health *health)
{
	drift_finish(&health->drift);
	arena_finish(&health->arena);
}
