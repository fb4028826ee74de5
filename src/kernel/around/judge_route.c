/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge_route.c -- judges routes: each zone's networks by its own
 * interfaces, all else by the upstream zone
 *
 * The rules drop what leaves to a zone that its address is not in, so a wrong
 * route cuts. That it is there all the same means that somebody wants the
 * packets elsewhere, or that one layer of two is gone.
 */
#include <linux/rtnetlink.h>

#include "kernel/around/judge_parts.h"

static bool within(const struct addr_range *range, const char *outer)
{
	struct addr_range net;

	return range_read(outer, &net) == ADDR_OK &&
	       net.first.family == range->first.family &&
	       range_contains(&net, range);
}

static bool is_link_local(const struct addr_range *to)
{
	return within(to, "fe80::/10") || within(to, "ff00::/8") ||
	       within(to, "169.254.0.0/16") || within(to, "224.0.0.0/4") ||
	       within(to, "255.255.255.255");
}

static bool is_loopback(const struct addr_range *to)
{
	return within(to, "127.0.0.0/8") || within(to, "::1");
}

static bool zone_contains(const struct expected_zone *zone,
			  const struct addr_range *range)
{
	vec_each(network, &zone->networks)
		if (network->first.family == range->first.family &&
		    range_contains(network, range))
			return true;
	return false;
}

static bool is_everything(const struct addr_range *to)
{
	return range_prefix_len(to) == 0;
}

static const char *route_text(const struct judge *judge,
			      const struct around_route *route)
{
	char to[RANGE_TEXT];

	range_text(to, &route->to);
	return arena_printf(&judge->out->arena, "%s dev %s table %u", to,
			    judge_name(judge, route->link), route->table);
}

/* ------ where a route leads ------ */

static void say_astray(const struct judge *judge,
		       const struct around_route *route,
		       const struct expected_zone *owner)
{
	const struct expected_zone *zone = judge_zone(judge, route->link);
	const char *text = route_text(judge, route);
	struct sighting *f = sightings_add(judge->out, SEVERITY_ALARM,
					   "route-astray", "%s", text);

	sighting_ja(
		judge->out, f,
		"経路 %s は%s%sの宛先を%s%sへ送る。それを止めるのは規則だけである。経路を直す。",
		text, owner ? "ゾーン " : "",
		owner ? owner->name : "どのゾーンでもないネットワーク",
		zone ? "ゾーン " : "",
		zone ? zone->name : "どのゾーンでもないインターフェース");
	sighting_en(
		judge->out, f,
		"route %s sends what is for %s%s to %s%s; only the rules stop it. Correct the route.",
		text, owner ? "zone " : "", owner ? owner->name : "no zone",
		zone ? "zone " : "",
		zone ? zone->name : "an interface of no zone");
}

static void say_foreign(const struct judge *judge,
			const struct around_route *route,
			const struct expected_zone *zone)
{
	const struct expected_zone *upstream =
		expected_upstream(judge->expected);
	bool all = is_everything(&route->to);
	const char *text = route_text(judge, route);
	struct sighting *f = sightings_add(
		judge->out, all && upstream ? SEVERITY_ALARM : SEVERITY_WARNING,
		all ? "default-astray" : "route-foreign", "%s", text);

	sighting_ja(
		judge->out, f,
		"%s %s は、どのゾーンにもない宛先をゾーン %s へ送る（上流は %s）。規則はそれを落とす。経路を直すか、設定にネットワークを加える。",
		all ? "既定経路" : "経路", text, zone->name,
		upstream ? upstream->name : "なし");
	sighting_en(
		judge->out, f,
		"%s %s sends what is in no zone to zone %s (upstream: %s). The rules drop it. Correct the route, or add the network to the policy.",
		all ? "default route" : "route", text, zone->name,
		upstream ? upstream->name : "none");
}

