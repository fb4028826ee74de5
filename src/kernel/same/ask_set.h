/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_set.h -- a large hash compared by asking for each of its keys
 *
 * A dump starts over at every 32 KiB of answer and skips what it has said
 * already: quadratic, and half a second for 100 000 elements. Asking by key is
 * linear. That nothing else is in the set, its count says (NFTA_SET_COUNT,
 * Linux 6.14).
 */
#pragma once

#include <stdbool.h>

#include "kernel/held/held.h"
#include "kernel/netlink/sock.h"
#include "ruleset/ruleset.h"

/* Worth it, and the kernel can tell. */
bool ask_set_fits(const struct held_set *held, const struct set *set);
/*
 * 1: every element is held as it should be, and no other. 0: not so, or it
 * cannot be said: look at the dump. -errno. `age_ms` is taken off the timeouts.
 */
int ask_set(struct sock *sock, const char *table, const struct set *set,
	    uint64_t age_ms);
