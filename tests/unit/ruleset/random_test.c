/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_test.c -- random policies: the compiled ruleset accepts exactly the
 * packets that the register's own meaning (policy/judge) accepts
 *
 * Without a kernel: the ruleset runs in tests/lib/interpret.c. Addresses and
 * ports come from few values, so that entries overlap, touch and duplicate each
 * other all the time; packets come from the same values and their neighbours.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/judge.h"
#include "ruleset/compile.h"
#include "ruleset/print.h"

#include "interpret.h"

enum {
	N_ZONES = 4,
	N_FLOWS = 14,
	N_POLICIES = 300,
	N_PACKETS = 400,
	HOUR = 3600,
	DAY = 24 * HOUR,
};

static const time_t epoch = 1790000000; /* some day in September 2026 */

static uint64_t seed;

static uint32_t pick(uint32_t n)
{
	/* SplitMix64, public domain arithmetic. */
	uint64_t z = (seed += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ (z >> 31)) % n);
}

static bool one_in(uint32_t n)
{
	return pick(n) == 0;
}

/* Host h of zone z, of 10.z.0.0/16 or fd00:z::/32. */
static struct addr address(uint32_t z, uint32_t h, bool v6)
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

static uint32_t host_number(void)
{
	static const uint32_t numbers[] = { 1, 5, 6, 7, 8, 9, 255, 256, 300 };

	return numbers[pick(sizeof(numbers) / sizeof(numbers[0]))];
}

static struct addr_range some_range(const struct zone *zone)
{
	struct addr_range range;
	uint32_t a = host_number(), b;
	bool v6 = one_in(3);

	if (one_in(8) || (zone->upstream && one_in(2)))
		return zone->space.at[pick((uint32_t)zone->space.n)];
	b = one_in(2) ? a : a + pick(one_in(3) ? 400 : 6);
	range.first = address(zone->index, a, v6);
	range.last = address(zone->index, b, v6);
	return range;
}

static void some_ranges(struct policy *p, const struct zone *zone,
			struct ranges *out)
{
	uint32_t n = one_in(20) ? 40 : pick(4);

	for (uint32_t i = 0; i < n; i++)
		*vec_add(&p->arena, out) = some_range(zone);
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
		a.valid_until = epoch + (time_t)pick(60) * HOUR - 6 * HOUR;
	if (one_in(8))
		a.valid_from = epoch + (time_t)pick(40) * HOUR - 20 * HOUR;
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
			range.first = address(z, 0, v6);
			range.last = address(z, 0xffff, v6);
			if (v6)
				memset(range.last.bytes + 4, 0xff, 12);
			*vec_add(&p->arena, &zone->networks) = range;
			*vec_add(&p->arena, &zone->space) = range;
			*vec_add(&p->arena, &zone->addresses) =
				address(z, 1, v6);
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
			address(host->zone->index, 5 + i, one_in(2));
	}
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
	r->next_hop = address(1, 9, one_in(2));
	r->next_hop_port = 25;
	some_ranges(p, r->from, &r->peer_ranges);
	r->approval = some_approval();
}

static void random_policy(struct policy *p)
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

/* An address that an entry may speak of, or its neighbour. */
static struct addr some_address(const struct zone *zone, bool v6)
{
	struct addr_range range = some_range(zone);
	struct addr a = one_in(2) ? range.first : range.last;

	if (one_in(3))
		one_in(2) ? addr_next(&a) : addr_prev(&a);
	if ((a.family == FAMILY_IPV6) == v6)
		return a;
	return address(zone->index, host_number(), v6);
}

static uint16_t some_port(const struct policy *p)
{
	const struct flow *flow = &p->flows.at[pick((uint32_t)p->flows.n)];
	const struct port_range *range =
		&flow->ports.at[pick((uint32_t)flow->ports.n)];
	uint16_t port = one_in(2) ? range->first : range->last;

	if (one_in(6))
		return 25;
	return one_in(3) ? (uint16_t)(port + pick(3) - 1) : port;
}

static const char *some_interface(const struct zone *zone)
{
	return zone->interfaces.at[pick((uint32_t)zone->interfaces.n)];
}

/* The connection's first packet, from zone to zone. */
static struct packet some_packet(const struct policy *p)
{
	static const uint8_t protos[] = { 6, 6, 6, 17, 132, 1, 58, 47 };
	const struct zone *from = &p->zones.at[pick(N_ZONES)];
	const struct zone *to = &p->zones.at[pick(N_ZONES)];
	bool v6 = one_in(3);
	struct packet packet = {
		.iif = some_interface(from),
		.oif = some_interface(to),
		.saddr = some_address(one_in(20) ? to : from, v6),
		.daddr = some_address(one_in(20) ? from : to, v6),
		.proto = protos[pick(sizeof(protos))],
		.sport = 40000,
		.dport = some_port(p),
		.echo = !one_in(4),
		.now = epoch + (time_t)pick(50) * HOUR + pick(2),
	};

	if ((packet.proto == 1 && v6) || (packet.proto == 58 && !v6))
		packet.proto = 17;
	packet.echo = packet.echo && (packet.proto == 1 || packet.proto == 58);
	if (one_in(6)) {
		packet.oif = NULL;
		packet.daddr =
			address(one_in(9) ? to->index : from->index, 1, v6);
	} else if (one_in(6)) {
		packet.iif = NULL;
		packet.saddr =
			address(one_in(9) ? from->index : to->index, 1, v6);
	}
	return packet;
}

