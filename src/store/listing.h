/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * listing.h -- what lies in a store's folder
 */
#pragma once

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
};

/* Names that are neither are passed over. 0 or -errno. */
int listing_read(int folder, struct arena *arena, struct listing *out);
