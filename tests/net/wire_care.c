/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire_care.c -- packets that a wire can carry and the gateway would route
 *
 * Not in it: martian sources and destinations (fib_validate_source,
 * ip_route_input_slow, ip6_forward) and packets whose last hop this is. The
 * rest is conntrack's and lengths' own arithmetic, see wire_packet.c.
 */
#include <time.h>

#include <linux/netfilter/nf_conntrack_common.h>

#include "base/must.h"

#include "wire_packet.h"

enum {
	ETHER = 1, /* ARPHRD_ETHER */
	LOOPBACK = 772,
	HOPS_MIN = 2,
	HOPS_OWN = 200, /* of the gateway's own answers; one more before */
	CLOCK_SLACK = 60,
};

struct care {
	struct diagrams *all;
	const struct space *space;
	const struct wires *wires;
	bool says; /* the gateway itself */
	bool any_route;
	uint32_t so_far;
};

static uint32_t in_range(const struct care *care, struct diagram_range range)
{
	return diagram_range(care->all, &range, DIAGRAM_TRUE, DIAGRAM_FALSE);
}

static uint32_t in(const struct care *care, enum variable variable,
		   uint64_t low, uint64_t high)
{
	return in_range(care, space_numbers(care->space, variable, low, high));
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

static uint32_t among(const struct care *care, bool source, const char *text)
{
	struct addr_range range;

	must(range_read(text, &range) == ADDR_OK);
	return in_range(care, space_addresses(care->space, source, &range));
}

static uint32_t own(const struct care *care, bool source, bool v6);

/* A neighbour's, to the gateway itself. */
static uint32_t link_local(const struct care *care)
{
	return diagram_and(care->all,
			   diagram_or(care->all, among(care, true, "fe80::/10"),
				      among(care, true, "::/128")),
			   own(care, false, true));
}

static uint32_t unicast(const struct care *care, bool source, bool v6)
{
	if (v6 && care->says && !source) /* fe80:: is any router's */
		return diagram_minus(care->all,
				     among(care, source, "1::-ffff::"),
				     among(care, source, "fe80::/128"));
	if (v6)
		return diagram_or(care->all,
				  among(care, source, "1::-fdff:ffff::"),
				  source ? link_local(care) : DIAGRAM_FALSE);
	return diagram_minus(care->all,
			     among(care, source, "1.0.0.0-223.255.255.254"),
			     among(care, source, "127.0.0.0/8"));
}

static uint32_t own(const struct care *care, bool source, bool v6)
{
	uint32_t result = DIAGRAM_FALSE;
	struct addr_range range;

	for (size_t i = 0; i < care->wires->n_routes; i++) {
		must(range_read(care->wires->routes[i].prefix, &range) ==
		     ADDR_OK);
		if (care->wires->routes[i].wire ||
		    (range.first.family == FAMILY_IPV6) != v6)
			continue;
		result = diagram_or(
			care->all, result,
			among(care, source, care->wires->routes[i].prefix));
	}
	return result;
}

static uint32_t iface(const struct care *care, enum variable variable,
		      const char *name)
{
	return is(care, variable,
		  *name ? space_iface_digit(care->space, name) : 0);
}

/* Out of which interface: shorter prefixes first, so that longer ones win; a
 * table of routes is in that order. */
static uint32_t routed(const struct care *care, bool v6)
{
	uint32_t result = DIAGRAM_FALSE;
	const struct wire_route *route;
	struct addr_range range;

	for (size_t i = 0; i < care->wires->n_routes; i++) {
		route = &care->wires->routes[i];
		must(range_read(route->prefix, &range) == ADDR_OK);
		if ((range.first.family == FAMILY_IPV6) == v6)
			result = diagram_choose(
				care->all, among(care, false, route->prefix),
				iface(care, VAR_OIF,
				      route->wire ? route->wire : ""),
				result);
	}
	return result;
}

static void care_family(struct care *care, bool v6)
{
	uint32_t family = is(care, VAR_NFPROTO, v6 ? 10 : 2);
	enum variable hops = v6 ? VAR_IP6_HOPLIMIT : VAR_IP4_TTL;

	implies(care, family, unicast(care, false, v6));
	if (!care->says || !v6) /* a source of zeros is filled in */
		implies(care, family, unicast(care, true, v6));
	if (care->says) /* what is for itself, goes out nowhere */
		implies(care, family,
			diagram_not(care->all, own(care, false, v6)));
	if (!care->any_route)
		implies(care, family, routed(care, v6));
	implies(care, family, is(care, VAR_ETHER_TYPE, v6 ? 0x86dd : 0x0800));
	implies(care,
		diagram_and(care->all, family,
			    diagram_not(care->all, own(care, false, v6))),
		in(care, hops, care->says ? 1 : HOPS_MIN, 255));
	implies(care, family, in(care, hops, 1, 255));
	implies(care, family,
		diagram_not(care->all, in(care, hops, HOPS_OWN, HOPS_OWN + 1)));
}

static void care_wires(struct care *care)
{
	uint32_t any = DIAGRAM_FALSE, here, type;

	for (size_t i = 0; i < care->wires->n; i++) {
		here = iface(care, VAR_IIF, care->wires->at[i].name);
		type = is(care, VAR_IIFTYPE,
			  care->wires->at[i].is_loop ? LOOPBACK : ETHER);
		any = diagram_or(care->all, any,
				 diagram_and(care->all, here, type));
	}
	must_hold(care, any);
	must_hold(care, is(care, VAR_PKTTYPE, 0));
	must_hold(care, is(care, VAR_OIFTYPE, ETHER));
}

static void care_ip4(struct care *care)
{
	uint32_t whole = is(care, VAR_IP4_FRAGMENT, 0);
	uint32_t family = is(care, VAR_NFPROTO, 2);

	whole = diagram_bitwise(care->all, whole,
				care->space->levels[VAR_IP4_FRAGMENT], 0x3fff,
				0);
	if (!care->wires->untracked || care->says)
		implies(care, family, whole);
	else /* who it is for puts it together before the hook */
		implies(care,
			diagram_and(care->all, family, own(care, false, false)),
			whole);
	implies(care, family, in(care, VAR_IP4_VERSION, 0x45, 0x47));
	implies(care, family, in(care, VAR_IP4_LENGTH, 20, WIRE_MTU));
}

/* What a next header is (wire_packet.c makes it fit) is no transport. */
static void care_ip6(struct care *care)
{
	static const unsigned extensions[] = { 0, 43, 44, 51, 60 };
	uint32_t family = is(care, VAR_NFPROTO, 10);

	for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++)
		implies(care, family,
			diagram_not(care->all,
				    is(care, VAR_L4PROTO, extensions[i])));
	implies(care, family, in(care, VAR_IP6_VERSION, 0x60, 0x6f));
	implies(care, family, in(care, VAR_IP6_LENGTH, 0, WIRE_MTU - 40));
}

