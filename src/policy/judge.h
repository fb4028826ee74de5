/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge.h -- what the register means for one packet
 *
 * A plain loop over the entries, as a reader of the register would go through
 * it: it knows neither the compiler nor the kernel, and is what both are held
 * against. The rules, in order:
 *
 * 1. The arriving interface has a zone, and the source address belongs to that
 *    zone's `space` (an upstream zone's: its networks and the unicast space,
 *    space.h, that is in no other zone) and is not the gateway's own. If `mac`
 *    is given, a source that is an on-link host with a MAC has that MAC.
 * 2. Among the entries in force at `now` the first that fits decides: flows for
 *    forwarded packets; management and a relay's listening side for packets to
 *    the gateway (to an address of the gateway in the arriving zone); gateway
 *    services and a relay's next hop for packets from it (from an address of
 *    the gateway in the leaving zone).
 * 3. Nothing fits: drop.
 *
 * A reply is judged as the packet it answers: ends, ports and interfaces
 * exchanged; an echo reply answers an echo request. Rates are not judged.
 */
#pragma once

#include "policy/policy.h"

struct packet {
	const char *iif, *oif; /* NULL: from, or to, the gateway itself */
	struct addr saddr, daddr;
	uint8_t proto;         /* IANA's number */
	uint16_t sport, dport; /* of tcp, udp, sctp */
	bool echo; /* of icmp, icmpv6: an echo request, or its reply */
	bool reply;
	const struct mac *mac; /* of the sender; NULL: right or unknown */
	time_t now;
};

enum judgement {
	JUDGE_ACCEPT,
	JUDGE_NO_ZONE,  /* an interface of no zone */
	JUDGE_SPOOFED,  /* a source that is not behind its interface */
	JUDGE_MAC,      /* a source with another's MAC */
	JUDGE_NO_ENTRY, /* no entry fits */
	JUDGE_NOT_NOW,  /* one would fit, at another day or hour */
};

/* Says why; `entry` (may be NULL) is the number of the entry that accepts, or
 * would at another time, or 0. */
enum judgement judge(const struct policy *policy, const struct packet *packet,
		     uint32_t *entry);
const char *judgement_text(enum judgement judgement);

/* A weekly window, in the policy's own time. */
bool hours_hold(const struct policy *policy, const struct flow *flow,
		time_t now);
