/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lint_world.c -- small random registers, and all that they let pass
 */
#include "lint_world.h"

#include <string.h>

#include "random_policy.h"
#include "rounds.h"

enum {
	HOUR = 3600,
	DAY = 24 * HOUR,
};

static time_t moment(const struct world *w, int at)
{
	return w->now + (time_t)at * 6 * HOUR;
}

static void add_zone(struct policy *p, uint32_t z, const char *name,
		     const char *interface)
{
	struct zone *zone = vec_add(&p->arena, &p->zones);
	struct addr_range range;

	zone->index = z;
	zone->name = zone->label = name;
	*vec_add(&p->arena, &zone->interfaces) = interface;
	for (int v6 = 0; v6 < 2; v6++) {
		range.first = random_address(z, 0, v6);
		range.last = random_address(z, 0xffff, v6);
		*vec_add(&p->arena, &zone->networks) = range;
		*vec_add(&p->arena, &zone->space) = range;
	}
}

static void resolve(struct policy *p, const struct refs *refs,
		    struct ranges *out)
{
	*out = (struct ranges){ 0 };
	vec_each(ref, refs)
		ref_ranges(&p->arena, ref, NULL, out);
	out->n = ranges_merge(out->at, out->n);
}

static void resolve_services(struct policy *p, const struct service_refs *refs,
			     struct port_ranges *out)
{
	*out = (struct port_ranges){ 0 };
	vec_each(ref, refs)
		*vec_add(&p->arena, out) = ref->literal;
}

void resolve_flow(struct policy *p, struct flow *flow)
{
	resolve(p, &flow->source, &flow->sources);
	resolve(p, &flow->destination, &flow->destinations);
	resolve_services(p, &flow->service, &flow->ports);
}

static void some_addresses(struct policy *p, uint32_t zone, struct refs *out)
{
	uint32_t first, n = pick(2) + 1;

	for (uint32_t i = 0; i < n; i++) {
		bool v6 = one_in(3);

		first = pick(N_ADDRESSES);
		*vec_add(&p->arena, out) = (struct ref){
			.kind = REF_RANGE,
			.range = { random_address(zone, 8 + first, v6),
				   random_address(
					   zone,
					   8 + first +
						   pick(N_ADDRESSES - first),
					   v6) },
		};
	}
}

static void some_services(struct policy *p, struct service_refs *out)
{
	static const struct port_range all[] = {
		{ PROTO_ICMP, 0, 0 },   { PROTO_TCP, 80, 80 },
		{ PROTO_TCP, 80, 81 },  { PROTO_UDP, 70, 90 },
		{ PROTO_ICMPV6, 0, 0 },
	};
	bool tcp = false;

	for (size_t i = 0; i < 5; i++) {
		if (!one_in(2) || (tcp && all[i].proto == PROTO_TCP))
			continue;
		tcp |= all[i].proto == PROTO_TCP;
		vec_add(&p->arena, out)->literal = all[i];
	}
	if (!out->n)
		vec_add(&p->arena, out)->literal = all[1];
}

/* From midnight to midnight, as policies say it; some are in the past. */
static void some_days(const struct world *w, struct approval *approval)
{
	time_t today = w->now / DAY * DAY;

	if (one_in(3))
		approval->valid_from = today + ((time_t)pick(12) - 3) * DAY;
	if (one_in(3))
		approval->valid_until = today + ((time_t)pick(12) - 1) * DAY;
}

static void some_hours(struct policy *p, struct flow *flow)
{
	struct hours *hours;

	for (uint32_t n = one_in(3) ? pick(2) + 1 : 0; n > 0; n--) {
		hours = vec_add(&p->arena, &flow->hours);
		hours->days = (uint8_t)(pick(127) + 1);
		if (one_in(3))
			hours->days = 127;
		hours->from = pick(4) * 6 * HOUR;
		hours->to = hours->from + (pick(4) + 1) * 6 * HOUR;
		if (hours->to > DAY)
			hours->to = DAY;
	}
}

static void some_flow(struct world *w, uint32_t number)
{
	static const char *const people[] = { "", "A", "B" };
	struct policy *p = &w->policy;
	struct flow *flow = vec_add(&p->arena, &p->flows);

	*flow = (struct flow){
		.at = { "register", number, 0 },
		.id = arena_printf(&p->arena, "F-%u", number),
		.number = number,
		.from = &p->zones.at[0],
		.to = &p->zones.at[1],
		.approval = { .purpose = "",
			      .document = "",
			      .requested_by = "",
			      .approved_by = people[one_in(4) ? pick(3) : 1],
			      .override_reason = "" },
		.log = one_in(4),
	};
	if (one_in(4))
		flow->rate = (struct rate){ 1 + pick(2), 60, 5 };
	some_addresses(p, 0, &flow->source);
	some_addresses(p, 1, &flow->destination);
	some_services(p, &flow->service);
	some_days(w, &flow->approval);
	some_hours(p, flow);
	if (number > 1 && one_in(5)) { /* a twin of another */
		const struct flow *twin = flow - 1 - pick(number - 1);

		flow->source = twin->source;
		flow->destination = twin->destination;
		flow->service = twin->service;
	}
	resolve_flow(p, flow);
}

