/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.h -- lookups in sets and maps: which keys hit which elements
 */
#pragma once

#include "proof/lift/bit.h"

/* Where the key hits one of some elements that mean the same. */
struct lift_hit {
	uint32_t when;
	const struct nf_element *element; /* one of them; NULL: nobody knows
					   * which, nor what it holds */
	uint32_t meaning;                 /* lift_tell.meaning's */
};

/* Which elements mean the same, beyond that they are hit. */
struct lift_tell {
	bool apart; /* not those of different data or verdicts */
	/* Nor those for which this, if it is given, says another number. */
	uint32_t (*meaning)(void *state, const struct nf_element *element);
	void *state;
};

struct lift_hits {
	uint32_t any;    /* where it hits at all */
	uint32_t passed; /* … and what is run there lets the rule go on */
	VEC(struct lift_hit) list;
};

/* The key begins at `bits`. The list lies in lift->arena. */
void lift_lookup(struct lift *lift, const struct bit *bits,
		 const struct nf_set *set, const struct lift_tell *tell,
		 struct lift_hits *out);
