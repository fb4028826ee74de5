/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work.h -- one change of the kernel's rules, step by step
 *
 * Every step starts from the generation id that the step before left; if
 * anybody else changed a rule meanwhile the kernel refuses the step (-ERESTART)
 * and everything is looked at again from the beginning.
 */
#pragma once

#include "kernel/apply.h"
#include "kernel/held/held.h"
#include "kernel/intent.h"
#include "kernel/netlink/batch.h"

enum {
	WORK_ATTEMPTS = 10
};

/* All but sock is zero at first; ended by work_finish(). */
struct work {
	struct sock *sock;
	struct diags *diags;    /* the kernel's refusals */
	struct findings *found; /* what was in the way; or NULL */
	struct batch batch;
	uint32_t genid; /* the kernel's, after our last transaction */
	bool switching; /* the switch was sent, perhaps unanswered */
	bool closed;    /* we have made the gate so, to open it next */
	/* Of a switch: how long it lasts (0: for good), and the generation id
	 * at which its tree was read back. */
	uint64_t ms;
	uint32_t loaded;
};

void work_finish(struct work *work);
/* Runs `attempt` until it is not refused with -ERESTART, at most
 * WORK_ATTEMPTS times. */
int work_repeat(struct work *work, const struct apply *apply,
		int (*attempt)(struct work *, const struct apply *));

/* The rest returns 0 or -errno (-ERESTART: others changed the rules). */
void work_begin(struct work *work);
int work_commit(struct work *work);
/* Reads what is held; it must be what our last transaction left. */
int work_look(struct work *work, struct held *out);
/* Guard, frame and overlay stand; elements of the frame's maps stay. */
int work_mend(struct work *work, const struct apply *apply);
int work_mend_guard(struct work *work, const struct held *held,
		    const struct ruleset *ruleset);
/* The apply's tree is held as it was compiled; else -EIO, logged. */
int work_read_back(struct work *work, const struct apply *apply);
/* From now on packets meet `selected`: lasting (ms 0), or until it lapses, and
 * then `fallback` (may be NULL). The overlay is written anew with it. */
int work_switch(struct work *work, const struct apply *apply,
		const struct ruleset *selected, uint64_t ms,
		const struct ruleset *fallback);
/* Until every packet that is on its way has left the hooks, some ms. */
void work_wait_for_packets(void);
/* Whatever does not belong to the intent goes; the frame must stand. */
int work_remove_others(struct work *work, const struct held *held,
		       const struct intent *intent);
