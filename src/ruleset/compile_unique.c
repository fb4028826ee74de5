/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_unique.c -- of elements with one key, the one that lasts longest
 *
 * The kernel takes a key once. Several entries may permit the same tuple: what
 * they mean together lasts as long as the longest of them. Between equals the
 * earlier entry keeps it.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "ruleset/compiler.h"

/* Part of a key's hash beside the element's place + 1: most keys are told apart
 * without a look at their elements. */
struct slot {
	uint32_t hash, place;
};

/* Open addressing. */
struct key_table {
	struct slot *slots;
	size_t mask, len;
	bool interval;
};

static uint64_t mix(uint64_t hash, const uint8_t *bytes, size_t len)
{
	uint64_t word;

	for (size_t i = 0; i < len; i += sizeof(word)) {
		memcpy(&word, bytes + i, sizeof(word));
		hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
		hash ^= hash >> 32;
	}
	return hash;
}

static bool same_key(const struct key_table *table, const struct element *a,
		     const struct element *b)
{
	return memcmp(a->key, b->key, table->len) == 0 &&
	       (!table->interval || memcmp(a->last, b->last, table->len) == 0);
}

/* The slot of an equal element among `kept`, or the free one for it. */
static struct slot *find(const struct key_table *table,
			 const struct element *kept,
			 const struct element *element)
{
	size_t len = (table->len + 7) & ~(size_t)7;
	uint64_t hash = mix(0, element->key, len);
	struct slot *slot;

	if (table->interval)
		hash = mix(hash, element->last, len);
	for (size_t i = hash & table->mask;; i = (i + 1) & table->mask) {
		slot = &table->slots[i];
		if (!slot->place) {
			slot->hash = (uint32_t)(hash >> 32);
			return slot;
		}
		if (slot->hash == (uint32_t)(hash >> 32) &&
		    same_key(table, &kept[slot->place - 1], element))
			return slot;
	}
}

static bool outlasts(const struct element *a, const struct element *b)
{
	return b->timeout_ms &&
	       (!a->timeout_ms || a->timeout_ms > b->timeout_ms);
}

void compile_unique(struct set *set)
{
	_cleanup_(freep) struct slot *slots = NULL;
	struct key_table table = {
		.len = key_len(&set->key),
		.interval = set->interval,
	};
	struct element *kept = set->elements.at;
	size_t n_slots = 16, n = 0;
	struct slot *slot;

	while (n_slots < 2 * set->elements.n)
		n_slots *= 2;
	slots = xcalloc(n_slots, sizeof(*slots));
	table.slots = slots;
	table.mask = n_slots - 1;
	for (size_t i = 0; i < set->elements.n; i++) {
		slot = find(&table, kept, &kept[i]);
		if (!slot->place) {
			slot->place = (uint32_t)n + 1;
			if (n++ != i)
				kept[n - 1] = kept[i];
		} else if (outlasts(&kept[i], &kept[slot->place - 1])) {
			kept[slot->place - 1] = kept[i];
		}
	}
	set->elements.n = n;
}
