/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tiny.c -- a space so small that every assignment can be looked at
 */
#include "tiny.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "proof/diagram/ask.h"
#include "proof/diagram/build.h"

enum {
	MOST_BOXES = 8
};

const uint16_t tiny_levels[TINY_LEVELS] = { 0, 3, 4, DIAGRAM_LEVELS - 1 };
const uint16_t tiny_digits[TINY_DIGITS] = { 0, 1, 2, 0x8000, 0xfffe, 0xffff };
const uint16_t tiny_ends[TINY_DIGITS] = {
	0, 1, 0x7fff, 0xfffd, 0xfffe, 0xffff
};

uint32_t tiny_random(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)((*seed >> 33) % below);
}

unsigned tiny_at(unsigned cell, unsigned level)
{
	while (level--)
		cell /= TINY_DIGITS;
	return cell % TINY_DIGITS;
}

unsigned tiny_with(unsigned cell, unsigned level, unsigned digit)
{
	unsigned weight = 1;

	for (unsigned i = 0; i < level; i++)
		weight *= TINY_DIGITS;
	return cell - tiny_at(cell, level) * weight + digit * weight;
}

void tiny_assign(unsigned cell, uint16_t digits[static DIAGRAM_LEVELS])
{
	memset(digits, 0x5a, DIAGRAM_LEVELS * sizeof(*digits));
	for (unsigned i = 0; i < TINY_LEVELS; i++)
		digits[tiny_levels[i]] = tiny_digits[tiny_at(cell, i)];
}

struct tiny_box {
	unsigned low[TINY_LEVELS], high[TINY_LEVELS];
	uint32_t leaf;
};

static struct tiny_box random_box(uint64_t *seed, unsigned leaves)
{
	struct tiny_box box = { .leaf = diagram_leaf(
					tiny_random(seed, leaves)) };

	for (unsigned i = 0; i < TINY_LEVELS; i++) {
		box.low[i] = tiny_random(seed, TINY_DIGITS);
		box.high[i] = box.low[i] +
			      tiny_random(seed, TINY_DIGITS - box.low[i]);
		if (tiny_random(seed, 3) == 0) {
			box.low[i] = 0;
			box.high[i] = TINY_DIGITS - 1;
		}
	}
	return box;
}

static bool holds(const struct tiny_box *box, unsigned cell)
{
	for (unsigned i = 0; i < TINY_LEVELS; i++)
		if (tiny_at(cell, i) < box->low[i] ||
		    tiny_at(cell, i) > box->high[i])
			return false;
	return true;
}

static uint32_t diagram_of(struct diagrams *all, const struct tiny_box *box)
{
	struct diagram_range ranges[TINY_LEVELS] = { 0 };

	for (unsigned i = 0; i < TINY_LEVELS; i++) {
		ranges[i].level = tiny_levels[i];
		ranges[i].n = 1;
		ranges[i].low[0] = tiny_digits[box->low[i]];
		ranges[i].high[0] = tiny_ends[box->high[i]];
	}
	return diagram_box_of(all, ranges, TINY_LEVELS, box->leaf);
}

uint32_t tiny_list(struct diagrams *all, uint64_t *seed, unsigned leaves,
		   bool total, struct tiny_table *table)
{
	size_t n = 1 + tiny_random(seed, MOST_BOXES);
	uint32_t rules[MOST_BOXES + 1];

	for (unsigned cell = 0; cell < TINY_CELLS; cell++)
		table->leaf[cell] = DIAGRAM_NOMATCH;
	for (size_t i = 0; i < n; i++) {
		struct tiny_box box = random_box(seed, leaves);

		rules[i] = diagram_of(all, &box);
		for (unsigned cell = 0; cell < TINY_CELLS; cell++)
			if (table->leaf[cell] == DIAGRAM_NOMATCH &&
			    holds(&box, cell))
				table->leaf[cell] = box.leaf;
	}
	if (total)
		rules[n++] = DIAGRAM_FALSE;
	for (unsigned cell = 0; total && cell < TINY_CELLS; cell++)
		if (table->leaf[cell] == DIAGRAM_NOMATCH)
			table->leaf[cell] = DIAGRAM_FALSE;
	return diagram_first_match(all, rules, n);
}

void tiny_is(const struct diagrams *all, uint32_t id,
	     const struct tiny_table *table)
{
	uint16_t digits[DIAGRAM_LEVELS];

	for (unsigned cell = 0; cell < TINY_CELLS; cell++) {
		tiny_assign(cell, digits);
		assert_int_equal(diagram_evaluate(all, id, digits),
				 table->leaf[cell]);
	}
}

void tiny_pair_init(struct tiny_pair *pair, uint64_t *seed, unsigned leaves,
		    bool total)
{
	diagrams_init(&pair->all, (struct diagram_limits){ 0 });
	pair->ida = tiny_list(&pair->all, seed, leaves, total, &pair->a);
	pair->idb = tiny_list(&pair->all, seed, leaves, total, &pair->b);
}
