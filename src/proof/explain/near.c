/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * near.c -- the entries that come nearest to permitting a packet
 *
 * An entry is near by how little would have to be otherwise: a moment, then a
 * service, then an address, then a zone. Of another pair of zones, or of the
 * other direction, only those are told that permit all the rest.
 */
#include "policy/print/print.h"
#include "proof/explain/parts.h"
#include "proof/register/entry.h"
#include "proof/space/witness_word.h"

enum {
	FAR = 8, /* from here on it is no neighbour */
};

static const unsigned weights[N_NEAR_KINDS] = {
	[NEAR_NOT_YET] = 1, [NEAR_ENDED] = 1,  [NEAR_HOURS] = 1,
	[NEAR_SERVICE] = 2, [NEAR_SOURCE] = 3, [NEAR_DESTINATION] = 3,
	[NEAR_FROM] = 4,    [NEAR_TO] = 4,     [NEAR_DIRECTION] = 5,
};

/* The packet as its connection began. */
struct wanted {
	struct explanation *e;
	uint32_t from, to; /* as in struct entry; UINT32_MAX: no zone */
	const struct addr *source, *destination;
	bool echo;
};

static uint32_t end_of(const struct explanation *e, const struct zone *zone,
		       const struct space_name *name)
{
	if (zone)
		return zone->index;
	return *name->text || name->prefix
		       ? UINT32_MAX
		       : (uint32_t)e->options.policy->zones.n;
}

static bool among(const struct ranges *ranges, const struct addr *addr)
{
	vec_each(range, ranges)
		if (range_has(range, addr))
			return true;
	return false;
}

static bool serves(const struct wanted *w, const struct entry *entry)
{
	const struct witness *packet = &w->e->packet;
	uint16_t port = packet->reply ? packet->sport : packet->dport;
	bool v6 = packet->source.family == FAMILY_IPV6;

	if (proto_is_icmp(packet->l4proto) &&
	    v6 != (packet->l4proto == PROTO_ICMPV6))
		return false;
	vec_each(range, entry->ports) {
		if (range->proto != (enum proto)packet->l4proto)
			continue;
		if (proto_is_icmp(packet->l4proto)
			    ? w->echo
			    : port >= range->first && port <= range->last)
			return true;
	}
	return false;
}

static void differ(struct near_entry *near, enum near_kind kind, const char *is,
		   const char *allowed)
{
	near->list[near->n++] = (struct near_difference){ kind, is, allowed };
	near->distance += weights[kind];
}

/* It permits the same the other way round. */
static bool is_turned(const struct wanted *w, const struct entry *entry)
{
	return entry->from == w->to && entry->to == w->from &&
	       serves(w, entry) && among(entry->sources, w->destination) &&
	       among(entry->destinations, w->source);
}

/* How far it is, or FAR where that is no less than `limit`. No words yet: only
 * the nearest get any. */
static unsigned distance(const struct wanted *w, const struct entry *entry,
			 unsigned limit)
{
	const struct policy *policy = w->e->options.policy;
	time_t now = w->e->options.now;
	unsigned far = 0;

	if (is_turned(w, entry) && entry->from != entry->to)
		return weights[NEAR_DIRECTION];
	if (entry->from != w->from && entry->to != w->to)
		return FAR;
	if (!serves(w, entry))
		far += weights[NEAR_SERVICE];
	if (far < limit && !among(entry->sources, w->source))
		far += weights[NEAR_SOURCE];
	if (far < limit && !among(entry->destinations, w->destination))
		far += weights[NEAR_DESTINATION];
	if (entry->from != w->from || entry->to != w->to)
		far += far > 0 ? FAR : weights[NEAR_FROM];
	if (far < limit && !approval_is_valid(entry->approval, now))
		far += weights[NEAR_ENDED];
	if (far < limit && entry->flow && !hours_hold(policy, entry->flow, now))
		far += weights[NEAR_HOURS];
	return far < limit ? far : FAR;
}

static const char *end_name(const struct explanation *e, uint32_t end)
{
	const struct policy *policy = e->options.policy;

	return end < policy->zones.n ? policy->zones.at[end].name : "gateway";
}

static char *addr_word(struct explanation *e, const struct addr *addr)
{
	char text[ADDR_TEXT];

	return arena_strdup(&e->arena, addr_text(text, addr));
}

static void tell_time(struct explanation *e, const struct entry *entry,
		      struct near_entry *near)
{
	const struct policy *policy = e->options.policy;
	time_t now = e->options.now;
	char day[16];