static struct packet packet_at(int i)
{
	static const struct packet services[N_SERVICES] = {
		{ .proto = PROTO_TCP, .dport = 80 },
		{ .proto = PROTO_TCP, .dport = 81 },
		{ .proto = PROTO_UDP, .dport = 80 },
		{ .proto = PROTO_ICMP, .echo = true },
	};
	struct packet packet = services[i % N_SERVICES];
	bool v6;

	i /= N_SERVICES;
	v6 = i % 2;
	i /= 2;
	if (v6 && packet.proto == PROTO_ICMP)
		packet.proto = PROTO_ICMPV6;
	packet.iif = "if0";
	packet.oif = "if1";
	packet.saddr = random_address(0, 8 + (uint32_t)i % N_ADDRESSES, v6);
	packet.daddr = random_address(1, 8 + (uint32_t)i / N_ADDRESSES, v6);
	return packet;
}

bool fits(const struct world *w, int flow, struct packet packet, time_t now)
{
	struct policy one = w->policy;

	one.flows.at += flow;
	one.flows.n = 1;
	packet.now = now;
	return judge(&one, &packet, NULL) == JUDGE_ACCEPT;
}

void judge_flow(struct world *w, int flow)
{
	for (int x = 0; x < N_PACKETS; x++)
		for (int t = 0; t < N_MOMENTS; t++)
			w->fits[flow][x][t] =
				fits(w, flow, w->packets[x], moment(w, t));
}

int world_policies(void)
{
	return (int)rounds(N_POLICIES);
}

void make_world(struct world *w, uint64_t seed)
{
	struct policy *p = &w->policy;

	*w = (struct world){ 0 };
	random_seed(seed);
	/* A full sixth hour, of which every weekday is met. */
	w->now = RANDOM_EPOCH / DAY * DAY + (time_t)pick(4) * 6 * HOUR;
	p->file = "register";
	p->utc_offset = 0;
	add_zone(p, 0, "lgwan", "if0");
	add_zone(p, 1, "juki", "if1");
	for (uint32_t i = 0; i < N_FLOWS; i++)
		some_flow(w, i + 1);
	p->n_entries = N_FLOWS;
	p->entry_ids = arena_calloc(&p->arena, N_FLOWS, sizeof(char *));
	for (int i = 0; i < N_FLOWS; i++)
		p->entry_ids[i] = p->flows.at[i].id;
	for (int x = 0; x < N_PACKETS; x++)
		w->packets[x] = packet_at(x);
	for (int i = 0; i < N_FLOWS; i++)
		judge_flow(w, i);
	lint_policy(p, &(struct lint_options){ .now = w->now }, &w->lint);
	for (int i = 0; i < N_FLOWS; i++)
		vec_each(finding, &w->lint.findings)
			if (!strcmp(finding->subject, p->entry_ids[i]) &&
			    (finding->kind == LINT_SHADOWED ||
			     finding->kind == LINT_REDUNDANT))
				w->gone[i] = true;
}

void finish_world(struct world *w)
{
	lint_finish(&w->lint);
	arena_finish(&w->policy.arena);
}

const struct lint_finding *find(const struct world *w, int flow,
				enum lint_kind kind)
{
	vec_each(finding, &w->lint.findings)
		if (finding->kind == kind &&
		    !strcmp(finding->subject, w->policy.entry_ids[flow]))
			return finding;
	return NULL;
}

bool is_ruled(const struct world *w, int flow)
{
	const struct flow *f = &w->policy.flows.at[flow];

	return f->log || f->rate.count || f->hours.n ||
	       f->approval.valid_from > w->now;
}

bool is_before(const struct world *w, int a, int b)
{
	if (is_ruled(w, a) != is_ruled(w, b))
		return is_ruled(w, b);
	return a < b;
}

bool is_rated(const struct world *w, int flow)
{
	return w->policy.flows.at[flow].rate.count;
}

bool is_logged(const struct world *w, int flow)
{
	return w->policy.flows.at[flow].log;
}

bool is_ever(const struct world *w, int flow)
{
	for (int x = 0; x < N_PACKETS; x++)
		for (int t = 0; t < N_MOMENTS; t++)
			if (w->fits[flow][x][t])
				return true;
	return false;
}

enum outcome outcome(const struct world *w, int x, int t, unsigned with,
		     const bool *gone, int also)
{
	int first = -1;

	for (int i = 0; i < N_FLOWS; i++) {
		if (gone[i] || i == also || !w->fits[i][x][t] ||
		    (is_rated(w, i) && !(with >> i & 1)))
			continue;
		if (first < 0 || is_before(w, i, first))
			first = i;
	}
	return first < 0 ? DROPPED : is_logged(w, first) ? LOGGED : UNLOGGED;
}

unsigned rated(const struct world *w)
{
	unsigned bits = 0;

	for (int i = 0; i < N_FLOWS; i++)
		bits |= (unsigned)is_rated(w, i) << i;
	return bits;
}
