/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiny.h -- a space so small that every assignment can be looked at
 *
 * LEVELS levels, scattered over all that there are, the digits of each in
 * DIGITS classes: from tiny_digits[] to tiny_ends[], so that digits of a class
 * are never told apart. A table holds a function of it, leaf by leaf.
 */
#pragma once

#include <stdint.h>

#include "proof/diagram/diagram.h"

enum {
	TINY_LEVELS = 4,
	TINY_DIGITS = 6,
	TINY_CELLS = 6 * 6 * 6 * 6,
};

extern const uint16_t tiny_levels[TINY_LEVELS];
extern const uint16_t tiny_digits[TINY_DIGITS], tiny_ends[TINY_DIGITS];

struct tiny_table {
	uint32_t leaf[TINY_CELLS];
};

/* The same numbers for the same seed, everywhere. Below `below`. */
uint32_t tiny_random(uint64_t *seed, uint32_t below);

/* Cell number -> the digits of DIAGRAM_LEVELS levels, and one coordinate. */
void tiny_assign(unsigned cell, uint16_t digits[static DIAGRAM_LEVELS]);
unsigned tiny_at(unsigned cell, unsigned level);
/* The cell with one coordinate changed. */
unsigned tiny_with(unsigned cell, unsigned level, unsigned digit);

/* A list of boxes over the tiny digits, first match wins, and what it says of
 * every cell by a plain loop. `leaves` kinds of leaves; NOMATCH where no box
 * fits, unless `total`. */
uint32_t tiny_list(struct diagrams *all, uint64_t *seed, unsigned leaves,
		   bool total, struct tiny_table *table);
/* Every cell of the diagram is what the table says. */
void tiny_is(const struct diagrams *all, uint32_t id,
	     const struct tiny_table *table);

/* Two of them in a manager of their own. */
struct tiny_pair {
	struct diagrams all;
	struct tiny_table a, b;
	uint32_t ida, idb;
};

void tiny_pair_init(struct tiny_pair *pair, uint64_t *seed, unsigned leaves,
		    bool total);
