/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge.c -- facts around the gate and what should be there -> sightings
 */
#include "kernel/around/judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "base/text.h"
#include "kernel/around/judge_parts.h"

enum {
	SHOWN_TEXT = 4 * 64 + 1
};

/* ------ memory ------ */

static bool remembers(const struct around_memory *memory, const char *name)
{
	vec_each(one, &memory->seen)
		if (!strcmp(one->name, name))
			return true;
	return false;
}

void around_remember(struct around_memory *memory,
		     const struct expectation *expected,
		     const struct around *around)
{
	vec_each(link, &around->links) {
		if (!expected_by_interface(expected, link->name) ||
		    remembers(memory, link->name))
			continue;
		(void)vec_add(&memory->arena, &memory->seen);
		memcpy(memory->seen.at[memory->seen.n - 1].name, link->name,
		       INTERFACE_NAME);
		memory->seen.at[memory->seen.n - 1].index = link->index;
	}
}

void around_forget(struct around_memory *memory)
{
	arena_finish(&memory->arena);
	*memory = (struct around_memory){ 0 };
}

/* ------ what the parts share ------ */

static int by_index(const void *a, const void *b)
{
	const struct seat *x = a, *y = b;

	return (x->index > y->index) - (x->index < y->index);
}

static void take_seats(struct judge *judge)
{
	judge->n_seats = judge->around->links.n;
	judge->seats = xcalloc(judge->n_seats + 1, sizeof(*judge->seats));
	for (size_t i = 0; i < judge->n_seats; i++) {
		const struct around_link *link = &judge->around->links.at[i];

		judge->seats[i] =
			(struct seat){ link->index, link,
				       expected_by_interface(judge->expected,
							     link->name) };
	}
	qsort(judge->seats, judge->n_seats, sizeof(*judge->seats), by_index);
}

const struct seat *judge_seat(const struct judge *judge, uint32_t index)
{
	const struct seat like = { .index = index };

	return bsearch(&like, judge->seats, judge->n_seats, sizeof(like),
		       by_index);
}

const struct expected_zone *judge_zone(const struct judge *judge,
				       uint32_t index)
{
	const struct seat *seat = judge_seat(judge, index);

	return seat ? seat->zone : NULL;
}

const char *judge_shown(const struct judge *judge, const char *text)
{
	char shown[SHOWN_TEXT];

	return arena_strdup(
		&judge->out->arena,
		text_escape(shown, sizeof(shown), text, strlen(text)));
}

const char *judge_name(const struct judge *judge, uint32_t index)
{
	const struct seat *seat = judge_seat(judge, index);

	return seat ? judge_shown(judge, seat->link->name) : "?";
}

/* ------ what could not be seen ------ */

static const struct {
	const char *object;
	enum severity severity;
} parts[N_PARTS] = {
	[PART_LINKS] = { "links", SEVERITY_ALARM },
	[PART_ADDRESSES] = { "addresses", SEVERITY_ALARM },
	[PART_ROUTES] = { "routes", SEVERITY_ALARM },
	[PART_RULES] = { "rules", SEVERITY_ALARM },
	[PART_TC] = { "tc", SEVERITY_ALARM },
	[PART_SWITCHES] = { "switches", SEVERITY_ALARM },
	[PART_TABLES] = { "xtables", SEVERITY_ALARM },
	[PART_XFRM] = { "xfrm", SEVERITY_WARNING },
};

static void judge_unread(const struct judge *judge)
{
	for (size_t i = 0; i < N_PARTS; i++) {
		int error = judge->around->unread[i];
		struct sighting *f;

		if (!error)
			continue;
		f = sightings_add(judge->out, parts[i].severity, "unread", "%s",
				  parts[i].object);
		sighting_ja(
			judge->out, f,
			"%s を読み切れず（%s）、そこにある抜け道は見えない。ログを確かめ、監視プロセスを起動し直す。",
			parts[i].object, strerrordesc_np(-error));
		sighting_en(
			judge->out, f,
			"%s could not be read to the end (%s): a way around the gate there would not be seen. See the log and start the survey again.",
			parts[i].object, strerrordesc_np(-error));
	}
}

void around_judge(const struct around *around,
		  const struct expectation *expected,
		  const struct around_memory *memory, struct sightings *out)
{
	struct judge judge = { .around = around,
			       .expected = expected,
			       .memory = memory,
			       .out = out };

	take_seats(&judge);
	judge_unread(&judge);
	judge_links(&judge);
	judge_joined(&judge);
	judge_strays(&judge);
	judge_addresses(&judge);
	judge_routes(&judge);
	judge_unrouted(&judge);
	judge_rules(&judge);
	judge_hooks(&judge);
	judge_switches(&judge);
	judge_connections(&judge);
	judge_bridge_switches(&judge);
	judge_tables(&judge);
	free(judge.seats);
	sightings_settle(out);
}
