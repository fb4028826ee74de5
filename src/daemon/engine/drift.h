/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * drift.h -- what of the gateway is not as the generation says: rules, tables
 * of others, and what is around the gate
 */
#pragma once

#include "daemon/engine/engine.h"
#include "kernel/around/sighting.h"

/* All zero: nothing was looked at. drift_finish() ends it. */
struct drift {
	struct sightings found; /* gravest first */
	/* The kernel's rules and what was compiled: 1 the same, 0 not, or
	 * -errno: it cannot be said. */
	int compared;
};

/* Asks enforce, and takes what the survey said last. */
void drift_look(struct engine *engine, struct drift *out);
/* The rules are the same, and nothing but notes was found. */
bool drift_is_none(const struct drift *drift);
void drift_finish(struct drift *drift);

/* An array of {"slug","object","severity","ja","en"}. */
void drift_print_json(const struct drift *drift, struct json *json);
/* "alarm" */
const char *severity_name(enum severity severity);
