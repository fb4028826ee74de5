/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rate.h -- how many messages a peer or a sender may give us
 *
 * A token bucket for each: `burst` may come at once, and it fills again by
 * `count` in `seconds`. The table has room for a fixed number of buckets. A
 * bucket that is full again may be forgotten, for a new one is full as well;
 * one that is not, never. So nobody gets more by making us forget: if there is
 * no room but in the place of such a bucket, the newcomer is refused for now,
 * which its retry mends.
 *
 * Pure: the clock is the caller's, in microseconds, and never goes back.
 */
#pragma once

#include <stdbool.h>

#include "base/siphash.h"

enum {
	RATE_SETS = 2048,
	RATE_WAYS = 8,
};

struct rate_bucket {
	uint64_t who;     /* keyed hash; two who share one share a bucket */
	uint64_t full_at; /* in the past: full, or never used */
};

struct rate_table {
	uint64_t interval; /* microseconds to gain one token; 0: no limit */
	uint64_t depth;    /* … to fill an empty bucket */
	uint8_t key[SIPHASH_KEY];
	struct rate_bucket buckets[RATE_SETS][RATE_WAYS];
};

/* Zeroed memory becomes a table of full buckets. count 0: no limit; burst 0:
 * as many as count. key: secret random bytes. */
void rate_begin(struct rate_table *table, uint32_t count, uint32_t seconds,
		uint32_t burst, const uint8_t key[static SIPHASH_KEY]);
/* Would rate_take() say yes? */
bool rate_allows(const struct rate_table *table, const void *who, size_t len,
		 uint64_t now);
/* Takes a token. False: there is none, and nothing has changed. */
bool rate_take(struct rate_table *table, const void *who, size_t len,
	       uint64_t now);
