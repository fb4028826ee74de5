/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * live_cost.h -- a policy and a kernel read, with what each step takes
 *
 * Prints "name value" pairs: CPU seconds (the kernel included), bytes, counts.
 */
#pragma once

#include "policy/policy.h"
#include "proof/rules/rules.h"
#include "ruleset/snapshot.h"

/* CPU seconds of this process. */
double live_seconds(void);
/* How long something took that began then and ends now. */
void live_say(const char *name, double began);
/* The most memory so far. */
void live_say_memory(const char *name);

void live_policy(const char *path, const char *rules, struct policy *out);
/* Of this network namespace, or of a dump (`path`). */
void live_rules(const char *path, struct snapshot *snapshot,
		struct rules *rules);
