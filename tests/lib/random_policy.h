/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_policy.h -- random policies and packets for them, the same for a seed
 *
 * Made as data, past the reader: addresses and ports come from few values, so
 * that entries overlap, touch and duplicate each other all the time; packets
 * come from the same values and their neighbours.
 */
#pragma once

#include "policy/judge.h"
#include "policy/policy.h"

/* What validity and hours play around: a full hour. */
#define RANDOM_EPOCH ((time_t)1789999200)

void random_seed(uint64_t seed);
uint32_t pick(uint32_t n); /* 0 … n - 1 */
bool one_in(uint32_t n);

/* The caller ends it with arena_finish(&policy->arena). */
void random_policy(struct policy *policy);
/* Somewhere between two zones, or a flow's edge; with a sender's MAC from
 * `mac`. */
struct packet random_packet(const struct policy *policy, struct mac *mac);

/* Host h of zone z, of 10.z.0.0/16 or fd00:z::/32. */
struct addr random_address(uint32_t zone, uint32_t host, bool v6);
uint32_t random_host(void);
struct addr_range random_range(const struct zone *zone);
