/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aim.c -- probes worth sending: at the borders of the entries, and beyond
 */
#include <string.h>

#include "expect.h"

/* What an entry lets pass, whatever kind it is. */
struct target {
	const struct zone *from, *to; /* NULL: the gateway */
	struct addr_range source, destination;
	struct port_range port;
};

static bool pick_range(struct random *random, const struct ranges *ranges,
		       struct addr_range *out)
{
	if (!ranges->n)
		return false;
	*out = ranges->at[random_below(random, (unsigned int)ranges->n)];
	return true;
}

static bool pick_port(struct random *random, const struct port_ranges *ports,
		      struct port_range *out)
{
	if (!ports->n)
		return false;
	*out = ports->at[random_below(random, (unsigned int)ports->n)];
	return true;
}

static bool pick_own(struct random *random, const struct zone *zone,
		     struct addr_range *out)
{
	if (!zone->addresses.n)
		return false;
	out->first = zone->addresses.at[random_below(
		random, (unsigned int)zone->addresses.n)];
	out->last = out->first;
	return true;
}

static bool pick_relay(const struct relay *relay, struct random *random,
		       struct target *out)
{
	out->port.proto = PROTO_TCP;
	if (random_chance(random, 50)) {
		out->from = relay->from;
		out->port.first = out->port.last = relay->listen_port;
		out->destination.first = out->destination.last = relay->listen;
		return pick_range(random, &relay->peer_ranges, &out->source);
	}
	out->to = relay->to;
	out->port.first = out->port.last = relay->next_hop_port;
	out->destination.first = out->destination.last = relay->next_hop;
	return pick_own(random, relay->to, &out->source);
}

/* Any entry, each as likely as another. */
static bool pick_target(const struct policy *policy, struct random *random,
			struct target *out)
{
	size_t n = policy->flows.n + policy->management.n + policy->gateway.n +
		   policy->relays.n;
	size_t at = n ? random_below(random, (unsigned int)n) : 0;

	memset(out, 0, sizeof(*out));
	if (at < policy->flows.n) {
		const struct flow *flow = &policy->flows.at[at];

		out->from = flow->from;
		out->to = flow->to;
		return pick_range(random, &flow->sources, &out->source) &&
		       pick_range(random, &flow->destinations,
				  &out->destination) &&
		       pick_port(random, &flow->ports, &out->port);
	}
	at -= policy->flows.n;
	if (at < policy->management.n) {
		const struct management *entry = &policy->management.at[at];

		out->from = entry->from;
		return pick_range(random, &entry->sources, &out->source) &&
		       pick_own(random, entry->from, &out->destination) &&
		       pick_port(random, &entry->ports, &out->port);
	}
	at -= policy->management.n;
	if (at < policy->gateway.n) {
		const struct gateway_service *entry = &policy->gateway.at[at];

		out->to = entry->to;
		return pick_own(random, entry->to, &out->source) &&
		       pick_range(random, &entry->destinations,
				  &out->destination) &&
		       pick_port(random, &entry->ports, &out->port);
	}
	at -= policy->gateway.n;
	return at < policy->relays.n &&
	       pick_relay(&policy->relays.at[at], random, out);
}

/* The first, the last, one of their neighbours outside, or one inside. */
static struct addr near_range(struct random *random,
			      const struct addr_range *range)
{
	unsigned int where = random_below(random, 10);
	bool from_last = where & 1;
	struct addr addr = from_last ? range->last : range->first;

	if (where < 2) {
		if (from_last)
			addr_next(&addr);
		else
			addr_prev(&addr);
		return addr;
	}
	if (where < 6)
		return addr;
	for (unsigned int n = random_below(random, 40); n; n--) {
		if (!addr_cmp(&addr, from_last ? &range->first : &range->last))
			break;
		if (from_last)
			addr_prev(&addr);
		else
			addr_next(&addr);
	}
	return addr;
}

static uint16_t near_port(struct random *random, const struct port_range *range)
{
	switch (random_below(random, 10)) {
	case 0:
		return (uint16_t)(range->first - 1);
	case 1:
		return (uint16_t)(range->last + 1);
	case 2:
	case 3:
	case 4:
		return range->first;
	case 5:
	case 6:
		return range->last;
	default:
		return (uint16_t)(range->first +
				  random_below(random, range->last -
							       range->first +
							       1u));
	}
}

static bool is_v6(const struct addr *addr)
{
	return addr->family == FAMILY_IPV6;
}

static void set_proto(struct random *random, const struct port_range *port,
		      struct datagram *packet)
{
	static const uint8_t others[] = { PROTO_TCP,    PROTO_UDP,  PROTO_ICMP,
					  PROTO_ICMPV6, PROTO_SCTP, 47 };

	packet->proto = (uint8_t)port->proto;
	if (random_chance(random, 8))
		packet->proto = others[random_below(random, sizeof(others))];
	packet->dport = near_port(random, port);
	packet->flags = TCP_SYN;
	if (packet->proto == PROTO_TCP && random_chance(random, 5))
		packet->flags = (uint8_t)random_below(random, 0x40);
	packet->type = packet->proto == PROTO_ICMP ? 8 : 128;
	if (random_chance(random,
			  5)) /* a timestamp; a node information query */
		packet->type = packet->proto == PROTO_ICMP ? 13 : 139;
}

