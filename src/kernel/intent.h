/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intent.h -- all that should be in force, at one moment
 */
#pragma once

#include <stdint.h>

#include "ruleset/ruleset.h"

struct intent {
	/* Lasting; ruleset_lockdown() where nothing is to pass. Its frame and
	 * its guard are everybody's. */
	const struct ruleset *current;
	/* In force until it lapses, unless it is confirmed before; or NULL. */
	const struct ruleset *pending;
	uint64_t pending_ms; /* what is left of it; 0: it has lapsed */
	/* Loaded beside them, to be switched to: it stays, whatever is in it;
	 * or NULL. */
	const struct ruleset *loaded;
	/* CLOCK_MONOTONIC, in seconds, of the moments that their timeouts count
	 * from: negative where that was before the boot; 0: now. */
	double current_from, pending_from;
	/* Isolation: chains and sets, all called "isolate_…", that stand in the
	 * gate's table beside the frame and the trees; or NULL. */
	const struct table *overlay;
};

/* What has passed since. */
uint64_t intent_age_ms(double counted_from);
