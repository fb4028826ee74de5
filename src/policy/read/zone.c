/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zone.c -- zones = ( { name, tier, interfaces, networks … }, … )
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "policy/limits.h"
#include "policy/read/read.h"
#include "policy/space.h"

static bool read_zone_name(void *reader, const struct value *value, void *field)
{
	return read_name(reader, value, LIMIT_ZONE_CHARS, field);
}

static bool read_tier(void *reader, const struct value *value, void *field)
{
	const char *words[N_TIERS + 1] = { 0 };
	struct reader *r = reader;
	size_t tier;

	for (size_t i = 0; i < N_TIERS; i++)
		words[i] = tier_name((enum tier)i);
	if (!read_choice(value, words, &tier))
		return false;
	*(enum tier *)field = (enum tier)tier;
	if (r->policy->model && !r->policy->model->tiers[tier])
		return value_error(value, "tier-not-in-model",
				   "the model '%s' has no tier '%s'",
				   r->policy->model->name, value->text);
	return true;
}

/* What the kernel takes for a name of a link (dev_valid_name() in net/core/
 * dev.c), less what nft(8) would read as a pattern. */
static bool is_interface(const char *text)
{
	size_t len = strlen(text);

	if (!len || len > LIMIT_INTERFACE_BYTES || !strcmp(text, ".") ||
	    !strcmp(text, "..") || !strcmp(text, "lo"))
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) &&
		    !strchr("-_.@", text[i]))
			return false;
	return true;
}

static bool read_interface(void *reader, const struct value *word, void *object)
{
	struct zone *zone = object;
	struct reader *r = reader;
	const char *name = arena_strdup(&r->policy->arena, word->text);
	struct name entry = { name, NAME_OTHER, word->at, zone };

	if (!is_interface(name))
		return value_error(word, "bad-interface",
				   "'%s' is no interface's name: at most %d "
				   "letters, digits, '-', '_', '.', '@', no "
				   "pattern, not lo",
				   name, LIMIT_INTERFACE_BYTES);
	if (r->interfaces.n == LIMIT_INTERFACES)
		return value_error(word, "too-many", "more than %d interfaces",
				   LIMIT_INTERFACES);
	*vec_add(&r->policy->arena, &zone->interfaces) = name;
	return read_enter(r, &r->interfaces, &entry);
}

static bool read_interfaces(void *reader, const struct value *value,
			    void *object)
{
	return read_each(reader, value, LIMIT_INTERFACES, read_interface,
			 object);
}

static bool read_network(void *reader, const struct value *word, void *object)
{
	struct zone *zone = object;
	struct reader *r = reader;
	struct addr_range range;
	enum addr_verdict verdict = range_read(word->text, &range);

	if (verdict != ADDR_OK)
		return read_verdict(word, verdict);
	if (range_prefix_len(&range) == 0)
		return value_error(word, "default-route",
				   "'%s' is everything; a zone toward the "
				   "Internet says upstream = true",
				   word->text);
	if (!ranges_have(space_unicast(), &range))
		return value_error(word, "not-unicast",
				   "'%s' is not wholly in the unicast space "
				   "that can be routed",
				   word->text);
	*vec_add(&r->policy->arena, &zone->networks) = range;
	return true;
}

static bool read_networks(void *reader, const struct value *value, void *object)
{
	return read_each(reader, value, LIMIT_ZONE_NETWORKS, read_network,
			 object);
}

static bool read_own_address(void *reader, const struct value *word,
			     void *object)
{
	struct zone *zone = object;
	struct reader *r = reader;
	struct name entry = { .kind = NAME_ZONE, .at = word->at };
	struct addr addr;
	char *text;

	if (!read_addr(r, word, &addr))
		return false;
	*vec_add(&r->policy->arena, &zone->addresses) = addr;
	text = arena_alloc(&r->policy->arena, ADDR_TEXT);
	entry.text = addr_text(text, &addr);
	entry.thing = zone;
	return read_enter(r, &r->addresses, &entry);
}

static bool read_own_addresses(void *reader, const struct value *value,
			       void *object)
{
	return read_each(reader, value, LIMIT_ZONE_ADDRESSES, read_own_address,
			 object);
}

static const struct key zone_keys[] = {
	{ "name", KEY_STRING, KEY_REQUIRED, read_zone_name,
	  offsetof(struct zone, name) },
	{ "tier", KEY_STRING, KEY_REQUIRED, read_tier,
	  offsetof(struct zone, tier) },
	{ "label", KEY_STRING, 0, read_text, offsetof(struct zone, label) },
	{ "interfaces", KEY_WORDS, KEY_REQUIRED, read_interfaces, 0 },
	{ "networks", KEY_WORDS, 0, read_networks, 0 },
	{ "upstream", KEY_BOOL, 0, read_bool, offsetof(struct zone, upstream) },
	{ "addresses", KEY_WORDS, 0, read_own_addresses, 0 },
	{ "gateway_to", KEY_STRING, 0, read_text,
	  offsetof(struct zone, gateway_to) },
	{ 0 },
};

