/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apply.h -- makes the kernel do what a ruleset says, or leaves it as it was
 *
 * Three transactions: the new tree, referenced by nothing; the selectors, all
 * at once; the removal of the old tree. Between the first and the second
 * everything is read back and compared. Whoever dies at whatever point leaves
 * the old rules or the new ones in force; what lies about is removed by the
 * next apply. Tables and base chains are made once and stay.
 *
 * kernel_apply() is all of it, at once and for good. In parts, a generation can
 * be tried: see confirm.h.
 */
#pragma once

#include "kernel/facts.h"
#include "kernel/netlink/sock.h"
#include "kernel/verify.h"
#include "ruleset/ruleset.h"

struct apply {
	struct sock *sock;
	/* Compiled for generation_next(): a number that nothing bears. */
	const struct ruleset *ruleset;
	/* In force before, and again where nobody confirms; NULL: nothing was.
	 * kernel_apply() and kernel_load() do not look at it. */
	const struct ruleset *previous;
	/* Isolation, which is to stand all the while; or NULL. */
	const struct table *overlay;
	const struct facts *facts; /* of the ruleset; for loading only */
	/* CLOCK_MONOTONIC, in seconds, of the moment that the ruleset's
	 * timeouts count from: what has passed since is taken off them. As in
	 * intent.h. */
	double counted_from;
	void (*step)(const char *what); /* begins; may be NULL */
	/* kernel_apply(): asked about what is loaded and read back, before it
	 * is switched on; else than 0 it is dropped, and that is the result.
	 * Asked again where others change the rules meanwhile. Or NULL. */
	int (*prove)(void *ctx);
	void *ctx;
	/* What was in the way: foreign objects, a damaged frame. All of it is
	 * put right. */
	struct findings *found;
	struct diags *diags;
};

/*
 * All return 0 or: -EPROTO: the kernel refuses it, the reasons are in diags.
 * -EIO: what was read back was not what was sent (logged). -EEXIST: the
 * ruleset's number is in force already. -EPERM: the table has another owner
 * (held.h). -ERESTART: others keep changing the rules. Else -errno. Unless 0,
 * the rules in force are those from before.
 */

/* Loaded, read back and in force; forwarding is on. */
int kernel_apply(const struct apply *apply);
/* Loaded and read back beside what is in force; the frame stands. *genid is the
 * kernel's generation id of that moment. */
int kernel_load(const struct apply *apply, uint32_t *genid);
/* What was loaded is not wanted after all: its tree goes, unless in force. */
int kernel_unload(const struct apply *apply);

/* Removes what does not belong to the ruleset, which must be in force; nor to
 * the previous one, where that is what an unconfirmed one goes back to. */
int kernel_tidy(const struct apply *apply);
