/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around.c -- what surrounds the entries: sources, errors, neighbours
 */
#include "proof/diagram/apply.h"
#include "proof/register/entry.h"

enum {
	V4 = 2,
	V6 = 10,
	ETHERNET = 1,          /* ARPHRD_ETHER */
	ETHER_SOURCE_END = 12, /* of the header's bytes */
	MARK_GENERATION = 20,
	MARK_CLOCK = 19,
	CLOCK_HORIZON = 24 * 3600, /* before an end, in seconds */
};

static const struct addr_range link_local = {
	{ FAMILY_IPV6, { 0xfe, 0x80 } },
	{ FAMILY_IPV6,
	  { 0xfe, 0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff } },
};

static const struct addr_range multicast = {
	{ FAMILY_IPV6, { 0xff } },
	{ FAMILY_IPV6,
	  { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	    0xff, 0xff, 0xff, 0xff, 0xff } },
};

static const struct addr_range unspecified = { { FAMILY_IPV6, { 0 } },
					       { FAMILY_IPV6, { 0 } } };

static struct diagram_range family_of(const struct meaning *m,
				      enum family family)
{
	uint64_t number = family == FAMILY_IPV4 ? V4 : V6;

	return space_numbers(m->space, VAR_NFPROTO, number, number);
}

/* TRUE where all ranges hold, by growing levels, else FALSE. */
static uint32_t all_hold(const struct meaning *m,
			 const struct diagram_range *ranges, size_t n)
{
	return diagram_override(m->all,
				diagram_box_of(m->all, ranges, n, DIAGRAM_TRUE),
				DIAGRAM_FALSE);
}

static uint32_t is_among(const struct meaning *m, bool source,
			 const struct addr_range *ranges, size_t n)
{
	struct diagram_pile pile = { 0 };
	struct diagram_range box[2];

	for (size_t i = 0; i < n; i++) {
		box[0] = family_of(m, ranges[i].first.family);
		box[1] = space_addresses(m->space, source, &ranges[i]);
		diagram_pile_add(m->all, &pile,
				 diagram_box_of(m->all, box, 2, DIAGRAM_TRUE));
	}
	return diagram_override(m->all, diagram_pile_end(m->all, &pile),
				DIAGRAM_FALSE);
}

uint32_t meaning_addresses(const struct meaning *m, bool source,
			   const struct ranges *ranges)
{
	return is_among(m, source, ranges->at, ranges->n);
}

uint32_t meaning_on_link(const struct meaning *m)
{
	return diagram_or(m->all, is_among(m, true, &link_local, 1),
			  is_among(m, true, &unspecified, 1));
}

uint32_t meaning_own_source(const struct meaning *m)
{
	struct ranges own = { 0 };
	struct arena arena = { 0 };
	uint32_t is_own;

	vec_each(zone, &m->policy->zones)
		vec_each(addr, &zone->addresses)
			*vec_add(&arena, &own) =
				(struct addr_range){ *addr, *addr };
	is_own = is_among(m, true, own.at, own.n);
	arena_finish(&arena);
	return is_own;
}

/* Where the source is the address: is the frame from the MAC? */
static uint32_t ask_mac(const struct meaning *m, const struct addr *addr,
			const struct mac *mac)
{
	const struct addr_range one = { *addr, *addr };
	const struct diagram_range frame[] = {
		space_numbers(m->space, VAR_IIFTYPE, ETHERNET, ETHERNET),
		space_readable(m->space, HEADER_LINK, ETHER_SOURCE_END),
		space_bytes(m->space, VAR_ETHER_SADDR, mac->bytes, mac->bytes),
	};
	const struct diagram_range source[] = {
		family_of(m, addr->family),
		space_addresses(m->space, true, &one),
	};

	return diagram_box_of(m->all, source, 2, all_hold(m, frame, 3));
}

uint32_t meaning_source(const struct meaning *m, const struct zone *zone)
{
	struct diagram_pile pins = { 0 };
	uint32_t right;

	vec_each(host, &m->policy->hosts) {
		if (host->zone != zone || !host->has_mac || !host->on_link)
			continue;
		vec_each(addr, &host->addresses)
			diagram_pile_add(m->all, &pins,
					 ask_mac(m, addr, &host->mac));
	}
	right = diagram_override(m->all, diagram_pile_end(m->all, &pins),
				 DIAGRAM_TRUE);
	return diagram_and(m->all, right,
			   meaning_addresses(m, true, &zone->space));
}