static void judge_direction(const struct judge *judge,
			    const struct around_route *route)
{
	const struct expected_zone *zone = judge_zone(judge, route->link);
	const struct expected_zone *owner =
		expected_by_range(judge->expected, &route->to);

	if (owner && zone_contains(owner, &route->to)) {
		if (zone != owner)
			say_astray(judge, route, owner);
	} else if (!zone) {
		/* What follows from an address of its own is told by
		 * stray-interface. */
		if (route->proto != RTPROT_KERNEL)
			say_astray(judge, route, NULL);
	} else if (!zone->upstream) {
		say_foreign(judge, route, zone);
	}
}

/* ------ routes of other kinds ------ */

static void judge_refusal(const struct judge *judge,
			  const struct around_route *route)
{
	const struct expected_zone *owner =
		expected_by_range(judge->expected, &route->to);
	const char *text = route_text(judge, route);
	struct sighting *f;

	if (!owner || !zone_contains(owner, &route->to))
		return;
	f = sightings_add(judge->out, SEVERITY_WARNING, "route-cut", "%s",
			  text);
	sighting_ja(
		judge->out, f,
		"経路 %s はゾーン %s の宛先を捨てる。意図したものでなければ消す。",
		text, owner->name);
	sighting_en(
		judge->out, f,
		"route %s refuses what is for zone %s. Delete it unless it is meant.",
		text, owner->name);
}

static bool is_own(const struct judge *judge, const struct addr_range *to)
{
	vec_each(address, &judge->around->addresses)
		if (addr_cmp(&address->addr, &to->first) == 0)
			return range_is_single(to);
	return false;
}

/* The kernel makes one for each address; any other draws packets to the
 * gateway itself that are for somebody else. */
static void judge_local(const struct judge *judge,
			const struct around_route *route)
{
	const char *text;
	struct sighting *f;

	if (is_loopback(&route->to) || is_own(judge, &route->to) ||
	    judge->around->unread[PART_ADDRESSES])
		return;
	text = route_text(judge, route);
	f = sightings_add(judge->out, SEVERITY_ALARM, "route-local", "%s",
			  text);
	sighting_ja(
		judge->out, f,
		"経路 %s により、関所のものでない宛先を関所自身が受け取る。転送の規則ではなく、関所宛ての規則で判定される。消す。",
		text);
	sighting_en(
		judge->out, f,
		"route %s makes the gateway itself take what is for others: it is judged as for the gateway, not as forwarded. Delete it.",
		text);
}

static void say_special(const struct judge *judge,
			const struct around_route *route)
{
	const char *text = route_text(judge, route);
	struct sighting *f = sightings_add(
		judge->out, SEVERITY_ALARM,
		route->encapsulates ? "route-encapsulated" : "route-unreadable",
		"%s", text);

	if (route->encapsulates) {
		sighting_ja(
			judge->out, f,
			"経路 %s は、規則が判定した後のパケットをカプセル化するか書き換える。消す。",
			text);
		sighting_en(
			judge->out, f,
			"route %s wraps or rewrites packets after the rules have judged them. Delete it.",
			text);
		return;
	}
	sighting_ja(
		judge->out, f,
		"経路 %s の出口が分からない（nexthop オブジェクト）。ip nexthop で確かめ、通常の経路に直す。",
		text);
	sighting_en(
		judge->out, f,
		"where route %s leads cannot be told (a nexthop object). See ip nexthop; write it as an ordinary route.",
		text);
}

static void judge_route(const struct judge *judge,
			const struct around_route *route)
{
	switch (route->type) {
	case RTN_UNICAST:
		if (route->encapsulates || route->foreign_hop ||
		    route->link == 0)
			say_special(judge, route);
		if (route->link && !is_link_local(&route->to) &&
		    !is_loopback(&route->to))
			judge_direction(judge, route);
		break;
	case RTN_LOCAL:
		judge_local(judge, route);
		break;
	case RTN_BLACKHOLE:
	case RTN_UNREACHABLE:
	case RTN_PROHIBIT:
		judge_refusal(judge, route);
		break;
	default: /* broadcast, anycast, multicast: the kernel's own */
		break;
	}
}

void judge_routes(const struct judge *judge)
{
	vec_each(route, &judge->around->routes)
		judge_route(judge, route);
}
