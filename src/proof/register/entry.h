/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entry.h -- every entry as one shape; for register/ and lint/
 *
 * The gateway is one more end, numbered behind the zones: a flow, a relay's two
 * sides, a management and a gateway entry are all "from here to there, between
 * these addresses, by these ports, then".
 */
#pragma once

#include "proof/register/register.h"

struct entry {
	uint32_t number;
	uint32_t from, to; /* zone's index; policy->zones.n: the gateway */
	const struct ranges *sources, *destinations;
	const struct port_ranges *ports;
	const struct approval *approval;
	const struct flow *flow; /* NULL: at all hours, by every method */
};

/* What building passes around. */
struct meaning {
	struct diagrams *all;
	const struct space *space;
	const struct policy *policy;
	struct register_options options;
	struct arena arena;
	uint32_t gateway, n_ends; /* ends: zones, then the gateway */
	/* In the order in which the first that fits is named. */
	VEC(struct entry) entries;
};

void meaning_entries(struct meaning *m);

/* TRUE where the entry is in force, else FALSE: a leaf, unless time is a
 * variable. */
uint32_t entry_in_force(const struct meaning *m, const struct entry *entry);

/* What the entries permit, of packets from one end to another: diagrams of
 * family, protocol, addresses and ports. Their leaves are places in `entries`
 * plus one if `rule`, else TRUE; NOMATCH where none permits. */
struct pairs {
	/* [direction][from * n_ends + to]; from and to of the connection's
	 * first packet */
	uint32_t *at[2];
};

void pairs_build(struct meaning *m, struct pairs *out);

/* TRUE where the source (the destination) is in the ranges, else FALSE; it
 * asks nfproto itself. */
uint32_t meaning_addresses(const struct meaning *m, bool source,
			   const struct ranges *ranges);
/* It is an address of the link alone, or none yet (IPv6). */
uint32_t meaning_on_link(const struct meaning *m);
/* The source is the gateway's own. */
uint32_t meaning_own_source(const struct meaning *m);
/* What may arrive from a zone (rule 1, but for the gateway's own). */
uint32_t meaning_source(const struct meaning *m, const struct zone *zone);
/* The connection bears a stamp of an entry in force, or, if they are believed,
 * any; TRUE without a generation. */
uint32_t meaning_stamped(const struct meaning *m);
/* It bears a stamp that says all: a packet of it need not be judged. FALSE
 * unless they are believed. */
uint32_t meaning_let_in(const struct meaning *m);
/* ICMP errors (rule 3) from a zone, or, `zone` NULL, from the kernel itself. */
uint32_t meaning_errors(const struct meaning *m, const struct zone *zone);
/* Neighbour discovery (rule 4) from or to a zone. */
uint32_t meaning_neighbours(const struct meaning *m, const struct zone *zone,
			    bool in);
