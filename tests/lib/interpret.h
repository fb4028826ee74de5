/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * interpret.h -- a ruleset run on one packet, by a plain loop
 *
 * What the kernel would do, in memory: every set is searched element by
 * element, nothing is shared with the compiler. A rule that reads an IPv4 field
 * of an IPv6 packet (the kernel would read garbage) fails the test.
 */
#pragma once

#include <time.h>

#include "policy/judge.h"
#include "ruleset/ruleset.h"

struct run {
	const struct ruleset *ruleset;
	time_t compiled;               /* when element timeouts began */
	const struct table *isolation; /* behind the gate; or NULL */
	const struct packet *packet;
	/* Of its connection; the mark is changed by rules. */
	uint32_t ct_state, ct_mark;
	uint32_t mark;
	unsigned n_logged, n_limited;
	/* Of an ICMP error: the ends of the connection it speaks of. */
	const struct addr *ct_source, *ct_destination;
	uint8_t icmp_type; /* where packet->echo is false */
};

/* What the rule sees, in 16 bytes; false: the packet has no such thing. */
bool run_field(const struct run *run, enum field field, uint8_t *out);
/* True: accepted at every hook that the packet meets, the guard included. */
bool interpret(struct run *run);
