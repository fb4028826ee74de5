/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_rules.h -- random decoded rules and packets for them
 *
 * Every expression that the lift models, over few values, so that matches
 * match: tables of several families, base chains with effects for each other,
 * jumps, gotos, returns, sets of all kinds. The seed is random_policy.h's.
 */
#pragma once

#include "proof/lift/lift.h"

#include "machine.h"

/* The caller ends it with rules_finish(). */
void random_rules(struct rules *rules);
/* All interfaces that there are. */
extern const struct lift_link random_links[];
extern const size_t n_random_links;

/* A packet that can exist, as digits (atoms true: limits let pass), and the
 * same for the machine. */
void random_digits(const struct space *space,
		   uint16_t digits[static DIAGRAM_LEVELS]);
void machine_of(const struct space *space, const uint16_t *digits,
		struct machine *machine);
