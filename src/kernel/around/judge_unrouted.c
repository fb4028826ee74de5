/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * judge_unrouted.c -- judges what has no way to its zone: networks that
 * no route leads to, a missing default route
 *
 * The main table's routes are sorted so that each prefix stands right after
 * those that contain it; `parent` is the narrowest of these. Prefixes are
 * nested or apart, so the narrowest one that holds a network is found by one
 * binary search and by climbing, at most 128 steps.
 */
#include <stdlib.h>

#include <linux/rtnetlink.h>

#include "base/must.h"
#include "kernel/around/judge_parts.h"

struct leg {
	struct addr_range to;
	const struct expected_zone *zone;
	size_t parent; /* its place + 1; 0: none */
};

struct legs {
	struct leg *at;
	size_t n;
};

static int by_nesting(const void *a, const void *b)
{
	const struct leg *x = a, *y = b;
	int order = addr_cmp(&x->to.first, &y->to.first);

	return order ? order : addr_cmp(&y->to.last, &x->to.last);
}

static bool holds(const struct addr_range *outer,
		  const struct addr_range *inner)
{
	return outer->first.family == inner->first.family &&
	       range_contains(outer, inner);
}

static void find_parents(struct legs *legs)
{
	for (size_t i = 1; i < legs->n; i++) {
		size_t above = i;

		while (above &&
		       !holds(&legs->at[above - 1].to, &legs->at[i].to))
			above = legs->at[above - 1].parent;
		legs->at[i].parent = above;
	}
}

static void take_legs(const struct judge *judge, struct legs *legs)
{
	legs->at = xcalloc(judge->around->routes.n + 1, sizeof(*legs->at));
	vec_each(route, &judge->around->routes)
		if (route->table == RT_TABLE_MAIN && route->type == RTN_UNICAST)
			legs->at[legs->n++] = (struct leg){
				route->to, judge_zone(judge, route->link), 0
			};
	qsort(legs->at, legs->n, sizeof(*legs->at), by_nesting);
	find_parents(legs);
}

/* How many begin before the network, or with it and are not narrower. */
static size_t position(const struct legs *legs, const struct addr_range *net)
{
	const struct leg like = { .to = *net };
	size_t low = 0, high = legs->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_nesting(&legs->at[middle], &like) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool has_way(const struct legs *legs, const struct addr_range *net,
		    const struct expected_zone *zone)
{
	size_t at = position(legs, net), above = at;

	/* A part of it, at least: then somebody has thought about it. */
	if (at < legs->n && range_overlaps(&legs->at[at].to, net))
		return true;
	while (above && !holds(&legs->at[above - 1].to, net))
		above = legs->at[above - 1].parent;
	/* Several routes for one prefix: the zone's may be any of them. */
	for (; above; above = legs->at[above - 1].parent)
		if (legs->at[above - 1].zone == zone)
			return true;
	return false;
}

static void say_unrouted(const struct judge *judge,
			 const struct addr_range *net,
			 const struct expected_zone *zone)
{
	char text[RANGE_TEXT];
	struct sighting *f;

	range_text(text, net);
	f = sightings_add(judge->out, SEVERITY_WARNING, "network-unrouted",
			  "%s of %s", text, zone->name);
	sighting_ja(
		judge->out, f,
		"ゾーン %s のネットワーク %s へ向かう経路がない。そこへの通信は通らない。経路を加える。",
		zone->name, text);
	sighting_en(
		judge->out, f,
		"no route leads to %s of zone %s: traffic for it is cut. Add the route.",
		text, zone->name);
}

static void judge_default(const struct judge *judge, const struct legs *legs,
			  const struct expected_zone *zone, enum family family)
{
	const char *name = family == FAMILY_IPV4 ? "ipv4" : "ipv6";
	bool wants = false;
	struct sighting *f;

	vec_each(addr, &zone->addresses)
		wants |= addr->family == family;
	if (!wants)
		return;
	for (size_t i = 0; i < legs->n; i++)
		if (legs->at[i].to.first.family == family &&
		    range_prefix_len(&legs->at[i].to) == 0)
			return;
	f = sightings_add(judge->out, SEVERITY_WARNING, "default-missing", "%s",
			  name);
	sighting_ja(
		judge->out, f,
		"%s の既定経路がない。上流のゾーン %s へ出る通信は通らない。経路を加える。",
		name, zone->name);
	sighting_en(
		judge->out, f,
		"there is no default route of %s: what should leave by the upstream zone %s is cut. Add the route.",
		name, zone->name);
}

void judge_unrouted(const struct judge *judge)
{
	const struct expected_zone *upstream =
		expected_upstream(judge->expected);
	struct legs legs = { 0 };

	if (judge->around->unread[PART_ROUTES])
		return;
	take_legs(judge, &legs);
	vec_each(zone, &judge->expected->zones)
		vec_each(net, &zone->networks)
			if (!has_way(&legs, net, zone))
				say_unrouted(judge, net, zone);
	if (upstream) {
		judge_default(judge, &legs, upstream, FAMILY_IPV4);
		judge_default(judge, &legs, upstream, FAMILY_IPV6);
	}
	free(legs.at);
}
