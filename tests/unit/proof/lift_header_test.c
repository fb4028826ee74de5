/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift_header_test.c -- what a rule writes into a header, later rules see
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proof/diagram/ask.h"
#include "proof/lift/hook.h"
#include "proof/space/care.h"
#include "proof/trace/trace.h"

#include "machine_guess.h"
#include "random_policy.h"
#include "random_rules.h"

enum {
	PACKETS = 3000,
	INET = 1, /* NFT_PAYLOAD_CSUM_INET */
	PSEUDO = 1,
	TCP = 6,
	ICMPV6 = 58,
};

static const uint8_t data[] = { 0x12, 0x34, 0x56, 0x78, 0, 0, 0, 1,
				0,    0,    0,    0,    0, 0, 0, 2 };
static const uint8_t keeps[] = { 0xff, 0x03 }, sets[] = { 0x00, 0x48 };

/* A write of constants, then `asked` is compared with them. */
struct write {
	uint32_t family;
	enum nf_payload_base base;
	uint32_t offset, len, csum_type, csum_offset, csum_flags;
	bool masked; /* bits of what was there stay */
	enum nf_payload_base asked_base;
	uint32_t asked, asked_len;
};

static const struct write ttl = {
	NF_FAMILY_IP, NF_PAYLOAD_NETWORK, 8, 1, INET, 10, 0,
	false,        NF_PAYLOAD_NETWORK, 8, 1
};
static const struct write dscp = {
	NF_FAMILY_IP, NF_PAYLOAD_NETWORK, 0, 2, INET, 10, 0,
	true,         NF_PAYLOAD_NETWORK, 1, 1
};
static const struct write dport = {
	NF_FAMILY_IP, NF_PAYLOAD_TRANSPORT, 2, 2, INET, 16, 0,
	false,        NF_PAYLOAD_TRANSPORT, 0, 2
};
static const struct write saddr = {
	NF_FAMILY_IP, NF_PAYLOAD_NETWORK, 12, 4, INET, 10, PSEUDO,
	false,        NF_PAYLOAD_NETWORK, 12, 4
};
static const struct write saddr6 = {
	NF_FAMILY_IP6, NF_PAYLOAD_NETWORK,   8, 16, 0, 0, PSEUDO,
	false,         NF_PAYLOAD_TRANSPORT, 2, 2
};
static const struct write protocol = {
	NF_FAMILY_IP, NF_PAYLOAD_NETWORK,   9, 1, INET, 10, 0,
	false,        NF_PAYLOAD_TRANSPORT, 0, 2
};
static const struct write behind = {
	NF_FAMILY_IP, NF_PAYLOAD_NETWORK,   20, 2, 0, 0, 0,
	false,        NF_PAYLOAD_TRANSPORT, 0,  2
};
static const struct write inner = {
	NF_FAMILY_IP, NF_PAYLOAD_INNER,     0, 4, 0, 0, 0,
	false,        NF_PAYLOAD_TRANSPORT, 8, 4
};
static const struct write ether = {
	NF_FAMILY_IP, NF_PAYLOAD_LL,      0,  16, 0, 0, 0,
	false,        NF_PAYLOAD_NETWORK, 12, 4
};

struct world {
	struct rules rules;
	struct nf_table table;
	struct nf_chain chain;
	struct nf_base base;
	struct nf_rule list[2];
	struct nf_expr first[4], second[3];
	struct diagrams all;
	struct space space;
	struct lift lift;
	uint32_t care, hook, may, must;
};

static struct nf_expr payload(enum nf_expr_kind kind, enum nf_payload_base base,
			      uint32_t offset, uint32_t len)
{
	struct nf_expr expr = { .kind = kind, .name = "payload" };

	expr.payload.base = base;
	expr.payload.offset = offset;
	expr.payload.len = len;
	return expr;
}

static size_t put_write(struct world *world, const struct write *write)
{
	struct nf_expr *out = world->first;
	size_t n = 1;

	out[0] = (struct nf_expr){ .kind = EXPR_IMMEDIATE,
				   .name = "immediate",
				   .immediate = { 0, { data, write->len } } };
	if (write->masked) {
		out[0] = payload(EXPR_PAYLOAD, write->base, write->offset,
				 write->len);
		out[n] = (struct nf_expr){ .kind = EXPR_BITWISE,
					   .name = "bitwise" };
		out[n].bitwise.sreg2 = NF_REG_NONE;
		out[n].bitwise.len = write->len;
		out[n].bitwise.mask = (struct nf_bytes){ keeps, 2 };
		out[n++].bitwise.xor = (struct nf_bytes){ sets, 2 };
	}
	out[n] = payload(EXPR_PAYLOAD_SET, write->base, write->offset,
			 write->len);
	out[n].payload.csum_type = write->csum_type;
	out[n].payload.csum_offset = write->csum_offset;
	out[n++].payload.csum_flags = write->csum_flags;
	return n;
}