/* An ICMP message of types first … last. */
static uint32_t icmp(const struct meaning *m, enum family family,
		     uint64_t first, uint64_t last)
{
	uint64_t proto = family == FAMILY_IPV4 ? PROTO_ICMP : PROTO_ICMPV6;
	const struct diagram_range box[] = {
		family_of(m, family),
		space_numbers(m->space, VAR_L4PROTO, proto, proto),
		space_readable(m->space, HEADER_TRANSPORT, 1),
		space_numbers(m->space, VAR_SPORT, first << 8,
			      last << 8 | 0xff),
	};

	return all_hold(m, box, 4);
}

/* RFC 792, RFC 4443 3: neither redirect nor source quench. */
static uint32_t is_error(const struct meaning *m)
{
	uint32_t four = diagram_or(m->all, icmp(m, FAMILY_IPV4, 3, 3),
				   icmp(m, FAMILY_IPV4, 11, 12));

	return diagram_or(m->all, four, icmp(m, FAMILY_IPV6, 1, 4));
}

/* Marks of numbers first … last, with the clock's bit or without. */
static void add_marks(const struct meaning *m, struct diagram_pile *pile,
		      uint64_t clock, uint64_t first, uint64_t last,
		      uint32_t in_force)
{
	uint64_t base = (uint64_t)m->options.generation << MARK_GENERATION |
			clock << MARK_CLOCK;
	struct diagram_range range;

	if (first > last || in_force == DIAGRAM_FALSE)
		return;
	range = space_numbers(m->space, VAR_CT_MARK, base | first, base | last);
	diagram_pile_add(
		m->all, pile,
		diagram_range(m->all, &range, in_force, DIAGRAM_NOMATCH));
}

/* Entries that the clock may end before the next apply bear its bit; whether
 * one that ends soon does depends on when its tree was made. */
static bool has_mark(const struct meaning *m, const struct entry *entry,
		     uint64_t clock)
{
	time_t until = entry->approval->valid_until;
	bool hours = entry->flow && entry->flow->hours.n > 0;

	if (m->options.stamps)
		return true;
	if (clock)
		return hours;
	return !hours && (!until || until - m->options.now > CLOCK_HORIZON);
}

static void stamps_of(const struct meaning *m, struct diagram_pile *pile,
		      uint64_t clock)
{
	uint64_t first = 1, last = 0;
	uint32_t in_force = DIAGRAM_FALSE, next;

	vec_each(entry, &m->entries) {
		next = has_mark(m, entry, clock) ? entry_in_force(m, entry)
						 : DIAGRAM_FALSE;
		if (next != in_force || entry->number != last + 1) {
			add_marks(m, pile, clock, first, last, in_force);
			first = entry->number;
			in_force = next;
		}
		last = entry->number;
	}
	add_marks(m, pile, clock, first, last, in_force);
}

/* Any number, without the clock's bit. */
static uint32_t is_believed(const struct meaning *m)
{
	uint64_t base = (uint64_t)m->options.generation << MARK_GENERATION;
	struct diagram_range range = space_numbers(
		m->space, VAR_CT_MARK, base, base | ((1U << MARK_CLOCK) - 1));

	if (!m->options.stamps || !m->options.generation)
		return DIAGRAM_FALSE;
	return diagram_range(m->all, &range, DIAGRAM_TRUE, DIAGRAM_FALSE);
}

uint32_t meaning_let_in(const struct meaning *m)
{
	struct diagram_range state = space_numbers(
		m->space, VAR_CT_STATE, STATE_NEW, STATE_ESTABLISHED);

	return diagram_range(m->all, &state, is_believed(m), DIAGRAM_FALSE);
}

uint32_t meaning_stamped(const struct meaning *m)
{
	struct diagram_pile pile = { 0 };

	if (!m->options.generation)
		return DIAGRAM_TRUE;
	diagram_pile_add(m->all, &pile,
			 diagram_mask(m->all, is_believed(m), DIAGRAM_TRUE));
	stamps_of(m, &pile, 0);
	stamps_of(m, &pile, 1);
	return diagram_override(m->all, diagram_pile_end(m->all, &pile),
				DIAGRAM_FALSE);
}

