/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * group.c -- entries sorted by pair, family and protocol
 *
 * An entry of few single addresses and ports becomes tuples, any other one a
 * diagram of nested ranges on its groups' piles.
 */
#include "proof/register/group.h"

#include <string.h>

#include "base/must.h"

const enum proto group_protos[N_PROTOS] = { PROTO_TCP, PROTO_UDP, PROTO_SCTP,
					    PROTO_ICMP, PROTO_ICMPV6 };

const enum family group_families[N_FAMILIES] = { FAMILY_IPV4, FAMILY_IPV6 };

bool proto_is_echo(enum proto proto)
{
	return proto == PROTO_ICMP || proto == PROTO_ICMPV6;
}

/* Nobody answers the one family's ICMP in the other's packets. */
static bool speaks(enum proto proto, enum family family)
{
	return !proto_is_echo(proto) ||
	       (family == FAMILY_IPV6) == (proto == PROTO_ICMPV6);
}

static uint32_t group_of(const struct direction *d, const struct entry *entry,
			 size_t family, enum proto proto)
{
	uint32_t at = entry->from * d->m->n_ends + entry->to;
	uint32_t index = 0;

	while (group_protos[index] != proto)
		index++;
	return (at * N_FAMILIES + (uint32_t)family) * N_PROTOS + index;
}

static enum variable variable_of(enum part part, enum family family, bool reply)
{
	bool v4 = family == FAMILY_IPV4;

	if (part == PART_PORT)
		return reply ? VAR_SPORT : VAR_DPORT;
	if ((part == PART_SOURCE) != reply)
		return v4 ? VAR_IP4_SADDR : VAR_IP6_SADDR;
	return v4 ? VAR_IP4_DADDR : VAR_IP6_DADDR;
}

struct layout layout_of(const struct meaning *m, enum family family, bool reply)
{
	struct layout layout;
	enum variable variable;
	size_t at;

	for (size_t part = 0; part < N_PARTS; part++) {
		variable = variable_of((enum part)part, family, reply);
		for (at = part; at > 0; at--) {
			if (m->space->levels[layout.variables[at - 1]] <
			    m->space->levels[variable])
				break;
			layout.parts[at] = layout.parts[at - 1];
			layout.variables[at] = layout.variables[at - 1];
		}
		layout.parts[at] = (enum part)part;
		layout.variables[at] = variable;
	}
	return layout;
}

/* How many tuples stand for the entry; 0: it is nested. */
static size_t count_tuples(const struct entry *entry)
{
	size_t n = entry->sources->n * entry->destinations->n;

	if (n > MOST_TUPLES || n * entry->ports->n > MOST_TUPLES)
		return 0;
	vec_each(range, entry->sources)
		if (!range_is_single(range))
			return 0;
	vec_each(range, entry->destinations)
		if (!range_is_single(range))
			return 0;
	vec_each(port, entry->ports)
		if (port->first != port->last)
			return 0;
	return n * entry->ports->n;
}

static struct diagram_range address_range(const struct direction *d,
					  enum part part,
					  const struct addr_range *range)
{
	return space_addresses(d->m->space, (part == PART_SOURCE) != d->reply,
			       range);
}

static void add_tuple(struct direction *d, size_t place, size_t family,
		      const struct addr_range *source,
		      const struct addr_range *destination,
		      const struct port_range *port)
{
	const struct layout *layout = &d->layouts[family];
	struct tuple *tuple = &d->tuples[d->n_tuples++];
	struct diagram_range range;
	size_t n = 0;

	tuple->group =
		group_of(d, &d->m->entries.at[place], family, port->proto);
	tuple->place = (uint32_t)place;
	for (size_t i = 0; i < N_PARTS; i++) {
		if (layout->parts[i] == PART_PORT) {
			if (!proto_is_echo(port->proto))
				tuple->key[n++] = port->first;
			continue;
		}
		range = address_range(
			d, layout->parts[i],
			layout->parts[i] == PART_SOURCE ? source : destination);
		memcpy(tuple->key + n, range.low, range.n * sizeof(*range.low));
		n += range.n;
	}
}

