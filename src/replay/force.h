/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * force.h -- when is an entry in force? by its number
 */
#pragma once

#include "policy/policy.h"
#include "replay/reason.h"

struct force_entry {
	const struct approval *approval; /* NULL: no such entry */
	const struct flow *flow;         /* NULL: of another kind */
};

struct force {
	const struct policy *policy;
	struct force_entry *at; /* by number */
};

/* The policy is kept. force_finish() ends it. */
void force_init(struct force *force, const struct policy *policy);
void force_finish(struct force *force);
/* REASON_NONE: it is at that moment; REASON_NO_ENTRY: there is none. */
enum reason force_at(const struct force *force, uint32_t entry, time_t now);
/* Does its stamp bear the clock's bit in a tree that was compiled then? */
bool force_by_clock(const struct force *force, uint32_t entry, time_t compiled);