static void care_clock(struct care *care)
{
	struct timespec now;
	uint64_t seconds, day;

	clock_gettime(CLOCK_REALTIME, &now);
	seconds = (uint64_t)now.tv_sec;
	day = (seconds / 86400 + 4) % 7; /* 1970 began on a Thursday */
	must_hold(care, is(care, VAR_DAY, day));
	must_hold(care, in(care, VAR_HOUR, seconds % 86400,
			   seconds % 86400 + CLOCK_SLACK));
	must_hold(care, in(care, VAR_TIME, seconds * 1000000000,
			   (seconds + CLOCK_SLACK) * 1000000000));
}

/* Nobody asks conntrack not to look; but it does not look at neighbour discovery,
 * and knows of each family its own ICMP alone. What is related and no error was
 * expected. */
static void care_states(struct care *care)
{
	uint32_t ip6 = is(care, VAR_NFPROTO, 10);
	uint32_t icmp6 = is(care, VAR_L4PROTO, 58);
	uint32_t icmp = is(care, VAR_L4PROTO, 1);

	uint32_t expected = is(care, VAR_CT_STATUS, IPS_EXPECTED);

	expected = diagram_bitwise(care->all, expected,
				   care->space->levels[VAR_CT_STATUS] + 1,
				   IPS_EXPECTED, 0);
	implies(care,
		diagram_minus(care->all, is(care, VAR_CT_STATE, STATE_RELATED),
			      diagram_or(care->all, icmp, icmp6)),
		expected);
	implies(care, is(care, VAR_CT_STATE, STATE_UNTRACKED),
		diagram_and(care->all, ip6, icmp6));
	implies(care, diagram_choose(care->all, ip6, icmp, icmp6),
		is(care, VAR_CT_STATE, STATE_INVALID));
}

static void care_rest(struct care *care)
{
	care_family(care, false);
	care_family(care, true);
	care_ip4(care);
	care_ip6(care);
	care_clock(care);
	must_hold(care, diagram_or(care->all, is(care, VAR_NFPROTO, 2),
				   is(care, VAR_NFPROTO, 10)));
	must_hold(care, in(care, VAR_L4PROTO, 0, L4PROTO_NONE));
	if (care->any_route)
		care_states(care);
	must_hold(care, in(care, VAR_CT_STATE, 0, STATE_UNTRACKED));
	must_hold(care, in(care, VAR_CT_DIRECTION, 0, 1));
	must_hold(care, in(care, VAR_LENGTH, 20, WIRE_MTU));
	must_hold(care, in(care, VAR_TRANSPORT_LEN, 0, WIRE_MTU - 20));
}

/* By one of the wires. */
static uint32_t goes_out(const struct care *care)
{
	uint32_t any = DIAGRAM_FALSE;

	for (size_t i = 0; i < care->wires->n; i++)
		if (!care->wires->at[i].is_loop)
			any = diagram_or(
				care->all, any,
				iface(care, VAR_OIF, care->wires->at[i].name));
	return any;
}

uint32_t wire_care(struct diagrams *all, const struct space *space,
		   const struct wires *wires, bool any_route)
{
	struct care care = {
		all, space, wires, false, any_route, DIAGRAM_TRUE
	};

	care_wires(&care);
	care_rest(&care);
	must_hold(&care, in(&care, VAR_LINK_LEN, 34, WIRE_MTU + 14));
	if (any_route)
		must_hold(&care,
			  diagram_or(all, goes_out(&care),
				     wire_to_gateway(all, space, wires)));
	return care.so_far;
}

uint32_t wire_care_own(struct diagrams *all, const struct space *space,
		       const struct wires *wires, bool any_route)
{
	struct care care = { all, space, wires, true, any_route, DIAGRAM_TRUE };

	must_hold(&care, is(&care, VAR_IIF, 0));
	must_hold(&care, goes_out(&care));
	must_hold(&care, is(&care, VAR_OIFTYPE, ETHER));
	must_hold(&care, is(&care, VAR_LINK_LEN, 0));
	must_hold(&care, is(&care, VAR_PKTTYPE, 0));
	care_rest(&care);
	return care.so_far;
}

uint32_t wire_to_gateway(struct diagrams *all, const struct space *space,
			 const struct wires *wires)
{
	const struct care care = {
		all, space, wires, false, false, DIAGRAM_TRUE
	};

	return diagram_choose(all, is(&care, VAR_NFPROTO, 10),
			      own(&care, false, true),
			      own(&care, false, false));
}