static void add_tuples(struct direction *d, size_t place)
{
	const struct entry *entry = &d->m->entries.at[place];
	enum family family;

	vec_each(source, entry->sources) {
		family = source->first.family;
		vec_each(destination, entry->destinations) {
			if (destination->first.family != family)
				continue;
			vec_each(port, entry->ports)
				if (speaks(port->proto, family))
					add_tuple(d, place,
						  family == FAMILY_IPV6, source,
						  destination, port);
		}
	}
}

static uint32_t nest_addresses(struct direction *d, enum part part,
			       const struct ranges *ranges, enum family family,
			       uint32_t inside)
{
	struct diagram_pile pile = { 0 };
	struct diagram_range range;

	vec_each(item, ranges) {
		if (item->first.family != family)
			continue;
		range = address_range(d, part, item);
		diagram_pile_add(d->m->all, &pile,
				 diagram_range(d->m->all, &range, inside,
					       DIAGRAM_NOMATCH));
	}
	return diagram_pile_end(d->m->all, &pile);
}

static uint32_t nest_ports(struct direction *d, const struct port_ranges *ports,
			   enum proto proto, uint32_t inside)
{
	struct diagram_pile pile = { 0 };
	struct diagram_range range;

	vec_each(port, ports) {
		if (port->proto != proto)
			continue;
		range = space_numbers(d->m->space,
				      d->reply ? VAR_SPORT : VAR_DPORT,
				      port->first, port->last);
		diagram_pile_add(d->m->all, &pile,
				 diagram_range(d->m->all, &range, inside,
					       DIAGRAM_NOMATCH));
	}
	return diagram_pile_end(d->m->all, &pile);
}

/* The entry's packets of one family and protocol, the last part first. */
static void nest(struct direction *d, size_t place, size_t family,
		 enum proto proto)
{
	const struct entry *entry = &d->m->entries.at[place];
	const struct layout *layout = &d->layouts[family];
	uint32_t then = d->thens[place];
	enum part part;

	for (size_t i = N_PARTS; i-- > 0;) {
		part = layout->parts[i];
		if (part != PART_PORT)
			then = nest_addresses(d, part,
					      part == PART_SOURCE
						      ? entry->sources
						      : entry->destinations,
					      group_families[family], then);
		else if (!proto_is_echo(proto))
			then = nest_ports(d, entry->ports, proto, then);
	}
	if (then != DIAGRAM_NOMATCH)
		diagram_pile_add(d->m->all,
				 &d->piles[group_of(d, entry, family, proto)],
				 then);
}

static void nest_all(struct direction *d, size_t place)
{
	const struct entry *entry = &d->m->entries.at[place];
	bool asks;

	for (size_t i = 0; i < N_PROTOS; i++) {
		asks = false;
		vec_each(port, entry->ports)
			asks |= port->proto == group_protos[i];
		for (size_t family = 0; asks && family < N_FAMILIES; family++)
			if (speaks(group_protos[i], group_families[family]))
				nest(d, place, family, group_protos[i]);
	}
}

void direction_take(struct direction *d)
{
	size_t most = 0, place;

	vec_each(entry, &d->m->entries)
		most += count_tuples(entry);
	d->tuples = xcalloc(most + 1, sizeof(*d->tuples));
	d->keys = xcalloc(most + 1, MOST_DIGITS * sizeof(*d->keys));
	d->values = xcalloc(most + 1, sizeof(*d->values));
	vec_each(entry, &d->m->entries) {
		place = (size_t)(entry - d->m->entries.at);
		if (d->thens[place] == DIAGRAM_NOMATCH)
			continue;
		if (count_tuples(entry))
			add_tuples(d, place);
		else
			nest_all(d, place);
	}
}
