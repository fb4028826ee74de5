/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * put_frame.h -- what stands beside the trees as messages: frame, guard, overlay
 *
 * Each writes into a batch that is open; the caller commits.
 */
#pragma once

#include "kernel/held/held.h"
#include "kernel/netlink/batch.h"
#include "ruleset/ruleset.h"

/*
 * Makes a frame or guard table what it should be, whatever is held, and the
 * overlay in it, if there is one (NULL): missing objects are made, wrong ones
 * replaced, the rules of every chain written anew, all at once. Chains that are
 * neither a tree's nor of these lose their rules. Elements of the frame's maps
 * stay where the map may stay; those of the overlay's sets are written anew.
 */
void put_frame(struct batch *batch, const struct held_table *held,
	       const struct table *table, const struct table *overlay);
/* The overlay alone. */
void put_overlay(struct batch *batch, const struct held_table *held,
		 const struct table *overlay);
/* Whatever is called "isolate_…" and is none of the overlay's (NULL: all). */
void put_overlay_gone(struct batch *batch, const struct held_table *held,
		      const struct table *overlay);
