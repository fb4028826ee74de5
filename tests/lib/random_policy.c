/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_policy.c -- random policies, the same for a seed
 */
#include "random_policy.h"

#include <string.h>

enum {
	N_ZONES = 4,
	N_FLOWS = 14,
	HOUR = 3600,
	DAY = 24 * HOUR,
};

static uint64_t seed;

void random_seed(uint64_t value)
{
	seed = value;
}

uint32_t pick(uint32_t n)
{
	/* SplitMix64, public domain arithmetic. */
	uint64_t z = (seed += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ (z >> 31)) % n);
}

bool one_in(uint32_t n)
{
	return pick(n) == 0;
}

/* Host h of zone z, of 10.z.0.0/16 or fd00:z::/32. */
struct addr random_address(uint32_t z, uint32_t h, bool v6)
{
	struct addr a = { .family = v6 ? FAMILY_IPV6 : FAMILY_IPV4 };

	if (v6) {
		a.bytes[0] = 0xfd;
		a.bytes[3] = (uint8_t)z;
		a.bytes[14] = (uint8_t)(h >> 8);
		a.bytes[15] = (uint8_t)h;
	} else {
		a.bytes[0] = 10;
		a.bytes[1] = (uint8_t)z;
		a.bytes[2] = (uint8_t)(h >> 8);
		a.bytes[3] = (uint8_t)h;
	}
	return a;
}

uint32_t random_host(void)
{
	static const uint32_t numbers[] = { 1, 5, 6, 7, 8, 9, 255, 256, 300 };

	return numbers[pick(sizeof(numbers) / sizeof(numbers[0]))];
}

struct addr_range random_range(const struct zone *zone)
{
	struct addr_range range;
	uint32_t a = random_host(), b;
	bool v6 = one_in(3);

	if (one_in(8) || (zone->upstream && one_in(2)))
		return zone->space.at[pick((uint32_t)zone->space.n)];
	b = one_in(2) ? a : a + pick(one_in(3) ? 400 : 6);
	range.first = random_address(zone->index, a, v6);
	range.last = random_address(zone->index, b, v6);
	return range;
}

static void some_ranges(struct policy *p, const struct zone *zone,
			struct ranges *out)
{
	uint32_t n = one_in(20) ? 40 : pick(4);

	for (uint32_t i = 0; i < n; i++)
		*vec_add(&p->arena, out) = random_range(zone);
	out->n = ranges_merge(out->at, out->n);
}

static void some_ports(struct policy *p, struct port_ranges *out)
{
	static const uint16_t numbers[] = { 0, 22, 80, 81, 443, 8000, 65535 };

	static const enum proto protos[] = { PROTO_TCP, PROTO_UDP, PROTO_SCTP };
	static const struct port_range ping4 = { .proto = PROTO_ICMP };
	static const struct port_range ping6 = { .proto = PROTO_ICMPV6 };
	uint32_t n = pick(3) + 1;
	struct port_range *range;

	if (one_in(4))
		*vec_add(&p->arena, out) = ping4;
	/* Merged lists: one port range a protocol, in order. */
	for (uint32_t i = 0; i < n && i < 3; i++) {
		range = vec_add(&p->arena, out);
		range->proto = protos[i];
		range->first = numbers[pick(7)];
		range->last = range->first;
		if (one_in(3))
			range->last = (uint16_t)(range->first +
						 pick(65536u - range->first));
	}
	if (one_in(3)) {
		range = vec_add(&p->arena, out);
		*range = *(range - 1);
		range->last = 65535;
		range->first = (uint16_t)((range - 1)->last + 2);
		if ((range - 1)->last > 65000)
			out->n--;
	}
	if (one_in(4))
		*vec_add(&p->arena, out) = ping6;
}

static struct approval some_approval(void)
{
	struct approval a = { 0 };

	if (one_in(3))
		a.valid_until =
			RANDOM_EPOCH + (time_t)pick(60) * HOUR - 6 * HOUR;
	if (one_in(8))
		a.valid_from =
			RANDOM_EPOCH + (time_t)pick(40) * HOUR - 20 * HOUR;
	return a;
}

static void some_hours(struct policy *p, struct flow *flow)
{
	struct hours *hours;

	for (uint32_t n = one_in(4) ? pick(3) : 0; n > 0; n--) {
		hours = vec_add(&p->arena, &flow->hours);
		hours->days = (uint8_t)(pick(127) + 1);
		hours->from = pick(24) * HOUR;
		hours->to = hours->from + (pick(24) + 1) * HOUR;
		if (hours->to > DAY)
			hours->to = DAY;
	}
}

