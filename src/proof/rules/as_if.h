/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * as_if.h -- rules as they will be, or as they would be without something
 *
 * A tree is proved before it is switched on: what the switch is going to write
 * is put into the decoded rules, nothing else changes.
 */
#pragma once

#include "proof/rules/rules.h"
#include "ruleset/ruleset.h"

/* The ruleset's selectors hold its elements, and its fallbacks none. False:
 * the rules have no such selector, or no such chain as an element leads to. */
bool as_if_switched(struct rules *rules, const struct ruleset *ruleset);
/* Nothing is isolated (ruleset/isolation.h): such chains only ever drop. */
void as_if_not_isolated(struct rules *rules);
/* The gate and its guard alone, of all tables. */
void as_if_alone(struct rules *rules);
