/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * health.h -- the gateway on one screen: what is in force, and is all well?
 */
#pragma once

#include <stdio.h>

#include "daemon/engine/afterwards.h"
#include "daemon/engine/drift.h"
#include "daemon/engine/ending.h"

/* All zero but `engine` and `now`: nothing was asked. Ended by
 * health_finish(). */
struct health {
	const struct engine *engine;
	time_t now;
	struct arena arena;
	bool has_record, has_pending; /* the records could be read */
	/* As people decided on it (origin.h), if a renewal is in force. */
	struct generation record, pending;
	struct deposits afterwards; /* signatures of the record's change */
	struct open_items open;
	bool open_unknown; /* what is open cannot be read */
	struct endings endings;
	struct drift drift;
};

enum {
	/* An alarm of this many seconds ago is no reason any more not to be
	 * well; it stays to be read. */
	HEALTH_ALARM_SECONDS = 24 * 3600,
	/* s: so much may a clock be put back */
	HEALTH_AHEAD = 300,
};

void health_look(struct engine *engine, struct health *out);
/* A generation is in force, the kernel does it, nothing was found or is to be
 * done. What is pending, isolated or ends soon is well. */
bool health_is_good(const struct health *health);
void health_print(const struct health *health, FILE *out);
void health_print_json(const struct health *health, FILE *out);
void health_finish(struct health *health);

/* It was put in force as of a moment that is still to come: the clock was ahead
 * then, or is behind. What ends until that moment passes nothing, and what begins
 * by then passes. */
bool health_is_ahead(const struct health *health);
/* Seconds that the pending generation has left. */
int64_t health_seconds_left(const struct health *health);