static void add_zones(struct policy *p)
{
	static const char *const names[] = { "lgwan", "住基", "z9_x", "inet" };
	struct zone *zone;
	struct addr_range range;

	for (uint32_t z = 0; z < N_ZONES; z++) {
		zone = vec_add(&p->arena, &p->zones);
		zone->index = z;
		zone->name = zone->label = names[z];
		*vec_add(&p->arena, &zone->interfaces) =
			arena_printf(&p->arena, "if%u", z);
		if (one_in(3))
			*vec_add(&p->arena, &zone->interfaces) =
				arena_printf(&p->arena, "vlan%u", z);
		for (int v6 = 0; v6 < 2; v6++) {
			range.first = random_address(z, 0, v6);
			range.last = random_address(z, 0xffff, v6);
			if (v6)
				memset(range.last.bytes + 4, 0xff, 12);
			*vec_add(&p->arena, &zone->networks) = range;
			*vec_add(&p->arena, &zone->space) = range;
			*vec_add(&p->arena, &zone->addresses) =
				random_address(z, 1, v6);
		}
	}
	if (one_in(2)) {
		zone->upstream = true;
		range_read("128.0.0.0-169.253.255.255", &range);
		*vec_add(&p->arena, &zone->space) = range;
		range_read("2000::/3", &range);
		*vec_add(&p->arena, &zone->space) = range;
		zone->space.n = ranges_merge(zone->space.at, zone->space.n);
	}
}

static void add_hosts(struct policy *p)
{
	struct host *host;

	for (uint32_t i = 0; i < 3; i++) {
		host = vec_add(&p->arena, &p->hosts);
		host->name = "pinned";
		host->zone = &p->zones.at[pick(N_ZONES)];
		host->has_mac = true;
		host->on_link = !one_in(3);
		host->mac = (struct mac){ { 2, 0, 0, 0, 0, (uint8_t)i } };
		*vec_add(&p->arena, &host->addresses) =
			random_address(host->zone->index, 5 + i, one_in(2));
	}
}

/* The same once more, permitted by another approval. */
static void repeat(struct flow *flow, const struct flow *earlier)
{
	flow->from = earlier->from;
	flow->to = earlier->to;
	flow->sources = earlier->sources;
	flow->destinations = earlier->destinations;
	flow->ports = earlier->ports;
}

static void add_flows(struct policy *p)
{
	struct flow *flow;

	for (uint32_t i = 0; i < N_FLOWS; i++) {
		flow = vec_add(&p->arena, &p->flows);
		flow->number = ++p->n_entries;
		flow->from = &p->zones.at[pick(2)];
		flow->to = &p->zones.at[N_ZONES - 1 - pick(3)];
		flow->approval = some_approval();
		flow->log = one_in(12);
		if (one_in(12))
			flow->rate = (struct rate){ 10, 60, 5 };
		some_hours(p, flow);
		some_ranges(p, flow->from, &flow->sources);
		some_ranges(p, flow->to, &flow->destinations);
		some_ports(p, &flow->ports);
		if (i > 0 && one_in(4))
			repeat(flow, flow - 1);
	}
}

static void add_gateway(struct policy *p)
{
	struct management *m = vec_add(&p->arena, &p->management);
	struct gateway_service *s = vec_add(&p->arena, &p->gateway);
	struct relay *r = vec_add(&p->arena, &p->relays);

	m->number = ++p->n_entries;
	m->from = &p->zones.at[pick(N_ZONES)];
	some_ranges(p, m->from, &m->sources);
	some_ports(p, &m->ports);
	s->number = ++p->n_entries;
	s->to = &p->zones.at[pick(N_ZONES)];
	some_ranges(p, s->to, &s->destinations);
	some_ports(p, &s->ports);
	r->number_in = ++p->n_entries;
	r->number_out = ++p->n_entries;
	r->from = &p->zones.at[0];
	r->to = &p->zones.at[1];
	r->listen = r->from->addresses.at[0];
	r->listen_port = 25;
	r->next_hop = random_address(1, 9, one_in(2));
	r->next_hop_port = 25;
	some_ranges(p, r->from, &r->peer_ranges);
	r->approval = some_approval();
}

void random_policy(struct policy *p)
{
	*p = (struct policy){ .file = "random", .utc_offset = 9 * HOUR };
	if (one_in(4))
		p->utc_offset = (int32_t)pick(26) * HOUR - 12 * HOUR;
	add_zones(p);
	add_hosts(p);
	add_flows(p);
	add_gateway(p);
	p->entry_ids =
		arena_calloc(&p->arena, p->n_entries, sizeof(*p->entry_ids));
	for (uint32_t i = 0; i < p->n_entries; i++)
		p->entry_ids[i] = arena_printf(&p->arena, "F-%u", i + 1);
}
