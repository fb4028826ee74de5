/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cells.h -- one packet for each cell of a diagram, and some for its borders
 */
#pragma once

#include "bout.h"

struct cells_count {
	size_t cells;
	size_t empty; /* no wire carries a packet of theirs */
	size_t met;   /* the packet that was sent is one of the cell's */
};

/* Of the rules that stand, after bout_begin(). */
void cells_try(struct bout *bout, struct cells_count *count);
