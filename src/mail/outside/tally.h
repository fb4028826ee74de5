/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tally.h -- what a relay counts: messages by what became of them, by peer, and
 * how long they took
 *
 * Since its processes were started; a restart begins anew. Pure numbers without
 * a pointer: the outside counts, the control process is handed a packed copy.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

enum tally_result {
	TALLY_DELIVERED, /* the next hop has it */
	TALLY_HELD,      /* kept; its recipients have a notice */
	TALLY_REFUSED,   /* 5yz */
	TALLY_DEFERRED,  /* 4yz: the peer tries again */
	N_TALLY_RESULTS
};

struct tally_count {
	uint64_t messages[N_TALLY_RESULTS];
	uint64_t bytes; /* of all of them, as they came */
};

enum {
	/* Whoever comes after so many peers counts among "the others". */
	TALLY_PEERS = 64,
	/* Microseconds by their logarithm, eight steps an octave: a step is at
	 * most an eighth wide. Up to 2^32 (71 minutes), more counts as that. */
	TALLY_STEPS = 16 + 28 * 8,

	TALLY_COUNT_LEN = (N_TALLY_RESULTS + 1) * 8,
	/* Bytes of a packed tally, at most. */
	TALLY_MAX = (7 + TALLY_STEPS) * 8 + 2 + 2 * TALLY_COUNT_LEN +
		    TALLY_PEERS * (1 + 16 + TALLY_COUNT_LEN),
};

struct tally_peer {
	struct addr addr;
	struct tally_count count;
};

struct tally {
	uint64_t since; /* seconds since 1970 */
	struct tally_count all, others;
	struct tally_peer peers[TALLY_PEERS];
	size_t n_peers;
	uint64_t sessions;    /* that were let in */
	uint64_t turned_away; /* connections of strangers, or too many */
	uint64_t rcpts_refused;
	uint64_t hop_silent; /* seconds since 1970; 0: the next hop answered,
			      * the last time that it was asked */
	/* From the final dot to our answer, of every message. */
	uint64_t steps[TALLY_STEPS];
	uint64_t longest, total; /* microseconds */
};

/* By the code of the answer; held: it is a notice that the next hop has. */
enum tally_result tally_result(unsigned code, bool held);
/* "delivered" */
const char *tally_result_name(enum tally_result result);

void tally_add(struct tally *tally, const struct addr *peer,
	       enum tally_result result, uint64_t bytes, uint64_t microseconds);

/* Asked about a recipient or a message, the next hop has answered, or not. */
void tally_hop(struct tally *tally, bool answered, uint64_t now);

uint64_t tally_messages(const struct tally_count *count);
/*
 * So many microseconds suffice for that many of a thousand messages, rounded up
 * to the end of a step and never above the longest. 0: there was none.
 */
uint64_t tally_percentile(const struct tally *tally, unsigned permille);
/* How many took at most 2^exponent microseconds (exponent 4 … 31): exact. */
uint64_t tally_within(const struct tally *tally, unsigned exponent);

/* Bytes written; `out` has TALLY_MAX. */
size_t tally_pack(const struct tally *tally, uint8_t *out);
/* False: that was not packed so; `out` may have been written. */
bool tally_unpack(const uint8_t *bytes, size_t len, struct tally *out);
