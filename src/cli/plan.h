/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan.h -- what a policy would change, gathered and then told
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "kernel/conntrack.h"
#include "kernel/read.h"
#include "kernel/verify.h"
#include "policy/policy.h"
#include "ruleset/entries.h"

/* A live connection that the policy does not permit. */
struct cut {
	struct connection connection;
	const char *entry; /* that permits it now, or NULL where unknown */
	bool own;          /* the session that the question comes through */
};

struct plan {
	const struct policy *policy;
	time_t now;
	struct changes changes;
	VEC(struct cut) cuts;
	struct arena arena;   /* of the cuts */
	size_t n_connections; /* that the rules in force let pass */
	/* Where no entry changes: what the kernel holds otherwise. */
	struct findings found;
	uint32_t live; /* generation; 0: none is in force */
};

bool plan_is_empty(const struct plan *plan);

/*
 * Of all live connections those that will end: each is judged by the register
 * itself. `reading` says which entry let it pass.
 */
int plan_find_cuts(struct plan *plan, struct sock *sock,
		   const struct reading *reading);

void plan_print(const struct plan *plan, FILE *out);
void plan_print_json(const struct plan *plan, FILE *out);

/* Who asked for an entry and who allowed it; NULL if the policy has none of
 * that id. */
const struct approval *plan_approval(const struct policy *policy,
				     const char *id);
