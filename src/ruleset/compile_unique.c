/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_unique.c -- of elements with one key, the one that lasts longest
 *
 * The kernel takes a key once. Several entries may permit the same tuple: what
 * they mean together lasts as long as the longest of them. Between equals the
 * earlier entry keeps it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "ruleset/compiler.h"

/* Open addressing; slots hold places + 1. */
struct table_of_keys {
	uint32_t *slots;
	size_t mask, len;
	bool interval;
};

static uint64_t mix(uint64_t hash, const uint8_t *bytes, size_t len)
{
	uint64_t word;

	for (size_t i = 0; i < len; i += sizeof(word)) {
		memcpy(&word, bytes + i, sizeof(word));
		hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 32;
	}
	return hash;
}

static bool same_key(const struct table_of_keys *keys, const struct element *a,
		     const struct element *b)
{
	return memcmp(a->key, b->key, keys->len) == 0 &&
	       (!keys->interval || memcmp(a->last, b->last, keys->len) == 0);
}

/* The slot of an equal element among `kept`, or the free one for it. */
static uint32_t *find(const struct table_of_keys *keys,
		      const struct element *kept, const struct element *element)
{
	size_t len = (keys->len + 7) & ~(size_t)7;
	uint64_t hash = mix(0, element->key, len);

	if (keys->interval)
		hash = mix(hash, element->last, len);
	for (size_t i = hash & keys->mask;; i = (i + 1) & keys->mask) {
		if (!keys->slots[i] ||
		    same_key(keys, &kept[keys->slots[i] - 1], element))
			return &keys->slots[i];
	}
}

static bool outlasts(const struct element *a, const struct element *b)
{
	return b->timeout_ms &&
	       (!a->timeout_ms || a->timeout_ms > b->timeout_ms);
}

void compile_unique(struct set *set)
{
	_cleanup_(freep) uint32_t *slots = NULL;
	struct table_of_keys keys = {
		.len = key_len(&set->key),
		.interval = set->interval,
	};
	struct element *kept = set->elements.at;
	size_t n_slots = 16, n = 0;
	uint32_t *slot;

	while (n_slots < 2 * set->elements.n)
		n_slots *= 2;
	slots = xcalloc(n_slots, sizeof(*slots));
	keys.slots = slots;
	keys.mask = n_slots - 1;
	for (size_t i = 0; i < set->elements.n; i++) {
		slot = find(&keys, kept, &set->elements.at[i]);
		if (!*slot) {
			kept[n] = set->elements.at[i];
			*slot = (uint32_t)++n;
		} else if (outlasts(&set->elements.at[i], &kept[*slot - 1])) {
			kept[*slot - 1] = set->elements.at[i];
		}
	}
	set->elements.n = n;
}
