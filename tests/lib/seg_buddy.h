/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seg_buddy.h -- the rules of seg_list.h by BuDDy, a library of binary diagrams
 *
 * A second opinion: nothing of ours is in it. Only what is accepted is said;
 * one binary variable a bit, the fields in the order of enum seg_field.
 * BuDDy's state is the process's: begin once.
 */
#pragma once

#include <bdd.h>

#include "seg_list.h"

void seg_buddy_begin(size_t rules);
/* Numbers low … high in `bits` variables from `first` on. Referenced. */
BDD seg_buddy_range(int first, unsigned bits, uint32_t low, uint32_t high);
/* A box of a packet's fields, as of a rule. Referenced. */
BDD seg_buddy_box(const uint32_t low[static N_SEG_FIELDS],
		  const uint32_t high[static N_SEG_FIELDS]);
/* What the list accepts, put together by halves. Referenced. */
BDD seg_buddy_accepted(const struct seg_rule *rules, size_t n);