static struct addr edge_of(const struct addr_range *range)
{
	struct addr a = one_in(2) ? range->first : range->last;

	if (one_in(8))
		one_in(2) ? addr_next(&a) : addr_prev(&a);
	return a;
}

/* Makes of the packet one that a flow speaks of, at its edges. */
static void aim(const struct policy *p, struct packet *packet)
{
	const struct flow *flow = &p->flows.at[pick((uint32_t)p->flows.n)];
	const struct port_range *port =
		&flow->ports.at[pick((uint32_t)flow->ports.n)];
	struct addr source, destination;

	if (!flow->sources.n || !flow->destinations.n)
		return;
	source = edge_of(&flow->sources.at[pick((uint32_t)flow->sources.n)]);
	destination = edge_of(
		&flow->destinations.at[pick((uint32_t)flow->destinations.n)]);
	if (source.family != destination.family) {
		if (source.family == FAMILY_IPV6)
			source = flow->sources.at[0].first;
		else
			destination = flow->destinations.at[0].first;
	}
	if (source.family != destination.family)
		return;
	packet->iif = some_interface(flow->from);
	packet->oif = some_interface(flow->to);
	packet->saddr = source;
	packet->daddr = destination;
	packet->proto = (uint8_t)port->proto;
	if ((packet->proto == 1 && source.family == FAMILY_IPV6) ||
	    (packet->proto == 58 && source.family == FAMILY_IPV4))
		packet->proto = 6;
	packet->echo = packet->proto == 1 || packet->proto == 58;
	packet->dport = one_in(2) ? port->first : port->last;
	if (one_in(8))
		packet->dport = (uint16_t)(packet->dport + pick(3) - 1);
}

static void turn_round(struct packet *p)
{
	struct addr addr = p->saddr;
	const char *name = p->iif;
	uint16_t port = p->sport;

	p->reply = true;
	p->saddr = p->daddr;
	p->daddr = addr;
	p->iif = p->oif;
	p->oif = name;
	p->sport = p->dport;
	p->dport = port;
}

static void complain(const struct policy *policy, const struct ruleset *ruleset,
		     const struct packet *packet, uint64_t began)
{
	char from[ADDR_TEXT], to[ADDR_TEXT];

	(void)policy;
	ruleset_print(ruleset, stderr);
	fprintf(stderr,
		"seed %llu: %s %s -> %s %s proto %u sport %u dport %u "
		"echo %d reply %d now %lld\n",
		(unsigned long long)began,
		packet->iif ? packet->iif : "gateway",
		addr_text(from, &packet->saddr),
		packet->oif ? packet->oif : "gateway",
		addr_text(to, &packet->daddr), packet->proto, packet->sport,
		packet->dport, packet->echo, packet->reply,
		(long long)packet->now);
}

/* Says whether the packet was accepted, having held it to the judge. */
static bool compare(const struct policy *policy, const struct ruleset *ruleset,
		    const struct packet *packet, uint64_t began)
{
	struct run run = {
		.ruleset = ruleset,
		.compiled = epoch,
		.packet = packet,
		.ct_state = packet->reply ? CT_STATE_ESTABLISHED : CT_STATE_NEW,
		.icmp_type = 13,
	};
	uint32_t entry = 0;
	bool accepted = interpret(&run);
	bool right = judge(policy, packet, &entry) == JUDGE_ACCEPT;

	if (accepted != right) {
		complain(policy, ruleset, packet, began);
		fail_msg("the rules %s, the register (entry %u) %s",
			 accepted ? "accept" : "drop", entry,
			 right ? "accepts" : "does not");
	}
	if (accepted)
		assert_int_equal(run.ct_mark >> GENERATION_SHIFT, 7);
	return accepted;
}

static void the_rules_accept_exactly_what_the_register_allows(void **state)
{
	struct compile_options options = { .generation = 7, .now = epoch };
	unsigned n_accepted = 0, n = 0;

	(void)state;
	for (uint64_t began = 1; began <= N_POLICIES; began++) {
		struct policy policy;
		struct ruleset ruleset;
		struct diags diags = { 0 };

		seed = began << 32;
		random_policy(&policy);
		assert_true(
			ruleset_compile(&policy, &options, &ruleset, &diags));
		for (int i = 0; i < N_PACKETS; i++) {
			struct packet packet = some_packet(&policy);
			struct mac mac = { { 2, 0, 0, 0, 0,
					     (uint8_t)pick(4) } };

			packet.mac = &mac;
			if (!one_in(3))
				aim(&policy, &packet);
			if (one_in(3))
				turn_round(&packet);
			n_accepted +=
				compare(&policy, &ruleset, &packet, began);
			n++;
		}
		ruleset_finish(&ruleset);
		arena_finish(&policy.arena);
		diags_finish(&diags);
	}
	print_message("%u of %u packets accepted\n", n_accepted, n);
	/* A test that meets nothing but drops says little. */
	assert_true(n_accepted > n / 8);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_rules_accept_exactly_what_the_register_allows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
