/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge.c -- what the register means for one packet: a plain loop
 */
#include "policy/judge.h"

#include <string.h>

enum {
	DAY = 86400,
	THURSDAY = 4, /* 1970-01-01 */
};

const char *judgement_text(enum judgement judgement)
{
	switch (judgement) {
	case JUDGE_ACCEPT:
		return "an entry permits it";
	case JUDGE_NO_ZONE:
		return "an interface that is in no zone";
	case JUDGE_SPOOFED:
		return "the source address is not of the zone it comes from";
	case JUDGE_MAC:
		return "the source address has another MAC";
	case JUDGE_NO_ENTRY:
		return "no entry of the register fits";
	case JUDGE_NOT_NOW:
		return "an entry fits, but not at this time";
	}
	return NULL;
}

static const struct zone *zone_of(const struct policy *policy,
				  const char *interface)
{
	vec_each(zone, &policy->zones)
		vec_each(name, &zone->interfaces)
			if (!strcmp(*name, interface))
				return zone;
	return NULL;
}

static bool among(const struct ranges *ranges, const struct addr *addr)
{
	vec_each(range, ranges)
		if (range_has(range, addr))
			return true;
	return false;
}

static bool is_own(const struct zone *zone, const struct addr *addr)
{
	vec_each(own, &zone->addresses)
		if (!addr_cmp(own, addr))
			return true;
	return false;
}

static bool is_gateway(const struct policy *policy, const struct addr *addr)
{
	vec_each(zone, &policy->zones)
		if (is_own(zone, addr))
			return true;
	return false;
}

static bool mac_is_wrong(const struct policy *policy, const struct zone *zone,
			 const struct packet *packet)
{
	vec_each(host, &policy->hosts) {
		if (host->zone != zone || !host->has_mac || !host->on_link)
			continue;
		vec_each(addr, &host->addresses)
			if (!addr_cmp(addr, &packet->saddr))
				return memcmp(&host->mac, packet->mac,
					      sizeof(host->mac)) != 0;
	}
	return false;
}

bool hours_hold(const struct policy *policy, const struct flow *flow,
		time_t now)
{
	int64_t local = (int64_t)now + policy->utc_offset;
	int64_t day = local / DAY, second = local % DAY;
	unsigned weekday = (unsigned)((day + THURSDAY) % 7);

	vec_each(hours, &flow->hours)
		if (hours->days >> weekday & 1 && second >= hours->from &&
		    second < hours->to)
			return true;
	return !flow->hours.n;
}

/* The packet as its connection began: what a reply answers. */
struct request {
	const struct zone *from, *to; /* NULL: the gateway */
	const struct addr *source, *destination;
	enum proto proto;
	uint16_t port;
	bool echo;
};

static bool port_fits(const struct port_ranges *ports,
		      const struct request *request)
{
	bool icmp =
		request->proto == PROTO_ICMP || request->proto == PROTO_ICMPV6;
	bool v6 = request->source->family == FAMILY_IPV6;

	/* Nobody answers the one family's ICMP in the other's packets. */
	if (icmp && v6 != (request->proto == PROTO_ICMPV6))
		return false;
	vec_each(port, ports) {
		if (port->proto != request->proto)
			continue;
		if (icmp ? request->echo
			 : request->port >= port->first &&
				    request->port <= port->last)
			return true;
	}
	return false;
}

/* The best so far: an entry in force ends the search, one that is not is
 * remembered for the answer. */
struct finding {
	enum judgement judgement;
	uint32_t entry;
};

/* True: this entry decides. */
static bool found(struct finding *finding, uint32_t entry, bool in_force)
{
	if (in_force)
		*finding = (struct finding){ JUDGE_ACCEPT, entry };
	else if (finding->judgement == JUDGE_NO_ENTRY)
		*finding = (struct finding){ JUDGE_NOT_NOW, entry };
	return in_force;
}

