/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * set.h -- a set or map and its elements
 *
 * The kernel has three kinds: a hash of exact keys; ranges over several fields
 * (pipapo), whose elements have a first and a last key; ranges over one field
 * (rbtree), where an element says where a range begins and a second one,
 * flagged, where it has ended.
 */
#pragma once

#include "kernel/netlink/batch.h"
#include "ruleset/ruleset.h"

enum set_shape {
	SHAPE_HASH,
	SHAPE_BOXES,
	SHAPE_LINE,
};

enum {
	TYPE_BITS = 6, /* of each field in the number of a key's type */
};

enum set_shape set_shape(const struct set *set);
/* NFT_SET_… and nft's number for the type of the key. */
uint32_t set_flags(const struct set *set);
/* Bytes of a key in the kernel: one field as it is, several padded. */
size_t set_key_len(const struct set *set);
/* The key one above `key` in a set of SHAPE_LINE; false: there is none. */
bool set_key_after(const struct set *set, const uint8_t key[static KEY_LEN],
		   uint8_t out[static KEY_LEN]);

/* Without its elements. */
void put_set(struct batch *batch, const char *table, const struct set *set);
/* As many from `first` on as one message holds; returns the next one. */
size_t put_elements(struct batch *batch, const char *table,
		    const struct set *set, size_t first);
