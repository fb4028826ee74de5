/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_gateway.c -- the gateway as one more end: what reaches it, what it
 * may reach
 *
 * Management and the listening sides of relays go from a zone to the gateway;
 * its services and the relays' next hops from the gateway to a zone. Its own
 * address is part of each tuple.
 */
#include "ruleset/compiler.h"

static struct spans spans_of_address(struct compiler *c,
				     const struct addr *addr)
{
	struct addr_range *range = arena_alloc(&c->scratch, sizeof(*range));

	range->first = range->last = *addr;
	return (struct spans){ range, 1 };
}

/* The gateway's own addresses on the zone's side. */
static struct spans spans_of_gateway(struct compiler *c,
				     const struct zone *zone)
{
	struct addr_range *ranges =
		arena_calloc(&c->scratch, zone->addresses.n, sizeof(*ranges));

	for (size_t i = 0; i < zone->addresses.n; i++)
		ranges[i].first = ranges[i].last = zone->addresses.at[i];
	return (struct spans){ ranges,
			       ranges_merge(ranges, zone->addresses.n) };
}

static const struct port_range *tcp_port(struct compiler *c, uint16_t number)
{
	struct port_range *port = arena_alloc(&c->scratch, sizeof(*port));

	*port = (struct port_range){ PROTO_TCP, number, number };
	return port;
}

static void add_relay(struct compiler *c, const struct relay *relay)
{
	struct entry in = {
		.at = relay->at,
		.number = relay->number_in,
		.from = relay->from->index,
		.to = c->gateway,
		.ports = tcp_port(c, relay->listen_port),
		.n_ports = 1,
	};
	struct entry out = {
		.at = relay->at,
		.number = relay->number_out,
		.from = c->gateway,
		.to = relay->to->index,
		.ports = tcp_port(c, relay->next_hop_port),
		.n_ports = 1,
	};

	compile_entry(
		c, in, &relay->approval,
		(struct spans){ relay->peer_ranges.at, relay->peer_ranges.n },
		spans_of_address(c, &relay->listen));
	compile_entry(c, out, &relay->approval, spans_of_gateway(c, relay->to),
		      spans_of_address(c, &relay->next_hop));
}

static void add_management(struct compiler *c, const struct management *m)
{
	struct entry draft = {
		.at = m->at,
		.number = m->number,
		.from = m->from->index,
		.to = c->gateway,
		.ports = m->ports.at,
		.n_ports = m->ports.n,
	};

	compile_entry(c, draft, &m->approval,
		      (struct spans){ m->sources.at, m->sources.n },
		      spans_of_gateway(c, m->from));
}

static void add_service(struct compiler *c, const struct gateway_service *s)
{
	struct entry draft = {
		.at = s->at,
		.number = s->number,
		.from = c->gateway,
		.to = s->to->index,
		.ports = s->ports.at,
		.n_ports = s->ports.n,
	};

	compile_entry(c, draft, &s->approval, spans_of_gateway(c, s->to),
		      (struct spans){ s->destinations.at, s->destinations.n });
}

void compile_gateway(struct compiler *c)
{
	vec_each(relay, &c->policy->relays)
		add_relay(c, relay);
	vec_each(management, &c->policy->management)
		add_management(c, management);
	vec_each(service, &c->policy->gateway)
		add_service(c, service);
}
