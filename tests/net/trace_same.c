/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace_same.c -- trace-same POLICY RULES DUMP PACKETS: does a trace of a kernel's
 * rules say the same as their diagrams, of every packet tried?
 *
 * Packets are of the policy's entries and near them, in every state, with marks
 * of this generation and others, cut short, from wrong interfaces and machines.
 * Exit 0: the same; 1: not, and the first packets that differ are printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/must.h"
#include "base/text.h"
#include "proof/diagram/ask.h"
#include "proof/inquiry.h"
#include "proof/lift/hook.h"
#include "proof/rules/decode.h"
#include "proof/rules/dump_file.h"
#include "proof/space/witness.h"
#include "proof/trace/trace.h"
#include "ruleset/ruleset.h"

#include "random_policy.h"

enum {
	SHOWN = 5,
	NANOSECONDS = 1000000000,
	DAY = 86400,
	EPOCH_DAY = 4, /* 1970-01-01 was a Thursday */
};

struct same {
	struct policy policy;
	struct snapshot snapshot;
	struct rules rules;
	struct inquiry inquiry;
	struct tracer tracer;
	uint32_t may[N_REGISTER_HOOKS], must[N_REGISTER_HOOKS];
	time_t now;
	size_t tried, accepted, conditional, different;
};

static bool read_dump(struct same *same, const char *path)
{
	uint8_t digest[DIGEST_LEN], *bytes;
	struct decode_flaw flaw;
	FILE *file = fopen(path, "rb");
	bool fine;
	long len;

	if (!file || fseek(file, 0, SEEK_END) || (len = ftell(file)) < 0)
		return false;
	rewind(file);
	bytes = xcalloc((size_t)len + 1, 1);
	fine = fread(bytes, 1, (size_t)len, file) == (size_t)len &&
	       dump_file_read(bytes, (size_t)len, &same->snapshot, digest) ==
		       DUMP_FINE &&
	       decode(&same->snapshot, &same->rules, &flaw);
	free(bytes);
	fclose(file);
	return fine;
}

static bool open_all(struct same *same, char **argv)
{
	const struct policy_options how = { .rules = argv[2],
					    .now = time(NULL),
					    .keep_expired = true,
					    .skip_tests = true };
	struct inquiry_options options = { .policy = &same->policy,
					   .rules = &same->rules,
					   .snapshot = &same->snapshot };
	struct diags diags = { 0 };

	if (!policy_load(argv[1], &how, &same->policy, &diags) ||
	    !read_dump(same, argv[3]))
		return false;
	diags_finish(&diags);
	same->now = (time_t)(same->snapshot.taken_ns / NANOSECONDS);
	options.how.now = same->now;
	options.how.generation = 1;
	return inquiry_build(&same->inquiry, &options);
}

static void make_tracer(struct same *same)
{
	const struct lift_options *lift = &same->inquiry.lift.options;
	const struct trace_options options = { .links = lift->links,
					       .n_links = lift->n_links,
					       .has_links = lift->has_links };

	tracer_init(&same->tracer, &same->inquiry.space, &same->rules,
		    &options);
}

static void set(struct same *same, uint16_t *digits, enum variable variable,
		uint64_t number)
{
	space_put_number(&same->inquiry.space, digits, variable, number);
}

static const struct zone *zone_of(const struct policy *policy,
				  const char *interface)
{
	vec_each(zone, &policy->zones)
		vec_each(name, &zone->interfaces)
			if (interface && !strcmp(*name, interface))
				return zone;
	return NULL;
}

static uint16_t icmp_type(uint8_t proto)
{
	static const uint8_t v4[] = { 8, 8, 0, 3, 11, 5 };

	static const uint8_t v6[] = { 128, 128, 129, 135, 136, 1 };

	return (uint16_t)((proto == PROTO_ICMP ? v4 : v6)[pick(6)] << 8);
}

/* A connection for it, or none; of one of the policy's entries, or not. */
static void put_connection(struct same *same, const struct packet *packet,
			   uint16_t *digits)
{
	const struct space *space = &same->inquiry.space;
	bool v6 = packet->saddr.family == FAMILY_IPV6, turned = one_in(2);
	uint32_t state = pick(STATE_UNTRACKED + 1);

	set(same, digits, VAR_CT_STATE, state);
	if (state > STATE_RELATED)
		return;
	if (state != STATE_NEW)
		set(same, digits, VAR_CT_DIRECTION, pick(2));
	if (one_in(2))
		set(same, digits, VAR_CT_MARK,
		    (uint64_t)(1 + one_in(4)) << GENERATION_SHIFT |
			    (one_in(3) ? MARK_CLOCK : 0) |
			    pick(same->policy.n_entries + 2));
	space_put(space, digits, v6 ? VAR_CT_IP6_SADDR : VAR_CT_IP4_SADDR,
		  (turned ? packet->daddr : packet->saddr).bytes);
	space_put(space, digits, v6 ? VAR_CT_IP6_DADDR : VAR_CT_IP4_DADDR,
		  (turned ? packet->saddr : packet->daddr).bytes);
}

static void put_mac(struct same *same, const struct packet *packet,
		    uint16_t *digits)
{
	vec_each(host, &same->policy.hosts)
		vec_each(addr, &host->addresses)
			if (host->has_mac && !addr_cmp(addr, &packet->saddr))
				space_put(&same->inquiry.space, digits,
					  VAR_ETHER_SADDR, host->mac.bytes);
}

