/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apply.h -- makes the kernel do what a ruleset says, or leaves it as it was
 *
 * Three transactions: the new tree, referenced by nothing; the selectors, all
 * at once; the removal of the old tree. Between the first and the second
 * everything is read back and compared. Whoever dies at whatever point leaves
 * the old rules or the new ones in force; what lies about is removed by the
 * next apply. Tables and base chains are made once and stay.
 */
#pragma once

#include "kernel/facts.h"
#include "kernel/sock.h"
#include "kernel/verify.h"
#include "ruleset/ruleset.h"

struct apply {
	struct sock *sock;
	/* Compiled for generation_next(): a number that nothing bears. */
	const struct ruleset *ruleset;
	const struct facts *facts;
	/* CLOCK_MONOTONIC, in seconds, of the moment that the ruleset's
	 * timeouts count from: what has passed since is taken off them. */
	double counted_from;
	void (*step)(const char *what); /* begins; may be NULL */
	/* What was in the way: foreign objects, a damaged frame. All of it is
	 * put right. */
	struct findings *found;
	struct diags *diags;
};

/*
 * 0: in force and read back; forwarding is on. -EPROTO: the kernel refuses it,
 * the reasons are in diags. -EIO: what was read back was not what was sent
 * (logged). -ERESTART: others keep changing the rules. Else -errno. Unless 0,
 * the rules in force are those from before.
 */
int kernel_apply(const struct apply *apply);

/* Removes what does not belong to the ruleset, which must be in force. */
int kernel_tidy(const struct apply *apply);