/* TRUE where that end of the packet's connection which its direction makes the
 * sender's is in the zone, else NOMATCH. */
static uint32_t ask_end(const struct meaning *m, const struct zone *zone,
			uint64_t direction)
{
	const bool original = direction == 0;
	const enum variable four =
		original ? VAR_CT_IP4_SADDR : VAR_CT_IP4_DADDR;
	const enum variable six =
		original ? VAR_CT_IP6_SADDR : VAR_CT_IP6_DADDR;
	struct diagram_pile pile = { 0 };
	struct diagram_range box[3];

	box[0] =
		space_numbers(m->space, VAR_CT_DIRECTION, direction, direction);
	vec_each(range, &zone->space) {
		box[1] = family_of(m, range->first.family);
		box[2] = space_bytes(m->space,
				     range->first.family == FAMILY_IPV4 ? four
									: six,
				     range->first.bytes, range->last.bytes);
		diagram_pile_add(m->all, &pile,
				 diagram_box_of(m->all, box, 3, DIAGRAM_TRUE));
	}
	return diagram_pile_end(m->all, &pile);
}

uint32_t meaning_errors(const struct meaning *m, const struct zone *zone)
{
	const struct diagram_range related = space_numbers(
		m->space, VAR_CT_STATE, STATE_RELATED, STATE_RELATED);
	uint32_t error =
		diagram_and(m->all, is_error(m), all_hold(m, &related, 1));
	uint32_t from_there;

	if (!zone)
		return error;
	from_there = diagram_override(m->all, ask_end(m, zone, 0),
				      ask_end(m, zone, 1));
	from_there = diagram_override(m->all, from_there, DIAGRAM_FALSE);
	return diagram_and(m->all, error, from_there);
}

/* Messages of the link, with the hop limit that shows it. */
static uint32_t link_icmp(const struct meaning *m, uint64_t first,
			  uint64_t last, uint64_t hops)
{
	const struct diagram_range limit =
		space_numbers(m->space, VAR_IP6_HOPLIMIT, hops, hops);

	return diagram_and(m->all, icmp(m, FAMILY_IPV6, first, last),
			   all_hold(m, &limit, 1));
}

/* RFC 4861 4.3, 4.4; RFC 3810 5.1, RFC 2710 3.1: from the zone, or from an
 * address of the link alone, or (RFC 4862 5.4.2) from none yet. */
static uint32_t neighbours_in(const struct meaning *m, const struct zone *zone)
{
	uint32_t said = diagram_or(m->all, link_icmp(m, 135, 136, 255),
				   link_icmp(m, 130, 130, 1));
	uint32_t tried = diagram_and(m->all, link_icmp(m, 135, 135, 255),
				     is_among(m, true, &unspecified, 1));
	uint32_t sources = meaning_source(m, zone);
	bool speaks = false;

	vec_each(range, &zone->space)
		speaks |= range->first.family == FAMILY_IPV6;
	if (!speaks)
		return DIAGRAM_FALSE;
	sources =
		diagram_or(m->all, sources, is_among(m, true, &link_local, 1));
	return diagram_or(m->all, diagram_and(m->all, said, sources), tried);
}

/* RFC 2710 3.1, RFC 3810 5.2: reports keep switches sending us
 * solicitations. */
static uint32_t neighbours_out(const struct meaning *m, const struct zone *zone)
{
	uint32_t said = diagram_or(m->all, link_icmp(m, 135, 136, 255),
				   link_icmp(m, 131, 132, 1));
	uint32_t places = diagram_or(m->all, is_among(m, false, &link_local, 1),
				     is_among(m, false, &multicast, 1));

	said = diagram_or(m->all, said, link_icmp(m, 143, 143, 1));
	places = diagram_or(m->all, places,
			    meaning_addresses(m, false, &zone->space));
	return diagram_and(m->all, said, places);
}

uint32_t meaning_neighbours(const struct meaning *m, const struct zone *zone,
			    bool in)
{
	return in ? neighbours_in(m, zone) : neighbours_out(m, zone);
}