/* A network and whose it is, to find overlaps by sorting. */
struct claimed {
	struct addr_range range;
	const struct zone *zone;
};

static int cmp_claimed(const void *a, const void *b)
{
	const struct claimed *x = a, *y = b;

	return range_cmp(&x->range, &y->range);
}

static bool check_overlaps(struct reader *r)
{
	struct policy *p = r->policy;
	VEC(struct claimed) all = { 0 };
	bool good = true;

	vec_each(zone, &p->zones)
		vec_each(range, &zone->networks)
			*vec_add(&p->arena, &all) =
				(struct claimed){ *range, zone };
	if (all.n)
		qsort(all.at, all.n, sizeof(*all.at), cmp_claimed);
	for (size_t i = 1, widest = 0; i < all.n; i++) {
		const struct claimed *a = &all.at[widest], *b = &all.at[i];
		char x[RANGE_TEXT], y[RANGE_TEXT];

		if (addr_cmp(&a->range.last, &b->range.last) < 0 ||
		    a->range.last.family != b->range.last.family)
			widest = i;
		if (!range_overlaps(&a->range, &b->range))
			continue;
		good = diag_error(r->diags, b->zone->at, "overlap",
				  "network %s of zone '%s' overlaps %s of "
				  "zone '%s'",
				  range_text(y, &b->range), b->zone->name,
				  range_text(x, &a->range), a->zone->name);
		diag_note(r->diags, a->zone->at, "here");
	}
	return good;
}

/* space = networks, and the rest of the unicast space for an upstream zone. */
static void find_space(struct policy *p, struct zone *zone)
{
	struct ranges others = { 0 };

	if (!zone->upstream) {
		zone->space = zone->networks;
		return;
	}
	vec_each(other, &p->zones)
		if (other != zone)
			ranges_append(&p->arena, &others, &other->networks);
	others.n = ranges_merge(others.at, others.n);
	ranges_subtract(&p->arena, space_unicast(), &others, &zone->space);
}

static bool check_addresses(struct reader *r, const struct zone *zone)
{
	bool good = true;

	vec_each(addr, &zone->addresses) {
		struct addr_range one = { *addr, *addr };
		char text[ADDR_TEXT];

		if (ranges_have(&zone->space, &one))
			continue;
		good = diag_error(r->diags, zone->at, "outside-zone",
				  "the gateway's own address %s is not in "
				  "zone '%s'",
				  addr_text(text, addr), zone->name);
		diag_mark(r->diags, text);
	}
	return good;
}

static bool check_zone(struct reader *r, const struct zone *zone)
{
	if (!zone->networks.n && !zone->upstream)
		return diag_error(r->diags, zone->at, "missing-key",
				  "'networks' is missing");
	if (zone->upstream && zone->tier != TIER_INTERNET)
		return diag_error(r->diags, zone->at, "upstream-tier",
				  "zone '%s' is of tier %s; only one of tier "
				  "internet is upstream",
				  zone->name, tier_name(zone->tier));
	return true;
}

static bool check_zones(struct reader *r)
{
	const struct zone *upstream = NULL;
	struct policy *p = r->policy;
	bool good = check_overlaps(r);

	vec_each(zone, &p->zones) {
		zone->networks.n =
			ranges_merge(zone->networks.at, zone->networks.n);
		if (zone->upstream && upstream) {
			good = diag_error(r->diags, zone->at, "two-upstreams",
					  "two zones are the way to the "
					  "Internet");
			diag_note(r->diags, upstream->at, "the other is here");
		}
		if (zone->upstream)
			upstream = zone;
	}
	vec_each(zone, &p->zones) {
		find_space(p, zone);
		if (!check_addresses(r, zone))
			good = false;
	}
	return good;
}

static bool read_zone(void *reader, const struct value *section, void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	struct zone *zone = vec_add(&p->arena, &p->zones);
	struct name entry;
	bool good;

	*zone = (struct zone){ .at = section->at,
			       .index = (uint32_t)(p->zones.n - 1),
			       .name = "",
			       .label = "",
			       .gateway_to = "" };
	good = section_read(r, section, zone_keys, zone) && check_zone(r, zone);
	entry = (struct name){ zone->name, NAME_ZONE, zone->at, zone };
	return read_enter(r, &r->names, &entry) && good;
}

bool read_zones(void *reader, const struct value *value, void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	bool good;

	if (!value_len(value))
		return diag_error(r->diags, value->at, "empty-list",
				  "a policy has at least one zone");
	if (!read_count(value, LIMIT_ZONES))
		return false;
	vec_room(&p->arena, &p->zones, value_len(value));
	good = read_sections(reader, value, read_zone, policy);
	return check_zones(r) && good;
}
