/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ours.h -- the names that belong into our two tables
 */
#pragma once

#include <stdbool.h>

#include "kernel/intent.h"

/* Sorted; points into the intent's documents. */
struct names {
	const char **at;
	size_t n;
};

struct table_names {
	struct names chains, sets;
};

/* The frame with the overlay and the trees with their facts, and the guard. */
struct ours {
	char facts[3][32];
	struct table_names gate, guard;
};

/* Keeps pointers to itself and to the rulesets; ended by ours_finish(). */
void ours_init(struct ours *ours, const struct intent *intent);
void ours_finish(struct ours *ours);
bool names_have(const struct names *names, const char *name);