static struct finding judge_forward(const struct policy *policy,
				    const struct request *request, time_t now)
{
	struct finding finding = { JUDGE_NO_ENTRY, 0 };

	vec_each(flow, &policy->flows)
		if (flow->from == request->from && flow->to == request->to &&
		    port_fits(&flow->ports, request) &&
		    among(&flow->sources, request->source) &&
		    among(&flow->destinations, request->destination) &&
		    found(&finding, flow->number,
			  approval_is_valid(&flow->approval, now) &&
				  hours_hold(policy, flow, now)))
			break;
	return finding;
}

static struct finding judge_input(const struct policy *policy,
				  const struct request *request, time_t now)
{
	struct finding finding = { JUDGE_NO_ENTRY, 0 };

	if (!is_own(request->from, request->destination))
		return finding;
	vec_each(relay, &policy->relays)
		if (relay->from == request->from &&
		    request->proto == PROTO_TCP &&
		    request->port == relay->listen_port &&
		    !addr_cmp(request->destination, &relay->listen) &&
		    among(&relay->peer_ranges, request->source) &&
		    found(&finding, relay->number_in,
			  approval_is_valid(&relay->approval, now)))
			return finding;
	vec_each(entry, &policy->management)
		if (entry->from == request->from &&
		    port_fits(&entry->ports, request) &&
		    among(&entry->sources, request->source) &&
		    found(&finding, entry->number,
			  approval_is_valid(&entry->approval, now)))
			return finding;
	return finding;
}

static struct finding judge_output(const struct policy *policy,
				   const struct request *request, time_t now)
{
	struct finding finding = { JUDGE_NO_ENTRY, 0 };

	if (!is_own(request->to, request->source))
		return finding;
	vec_each(relay, &policy->relays)
		if (relay->to == request->to && request->proto == PROTO_TCP &&
		    request->port == relay->next_hop_port &&
		    !addr_cmp(request->destination, &relay->next_hop) &&
		    found(&finding, relay->number_out,
			  approval_is_valid(&relay->approval, now)))
			return finding;
	vec_each(entry, &policy->gateway)
		if (entry->to == request->to &&
		    port_fits(&entry->ports, request) &&
		    among(&entry->destinations, request->destination) &&
		    found(&finding, entry->number,
			  approval_is_valid(&entry->approval, now)))
			return finding;
	return finding;
}

/* Rule 1: where it comes from. */
static enum judgement judge_source(const struct policy *policy,
				   const struct zone *zone,
				   const struct packet *packet)
{
	if (!among(&zone->space, &packet->saddr) ||
	    is_gateway(policy, &packet->saddr))
		return JUDGE_SPOOFED;
	if (packet->mac && mac_is_wrong(policy, zone, packet))
		return JUDGE_MAC;
	return JUDGE_ACCEPT;
}

enum judgement judge(const struct policy *policy, const struct packet *packet,
		     uint32_t *entry)
{
	const struct zone *in = NULL, *out = NULL;
	struct finding finding = { JUDGE_NO_ZONE, 0 };
	struct request request;

	if (packet->iif)
		in = zone_of(policy, packet->iif);
	if (packet->oif)
		out = zone_of(policy, packet->oif);
	if (in)
		finding.judgement = judge_source(policy, in, packet);
	else if (!packet->iif && out)
		finding.judgement = JUDGE_ACCEPT;
	if (packet->oif && !out)
		finding.judgement = JUDGE_NO_ZONE;
	request = (struct request){
		.from = packet->reply ? out : in,
		.to = packet->reply ? in : out,
		.source = packet->reply ? &packet->daddr : &packet->saddr,
		.destination = packet->reply ? &packet->saddr : &packet->daddr,
		.proto = (enum proto)packet->proto,
		.port = packet->reply ? packet->sport : packet->dport,
		.echo = packet->echo,
	};
	if (finding.judgement != JUDGE_ACCEPT)
		;
	else if (!request.to)
		finding = judge_input(policy, &request, packet->now);
	else if (!request.from)
		finding = judge_output(policy, &request, packet->now);
	else
		finding = judge_forward(policy, &request, packet->now);
	if (entry)
		*entry = finding.entry;
	return finding.judgement;
}
