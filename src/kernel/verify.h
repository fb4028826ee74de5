/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.h -- what the kernel holds against what was compiled
 *
 * Everything is read back, chain by chain and set by set, and compared. What
 * differs is listed for people; nothing is changed here.
 */
#pragma once

#include "kernel/findings.h"
#include "kernel/held/held.h"
#include "kernel/intent.h"
#include "kernel/maps.h"
#include "kernel/netlink/sock.h"
#include "ruleset/ruleset.h"

/* How closely a table is looked at. */
enum depth {
	DEPTH_NAMES, /* its chains and sets are there, and of their kind */
	DEPTH_RULES, /* and so are the rules; the elements may be any */
	DEPTH_ALL,
};

/* All return 0 or -errno (-EINTR: it changed meanwhile); findings are added. */

/* Sets and chains of `table` are held as they should be. */
int verify_table(struct sock *sock, const struct held_table *held,
		 const struct table *table, enum depth depth,
		 struct findings *findings);
/* The same of one whose timeouts count from so long ago. */
int verify_aged(struct sock *sock, const struct held_table *held,
		const struct table *table, enum depth depth, uint64_t age_ms,
		struct findings *findings);
/* What stands in our two tables beside what should: by name alone. */
void verify_foreign(const struct held *held, const struct intent *intent,
		    struct findings *findings);

/*
 * All of it, with the generation id of `held` still true at the end; the trees
 * to `trees`. Returns 1 if the kernel does exactly what is meant and holds
 * nothing else, 0 if not, or -errno (-ERESTART: it changed meanwhile).
 */
int verify_intent(struct sock *sock, const struct held *held,
		  const struct intent *intent, enum depth trees,
		  struct findings *findings);
/* That the ruleset is in force, lasting and alone. */
int verify_ruleset(struct sock *sock, const struct held *held,
		   const struct ruleset *ruleset, struct findings *findings);
