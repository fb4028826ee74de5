/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * box.c -- an entry's packets and moments, as a diagram
 */
#include "base/must.h"
#include "proof/diagram/build.h"
#include "proof/lint/pair.h"

enum {
	N_PROTOS = 5,
	N_PARTS = 3,
};

static const enum proto protos[N_PROTOS] = {
	PROTO_ICMP, PROTO_TCP, PROTO_UDP, PROTO_ICMPV6, PROTO_SCTP,
};

static const enum family families[] = { FAMILY_IPV4, FAMILY_IPV6 };

static bool is_echo(enum proto proto)
{
	return proto == PROTO_ICMP || proto == PROTO_ICMPV6;
}

static bool speaks(enum proto proto, enum family family)
{
	return !is_echo(proto) ||
	       (family == FAMILY_IPV6) == (proto == PROTO_ICMPV6);
}

static bool has_proto(const struct entry *entry, enum proto proto)
{
	vec_each(port, entry->ports)
		if (port->proto == proto)
			return true;
	return false;
}

static uint32_t nest_addresses(struct lint_pair *p, bool source,
			       const struct ranges *ranges, enum family family,
			       uint32_t inside)
{
	struct diagram_pile pile = { 0 };
	struct diagram_range range;

	vec_each(item, ranges) {
		if (item->first.family != family)
			continue;
		range = space_addresses(&p->space, source, item);
		diagram_pile_add(&p->all, &pile,
				 diagram_range(&p->all, &range, inside,
					       DIAGRAM_NOMATCH));
	}
	return diagram_pile_end(&p->all, &pile);
}

static uint32_t nest_ports(struct lint_pair *p, const struct port_ranges *ports,
			   enum proto proto, uint32_t inside)
{
	struct diagram_pile pile = { 0 };
	struct diagram_range range;

	if (is_echo(proto))
		return inside;
	vec_each(port, ports) {
		if (port->proto != proto)
			continue;
		range = space_numbers(&p->space, VAR_DPORT, port->first,
				      port->last);
		diagram_pile_add(&p->all, &pile,
				 diagram_range(&p->all, &range, inside,
					       DIAGRAM_NOMATCH));
	}
	return diagram_pile_end(&p->all, &pile);
}

/* Source, destination and port, the last level first: so that each is behind
 * the one before, in any order of the space. */
static uint32_t nest(struct lint_pair *p, const struct entry *entry,
		     enum family family, enum proto proto, uint32_t then)
{
	bool v4 = family == FAMILY_IPV4;
	const uint16_t levels[N_PARTS] = {
		p->space.levels[v4 ? VAR_IP4_SADDR : VAR_IP6_SADDR],
		p->space.levels[v4 ? VAR_IP4_DADDR : VAR_IP6_DADDR],
		p->space.levels[VAR_DPORT],
	};
	unsigned behind = DIAGRAM_LEVELS;
	size_t part;

	for (size_t i = 0; i < N_PARTS; i++) {
		part = N_PARTS;
		for (size_t j = 0; j < N_PARTS; j++)
			if (levels[j] < behind &&
			    (part == N_PARTS || levels[j] > levels[part]))
				part = j;
		must(part < N_PARTS);
		behind = levels[part];
		if (part == 2)
			then = nest_ports(p, entry->ports, proto, then);
		else
			then = nest_addresses(p, part == 0,
					      part == 0 ? entry->sources
							: entry->destinations,
					      family, then);
	}
	return then;
}

static uint32_t one_number(struct lint_pair *p, enum variable variable,
			   uint64_t number, uint32_t then)
{
	struct diagram_range range =
		space_numbers(&p->space, variable, number, number);

	return diagram_range(&p->all, &range, then, DIAGRAM_NOMATCH);
}

uint32_t lint_box(struct lint_pair *p, const struct entry *entry,
		  uint32_t place)
{
	uint32_t then = lint_time_when(&p->time, &p->all, entry,
				       diagram_leaf(place + 1));
	uint32_t result = DIAGRAM_NOMATCH, of_family, part;

	for (size_t f = 0; f < 2; f++) {
		of_family = DIAGRAM_NOMATCH;
		for (size_t i = 0; i < N_PROTOS; i++) {
			if (!has_proto(entry, protos[i]) ||
			    !speaks(protos[i], families[f]))
				continue;
			part = one_number(
				p, VAR_L4PROTO, protos[i],
				nest(p, entry, families[f], protos[i], then));
			of_family = diagram_override(&p->all, of_family, part);
		}
		part = one_number(p, VAR_NFPROTO,
				  families[f] == FAMILY_IPV4 ? 2 : 10,
				  of_family);
		result = diagram_override(&p->all, result, part);
	}
	return result;
}
