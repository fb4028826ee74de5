/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * path.h -- the paths of packets through one rule
 *
 * A path is what the registers hold, what was written, and for which packets.
 * A map divides it; an expression that breaks ends it for the packets that do
 * not match, and what was written before stays written. Only for rule.c
 * and rule_map.c.
 */
#pragma once

#include "proof/lift/rule.h"

struct lift_path {
	uint32_t when; /* DIAGRAM_FALSE: nobody is on it any more */
	uint32_t effect;
	struct regs regs;
};

struct lift_path_ref {
	struct lift_path *path;
};

/* A rule, being lifted. */
struct lift_run {
	struct lift *lift;
	const struct nf_rule *rule;
	const struct lift_calls *calls;
	VEC(struct lift_path_ref) paths; /* that are still on their way */
	struct arena arena;              /* of the paths */
	struct diagram_pile pile; /* outcomes of the packets that are not */
	size_t end;               /* no expression from here on matters */
};

uint32_t run_leaf(struct lift_run *run, enum outcome_kind kind,
		  uint32_t effect);
/* The outcome of the packets for which the condition is TRUE. */
void run_ends(struct lift_run *run, uint32_t condition, uint32_t outcome);

/* The rule does not match where the condition is not TRUE. */
void path_require(struct lift_run *run, struct lift_path *path,
		  uint32_t condition);
/* The same of a condition that may answer anew every time. */
void path_require_drawn(struct lift_run *run, struct lift_path *path,
			const struct nf_expr *expr);
/* Some packets, nobody knows which, are dropped there and then. */
void path_may_drop(struct lift_run *run, struct lift_path *path,
		   const struct nf_expr *expr);
/* Whether one that counts connections is among them: where it cannot, it drops
 * (nft_connlimit_do_eval, net/netfilter/nft_connlimit.c). */
bool path_counts_connections(const struct nf_exprs *exprs);
void path_finish(struct lift_run *run, struct lift_path *path,
		 uint32_t outcome);
void path_follow(struct lift_run *run, struct lift_path *path,
		 const struct nf_verdict *verdict);
/* One more path, which goes on as this one would, for other packets. */
struct lift_path *path_fork(struct lift_run *run, const struct lift_path *path,
			    uint32_t when);
