/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sample.h -- rules and sets of every kind that the compiler can make
 */
#pragma once

#include "kernel/netlink/batch.h"
#include "ruleset/ruleset.h"

/* A tree of generation 7: chain g7_all with one rule for each kind of
 * statement, g7_x without; sets of every shape. Ended by ruleset_finish(). */
void sample_ruleset(struct ruleset *out);

const struct set *sample_set(const struct ruleset *ruleset, const char *name);

/* A batch that is never sent. */
void sample_batch(struct batch *out);
/* The n-th message after the batch's beginning, as a message of a dump. */
const struct nlmsghdr *sample_message(const struct batch *batch, size_t n);
