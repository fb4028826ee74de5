/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ours.h -- the names that belong into our two tables under a ruleset
 */
#pragma once

#include <stdbool.h>

#include "kernel/held.h"
#include "kernel/verify.h"
#include "ruleset/ruleset.h"

/* Sorted; points into the ruleset. */
struct names {
	const char **at;
	size_t n;
};

struct table_names {
	struct names chains, sets;
};

/* The frame with the ruleset's tree and facts, and the guard. */
struct ours {
	char facts[32];
	struct table_names gate, guard;
};

/* Keeps pointers to itself and to the ruleset; ended by ours_finish(). */
void ours_init(struct ours *ours, const struct ruleset *ruleset);
void ours_finish(struct ours *ours);
bool names_have(const struct names *names, const char *name);