static struct nf_expr drop(void)
{
	return (struct nf_expr){ .kind = EXPR_VERDICT,
				 .name = "immediate",
				 .verdict = { .kind = NF_VERDICT_DROP } };
}

/* Where it `asks`, the second rule drops what has the data at that place;
 * else the first drops what it wrote. */
static void world_open(struct world *world, const struct write *write,
		       bool asks)
{
	const struct lift_options options = { .links = random_links,
					      .n_links = n_random_links,
					      .has_links = true };
	size_t n = put_write(world, write);

	world->rules.little_endian = true;
	world->rules.tables.at = &world->table;
	world->rules.tables.n = 1;
	world->table.family = write->family;
	world->table.name = "t";
	world->table.chains.at = &world->chain;
	world->table.chains.n = 1;
	world->chain.table = &world->table;
	world->chain.name = "c";
	world->chain.base = &world->base;
	world->base = (struct nf_base){ .hook = NF_HOOK_FORWARD,
					.accepts = true,
					.type = "filter" };
	if (!asks)
		world->first[n++] = drop();
	world->second[0] = payload(EXPR_PAYLOAD, write->asked_base,
				   write->asked, write->asked_len);
	world->second[1] = (struct nf_expr){
		.kind = EXPR_CMP,
		.name = "cmp",
		.cmp = { 0,
			 NF_CMP_EQ,
			 { write->masked ? sets + 1 : data, write->asked_len } }
	};
	world->second[2] = drop();
	world->list[0].exprs = (struct nf_exprs){ world->first, n };
	world->list[1].exprs = (struct nf_exprs){ world->second, 3 };
	world->chain.rules.at = world->list;
	world->chain.rules.n = asks ? 2 : 1;
	diagrams_init(&world->all, (struct diagram_limits){ 0 });
	space_init(&world->space, ORDER_DESTINATIONS);
	assert_true(lift_tell_names(&world->rules, &options, &world->space));
	space_freeze(&world->space);
	lift_init(&world->lift, &world->all, &world->space, &world->rules,
		  &options);
	world->care = space_care(&world->all, &world->space);
	world->hook = hook_alone(&world->lift, NF_HOOK_FORWARD);
	world->may = hook_may(&world->lift, world->hook);
	world->must = hook_must(&world->lift, world->hook);
	assert_int_not_equal(world->hook, DIAGRAM_TOO_MUCH);
}

static void world_close(struct world *world)
{
	lift_finish(&world->lift);
	space_finish(&world->space);
	diagrams_finish(&world->all);
}

static bool says(struct world *world, uint32_t diagram, const uint16_t *digits)
{
	return diagram_evaluate(&world->all, diagram, digits) == DIAGRAM_TRUE;
}

/* A nice packet of the protocol, of which so many bytes can be read. */
static void packet(struct world *world, uint8_t proto, uint32_t len,
		   uint16_t *digits)
{
	bool ip4 = world->table.family == NF_FAMILY_IP;

	space_nice(&world->space, digits);
	space_put_number(&world->space, digits, VAR_NFPROTO, ip4 ? 2 : 10);
	space_put_number(&world->space, digits, VAR_L4PROTO, proto);
	space_put_number(&world->space, digits, VAR_IP6_NEXTHDR, proto);
	space_put_number(&world->space, digits, VAR_TRANSPORT_LEN, len);
	space_put_number(&world->space, digits, VAR_LINK_LEN, 64);
}

/* May pass << 1, must pass. */
static unsigned bounds(const struct write *write, bool asks, uint8_t proto,
		       uint32_t len)
{
	static struct world world;
	uint16_t digits[DIAGRAM_LEVELS];
	unsigned result;

	memset(&world, 0, sizeof(world));
	world_open(&world, write, asks);
	packet(&world, proto, len, digits);
	result = (says(&world, world.may, digits) ? 2U : 0U) |
		 (says(&world, world.must, digits) ? 1U : 0U);
	world_close(&world);
	return result;
}

static void what_is_written_is_known(void **state)
{
	(void)state;
	assert_int_equal(bounds(&ttl, true, TCP, 20), 0);
	assert_int_equal(bounds(&saddr, true, TCP, 20), 0);
	assert_int_equal(bounds(&dport, false, TCP, 20), 0);
}

