/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wide.c -- entries that permit more than anybody can have meant
 */
#include "policy/space.h"
#include "proof/lint/linter.h"

enum {
	SMALL_ZONE = 16,      /* addresses: all of it is no more than a few */
	WIDE_PORTS = 100,     /* of one entry */
	FEW_IPV4 = 16,        /* addresses of one side: hosts, not a network */
	MANY_IPV6 = 1u << 16, /* the same: a network */
};

static uint32_t count_of(const struct ranges *ranges, enum family family,
			 uint32_t most)
{
	uint64_t n = 0;

	vec_each(range, ranges)
		if (range->first.family == family)
			n += ranges_count(range, 1, most);
	return n > most ? most : (uint32_t)n;
}

/* All that may be behind it, of one family. */
static bool is_whole_family(const struct ranges *ranges,
			    const struct zone *zone, enum family family)
{
	bool any = false;

	vec_each(part, &zone->space) {
		if (part->first.family != family)
			continue;
		if (!ranges_have(ranges, part))
			return false;
		any = true;
	}
	return any;
}

/* What is whole in IPv6 alone is another finding. */
static bool is_whole(const struct ranges *ranges, const struct zone *zone)
{
	if (!zone || ranges_count(zone->space.at, zone->space.n,
				  SMALL_ZONE + 1) <= SMALL_ZONE)
		return false;
	if (count_of(ranges, FAMILY_IPV4, 1))
		return is_whole_family(ranges, zone, FAMILY_IPV4);
	return is_whole_family(ranges, zone, FAMILY_IPV6);
}

static void say_any(struct linter *l, const struct entry *entry)
{
	const struct zone *from = lint_from(l, entry), *to = lint_to(l, entry);
	struct lint_finding *finding = lint_add(
		l, LINT_ANY_TO_ANY, lint_loc(l, entry), lint_id(l, entry));

	if (from->tier == to->tier)
		finding->severity = LINT_WARNING;
	lint_en(l, finding, "%s lets everybody of %s reach everybody of %s",
		finding->subject, from->name, to->name);
	lint_ja(l, finding, "%s は %s 全体から %s 全体への通信を許可する",
		finding->subject, from->name, to->name);
}

static void say_internet(struct linter *l, const struct entry *entry)
{
	const struct zone *to = lint_to(l, entry);
	struct lint_finding *finding = lint_add(
		l, LINT_WHOLE_INTERNET, lint_loc(l, entry), lint_id(l, entry));

	lint_en(l, finding, "%s permits every destination of %s (%s)",
		finding->subject, to->name, tier_name(to->tier));
	lint_ja(l, finding, "%s は %s（%s）の全ての宛先を許可する",
		finding->subject, to->name, tier_label(to->tier));
}

static void say_whole(struct linter *l, const struct entry *entry,
		      const struct zone *zone, bool source)
{
	struct lint_finding *finding = lint_add(
		l, LINT_WHOLE_ZONE, lint_loc(l, entry), lint_id(l, entry));

	/* Who may configure the gateway, or cross to it, is few. */
	if (!lint_to(l, entry))
		finding->severity = LINT_WARNING;
	lint_en(l, finding, "the %s of %s is everybody of %s",
		source ? "source" : "destination", finding->subject,
		zone->name);
	lint_ja(l, finding, "%s の%sが %s 全体である", finding->subject,
		source ? "送信元" : "宛先", zone->name);
}

/* The gateway's own side of an entry is what it is. */
static void find_whole(struct linter *l, const struct entry *entry)
{
	const struct zone *from = lint_from(l, entry), *to = lint_to(l, entry);
	bool source = is_whole(entry->sources, from);
	bool destination = is_whole(entry->destinations, to);

	if (source && destination)
		say_any(l, entry);
	else if (source)
		say_whole(l, entry, from, true);
	else if (destination && to->tier == TIER_INTERNET)
		say_internet(l, entry);
	else if (destination)
		say_whole(l, entry, to, false);
}

static void find_ports(struct linter *l, const struct entry *entry)
{
	struct lint_finding *finding;
	uint32_t n = 0;

	vec_each(port, entry->ports)
		n += (uint32_t)(port->last - port->first) + 1;
	if (n < WIDE_PORTS)
		return;
	finding = lint_add(l, LINT_WIDE_PORTS, lint_loc(l, entry),
			   lint_id(l, entry));
	lint_en(l, finding, "%s permits %u ports", finding->subject, n);
	lint_ja(l, finding, "%s は %u 個のポートを許可する", finding->subject,
		n);
}

/* Hosts of IPv4 beside a network of IPv6, or a part beside the whole zone. */
static bool is_lopsided(const struct ranges *ranges, const struct zone *zone)
{
	uint32_t v4 = count_of(ranges, FAMILY_IPV4, FEW_IPV4 + 1);

	if (!zone || !v4 || is_whole_family(ranges, zone, FAMILY_IPV4))
		return false;
	return is_whole_family(ranges, zone, FAMILY_IPV6) ||
	       (v4 <= FEW_IPV4 &&
		count_of(ranges, FAMILY_IPV6, MANY_IPV6) >= MANY_IPV6);
}

static void find_lopsided(struct linter *l, const struct entry *entry)
{
	bool source = is_lopsided(entry->sources, lint_from(l, entry));
	bool destination = is_lopsided(entry->destinations, lint_to(l, entry));
	struct lint_finding *finding;

	if (!source && !destination)
		return;
	finding = lint_add(l, LINT_IPV6_WIDER, lint_loc(l, entry),
			   lint_id(l, entry));
	lint_en(l, finding,
		"the %s of %s is narrow in IPv4, but a whole network in IPv6",
		source ? "source" : "destination", finding->subject);
	lint_ja(l, finding,
		"%s の%sは、IPv4 では狭いのに IPv6 ではネットワーク全体である",
		finding->subject, source ? "送信元" : "宛先");
}

void lint_width(struct linter *l)
{
	vec_each(entry, &l->meaning.entries) {
		if (!lint_is_alive(l, entry))
			continue;
		find_whole(l, entry);
		find_ports(l, entry);
		find_lopsided(l, entry);
	}
}