static void set_shape(struct random *random, struct probe *probe)
{
	bool v6 = is_v6(&probe->packet.saddr);

	if (random_chance(random, 30)) {
		probe->last =
			(enum step)(1 + random_below(random, N_STEPS - 1));
		return;
	}
	if (random_chance(random, 25))
		probe->packet.shape = (enum shape)random_below(
			random, v6 ? N_SHAPES : SHAPE_OPTIONS + 1);
	/* A header of its own would hide these from the gateway's sockets. */
	if (!probe->from)
		probe->packet.shape = SHAPE_PLAIN;
}

/* To itself the gateway speaks as it likes. */
static bool is_loopback(const struct addr *addr)
{
	return addr->family == FAMILY_IPV4 && addr->bytes[0] == 127;
}

/* Where it really comes from, or sometimes somewhere else. */
static bool set_ports(const struct lab *lab, struct random *random,
		      struct probe *probe)
{
	int from = lab_whose(lab, &probe->packet.saddr);
	int to = lab_whose(lab, &probe->packet.daddr);

	if (random_chance(random, from ? 10 : 40))
		from = 1 + (int)random_below(random,
					     (unsigned int)lab->ports.n - 1);
	if (from < 0 || to < 0 || (!from && !to) ||
	    (!from && is_loopback(&probe->packet.daddr)))
		return false;
	probe->from = (uint32_t)from;
	probe->to = (uint32_t)to;
	return true;
}

/* By the way to the Internet, though the way back may be another: where no zone
 * claims the address, it may come from there. */
static void detour(const struct policy *policy, const struct lab *lab,
		   struct probe *probe)
{
	vec_each(zone, &policy->zones) {
		for (uint32_t i = 1; zone->upstream && i < lab->ports.n; i++)
			if (!strcmp(lab->ports.at[i].segment->iface,
				    zone->interfaces.at[0]))
				probe->from = i;
	}
}

/* Answers to the gateway's own addresses stay in the gateway. */
static bool leads_out(const struct lab *lab, const struct addr *source)
{
	return !is_loopback(source) && lab_whose(lab, source) != 0;
}

static void exchange(struct datagram *packet)
{
	struct addr addr = packet->saddr;

	packet->saddr = packet->daddr;
	packet->daddr = addr;
}

/* The gateway's address on the port's segment. */
static const struct addr *own_addr(const struct lab *lab, uint32_t port,
				   enum family family)
{
	const struct segment *segment = lab->ports.at[port].segment;

	if (!segment)
		return NULL;
	vec_each(own, &segment->addresses)
		if (own->family == family)
			return own;
	return NULL;
}

/* As if the gateway itself had sent it, from where it arrives. */
static void pose_as_gateway(const struct lab *lab, struct probe *probe)
{
	const struct addr *own =
		own_addr(lab, probe->from, probe->packet.saddr.family);

	if (own)
		probe->packet.saddr = *own;
}

/*
 * An IPv6 packet that has the IPv4 one's addresses where an IPv4 header has
 * them (bytes 12 to 19): a rule that forgets to ask for the family takes it for
 * that. Only from a network whose prefix leaves room.
 */
static void disguise(const struct lab *lab, struct probe *probe)
{
	const struct addr *here = own_addr(lab, probe->from, FAMILY_IPV6);
	const struct addr *there = own_addr(lab, probe->to, FAMILY_IPV6);
	struct addr saddr, daddr;

	if (!here || !there || is_v6(&probe->packet.saddr))
		return;
	saddr = *here;
	memcpy(saddr.bytes + 4, probe->packet.saddr.bytes, 4);
	memcpy(saddr.bytes + 8, probe->packet.daddr.bytes, 4);
	daddr = *there;
	daddr.bytes[15] ^= 0x40;
	probe->packet.saddr = saddr;
	probe->packet.daddr = daddr;
}

bool aim(const struct policy *policy, const struct lab *lab,
	 struct random *random, struct probe *out)
{
	struct probe probe = { 0 };
	struct target source, destination;

	if (!pick_target(policy, random, &source))
		return false;
	destination = source;
	if (random_chance(random, 15) &&
	    !pick_target(policy, random, &destination))
		return false;
	probe.packet.saddr = near_range(random, &source.source);
	probe.packet.daddr = near_range(random, &destination.destination);
	if (random_chance(random, 6))
		exchange(&probe.packet);
	if (is_v6(&probe.packet.saddr) != is_v6(&probe.packet.daddr) ||
	    !set_ports(lab, random, &probe))
		return false;
	if (probe.from && random_chance(random, 10))
		detour(policy, lab, &probe);
	if (random_chance(random, 6))
		disguise(lab, &probe);
	if (random_chance(random, 3))
		pose_as_gateway(lab, &probe);
	set_proto(random, &source.port, &probe.packet);
	set_shape(random, &probe);
	if (probe.from && !leads_out(lab, &probe.packet.saddr))
		probe.last = STEP_REQUEST;
	if (probe.from && random_chance(random, 5)) {
		probe.forged_mac = true;
		probe.packet.smac = (struct mac){ { 2, 0, 0x5e, 1, 2, 3 } };
	}
	*out = probe;
	return true;
}
