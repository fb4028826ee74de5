/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * maps.h -- what the frame's selector and fallback maps shall hold
 *
 * Every change of what is in force is the same transaction: all eight maps are
 * emptied and filled. A generation that is to be confirmed has a timeout in the
 * selectors, the one before stands in the fallbacks; a lasting one stands in
 * the selectors alone.
 */
#pragma once

#include "kernel/intent.h"
#include "kernel/netlink/batch.h"

/* All zero is empty; ended by maps_finish(). Names and chains are the
 * rulesets', which must live as long. */
struct maps {
	struct arena arena;
	VEC(struct set) sets; /* selectors and fallbacks, with elements */
};

/*
 * Without a fallback (NULL) the selected one is lasting if ms is 0. With one,
 * its interfaces that the selected one does not know are dropped as long: they
 * would meet the fallback's tree.
 */
void maps_init(struct maps *maps, const struct ruleset *selected, uint64_t ms,
	       const struct ruleset *fallback);
void maps_init_intent(struct maps *maps, const struct intent *intent);
void maps_finish(struct maps *maps);

/* The frame must stand, and so must the trees. */
void put_maps(struct batch *batch, const struct maps *maps);
