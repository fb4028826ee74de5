/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutate_rules.h -- one fault in decoded rules
 *
 * What a slip of a hand, a stray program or a mistake in the compiler could make
 * of the gate's tables: a lost element, a widened range, a verdict of another
 * pair, a rule too many or too few … The seed is random_policy.h's.
 */
#pragma once

#include "proof/rules/rules.h"

struct mutation {
	const char *kind; /* "a lost element" */
	char where[160];  /* "g1_forward, rule 3" */
};

/* An interface that no policy knows, and a faulty set may. */
extern const char mutate_stranger[];

/* How many kinds there are. */
size_t mutation_kinds(void);
/* A fault of that kind. False: there is no place for one, and nothing was
 * changed. */
bool mutate_rules(struct rules *rules, size_t kind, struct mutation *out);
