/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listing.h -- what lies in a store's folder
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "store/reference.h"

struct listed_volume {
	uint32_t day, part;
	uint64_t bytes; /* on the disk, its index not counted */
};

struct listing {
	VEC(struct listed_volume) volumes; /* ascending by day and part */
	VEC(struct reference) held;        /* ascending */
	bool damaged;                      /* a volume cannot be looked at */
};

/* Names that are neither are passed over. 0 or -errno. */
int listing_read(int folder, struct arena *arena, struct listing *out);

/*
 * `today` is before `newest`, a day that has a volume. Was it the clock of then
 * that was ahead, and is not that of now behind? So it was where the only day
 * behind today is not the next one; or where today comes after days that have
 * volumes, and the next one that has is farther than any holidays last.
 */
bool listing_is_ahead(const struct listing *listing, uint32_t today,
		      uint32_t newest);
