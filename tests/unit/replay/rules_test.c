/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_test.c -- frames of a capture fare as a plain machine says of their bytes
 *
 * Random rules of every kind that is modelled, and headers with anything in
 * them; the machine reads the frame, not what the judge makes of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "replay/judge.h"

#include "random_few.h"
#include "random_rules.h"
#include "rounds.h"

enum {
	RULESETS = 15,
	TALKS = 150, /* of which rounds() says how many */
	LINK_BYTES = 14,
	NETWORK = LINK_BYTES,
	SECOND = 1789999200,
	DAY = 24 * 3600,
	THURSDAY = 4,
	TCP = 6,
	UDP = 17,
	SYN = 2,
	SYN_ACK = 18,
};

static const char *const names[] = { "eth0", "wan" };
static const uint32_t indices[] = { 2, 5 };
static const uint64_t nanoseconds = 1000000000;

struct frame {
	uint8_t bytes[128];
	size_t len, header; /* of IP */
	bool v6, turned;    /* from the second zone to the first */
	uint64_t second;
};

static void make_policy(struct policy *policy)
{
	*policy = (struct policy){ .file = "" };
	for (uint8_t i = 0; i < 2; i++) {
		struct zone *zone = vec_add(&policy->arena, &policy->zones);
		struct addr_range *range;

		zone->index = i;
		zone->name = zone->label = names[i];
		*vec_add(&policy->arena, &zone->interfaces) = names[i];
		range = vec_add(&policy->arena, &zone->space);
		range->first = (struct addr){ FAMILY_IPV4, { 10, i } };
		range->last = (struct addr){ FAMILY_IPV4, { 10, i, 255, 255 } };
		range = vec_add(&policy->arena, &zone->space);
		range->first = (struct addr){ FAMILY_IPV6, { 0xfd, 0, 0, i } };
		range->last = range->first;
		memset(range->last.bytes + 4, 0xff, 12);
	}
}

static void put_address(struct frame *frame, size_t at, uint8_t zone)
{
	uint8_t *to = frame->bytes + NETWORK + at;

	to[0] = frame->v6 ? 0xfd : 10;
	to[frame->v6 ? 3 : 1] = zone;
	if (frame->v6)
		to[1] = to[2] = 0;
}

/* Lengths, version and protocol are right; all else is of few values. */
static void finish_headers(struct frame *frame, uint8_t proto)
{
	uint8_t *ip = frame->bytes + NETWORK;
	size_t payload = frame->len - NETWORK - frame->header;

	frame->bytes[12] = frame->v6 ? 0x86 : 8;
	frame->bytes[13] = frame->v6 ? 0xdd : 0;
	ip[0] = frame->v6 ? (uint8_t)(0x60 | (ip[0] & 1)) : 0x45;
	if (frame->v6) {
		ip[4] = 0;
		ip[5] = (uint8_t)payload;
		ip[6] = proto;
		put_address(frame, 8, frame->turned);
		put_address(frame, 24, !frame->turned);
		return;
	}
	ip[2] = 0;
	ip[3] = (uint8_t)(payload + 20);
	ip[6] = ip[7] = 0;
	ip[9] = proto;
	put_address(frame, 12, frame->turned);
	put_address(frame, 16, !frame->turned);
}

static struct frame random_frame(void)
{
	static const uint8_t protos[] = { TCP, UDP, 10 };
	uint8_t proto = protos[few_of(3)], *transport;
	struct frame out = { .v6 = few_of(2),
			     .turned = few_of(2),
			     .second = SECOND + few_of(7 * DAY) };

	out.header = out.v6 ? 40 : 20;
	out.len = NETWORK + out.header + (proto == TCP ? 20 : 8 + few_of(20));
	for (size_t i = 0; i < out.len; i++)
		out.bytes[i] = few_byte();
	finish_headers(&out, proto);
	transport = out.bytes + NETWORK + out.header;
	if (proto == TCP) {
		transport[12] = 0x50;
		transport[13] = SYN;
	}
	if (proto == UDP) {
		transport[4] = 0;
		transport[5] = (uint8_t)(out.len - NETWORK - out.header);
	}
	return out;
}

static void exchange(uint8_t *a, uint8_t *b, size_t len)
{
	uint8_t kept[16];

	memcpy(kept, a, len);
	memcpy(a, b, len);
	memcpy(b, kept, len);
}

static struct frame answer_to(const struct frame *frame)
{
	struct frame out = *frame;
	uint8_t *ip = out.bytes + NETWORK, *transport = ip + out.header;
	size_t len = out.v6 ? 16 : 4, at = out.v6 ? 8 : 12;

	out.turned = !out.turned;
	exchange(ip + at, ip + at + len, len);
	exchange(transport, transport + 2, 2);
	if ((out.v6 ? ip[6] : ip[9]) == TCP)
		transport[13] = SYN_ACK;
	return out;
}

