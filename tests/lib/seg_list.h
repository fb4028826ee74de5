/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * seg_list.h -- a segment gateway's rules, as boxes: for tests and benchmarks
 *
 * Sixteen zones, each with a 10.ZONE.0.0/16; established traffic first, then
 * random flows between the zones that may talk at all (none of zones 0 … 3 to
 * zones 12 … 15), one in fifty of them a denial, nothing at the end.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum seg_field {
	SEG_IIF,
	SEG_OIF,
	SEG_DADDR,
	SEG_SADDR,
	SEG_PROTO,
	SEG_DPORT,
	SEG_SPORT,
	SEG_STATE, /* 0 new, 1 established, 2 … 3 */
	N_SEG_FIELDS,
};

enum {
	SEG_ZONES = 16
};

struct seg_rule {
	uint32_t low[N_SEG_FIELDS], high[N_SEG_FIELDS];
	bool accept;
};

struct seg_packet {
	uint32_t at[N_SEG_FIELDS];
};

extern const uint8_t seg_bits[N_SEG_FIELDS];

/* Below `below`; the same numbers for the same seed, everywhere. */
uint32_t seg_random(uint64_t *seed, uint32_t below);
/* The caller frees. */
struct seg_rule *seg_list(size_t n, uint64_t seed);
/* Zones that no rule lets talk. */
bool seg_apart(unsigned from, unsigned to);
/* At the edges of, inside, and around a random rule's box. */
struct seg_packet seg_packet(const struct seg_rule *rules, size_t n,
			     uint64_t *seed);
/* The first rule that holds; n if none does. A plain loop. */
size_t seg_first_match(const struct seg_rule *rules, size_t n,
		       const struct seg_packet *packet);
