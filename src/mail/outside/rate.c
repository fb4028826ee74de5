/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rate.c -- token buckets, each kept as the time when it will be full again
 */
#include "mail/outside/rate.h"

#include <string.h>

void rate_begin(struct rate_table *table, uint32_t count, uint32_t seconds,
		uint32_t burst, const uint8_t key[static SIPHASH_KEY])
{
	const uint64_t second = 1000000;

	memcpy(table->key, key, SIPHASH_KEY);
	if (!count)
		return;
	/* Rounded up: rather a little less than a little more. */
	table->interval = (seconds * second + count - 1) / count;
	table->depth = table->interval * (burst ? burst : count);
}

/* The way to its own bucket in its set, else to one that says nothing, else
 * RATE_WAYS. */
static size_t find(const struct rate_bucket *set, uint64_t who, uint64_t now)
{
	size_t spare = RATE_WAYS;

	for (size_t i = 0; i < RATE_WAYS; i++) {
		if (set[i].who == who)
			return i;
		if (set[i].full_at <= now)
			spare = i;
	}
	return spare;
}

/* When its bucket would be full again with one token less; 0: there is none. */
static uint64_t full_after(const struct rate_table *table, size_t way,
			   const struct rate_bucket *set, uint64_t now)
{
	uint64_t then;

	if (way == RATE_WAYS)
		return 0;
	then = (set[way].full_at > now ? set[way].full_at : now) +
	       table->interval;
	return then - now <= table->depth ? then : 0;
}

bool rate_allows(const struct rate_table *table, const void *who, size_t len,
		 uint64_t now)
{
	uint64_t hash = siphash(table->key, who, len);
	const struct rate_bucket *set = table->buckets[hash % RATE_SETS];

	return !table->interval ||
	       full_after(table, find(set, hash, now), set, now);
}

bool rate_take(struct rate_table *table, const void *who, size_t len,
	       uint64_t now)
{
	uint64_t hash = siphash(table->key, who, len);
	struct rate_bucket *set = table->buckets[hash % RATE_SETS];
	size_t way = find(set, hash, now);
	uint64_t then = full_after(table, way, set, now);

	if (!table->interval)
		return true;
	if (!then)
		return false;
	set[way] = (struct rate_bucket){ hash, then };
	return true;
}
