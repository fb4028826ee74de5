/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assumption.h -- what a proof about a kernel's rules cannot see, and rests on
 *
 * A hole is something that was found, or could not be looked at, through which
 * packets may pass by the rules, or change on their way: as long as there is
 * one, nothing is proved of the kernel. The rest has to be true, and is told.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "policy/policy.h"
#include "proof/rules/rules.h"
#include "ruleset/snapshot.h"

struct assumption {
	const char *slug;   /* "legacy-tables" */
	const char *object; /* "ip nat"; "" */
	const char *ja, *en;
	bool hole;
};

/* All zero: none. assumptions_finish() ends it. */
struct assumptions {
	struct arena arena;
	VEC(struct assumption) list; /* holes first */
	size_t n_holes;
};

void assumptions_find(const struct snapshot *snapshot,
		      const struct rules *rules, const struct policy *policy,
		      struct assumptions *out);
void assumptions_finish(struct assumptions *assumptions);
