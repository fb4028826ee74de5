/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * survey.c -- what appeared around the gate, or is gone, is written down
 *
 * Status and drift always say what the survey said last. The journal has a
 * line for each change of it, notes left out; in a flood of changes one a
 * minute, of all that is different then.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/sealed.h"
#include "daemon/clock.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/alarm.h"
#include "daemon/engine/drift.h"
#include "daemon/engine/record.h"

enum {
	MINUTE = 60000, /* ms */
	LINES_A_MINUTE = 30,
	/* A line has room for so many; more are counted. */
	NAMED_MAX = 64,
};

/* ------ the journal ------ */

static void put_marked(struct json *json, const struct sightings *seen,
		       enum sighting_mark mark, const char *key)
{
	unsigned n = 0;

	json_key(json, key);
	json_array(json);
	vec_each(sighting, &seen->list) {
		if (sighting->mark != mark || n++ >= NAMED_MAX)
			continue;
		json_object(json);
		journal_text(json, "slug", sighting->slug);
		journal_text(json, "object", sighting->object);
		journal_text(json, "severity",
			     severity_name(sighting->severity));
		json_object_end(json);
	}
	json_array_end(json);
}

static void put_around(struct json *json, const void *data)
{
	const struct sightings *seen = data;
	size_t appeared = 0, gone = 0;

	vec_each(sighting, &seen->list) {
		appeared += sighting->mark == SIGHTING_APPEARED;
		gone += sighting->mark == SIGHTING_GONE;
	}
	journal_number(json, "n_appeared", (int64_t)appeared);
	journal_number(json, "n_gone", (int64_t)gone);
	put_marked(json, seen, SIGHTING_APPEARED, "appeared");
	put_marked(json, seen, SIGHTING_GONE, "gone");
}

/* ------ alarms ------ */

/* One for each kind: a hundred routes must not push out all other alarms. */
static void raise_alarms(struct engine *engine, const struct sightings *seen)
{
	const char *last = "";

	vec_each(sighting, &seen->list) {
		if (sighting->mark != SIGHTING_APPEARED ||
		    sighting->severity != SEVERITY_ALARM ||
		    !strcmp(sighting->slug, last))
			continue;
		last = sighting->slug;
		alarm_add(engine, sighting->slug, sighting->object,
			  sighting->en);
	}
}

/* ------ what is different ------ */

/* Notes are no news, and what the survey calls gone is not there. */
static void leave_out_notes(struct sightings *seen)
{
	size_t n = 0;

	vec_each(sighting, &seen->list)
		if (sighting->severity != SEVERITY_NOTE &&
		    sighting->mark != SIGHTING_GONE)
			seen->list.at[n++] = *sighting;
	seen->list.n = n;
	sightings_settle(seen);
}

static bool read_survey(const struct engine *engine, struct sightings *out)
{
	_cleanup_(sealed_finish) struct sealed packed = { 0 };
	bool good = engine->surveyed >= 0 &&
		    sealed_map(engine->surveyed, SIGHTINGS_PACKED_MAX,
			       &packed) == 0 &&
		    sightings_unpack(packed.bytes, packed.len, out);

	if (good)
		leave_out_notes(out);
	return good;
}

static bool is_news(const struct sightings *seen)
{
	vec_each(sighting, &seen->list)
		if (sighting->mark != SIGHTING_STANDS)
			return true;
	return false;
}

/* What could not be written is different still the next time. */
static void note(struct engine *engine, struct sightings *seen)
{
	(void)sightings_compare(seen, &engine->noted);
	if (!is_news(seen)) {
		sightings_finish(seen);
		return;
	}
	engine->survey_lines++;
	if (record(engine, "around", put_around, seen) < 0) {
		engine->survey_news = true;
		engine->survey_again = now_ms() + MINUTE;
		sightings_finish(seen);
		return;
	}
	raise_alarms(engine, seen);
	sightings_forget_gone(seen);
	sightings_finish(&engine->noted);
	engine->noted = *seen;
}

int64_t act_survey_due(const struct engine *engine)
{
	int64_t left = engine->survey_again - now_ms();

	return left > 0 ? left : 0;
}

void act_survey(struct engine *engine)
{
	struct sightings seen = { 0 };
	int64_t now = now_ms();

	engine->survey_news = false;
	if (now - engine->survey_minute >= MINUTE) {
		engine->survey_minute = now;
		engine->survey_lines = 0;
	}
	if (read_survey(engine, &seen))
		note(engine, &seen);
	else
		sightings_finish(&seen);
	if (engine->survey_lines >= LINES_A_MINUTE)
		engine->survey_again = engine->survey_minute + MINUTE;
}
