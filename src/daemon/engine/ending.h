/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ending.h -- which entries of the policy in force end soon
 */
#pragma once

#include "base/json.h"
#include "daemon/engine/index.h"

struct ending {
	const char *id; /* the index's */
	time_t until;
	unsigned step; /* 30, 7 or 1: of policy/expiring.h, the least reached */
};

struct endings {
	VEC(struct ending) list; /* the first first; in the arena */
};

/* Those that have not ended and have reached a step at `now`. */
void endings_find(const struct index *index, time_t now, struct arena *arena,
		  struct endings *out);
/* An array of {"id":…,"until":…,"days":…}. */
void endings_print_json(const struct endings *endings, struct json *json);
