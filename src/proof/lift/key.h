/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * key.h -- where a key is one of many elements
 */
#pragma once

#include "proof/lift/bit.h"

/* An element, or what an interval stands for: `key_len` bytes each, both ends
 * belong to it. */
struct lift_item {
	const uint8_t *first, *last;
	const struct nf_element *element;
};

/* Where the key, which begins at `bits`, is one of the items; TRUE and FALSE. */
uint32_t lift_members(struct lift *lift, const struct bit *bits,
		      const struct nf_set *set, const struct lift_item *items,
		      size_t n);
