/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enforce.h -- what the engine asks of enforce, and what comes back
 *
 * Enforce takes rulesets packed (ruleset/pack.h), believes no byte of them,
 * and can do nothing to the kernel but what stands here: load a tree under its
 * own number, switch to what was loaded and read back, go on, go back, isolate.
 * Numbers of generations are the kernel's here, 1 … GENERATION_MAX.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/facts.h"

/* MESSAGE_HELD: what stands in the kernel. */
struct enforce_held {
	uint32_t live, pending, fallback; /* 0: none */
	uint64_t pending_ms;              /* what is left of it */
	bool present, mixed;              /* the table; see held.h */
	bool has_facts;                   /* of the live tree: */
	uint8_t digest[DIGEST_LEN];
};

/* MESSAGE_LOAD beside the descriptor. */
struct enforce_load {
	/* CLOCK_MONOTONIC, as int64_t: negative before the boot. Timeouts count
	 * from there. */
	uint64_t compiled_ms;
	struct facts facts; /* texts of at most ENFORCE_TEXT bytes */
};

/*
 * MESSAGE_HOLD beside the descriptor: after a start, what ought to be in force,
 * and what ought to be pending, if anything is, in either order. -ETIME says
 * that the kernel has gone back meanwhile; MESSAGE_LAPSED follows.
 */
struct enforce_hold {
	uint64_t age_ms; /* since it was compiled */
	bool pending;
	/* For a tree that has to be made anew; one that stands keeps its own. */
	bool has_facts;
	struct facts facts;
};

/* MESSAGE_CUT: of the connections with mark & mask == mark, all; those of an
 * array of struct connection; those whose entry's number is in an array of
 * uint32_t; those that begin or end in an array of struct addr_range. */
enum enforce_cut {
	CUT_MARKED,
	CUT_LISTED,
	CUT_ENTRIES,
	CUT_ENDS,
	N_ENFORCE_CUTS,
};

enum {
	ENFORCE_TEXT = 1024,
	ENFORCE_HELD_LEN = 3 * 4 + 8 + 3 + DIGEST_LEN,
	ENFORCE_FACTS_MIN = 8 + DIGEST_LEN + 3 * 2,
	ENFORCE_FACTS_MAX = ENFORCE_FACTS_MIN + 3 * ENFORCE_TEXT,
	ENFORCE_LOAD_MIN = 8 + ENFORCE_FACTS_MIN,
	ENFORCE_LOAD_MAX = 8 + ENFORCE_FACTS_MAX,
	ENFORCE_HOLD_MIN = 8 + 1, /* facts may be left out */
	ENFORCE_HOLD_MAX = ENFORCE_HOLD_MIN + ENFORCE_FACTS_MAX,
	/* Bytes of a packed ruleset, of a dump file. */
	ENFORCE_RULESET_MAX = 256 << 20,
	ENFORCE_DUMP_MAX = 128 << 20,
};

void held_pack(const struct enforce_held *held,
	       uint8_t out[static ENFORCE_HELD_LEN]);
bool held_unpack(const uint8_t *body, size_t len, struct enforce_held *out);

/* Bytes written. */
size_t hold_pack(const struct enforce_hold *hold,
		 uint8_t out[static ENFORCE_HOLD_MAX]);
bool hold_unpack(const uint8_t *body, size_t len, struct arena *arena,
		 struct enforce_hold *out);

/* Bytes written; longer texts are cut. */
size_t load_pack(const struct enforce_load *load,
		 uint8_t out[static ENFORCE_LOAD_MAX]);
/* The facts' texts live in `arena`. */
bool load_unpack(const uint8_t *body, size_t len, struct arena *arena,
		 struct enforce_load *out);