	if (entry->approval->valid_from && now < entry->approval->valid_from)
		differ(near, NEAR_NOT_YET,
		       explain_moment(&e->arena, policy, now),
		       arena_strdup(&e->arena,
				    print_day(day, policy,
					      entry->approval->valid_from)));
	else if (!approval_is_valid(entry->approval, now))
		differ(near, NEAR_ENDED, explain_moment(&e->arena, policy, now),
		       arena_strdup(
			       &e->arena,
			       print_day(day, policy,
					 entry->approval->valid_until - 1)));
	if (entry->flow && !hours_hold(policy, entry->flow, now))
		differ(near, NEAR_HOURS, explain_moment(&e->arena, policy, now),
		       explain_hours(&e->arena, entry->flow));
}

static void tell_zones(struct explanation *e, const struct wanted *w,
		       const struct entry *entry, struct near_entry *near)
{
	bool reply = e->packet.reply;

	if (entry->from != w->from)
		differ(near, NEAR_FROM, explain_zone_name(e, reply),
		       end_name(e, entry->from));
	if (entry->to != w->to)
		differ(near, NEAR_TO, explain_zone_name(e, !reply),
		       end_name(e, entry->to));
}

static void tell(struct explanation *e, const struct wanted *w,
		 const struct entry *entry, struct near_entry *near)
{
	*near = (struct near_entry){ .entry = entry->number };
	tell_time(e, entry, near);
	if (is_turned(w, entry) && entry->from != entry->to) {
		differ(near, NEAR_DIRECTION,
		       arena_printf(&e->arena, "%s -> %s",
				    explain_zone_name(e, e->packet.reply),
				    explain_zone_name(e, !e->packet.reply)),
		       arena_printf(&e->arena, "%s -> %s",
				    end_name(e, entry->from),
				    end_name(e, entry->to)));
		return;
	}
	if (!serves(w, entry))
		differ(near, NEAR_SERVICE, explain_service(e),
		       explain_ports(&e->arena, entry->ports));
	if (!among(entry->sources, w->source))
		differ(near, NEAR_SOURCE, addr_word(e, w->source),
		       explain_ranges(&e->arena, entry->sources));
	if (!among(entry->destinations, w->destination))
		differ(near, NEAR_DESTINATION, addr_word(e, w->destination),
		       explain_ranges(&e->arena, entry->destinations));
	tell_zones(e, w, entry, near);
}

struct ranking {
	const struct entry *at[NEAR_MOST];
	unsigned far[NEAR_MOST];
	size_t n;
};

/* The register's order among equals. */
static void rank(struct ranking *ranking, const struct entry *entry,
		 unsigned far)
{
	size_t at = ranking->n;

	while (at > 0 && ranking->far[at - 1] > far)
		at--;
	if (at == NEAR_MOST)
		return;
	if (ranking->n < NEAR_MOST)
		ranking->n++;
	for (size_t i = ranking->n - 1; i > at; i--) {
		ranking->at[i] = ranking->at[i - 1];
		ranking->far[i] = ranking->far[i - 1];
	}
	ranking->at[at] = entry;
	ranking->far[at] = far;
}

static bool is_echo(const struct witness *packet)
{
	unsigned type = packet->sport >> 8;

	if (packet->l4proto == PROTO_ICMP)
		return type == 8 || type == 0;
	return type == 128 || type == 129;
}

void explain_nearest(struct explanation *e)
{
	const struct witness *packet = &e->packet;
	bool reply = packet->reply;
	struct wanted w = {
		.e = e,
		.from = end_of(e, packet->from, &packet->iif),
		.to = end_of(e, packet->to, &packet->oif),
		.source = reply ? &packet->destination : &packet->source,
		.destination = reply ? &packet->source : &packet->destination,
		.echo = is_echo(packet),
	};
	struct meaning meaning = { .policy = e->options.policy };
	struct ranking ranking = { 0 };
	uint32_t swap = w.from;
	unsigned far;

	if (reply) {
		w.from = w.to;
		w.to = swap;
	}
	meaning.gateway = (uint32_t)e->options.policy->zones.n;
	meaning_entries(&meaning);
	vec_each(entry, &meaning.entries) {
		far = distance(&w, entry,
			       ranking.n < NEAR_MOST
				       ? FAR
				       : ranking.far[NEAR_MOST - 1]);
		if (far < FAR)
			rank(&ranking, entry, far);
	}
	for (size_t i = 0; i < ranking.n; i++)
		tell(e, &w, ranking.at[i], &e->near[e->n_near++]);
	arena_finish(&meaning.arena);
}