static struct machine machine_at(const struct rules *rules,
				 const struct frame *frame, bool answer)
{
	const uint8_t *ip = frame->bytes + NETWORK;
	size_t payload = frame->len - NETWORK - frame->header;
	size_t held = payload < 24 ? payload : 24;
	size_t at = frame->v6 ? 8 : 12, len = frame->v6 ? 16 : 4;
	struct machine out = {
		.rules = rules,
		.iif = names[frame->turned],
		.oif = names[!frame->turned],
		.iif_index = indices[frame->turned],
		.oif_index = indices[!frame->turned],
		.iif_type = 1,
		.oif_type = 1,
		.ip6 = frame->v6,
		.transport_len = (unsigned)held,
		.link_len = LINK_BYTES,
		.l4proto = frame->v6 ? ip[6] : ip[9],
		.length = (uint32_t)(frame->len - NETWORK),
		.day = (uint8_t)((frame->second / DAY + THURSDAY) % 7),
		.hour = (uint32_t)(frame->second % DAY),
		.time = frame->second * nanoseconds,
		.ct_state = answer ? NF_CT_STATE_ESTABLISHED : NF_CT_STATE_NEW,
		.ct_direction = answer,
	};

	memcpy(out.network, ip, frame->header);
	memcpy(out.transport, ip + frame->header, held);
	memcpy(out.link, frame->bytes, LINK_BYTES);
	memcpy(out.ct_saddr, ip + at + (answer ? len : 0), len);
	memcpy(out.ct_daddr, ip + at + (answer ? 0 : len), len);
	return out;
}

static bool passes(const struct machine *packet)
{
	struct machine machine = *packet;

	machine.oif = "";
	machine.oif_index = machine.oif_type = 0;
	if (!machine_run(&machine, NF_HOOK_PREROUTING))
		return false;
	machine.oif = packet->oif;
	machine.oif_index = packet->oif_index;
	machine.oif_type = packet->oif_type;
	machine_count_hop(&machine);
	return machine_run(&machine, NF_HOOK_FORWARD) &&
	       machine_run(&machine, NF_HOOK_POSTROUTING);
}

struct world {
	struct policy policy;
	struct rules rules;
	struct judge judge;
	struct conversations all;
	size_t fates[N_FATES];
};

/* Replayed, and held against the machine; true: let in for sure. */
static bool hold(struct world *world, const struct frame *frame, bool answer)
{
	static const struct capture_interface ether = { .link = LINK_ETHERNET };
	const struct frame_record record = { .ns = frame->second * nanoseconds,
					     .interface = &ether,
					     .number = 1 };
	struct machine machine = machine_at(&world->rules, frame, answer);
	struct sentence said;
	struct tracked tracked;
	struct packet packet;
	bool let_in = passes(&machine);

	assert_int_equal(
		packet_read(LINK_ETHERNET, frame->bytes, frame->len, &packet),
		PACKET_READ);
	tracked = track(&world->all, &packet, record.ns);
	said = judge_packet(&world->judge, &tracked, &packet, &record,
			    &tracked.conversation->said[0]);
	world->fates[said.fate]++;
	if (said.fate != FATE_CONDITIONAL)
		assert_int_equal(said.fate == FATE_ACCEPT, let_in);
	return said.fate == FATE_ACCEPT;
}

static void talk(struct world *world)
{
	struct frame frame = random_frame(), answer = answer_to(&frame);

	conversations_finish(&world->all);
	conversations_init(&world->all);
	if (hold(world, &frame, false))
		hold(world, &answer, true);
}

static void fares_as_the_machine_says(void **state)
{
	static struct world world;
	struct inquiry_options options = { .policy = &world.policy,
					   .rules = &world.rules,
					   .how.time = REGISTER_TIMES };
	const size_t n = rounds(TALKS);

	(void)state;
	make_policy(&world.policy);
	for (uint64_t seed = 1; seed <= RULESETS; seed++) {
		few_seed(seed);
		world.rules = (struct rules){ 0 };
		random_rules(&world.rules);
		judge_init(&world.judge, &options, 0);
		conversations_init(&world.all);
		for (size_t i = 0; i < n; i++)
			talk(&world);
		conversations_finish(&world.all);
		judge_finish(&world.judge);
		rules_finish(&world.rules);
	}
	print_message("%zu accepted, %zu dropped, %zu either\n",
		      world.fates[FATE_ACCEPT], world.fates[FATE_DROP],
		      world.fates[FATE_CONDITIONAL]);
	assert_int_equal(world.fates[FATE_NONE], 0);
	assert_in_range(world.fates[FATE_ACCEPT], RULESETS * n / 20,
			RULESETS * n);
	arena_finish(&world.policy.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fares_as_the_machine_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
