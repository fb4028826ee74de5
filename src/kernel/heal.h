/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heal.h -- what others changed in our tables is put right
 *
 * Everything is compared with what should be in force; what is ours and not so
 * is written anew, what is not ours goes: one transaction for the guard, if it
 * is concerned, and one for the gate. What is as it should be is not touched,
 * so that its counters and rates go on. A table that has gone, or that has lost
 * its owner, is made anew, closed, in a transaction of its own; so is one that
 * was dormant closed when it is woken.
 */
#pragma once

#include "kernel/apply.h"
#include "kernel/intent.h"

struct heal {
	struct sock *sock; /* if it shall own the gate: as by kernel_own() */
	const struct intent *intent;
	/* DEPTH_NAMES: trees by name alone, all else closely; DEPTH_ALL. */
	enum depth trees;
	/* For trees that are made anew; NULL: they bear none. */
	const struct facts *current, *pending;
	struct findings *found; /* added to */
	struct diags *diags;
};

/* 1: something was put right, and is in `found`. 0: all is as it should be.
 * -EPERM: the table has another owner. -EPROTO: the kernel refuses it, reasons
 * in diags. Else -errno; nothing of the gate's was changed then. */
int kernel_heal(const struct heal *heal);

/*
 * Isolation as the intent has it: its overlay stands, or, where there is none,
 * whatever is called "isolate_…" goes. One transaction, nothing is compared.
 * 0 or as above.
 */
int kernel_isolate(const struct heal *heal);
