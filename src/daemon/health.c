/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * health.c -- what is asked for the status, and whether all is well
 */
#include "daemon/health.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/clock.h"
#include "daemon/origin.h"
#include "policy/expiring.h"

enum {
	DAY = 86400
};

/* 0: not soon. */
static unsigned step_of(time_t until, time_t now)
{
	static const unsigned steps[] = { EXPIRING_DAY, EXPIRING_WEEK,
					  EXPIRING_MONTH };

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		if (now >= until - (time_t)steps[i] * DAY)
			return steps[i];
	return 0;
}

static int by_end(const void *a, const void *b)
{
	const struct ending *x = a, *y = b;

	if (x->until != y->until)
		return x->until < y->until ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* A relay has two entries of one id and one end. */
static bool is_listed(const struct health *health,
		      const struct index_entry *entry)
{
	size_t n = health->endings.n;

	return n && !strcmp(health->endings.at[n - 1].id, entry->id);
}

static void find_endings(struct health *health)
{
	vec_each(entry, &health->engine->live.index.entries) {
		unsigned step = step_of(entry->until, health->now);

		if (!entry->until || entry->until <= health->now || !step ||
		    is_listed(health, entry))
			continue;
		*vec_add(&health->arena, &health->endings) = (struct ending){
			.id = entry->id,
			.until = entry->until,
			.step = step,
		};
	}
	if (health->endings.n)
		qsort(health->endings.at, health->endings.n,
		      sizeof(*health->endings.at), by_end);
}

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
	out->has_pending = load(engine, engine->pending.number, &out->arena,
				&out->pending);
	out->open_unknown = approvals_open_items(&engine->approvals,
						 &out->arena, &out->open) < 0;
	find_endings(out);
}

static bool has_alarms(const struct health *health)
{
	const struct engine *engine = health->engine;

	for (size_t i = 0; i < engine->n_alarms; i++)
		if (engine->alarms[i].since + HEALTH_ALARM_SECONDS >
		    health->now)
			return true;
	return false;
}

bool health_is_good(const struct health *health)
{
	return health->engine->live.number && health->has_record &&
	       !health->engine->journal_fails && !health->open_unknown &&
	       health->open.list.n == 0 && !has_alarms(health) &&
	       drift_is_none(&health->drift);
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
