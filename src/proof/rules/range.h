/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * range.h -- the intervals that a set of one field stands for
 *
 * The kernel keeps such a set (NF_SET_INTERVAL, not of several fields) as ends: a
 * key belongs to it where the greatest end that is not beyond it begins an
 * interval (net/netfilter/nft_set_rbtree.c). So an interval ends before the
 * next end of whichever kind, or reaches to the greatest key; where one ends
 * and another begins on the same key, the beginning counts.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "proof/rules/rules.h"

struct nf_range {
	const uint8_t *first, *last; /* key_len bytes; both belong to it */
	const struct nf_element *element;
};

struct nf_ranges {
	VEC(struct nf_range) list; /* ascending, disjoint */
};

/* Whether rules_ranges() is to be asked: elsewhere every element stands for
 * itself (key to key_end, field by field). */
bool rules_has_ranges(const struct nf_set *set);
/* The catchall is in no range. False where two ends of one kind are on the same
 * key, which no kernel has. */
bool rules_ranges(const struct nf_set *set, struct arena *arena,
		  struct nf_ranges *out);
