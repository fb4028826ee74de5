/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lint.h -- what of a policy is idle, doubled, hidden, ending or risky
 *
 * A policy in, findings out. Where packets are compared it is exact: over all
 * packets that begin a connection between two ends, and all moments from `now`
 * on (hours and validity together). A pair of zones that does not fit into the
 * limits is a finding of its own, by name.
 *
 * "Before" means as the gate asks (docs/architecture.md, "Tree"): entries that
 * are nothing but maps first, then those with conditions of their own (hours,
 * rate, log, a beginning to come, many boxes); in each part as in the register.
 */
#pragma once

#include "policy/policy.h"
#include "proof/diagram/diagram.h"
#include "proof/lint/rule.h"
#include "proof/rules/rules.h"

/* Another entry, and a packet that both of them permit. */
struct lint_other {
	const char *id;
	struct loc at;
	/* "lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443"; or NULL */
	const char *packet;
	const char *when; /* "2026-11-24 08:30" in the policy's zone, or NULL:
			   * at any time */
};

/* A word of an entry's list that could be struck. */
struct lint_word {
	const char *list; /* "source", "destination", "service" */
	const char *text; /* as written */
};

enum {
	LINT_OTHERS = 8 /* of one finding; n_others counts all */
};

struct lint_finding {
	enum lint_kind kind;
	enum lint_severity severity;
	struct loc at;
	const char *subject; /* an entry's id, a host's name, a zone pair */
	const char *en, *ja; /* a sentence */
	VEC(struct lint_other) others;
	size_t n_others;
	VEC(struct lint_word) words; /* LINT_PARTLY_REDUNDANT: all of them */
};

/* From which kernel or dump counters come. */
struct lint_counted {
	const struct rules *rules;
	uint32_t generation; /* as in names and marks */
	time_t since;        /* the tree was loaded; 0: unknown */
	time_t until;        /* its counters were read */
};

struct lint_options {
	time_t now;
	/* For each pair of zones. All 0: LINT_BYTES, LINT_MILLISECONDS. */
	struct diagram_limits limits;
	const struct lint_counted *counted; /* NULL: nothing was counted */
};

enum {
	LINT_BYTES = 320 << 20,
	LINT_MILLISECONDS = 60 * 1000,
};

struct lint {
	struct arena arena;
	VEC(struct lint_finding) findings; /* by place, then kind */
};

/* Texts of the policy are kept: it must outlive the findings. */
void lint_policy(const struct policy *policy,
		 const struct lint_options *options, struct lint *out);
void lint_finish(struct lint *lint);
