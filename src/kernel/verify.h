/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.h -- what the kernel holds against what was compiled
 *
 * Everything is read back, chain by chain and set by set, and compared. What
 * differs is listed for people; nothing is changed here.
 */
#pragma once

#include "base/arena.h"
#include "kernel/held.h"
#include "kernel/sock.h"
#include "ruleset/ruleset.h"

enum finding_kind {
	FINDING_MISSING,   /* compiled, but not in the kernel */
	FINDING_DIFFERENT, /* there, but not as compiled */
	FINDING_FOREIGN,   /* in our tables, but never ours */
	FINDING_LEFTOVER,  /* a tree that is not live */
};

struct finding {
	enum finding_kind kind;
	const char *text; /* "chain inet sekisho forward: rule 2 differs" */
};

/* All zero: nothing found. findings_finish() ends it. */
struct findings {
	struct arena arena;
	VEC(struct finding) list;
};

void findings_add(struct findings *findings, enum finding_kind kind,
		  const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Unless the same is there already. */
void findings_copy(const struct finding *finding, struct findings *into);
void findings_finish(struct findings *findings);
bool findings_have(const struct findings *findings, enum finding_kind kind);

/* All return 0 or -errno (-EINTR: it changed meanwhile); findings are added. */

/* Sets and chains of `table` are held as they should be, elements as well.
 * `skip_elements`: of the frame's selectors, which change with each flip. */
int verify_table(struct sock *sock, const struct held_table *held,
		 const struct table *table, bool skip_elements,
		 struct findings *findings);
/* The selectors lead into the ruleset's own tree and nowhere else. */
int verify_selectors(struct sock *sock, const struct held *held,
		     const struct ruleset *ruleset, struct findings *findings);
/* What stands in our two tables beside the ruleset: by name alone. */
void verify_foreign(const struct held *held, const struct ruleset *ruleset,
		    struct findings *findings);

/*
 * All of it, with the generation id of `held` still true at the end. Returns 1
 * if the kernel does exactly what the ruleset says and holds nothing else, 0
 * if not, or -errno (-ERESTART: it changed meanwhile).
 */
int verify_ruleset(struct sock *sock, const struct held *held,
		   const struct ruleset *ruleset, struct findings *findings);
