/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * care.c -- which assignments are packets that can exist
 *
 * Each rule is a small diagram; together they are their conjunction.
 */
#include "proof/space/care.h"

#include "proof/diagram/apply.h"

struct care {
	struct diagrams *all;
	const struct space *space;
	uint32_t so_far;
};

static uint32_t in(const struct care *care, enum variable variable,
		   uint64_t low, uint64_t high)
{
	struct diagram_range range =
		space_numbers(care->space, variable, low, high);

	return diagram_range(care->all, &range, DIAGRAM_TRUE, DIAGRAM_FALSE);
}

static uint32_t is(const struct care *care, enum variable variable,
		   uint64_t number)
{
	return in(care, variable, number, number);
}

static void must_hold(struct care *care, uint32_t rule)
{
	care->so_far = diagram_and(care->all, care->so_far, rule);
}

static void implies(struct care *care, uint32_t condition, uint32_t rule)
{
	must_hold(care, diagram_or(care->all, diagram_not(care->all, condition),
				   rule));
}

static void care_family(struct care *care)
{
	uint32_t ip4 = is(care, VAR_NFPROTO, 2);
	uint32_t ip6 = is(care, VAR_NFPROTO, 10);

	must_hold(care, diagram_or(care->all, ip4, ip6));
	implies(care, ip4, in(care, VAR_IP4_VERSION, 0x45, 0x4f));
	implies(care, ip6, in(care, VAR_IP6_VERSION, 0x60, 0x6f));
	implies(care, ip4, in(care, VAR_L4PROTO, 0, 255));
	must_hold(care, in(care, VAR_L4PROTO, 0, L4PROTO_NONE));
}

/* Headers that are followed by another one: hop-by-hop, routing, fragment,
 * authentication, destination options (ipv6_ext_hdr). 59, no next header, ends
 * the search and is the answer. */
static bool is_extension(unsigned nexthdr)
{
	return nexthdr == 0 || nexthdr == 43 || nexthdr == 44 ||
	       nexthdr == 51 || nexthdr == 60;
}

/* The next headers that a packet of this protocol can have. */
static uint32_t next_headers(const struct care *care, unsigned proto)
{
	unsigned level = care->space->levels[VAR_IP6_NEXTHDR];
	struct edge edges[257];
	bool fits;

	for (unsigned nexthdr = 0; nexthdr <= 255; nexthdr++) {
		fits = is_extension(nexthdr) || nexthdr == proto ||
		       proto == L4PROTO_NONE;
		edges[nexthdr] = (struct edge){ (uint16_t)nexthdr,
						diagram_of_bool(fits) };
	}
	edges[256] = (struct edge){ DIGIT_MAX, DIAGRAM_FALSE };
	return diagram_node(care->all, level, edges, 257);
}

static void care_next_header(struct care *care)
{
	struct edge edges[L4PROTO_NONE + 2];

	for (unsigned proto = 0; proto <= L4PROTO_NONE; proto++)
		edges[proto] = (struct edge){ (uint16_t)proto,
					      next_headers(care, proto) };
	edges[L4PROTO_NONE + 1] = (struct edge){ DIGIT_MAX, DIAGRAM_FALSE };
	implies(care, is(care, VAR_NFPROTO, 10),
		diagram_node(care->all, care->space->levels[VAR_L4PROTO], edges,
			     L4PROTO_NONE + 2));
}

static void care_transport(struct care *care)
{
	uint32_t unread = is(care, VAR_TRANSPORT_LEN, 0);
	uint32_t later = diagram_not(care->all, is(care, VAR_IP4_FRAGMENT, 0));

	later = diagram_bitwise(care->all, later,
				care->space->levels[VAR_IP4_FRAGMENT], 0x1fff,
				0);
	later = diagram_and(care->all, later, is(care, VAR_NFPROTO, 2));
	implies(care, later, unread);
	implies(care, is(care, VAR_L4PROTO, L4PROTO_NONE), unread);
}

static void care_connection(struct care *care)
{
	static const enum variable of_connection[] = {
		VAR_CT_MARK,      VAR_CT_STATUS,    VAR_CT_IP4_SADDR,
		VAR_CT_IP4_DADDR, VAR_CT_IP6_SADDR, VAR_CT_IP6_DADDR,
	};

	uint32_t has = in(care, VAR_CT_STATE, STATE_NEW, STATE_RELATED);
	uint32_t zero;
	uint8_t bytes[16] = { 0 };
	struct diagram_range range;

	must_hold(care, in(care, VAR_CT_STATE, STATE_NEW, STATE_UNTRACKED));
	must_hold(care, in(care, VAR_CT_DIRECTION, 0, 1));
	implies(care, is(care, VAR_CT_STATE, STATE_NEW),
		is(care, VAR_CT_DIRECTION, 0));
	must_hold(care,
		  diagram_or(care->all, has, is(care, VAR_CT_DIRECTION, 0)));
	for (size_t i = 0; i < sizeof(of_connection) / sizeof(of_connection[0]);
	     i++) {
		range = space_bytes(care->space, of_connection[i], bytes,
				    bytes);
		zero = diagram_range(care->all, &range, DIAGRAM_TRUE,
				     DIAGRAM_FALSE);
		must_hold(care, diagram_or(care->all, has, zero));
	}
}

uint32_t space_care(struct diagrams *all, const struct space *space)
{
	struct care care = { all, space, DIAGRAM_TRUE };

	for (size_t i = 0; i < N_VARIABLES; i++)
		if (variable_info((enum variable)i)->bits == 8)
			must_hold(&care, in(&care, (enum variable)i, 0, 255));
	care_family(&care);
	care_next_header(&care);
	care_transport(&care);
	care_connection(&care);
	must_hold(&care, in(&care, VAR_DAY, 0, 6));
	must_hold(&care, in(&care, VAR_HOUR, 0, 24 * 3600 - 1));
	return care.so_far;
}
