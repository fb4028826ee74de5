/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place.c -- where a packet of a capture passes a policy's gateway
 */
#include "replay/place.h"

#include <stdlib.h>
#include <string.h>

static int compare_ranges(const void *a, const void *b)
{
	const struct place_range *left = a, *right = b;

	return range_cmp(&left->range, &right->range);
}

static int compare_pinned(const void *a, const void *b)
{
	const struct pinned *left = a, *right = b;

	return addr_cmp(&left->address, &right->address);
}

static void add_pinned(struct places *places)
{
	vec_each(host, &places->policy->hosts) {
		if (!host->has_mac || !host->on_link)
			continue;
		vec_each(address, &host->addresses) {
			struct pinned *one =
				vec_add(&places->arena, &places->pinned);

			one->address = *address;
			one->mac = host->mac;
		}
	}
	if (places->pinned.n)
		qsort(places->pinned.at, places->pinned.n,
		      sizeof(*places->pinned.at), compare_pinned);
}

void places_init(struct places *places, const struct policy *policy)
{
	*places = (struct places){ .policy = policy };
	vec_each(zone, &policy->zones) {
		vec_each(range, &zone->space) {
			struct place_range *one =
				vec_add(&places->arena, &places->spaces);

			one->range = *range;
			one->zone = zone;
		}
	}
	if (places->spaces.n)
		qsort(places->spaces.at, places->spaces.n,
		      sizeof(*places->spaces.at), compare_ranges);
	add_pinned(places);
}

void places_finish(struct places *places)
{
	arena_finish(&places->arena);
}

static int compare_address(const void *key, const void *item)
{
	const struct place_range *one = item;

	if (range_has(&one->range, key))
		return 0;
	return addr_cmp(key, &one->range.first);
}

static const struct zone *zone_at(const struct places *places,
				  const struct addr *address)
{
	const struct place_range *found = NULL;

	if (places->spaces.n)
		found = bsearch(address, places->spaces.at, places->spaces.n,
				sizeof(*places->spaces.at), compare_address);
	return found ? found->zone : NULL;
}

static bool is_own(const struct policy *policy, const struct addr *address)
{
	vec_each(zone, &policy->zones)
		vec_each(own, &zone->addresses)
			if (!addr_cmp(own, address))
				return true;
	return false;
}

/* To all, to a group, or to the link: never forwarded. */
static bool stays(const struct addr *address)
{
	const uint8_t *b = address->bytes;

	if (address->family == FAMILY_IPV4)
		return b[0] >= 224 && (b[0] < 240 || b[0] == 255);
	return b[0] == 0xff || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80);
}

const struct zone *places_zone_of(const struct policy *policy,
				  const char *interface)
{
	vec_each(zone, &policy->zones)
		vec_each(name, &zone->interfaces)
			if (interface && !strcmp(*name, interface))
				return zone;
	return NULL;
}

/* Where it was seen is where it came in, or else went out: what is for that
 * side's zone, and not for the gateway, has left. */
static enum frame_way way_of(const struct place_hint *hint,
			     const struct position *place,
			     const struct zone *seen)
{
	if (!seen)
		return WAY_UNKNOWN;
	if (hint->way != WAY_UNKNOWN)
		return hint->way;
	return place->to == seen ? WAY_OUT : WAY_IN;
}

/* What is told; else the zone's first one. */
static const char *interface_of(const char *told, const struct zone *zone)
{
	if (told)
		return told;
	return zone ? zone->interfaces.at[0] : "";
}

bool places_source_fits(const struct places *places,
			const struct position *place, const struct addr *source)
{
	if (place->hook == REGISTER_OUTPUT)
		return true;
	return place->from && zone_at(places, source) == place->from &&
	       !is_own(places->policy, source);
}

/* What lies about its source is no talk within a zone. */
static enum unjudged judge(const struct places *places,
			   const struct position *place,
			   const struct addr *source,
			   const struct place_hint *hint)
{
	bool told = hint->iif && hint->oif;

	if ((place->hook != REGISTER_OUTPUT && !*place->iif) ||
	    (place->hook != REGISTER_INPUT && !*place->oif))
		return UNJUDGED_NO_ZONE;
	if (place->hook == REGISTER_FORWARD && place->from &&
	    place->from == place->to && !told &&
	    places_source_fits(places, place, source))
		return UNJUDGED_LOCAL;
	return UNJUDGED_NOT;
}

/* The zones of both ends, and the interfaces where they are known. */
static void find_ends(const struct places *places, const struct addr *source,
		      const struct addr *destination,
		      const struct place_hint *hint, struct position *out)
{
	const struct policy *policy = places->policy;
	const struct zone *seen = places_zone_of(policy, hint->seen);
	bool here = is_own(policy, destination) || stays(destination);

	out->from = zone_at(places, source);
	out->to = here ? NULL : zone_at(places, destination);
	out->iif = hint->iif;
	out->oif = hint->oif;
	switch (way_of(hint, out, seen)) {
	case WAY_IN:
		out->from = seen;
		out->iif = out->iif ? out->iif : hint->seen;
		break;
	case WAY_OUT:
		out->to = seen;
		out->left = true;
		out->oif = out->oif ? out->oif : hint->seen;
		break;
	case WAY_UNKNOWN:
		break;
	}
	if (hint->iif)
		out->from = places_zone_of(policy, hint->iif);
	if (hint->oif && !here)
		out->to = places_zone_of(policy, hint->oif);
}

struct position places_of(const struct places *places,
			  const struct addr *source,
			  const struct addr *destination,
			  const struct place_hint *hint)
{
	const struct policy *policy = places->policy;
	struct position out = { .hook = REGISTER_FORWARD };

	find_ends(places, source, destination, hint, &out);
	if (is_own(policy, source) && !out.iif) {
		out.hook = REGISTER_OUTPUT;
		out.from = NULL;
		out.iif = "";
	} else if (is_own(policy, destination) || stays(destination)) {
		out.hook = REGISTER_INPUT;
		out.to = NULL;
		out.oif = "";
	}
	if (out.hook != REGISTER_OUTPUT)
		out.iif = interface_of(out.iif, out.from);
	if (out.hook != REGISTER_INPUT)
		out.oif = interface_of(out.oif, out.to);
	out.unjudged = judge(places, &out, source, hint);
	return out;
}

const struct mac *places_mac(const struct places *places,
			     const struct addr *source)
{
	const struct pinned key = { .address = *source };
	const struct pinned *found = NULL;

	if (places->pinned.n)
		found = bsearch(&key, places->pinned.at, places->pinned.n,
				sizeof(key), compare_pinned);
	return found ? &found->mac : NULL;
}
