/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lab_plan.c -- a policy's sites as the shell commands that build them
 *
 *	lab-plan POLICY RULES	prints lines for tests/lib/segments.sh
 *
 * Each interface becomes a segment with the gateway's addresses, the registered
 * hosts with their MACs, FILLERS hosts that no one registered, and a router
 * `rest-IFACE` to which all other addresses behind that interface lead. Where a
 * zone has several interfaces, its networks are dealt out to them in turn.
 */
#include <stdlib.h>
#include <string.h>

#include "policy/policy.h"

enum {
	FILLERS = 2,
	FIRST_FILLER = 200, /* the first try: network + 200, or the last */
};

static void print_addr(const struct addr *addr)
{
	char text[ADDR_TEXT];

	printf(" %s", addr_text(text, addr));
}

/* Which of the zone's interfaces leads to the address. */
static size_t iface_of(const struct zone *zone, const struct addr *addr)
{
	size_t n[FAMILY_IPV6 + 1] = { 0 };

	vec_each(range, &zone->networks) {
		size_t iface = n[range->first.family]++ % zone->interfaces.n;

		if (range_has(range, addr))
			return iface;
	}
	return 0;
}

static bool is_taken(const struct policy *policy, const struct addr *addr)
{
	vec_each(zone, &policy->zones)
		vec_each(own, &zone->addresses)
			if (!addr_cmp(own, addr))
				return true;
	vec_each(host, &policy->hosts)
		vec_each(own, &host->addresses)
			if (!addr_cmp(own, addr))
				return true;
	return false;
}

/* The skip'th address of the range, from FIRST_FILLER on, that no one has. */
static bool find_free(const struct policy *policy,
		      const struct addr_range *range, unsigned int skip,
		      struct addr *out)
{
	struct addr at = range->first;

	for (int i = 0; i < FIRST_FILLER && addr_cmp(&at, &range->last) < 0;
	     i++)
		addr_next(&at);
	if (!addr_cmp(&at, &range->last))
		addr_prev(&at); /* not the broadcast address */
	while (is_taken(policy, &at) || skip--)
		if (addr_cmp(&at, &range->first) <= 0 || !addr_prev(&at))
			return false;
	*out = at;
	return addr_cmp(&at, &range->first) > 0;
}

static void plan_filler(const struct policy *policy, const struct zone *zone,
			size_t iface, unsigned int k)
{
	bool done[FAMILY_IPV6 + 1] = { false };
	struct addr addr;

	printf("host_add %s-%u %s", zone->interfaces.at[iface], k,
	       zone->interfaces.at[iface]);
	vec_each(range, &zone->networks) {
		if (done[range->first.family] ||
		    iface_of(zone, &range->first) != iface ||
		    !find_free(policy, range, k, &addr))
			continue;
		print_addr(&addr);
		done[range->first.family] = true;
	}
	putchar('\n');
}

/* The largest prefix that begins at `from` and ends by `last`; its last. */
static struct addr prefix_end(const struct addr *from, const struct addr *last)
{
	size_t bits = 8 * family_len(from->family);
	struct addr best = *from, end = *from;

	for (size_t bit = bits; bit-- > 0;) {
		uint8_t mask = (uint8_t)(1u << (7 - bit % 8));

		if (end.bytes[bit / 8] & mask)
			break;
		end.bytes[bit / 8] |= mask;
		if (addr_cmp(&end, last) > 0)
			break;
		best = end;
	}
	return best;
}

static void print_prefixes(const struct addr_range *range)
{
	struct addr_range part = { .first = range->first };
	char text[RANGE_TEXT];

	do {
		part.last = prefix_end(&part.first, &range->last);
		printf(" %s", range_text(text, &part));
		part.first = part.last;
	} while (addr_cmp(&part.last, &range->last) < 0 &&
		 addr_next(&part.first));
}

static void plan_iface(const struct policy *policy, const struct zone *zone,
		       size_t iface)
{
	const char *name = zone->interfaces.at[iface];

	printf("segment_add %s", name);
	vec_each(own, &zone->addresses)
		if (iface_of(zone, own) == iface)
			print_addr(own);
	putchar('\n');
	vec_each(host, &policy->hosts) {
		char mac[MAC_TEXT];

		if (host->zone != zone ||
		    iface_of(zone, &host->addresses.at[0]) != iface)
			continue;
		printf("host_add %s %s", host->name, name);
		vec_each(own, &host->addresses)
			print_addr(own);
		if (host->has_mac)
			printf(" mac %s", mac_text(mac, &host->mac));
		putchar('\n');
	}
	for (unsigned int k = 1; k <= FILLERS; k++)
		plan_filler(policy, zone, iface, k);
	printf("host_add rest-%s %s\nroute_add rest-%s %s", name, name, name,
	       name);
	vec_each(range, &zone->networks)
		if (iface_of(zone, &range->first) == iface)
			print_prefixes(range);
	puts(zone->upstream && !iface ? " 0.0.0.0/0 ::/0" : "");
}

int main(int argc, char **argv)
{
	struct diags diags = { 0 };
	struct policy policy;
	struct policy_options options = { .now = time(NULL) };

	if (argc != 3) {
		fputs("usage: lab-plan POLICY RULES\n", stderr);
		return 2;
	}
	options.rules = argv[2];
	if (!policy_load(argv[1], &options, &policy, &diags)) {
		diags_print(&diags, stderr, false);
		return 1;
	}
	vec_each(zone, &policy.zones)
		for (size_t i = 0; i < zone->interfaces.n; i++)
			plan_iface(&policy, zone, i);
	policy_finish(&policy);
	diags_finish(&diags);
	return 0;
}
