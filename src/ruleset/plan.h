/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan.h -- what a policy would change, gathered and then told
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "policy/policy.h"
#include "ruleset/connection.h"
#include "ruleset/entries.h"

/* A live connection that the policy does not permit. */
struct cut {
	struct connection connection;
	const char *entry; /* that permits it now, or NULL where unknown */
	uint32_t number;   /* of that entry, or 0 */
	bool own;          /* the session that the question comes through */
};

struct plan {
	const struct policy *policy;
	const struct policy *base; /* in force; NULL where unknown */
	time_t now;
	/* The asker's $SSH_CONNECTION (ssh(1)), or NULL. */
	const char *session;
	struct changes changes;
	VEC(struct cut) cuts;
	struct arena arena;   /* of cuts and findings */
	size_t n_connections; /* that the rules in force let pass */
	/* Where no entry changes: what the kernel holds otherwise. */
	VEC(const char *) found;
	uint32_t live; /* generation; 0: none is in force */
	uint32_t tree; /* its number in the kernel, as marks bear it */
};

/*
 * Of these live connections those that will end: each is judged by the
 * register itself. The ruleset in force says which entry let it pass. One that
 * has been silent since an earlier generation bears that one's mark still; it
 * lives if the policy in force would let its next packet pass.
 */
void plan_find_cuts(struct plan *plan, const struct ruleset *in_force,
		    const struct connection *connections, size_t n);

void plan_print(const struct plan *plan, FILE *out);
void plan_print_json(const struct plan *plan, FILE *out);
