/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pieces.h -- a range as pieces that the checker knows
 *
 * Its boxes say of each byte what it is at least and at most, by itself:
 * 10.0.0.200 to 10.0.1.50 are two pieces.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	PIECE_BYTES = 16,
	MOST_PIECES = 2 * PIECE_BYTES,
};

struct piece {
	uint8_t lo[PIECE_BYTES], hi[PIECE_BYTES];
};

/* All of the range, whose ends have `len` bytes, in ascending order: so many. */
size_t pieces_of(const uint8_t *first, const uint8_t *last, size_t len,
		 struct piece out[static MOST_PIECES]);
