/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ending.c -- which entries of the policy in force end soon
 */
#include "daemon/engine/ending.h"

#include <stdlib.h>
#include <string.h>

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
static bool is_listed(const struct endings *endings,
		      const struct index_entry *entry)
{
	size_t n = endings->list.n;

	return n && !strcmp(endings->list.at[n - 1].id, entry->id);
}

void endings_find(const struct index *index, time_t now, struct arena *arena,
		  struct endings *out)
{
	vec_each(entry, &index->entries) {
		unsigned step = step_of(entry->until, now);

		if (!entry->until || entry->until <= now || !step ||
		    is_listed(out, entry))
			continue;
		*vec_add(arena, &out->list) = (struct ending){
			.id = entry->id,
			.until = entry->until,
			.step = step,
		};
	}
	if (out->list.n)
		qsort(out->list.at, out->list.n, sizeof(*out->list.at), by_end);
}

void endings_print_json(const struct endings *endings, struct json *json)
{
	json_array(json);
	vec_each(ending, &endings->list) {
		json_object(json);
		json_member(json, "id", ending->id);
		json_key(json, "until");
		json_number(json, ending->until);
		json_key(json, "days");
		json_number(json, ending->step);
		json_object_end(json);
	}
	json_array_end(json);
}