/* What few packets are. */
static void distort(struct same *same, uint16_t *digits)
{
	static const char *const names[] = { "lo", "zz9" };
	const struct space *space = &same->inquiry.space;

	if (one_in(9))
		set(same, digits, VAR_IIFTYPE, pick(600));
	if (one_in(9))
		set(same, digits, VAR_TRANSPORT_LEN, pick(9));
	if (one_in(9))
		set(same, digits, VAR_LINK_LEN, pick(15));
	if (one_in(5))
		set(same, digits, VAR_IP6_HOPLIMIT, 255);
	if (one_in(9))
		set(same, digits, VAR_PKTTYPE, pick(4));
	if (one_in(12))
		digits[space->levels[VAR_IIF]] =
			space_iface_digit(space, names[pick(2)]);
	if (one_in(12))
		digits[space->levels[VAR_OIF]] =
			space_iface_digit(space, names[pick(2)]);
}

static void make_packet(struct same *same, uint16_t *digits)
{
	struct mac mac;
	struct packet packet = random_packet(&same->policy, &mac);
	const struct witness witness = {
		.from = zone_of(&same->policy, packet.iif),
		.to = zone_of(&same->policy, packet.oif),
		.source = packet.saddr,
		.destination = packet.daddr,
		.l4proto = packet.proto,
		.dport = packet.dport,
	};
	uint64_t now = (uint64_t)same->now;

	witness_ordinary(&same->inquiry.space, &witness, digits);
	set(same, digits, VAR_SPORT, packet.sport);
	if (packet.proto == PROTO_ICMP || packet.proto == PROTO_ICMPV6)
		set(same, digits, VAR_SPORT, icmp_type(packet.proto));
	put_connection(same, &packet, digits);
	if (!one_in(3))
		put_mac(same, &packet, digits);
	distort(same, digits);
	set(same, digits, VAR_TIME, now * NANOSECONDS);
	set(same, digits, VAR_DAY, (now / DAY + EPOCH_DAY) % 7);
	set(same, digits, VAR_HOUR, now % DAY);
}

static bool says(struct same *same, uint32_t diagram, const uint16_t *digits)
{
	return diagram_evaluate(&same->inquiry.all, diagram, digits) ==
	       DIAGRAM_TRUE;
}

/* A packet that is new is its connection's first: so the trace has it. */
static enum trace_verdict
by_diagrams(struct same *same, enum register_hook hook, const uint16_t *digits)
{
	if (says(same, same->must[hook], digits))
		return TRACE_ACCEPT;
	return says(same, same->may[hook], digits) ? TRACE_CONDITIONAL
						   : TRACE_DROP;
}

static void make_bounds(struct same *same)
{
	struct lift *lift = &same->inquiry.lift;
	uint32_t begins;

	for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
		begins = hook_begins(lift, same->inquiry.accepted[hook]);
		same->may[hook] = hook_may(lift, begins);
		same->must[hook] = hook_must(lift, begins);
	}
}

static void try_packet(struct same *same, const uint16_t *digits)
{
	const struct space *space = &same->inquiry.space;
	enum register_hook hook = REGISTER_FORWARD;
	enum way way = WAY_FORWARD;
	char text[WITNESS_TEXT];
	struct trace trace;

	if (!digits[space->levels[VAR_IIF]]) {
		hook = REGISTER_OUTPUT;
		way = WAY_OUTPUT;
	} else if (!digits[space->levels[VAR_OIF]]) {
		hook = REGISTER_INPUT;
		way = WAY_INPUT;
	}
	trace_packet(&same->tracer, way, digits, &trace);
	same->tried++;
	same->accepted += trace.verdict == TRACE_ACCEPT;
	same->conditional += trace.verdict == TRACE_CONDITIONAL;
	if (trace.verdict != by_diagrams(same, hook, digits) &&
	    same->different++ < SHOWN)
		printf("the trace says %d: %s\n", (int)trace.verdict,
		       witness_text(text, space, &same->policy, digits));
	trace_finish(&trace);
}

static void same_finish(struct same *same)
{
	tracer_finish(&same->tracer);
	inquiry_finish(&same->inquiry);
	rules_finish(&same->rules);
	snapshot_finish(&same->snapshot);
	policy_finish(&same->policy);
}

int main(int argc, char **argv)
{
	struct same same = { 0 };
	uint16_t digits[DIAGRAM_LEVELS];
	uint32_t n;

	if (argc != 5 || !text_u32(argv[4], UINT32_MAX, &n) ||
	    !open_all(&same, argv)) {
		fputs("usage: trace-same POLICY RULES DUMP PACKETS\n", stderr);
		return 2;
	}
	make_tracer(&same);
	make_bounds(&same);
	random_seed(n);
	for (uint32_t i = 0; i < n; i++) {
		make_packet(&same, digits);
		if (says(&same, same.inquiry.care, digits))
			try_packet(&same, digits);
	}
	printf("packets=%zu accepted=%zu conditional=%zu different=%zu\n",
	       same.tried, same.accepted, same.conditional, same.different);
	n = same.different > 0 || same.tried < n / 2 || !same.accepted;
	same_finish(&same);
	return (int)n;
}
