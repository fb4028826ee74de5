/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * walk.h -- the originals of some days one after another, a step at a time
 *
 * In the order in which they came. A step reads one head and its envelope, and
 * never a message, so that who walks can do something else between two. What is
 * appended, erased or taken away meanwhile may be met or not.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "store/listing.h"
#include "store/volume.h"

struct walk {
	int folder; /* the caller's */
	struct arena arena;
	struct listing listing;
	struct reference after;
	uint32_t last;
	size_t next;          /* of the listing: the volume to be opened */
	struct volume volume; /* file -1: none is open */
	uint64_t at;          /* … where the next step looks */
	unsigned n_bad;       /* … its places that could not be read */
};

/* All behind `after` (number 0: with that day's first), to the day `last` with
 * its end. 0 or -errno; walk_finish() in either case. */
int walk_begin(struct walk *walk, int folder, const struct reference *after,
	       uint32_t last);
/* 0: an original, of the day walk->volume.day; -EAGAIN: none here, go on; 1: no
 * more; -errno: not all of that day's part can be read; go on behind it. */
int walk_step(struct walk *walk, struct place *out);
void walk_finish(struct walk *walk);
