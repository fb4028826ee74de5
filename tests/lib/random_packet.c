/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_packet.c -- packets at the edges of a random policy
 */
#include "random_policy.h"

enum {
	HOUR = 3600,
};

/* An address that an entry may speak of, or its neighbour. */
static struct addr some_address(const struct zone *zone, bool v6)
{
	struct addr_range range = random_range(zone);
	struct addr a = one_in(2) ? range.first : range.last;

	if (one_in(3))
		one_in(2) ? addr_next(&a) : addr_prev(&a);
	if ((a.family == FAMILY_IPV6) == v6)
		return a;
	return random_address(zone->index, random_host(), v6);
}

static uint16_t some_port(const struct policy *p)
{
	const struct flow *flow = &p->flows.at[pick((uint32_t)p->flows.n)];
	const struct port_range *range =
		&flow->ports.at[pick((uint32_t)flow->ports.n)];
	uint16_t port = one_in(2) ? range->first : range->last;

	if (one_in(6))
		return 25;
	return one_in(3) ? (uint16_t)(port + pick(3) - 1) : port;
}

static const char *some_interface(const struct zone *zone)
{
	return zone->interfaces.at[pick((uint32_t)zone->interfaces.n)];
}

/* The connection's first packet, from zone to zone. */
static struct packet some_packet(const struct policy *p)
{
	static const uint8_t protos[] = { 6, 6, 6, 17, 132, 1, 58, 47 };
	const struct zone *from = &p->zones.at[pick((uint32_t)p->zones.n)];
	const struct zone *to = &p->zones.at[pick((uint32_t)p->zones.n)];
	bool v6 = one_in(3);
	struct packet packet = {
		.iif = some_interface(from),
		.oif = some_interface(to),
		.saddr = some_address(one_in(20) ? to : from, v6),
		.daddr = some_address(one_in(20) ? from : to, v6),
		.proto = protos[pick(sizeof(protos))],
		.sport = 40000,
		.dport = some_port(p),
		.echo = !one_in(4),
		.now = RANDOM_EPOCH + (time_t)(1 + pick(50)) * HOUR - 1 +
		       pick(3),
	};

	if ((packet.proto == 1 && v6) || (packet.proto == 58 && !v6))
		packet.proto = 17;
	packet.echo = packet.echo && (packet.proto == 1 || packet.proto == 58);
	if (one_in(6)) {
		packet.oif = NULL;
		packet.daddr = random_address(
			one_in(9) ? to->index : from->index, 1, v6);
	} else if (one_in(6)) {
		packet.iif = NULL;
		packet.saddr = random_address(
			one_in(9) ? from->index : to->index, 1, v6);
	}
	return packet;
}

static struct addr edge_of(const struct addr_range *range)
{
	struct addr a = one_in(2) ? range->first : range->last;

	if (one_in(8))
		one_in(2) ? addr_next(&a) : addr_prev(&a);
	return a;
}

/* Makes of the packet one that a flow speaks of, at its edges. */
static void aim(const struct policy *p, struct packet *packet)
{
	const struct flow *flow = &p->flows.at[pick((uint32_t)p->flows.n)];
	const struct port_range *port =
		&flow->ports.at[pick((uint32_t)flow->ports.n)];
	struct addr source, destination;

	if (!flow->sources.n || !flow->destinations.n)
		return;
	source = edge_of(&flow->sources.at[pick((uint32_t)flow->sources.n)]);
	destination = edge_of(
		&flow->destinations.at[pick((uint32_t)flow->destinations.n)]);
	if (source.family != destination.family) {
		if (source.family == FAMILY_IPV6)
			source = flow->sources.at[0].first;
		else
			destination = flow->destinations.at[0].first;
	}
	if (source.family != destination.family)
		return;
	packet->iif = some_interface(flow->from);
	packet->oif = some_interface(flow->to);
	packet->saddr = source;
	packet->daddr = destination;
	packet->proto = (uint8_t)port->proto;
	if ((packet->proto == 1 && source.family == FAMILY_IPV6) ||
	    (packet->proto == 58 && source.family == FAMILY_IPV4))
		packet->proto = 6;
	packet->echo = packet->proto == 1 || packet->proto == 58;
	packet->dport = one_in(2) ? port->first : port->last;
	if (one_in(8))
		packet->dport = (uint16_t)(packet->dport + pick(3) - 1);
}

static void turn_round(struct packet *p)
{
	struct addr addr = p->saddr;
	const char *name = p->iif;
	uint16_t port = p->sport;

	p->reply = true;
	p->saddr = p->daddr;
	p->daddr = addr;
	p->iif = p->oif;
	p->oif = name;
	p->sport = p->dport;
	p->dport = port;
}

struct packet random_packet(const struct policy *policy, struct mac *mac)
{
	struct packet packet = some_packet(policy);

	*mac = (struct mac){ { 2, 0, 0, 0, 0, (uint8_t)pick(4) } };
	packet.mac = mac;
	if (!one_in(3))
		aim(policy, &packet);
	if (one_in(3))
		turn_round(&packet);
	return packet;
}
