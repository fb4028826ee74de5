/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.h -- tables and chains into a batch, and whatever is to go
 *
 * All in family inet. Names are kept until the batch is done.
 */
#pragma once

#include "kernel/held/held.h"
#include "kernel/netlink/batch.h"
#include "kernel/netlink/udata.h"
#include "ruleset/ruleset.h"

/* Nothing happens to a table or chain that is there already (a base chain's
 * policy becomes drop). */
void put_table(struct batch *batch, const struct table *table);
/* Without its rules. `extra` is appended to the comment; may be NULL. */
void put_chain(struct batch *batch, const char *table,
	       const struct chain *chain, const struct udata *extra);

void put_table_gone(struct batch *batch, const char *table);
/* Must hold no rule and be the target of none. */
void put_chain_gone(struct batch *batch, const char *table, const char *chain);
void put_rules_gone(struct batch *batch, const char *table, const char *chain);
/* Must not be used by any rule. */
void put_set_gone(struct batch *batch, const char *table, const char *set);
void put_elements_gone(struct batch *batch, const char *table, const char *set);
void put_thing_gone(struct batch *batch, const char *table,
		    const struct held_thing *thing);