static void bits_that_a_write_keeps_are_known(void **state)
{
	(void)state;
	assert_int_equal(bounds(&dscp, true, TCP, 20), 0);
}

/* The write breaks there (drop: it may pass), unless a card makes the sum. */
static void without_room_for_its_checksum_a_write_may_end_the_rule(void **state)
{
	(void)state;
	assert_int_equal(bounds(&dport, false, TCP, 18), 0);
	assert_int_equal(bounds(&dport, false, TCP, 17), 2);
	assert_int_equal(bounds(&dport, false, TCP, 4), 2);
	assert_int_equal(bounds(&dport, false, TCP, 3), 3);
	assert_int_equal(bounds(&saddr, false, TCP, 18), 0);
	assert_int_equal(bounds(&saddr, false, TCP, 17), 2);
	assert_int_equal(bounds(&saddr, false, 17, 4), 0); /* UDP's is left */
	assert_int_equal(bounds(&saddr6, false, ICMPV6, 4), 0);
	assert_int_equal(bounds(&saddr6, false, ICMPV6, 3), 2);
}

static void
the_checksum_of_icmpv6_lies_where_others_have_their_port(void **state)
{
	(void)state;
	assert_int_equal(bounds(&saddr6, true, ICMPV6, 20), 2);
}

static void what_moves_a_header_makes_anything_of_it(void **state)
{
	(void)state;
	assert_int_equal(bounds(&protocol, true, TCP, 20), 2);
	assert_int_equal(bounds(&behind, true, TCP, 20), 2);
	assert_int_equal(bounds(&inner, true, TCP, 20), 2);
	assert_int_equal(bounds(&ether, true, TCP, 20), 2);
}

static void hold_to_machine(struct world *world, struct machine_guess *guess,
			    const uint16_t *digits)
{
	struct machine machine = { .rules = &world->rules, .guess = guess };
	bool passes;

	machine_of(&world->space, digits, &machine);
	machine_guess_packet(guess);
	passes = machine_run(&machine, NF_HOOK_FORWARD);
	if (!guess->lost)
		assert_true(passes ? says(world, world->may, digits)
				   : !says(world, world->must, digits));
}

/* Of the whole way: a hop is counted before the hook. */
static void hold_to_trace(struct world *world, struct tracer *tracer,
			  uint32_t may, uint32_t must, const uint16_t *digits)
{
	struct trace trace;

	trace_packet(tracer, WAY_FORWARD, digits, &trace);
	if (trace.verdict == TRACE_ACCEPT)
		assert_true(says(world, may, digits));
	if (trace.verdict == TRACE_DROP)
		assert_false(says(world, must, digits));
	trace_finish(&trace);
}

static void machine_and_trace_write_the_same(void **state)
{
	static const struct write *const writes[] = {
		&ttl,      &dscp,   &dport, &saddr, &saddr6,
		&protocol, &behind, &inner, &ether
	};
	const struct trace_options options = { .links = random_links,
					       .n_links = n_random_links,
					       .has_links = true };
	uint16_t digits[DIAGRAM_LEVELS];
	static struct world world;
	struct machine_guess guess;
	struct tracer tracer;
	uint32_t way, may, must;

	(void)state;
	random_seed(1);
	for (size_t i = 0; i < 2 * sizeof(writes) / sizeof(*writes); i++) {
		memset(&world, 0, sizeof(world));
		world_open(&world, writes[i / 2], i % 2);
		way = hook_way(&world.lift, WAY_FORWARD);
		may = hook_may(&world.lift, way);
		must = hook_must(&world.lift, way);
		machine_guess_init(&guess, &world.rules);
		tracer_init(&tracer, &world.space, &world.rules, &options);
		for (size_t k = 0; k < PACKETS; k++) {
			random_digits(&world.space, digits);
			if (!says(&world, world.care, digits))
				continue;
			hold_to_machine(&world, &guess, digits);
			hold_to_trace(&world, &tracer, may, must, digits);
		}
		tracer_finish(&tracer);
		machine_guess_finish(&guess);
		world_close(&world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_known),
		cmocka_unit_test(bits_that_a_write_keeps_are_known),
		cmocka_unit_test(
			without_room_for_its_checksum_a_write_may_end_the_rule),
		cmocka_unit_test(
			the_checksum_of_icmpv6_lies_where_others_have_their_port),
		cmocka_unit_test(what_moves_a_header_makes_anything_of_it),
		cmocka_unit_test(machine_and_trace_write_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
