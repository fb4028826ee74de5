/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sound.h -- is a ruleset from another process one that may be loaded?
 *
 * What a policy permits cannot be judged here; what holds of every compiled
 * ruleset, whatever its policy, can:
 *
 * - every name is of the tree's own generation, nothing has two; whatever is
 *   called is in the tree, of the right kind and key; no base chain;
 * - a rule asks for a packet's family before it looks into its headers, and
 *   asks nothing of marks but whether they are this generation's;
 * - a rule that sets a connection's mark has nothing left that could fail, and
 *   accepts; marks are of this generation and name an entry;
 * - a selector leads to chains that end in a drop, and so do the chains that
 *   those go on to; maps lead to chains and never accept;
 * - no packet is accepted for its interfaces, protocol or time alone: on every
 *   path from a selector to an accept its source and its destination are asked
 *   for (on arrival its source), or its connection's mark, or loopback, or what
 *   only neighbours and errors are.
 *
 * Loops of chains and overlapping elements are left to the kernel, which
 * refuses the whole transaction.
 */
#pragma once

#include "ruleset/ruleset.h"

/* The first thing wrong, in words, or NULL. A tree's enums are in range, its
 * texts NUL-ended. */
const char *ruleset_flaw(const struct ruleset *ruleset);

/* sound_rule.c: the same of one rule, names apart; and of one element's key. */
const char *rule_flaw(const struct ruleset *ruleset, const struct rule *rule);
const char *key_flaw(const struct set *set, const struct element *element);
/* Of this generation, and one of its entries. */
bool mark_is_ours(const struct ruleset *ruleset, uint32_t mark);

/* What of a packet the rule asks for, beside its interfaces, protocol and
 * time. */
enum {
	ASKED_SOURCE = 1,
	ASKED_DESTINATION = 2,
	ASKED_ENOUGH = ASKED_SOURCE | ASKED_DESTINATION,
};

unsigned rule_asks(const struct rule *rule);
/* Nothing in the rule can fail, and it drops or goes on to another chain. */
bool rule_closes(const struct rule *rule);
