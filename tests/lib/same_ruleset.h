/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * same_ruleset.h -- two rulesets compared, member by member
 */
#pragma once

#include "ruleset/ruleset.h"

/* Equal in everything, places included; else `what` names the first
 * difference. */
bool ruleset_same(const struct ruleset *a, const struct ruleset *b,
		  const char **what);
