/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * put_tree.h -- a generation's tree as messages, and whatever is to go
 *
 * Each writes into a batch that is open; the caller commits.
 */
#pragma once

#include "kernel/held/held.h"
#include "kernel/intent.h"
#include "kernel/netlink/batch.h"
#include "ruleset/ruleset.h"

/* Where the next message of a tree starts: a tree is referenced by nothing, so
 * it may be loaded in several transactions where one would be too long. All
 * zero: at its beginning. */
struct tree_cursor {
	size_t set, element, chain, rule;
	bool sets_made, chains_made, elements_made, done;
};

/* Writes until the batch has `room` bytes or the tree is complete (done). */
void put_tree(struct batch *batch, const struct ruleset *ruleset, size_t room,
	      struct tree_cursor *cursor);

/* Whatever is held of that generation goes; it must not be live. */
void put_tree_gone(struct batch *batch, const struct held *held,
		   uint32_t generation);
/*
 * Removes every object of our tables that does not belong to the intent; writes
 * nothing if there is none. Frame and maps must be as the intent has them.
 */
void put_others_gone(struct batch *batch, const struct held *held,
		     const struct intent *intent);
/* The rules of the gate's chains that are not the intent's. */
void put_foreign_rules_gone(struct batch *batch, const struct held *held,
			    const struct intent *intent);
