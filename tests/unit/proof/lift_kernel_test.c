/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift_kernel_test.c -- what packets through a kernel taught the lift
 *
 * Each was found by tests/net/113_differential.sh: one rule of one chain, and
 * packets of which the kernel had another opinion.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proof/diagram/ask.h"
#include "proof/lift/hook.h"

#define RULE(exprs) exprs, sizeof(exprs) / sizeof((exprs)[0])

#define VERDICT(of)                                                     \
	{                                                               \
		.kind = EXPR_VERDICT, .name = "immediate", .verdict = { \
			.kind = (of)                                    \
		}                                                       \
	}

static const uint8_t bytes[4] = { 1, 2, 3, 4 };

/* What becomes of packets at one hook with one chain of one rule. */
struct world {
	struct rules rules;
	struct nf_table table;
	struct nf_chain chain;
	struct nf_base base;
	struct nf_rule rule;
	struct diagrams all;
	struct space space;
	struct lift lift;
	uint32_t may, must;
	uint16_t digits[DIAGRAM_LEVELS];
};

static void world_init(struct world *world, enum nf_hook hook, bool accepts,
		       const struct nf_expr *exprs, size_t n)
{
	const struct lift_options options = { 0 };
	uint32_t passes;

	*world = (struct world){
		.rules = { .little_endian = true },
		.table = { .family = NF_FAMILY_INET, .name = "t" },
		.base = { .hook = hook, .accepts = accepts, .type = "filter" },
		.rule = { .exprs = { exprs, n } },
	};
	world->chain = (struct nf_chain){ .table = &world->table,
					  .name = "c",
					  .base = &world->base };
	world->chain.rules.at = &world->rule;
	world->chain.rules.n = 1;
	world->table.chains.at = &world->chain;
	world->table.chains.n = 1;
	world->rules.tables.at = &world->table;
	world->rules.tables.n = 1;
	diagrams_init(&world->all, (struct diagram_limits){ 0 });
	space_init(&world->space, ORDER_DESTINATIONS);
	assert_true(lift_tell_names(&world->rules, &options, &world->space));
	assert_true(space_add_name(&world->space, "a"));
	assert_true(space_add_name(&world->space, "b"));
	space_freeze(&world->space);
	lift_init(&world->lift, &world->all, &world->space, &world->rules,
		  &options);
	passes = hook_alone(&world->lift, hook);
	world->may = hook_may(&world->lift, passes);
	world->must = hook_must(&world->lift, passes);
	space_nice(&world->space, world->digits);
}

static void world_finish(struct world *world)
{
	lift_finish(&world->lift);
	space_finish(&world->space);
	diagrams_finish(&world->all);
}

static void put(struct world *world, enum variable variable, uint64_t value)
{
	space_put_number(&world->space, world->digits, variable, value);
}

static void expect(struct world *world, bool may, bool must)
{
	assert_int_equal(
		diagram_evaluate(&world->all, world->may, world->digits),
		diagram_of_bool(may));
	assert_int_equal(
		diagram_evaluate(&world->all, world->must, world->digits),
		diagram_of_bool(must));
}

/* udp dport set …: the checksum is at bytes 6 and 7. */
static void what_has_no_checksum_may_not_be_written(void **state)
{
	const struct nf_expr exprs[] = {
		{ .kind = EXPR_IMMEDIATE,
		  .name = "immediate",
		  .immediate = { 0, { bytes, 2 } } },
		{ .kind = EXPR_PAYLOAD_SET,
		  .name = "payload",
		  .payload = { 0, NF_PAYLOAD_TRANSPORT, 2, 2, 1, 6, 0 } },
		VERDICT(NF_VERDICT_ACCEPT),
	};
	struct world world;

	(void)state;
	world_init(&world, NF_HOOK_FORWARD, false, RULE(exprs));
	put(&world, VAR_L4PROTO, 17);
	put(&world, VAR_TRANSPORT_LEN, 4);
	expect(&world, true, false);
	put(&world, VAR_TRANSPORT_LEN, 8);
	expect(&world, true, true);
	world_finish(&world);
}

/* ip saddr set …: TCP's checksum follows, and is at bytes 16 and 17. */
static void nor_what_has_no_checksum_over_addresses(void **state)
{
	const struct nf_expr exprs[] = {
		{ .kind = EXPR_IMMEDIATE,
		  .name = "immediate",
		  .immediate = { 0, { bytes, 4 } } },
		{ .kind = EXPR_PAYLOAD_SET,
		  .name = "payload",
		  .payload = { 0, NF_PAYLOAD_NETWORK, 12, 4, 1, 10, 1 } },
		VERDICT(NF_VERDICT_ACCEPT),
	};
	struct world world;

	(void)state;
	world_init(&world, NF_HOOK_FORWARD, false, RULE(exprs));
	put(&world, VAR_TRANSPORT_LEN, 17);
	expect(&world, true, false);
	put(&world, VAR_TRANSPORT_LEN, 18);
	expect(&world, true, true);
	put(&world, VAR_L4PROTO, 50);
	put(&world, VAR_TRANSPORT_LEN, 0);
	expect(&world, true, true);
	world_finish(&world);
}

/* ICMPv6's checksum is where others have a port. */
static void addresses_change_the_checksum_of_icmpv6(void **state)
{
	static const uint8_t zero[2];
	const struct nf_expr exprs[] = {
		{ .kind = EXPR_IMMEDIATE,
		  .name = "immediate",
		  .immediate = { 0, { bytes, 4 } } },
		{ .kind = EXPR_PAYLOAD_SET,
		  .name = "payload",
		  .payload = { 0, NF_PAYLOAD_NETWORK, 8, 4, 0, 0, 1 } },
		{ .kind = EXPR_PAYLOAD,
		  .name = "payload",
		  .payload = { 0, NF_PAYLOAD_TRANSPORT, 2, 2, 0, 0, 0 } },
		{ .kind = EXPR_CMP,
		  .name = "cmp",
		  .cmp = { 0, NF_CMP_EQ, { zero, 2 } } },
		VERDICT(NF_VERDICT_DROP),
	};
	struct world world;

	(void)state;
	world_init(&world, NF_HOOK_FORWARD, true, RULE(exprs));
	put(&world, VAR_NFPROTO, 10);
	put(&world, VAR_L4PROTO, 58);
	put(&world, VAR_DPORT, 7);
	expect(&world, true, false);
	world_finish(&world);
}

static void what_cannot_be_counted_is_dropped(void **state)
{
	const struct nf_expr count = { .kind = EXPR_CONNLIMIT,
				       .name = "connlimit" };
	struct nf_set set = { .name = "s" };
	const struct nf_expr dynset = {
		.kind = EXPR_DYNSET,
		.name = "dynset",
		.dynset = { .set = &set,
			    .sreg_data = NF_REG_NONE,
			    .exprs = { &count, 1 } },
	};
	const struct nf_expr match = { .kind = EXPR_MATCH,
				       .name = "match",
				       .xt = { .name = "connlimit" } };
	struct world world;

	(void)state;
	set.table = &world.table;
	world_init(&world, NF_HOOK_FORWARD, true, &count, 1);
	expect(&world, true, false);
	world_finish(&world);
	world_init(&world, NF_HOOK_FORWARD, true, &dynset, 1);
	expect(&world, true, false);
	world_finish(&world);
	world_init(&world, NF_HOOK_FORWARD, true, &match, 1);
	expect(&world, true, false);
	world_finish(&world);
}

/* Bytes where ports would be. */
static void a_later_fragment_is_read_where_nobody_tracks(void **state)
{
	struct nf_expr exprs[] = {
		{ .kind = EXPR_PAYLOAD,
		  .name = "payload",
		  .payload = { 0, NF_PAYLOAD_TRANSPORT, 2, 2, 0, 0, 0 } },
		{ .kind = EXPR_CMP,
		  .name = "cmp",
		  .cmp = { 0, NF_CMP_EQ, { bytes, 2 } } },
		VERDICT(NF_VERDICT_ACCEPT),
		{ .kind = EXPR_CT, .name = "ct", .ct = { 0, NF_CT_STATE } },
	};
	struct world world;

	(void)state;
	for (size_t n = 3; n <= 4; n++) {
		world_init(&world, NF_HOOK_FORWARD, false, exprs, n);
		put(&world, VAR_TRANSPORT_LEN, 0);
		put(&world, VAR_DPORT, 0x0102);
		expect(&world, false, false);
		put(&world, VAR_IP4_FRAGMENT, 7);
		expect(&world, n == 3, false);
		put(&world, VAR_DPORT, 0x0103);
		expect(&world, false, false);
		world_finish(&world);
	}
	exprs[0].payload.len = 3; /* not read fast */
	world_init(&world, NF_HOOK_FORWARD, false, exprs, 3);
	put(&world, VAR_TRANSPORT_LEN, 0);
	put(&world, VAR_IP4_FRAGMENT, 7);
	put(&world, VAR_DPORT, 0x0102);
	expect(&world, false, false);
	world_finish(&world);
}

static void a_zone_makes_what_is_invalid_look_new(void **state)
{
	static const uint8_t zone[2] = { 5 };
	static const uint8_t new[4] = { NF_CT_STATE_NEW };
	const struct nf_expr exprs[] = {
		{ .kind = EXPR_IMMEDIATE,
		  .name = "immediate",
		  .immediate = { 0, { zone, 2 } } },
		{ .kind = EXPR_CT_SET, .name = "ct", .ct = { 0, NF_CT_ZONE } },
		{ .kind = EXPR_CT, .name = "ct", .ct = { 0, NF_CT_STATE } },
		{ .kind = EXPR_CMP,
		  .name = "cmp",
		  .cmp = { 0, NF_CMP_EQ, { new, 4 } } },
		VERDICT(NF_VERDICT_ACCEPT),
	};
	struct world world;

	(void)state;
	world_init(&world, NF_HOOK_FORWARD, false, RULE(exprs));
	put(&world, VAR_CT_STATE, STATE_INVALID);
	expect(&world, true, false);
	put(&world, VAR_CT_STATE, STATE_ESTABLISHED);
	expect(&world, false, false);
	world_finish(&world);
}

static void iiftype_is_that_of_the_device_it_is_at(void **state)
{
	static const uint8_t ether[2] = { 1 };
	const struct nf_expr exprs[] = {
		{ .kind = EXPR_META,
		  .name = "meta",
		  .meta = { 0, NF_META_IIFTYPE } },
		{ .kind = EXPR_CMP,
		  .name = "cmp",
		  .cmp = { 0, NF_CMP_EQ, { ether, 2 } } },
		VERDICT(NF_VERDICT_ACCEPT),
	};

	static const struct {
		enum nf_hook hook;
		bool by_iif, by_oif; /* it may pass where that one is of it */
		bool surely;
	} some[] = {
		{ NF_HOOK_PREROUTING, true, false, true },
		{ NF_HOOK_INPUT, true, false, true },
		{ NF_HOOK_FORWARD, true, false, true },
		{ NF_HOOK_OUTPUT, false, true, false },
		{ NF_HOOK_POSTROUTING, false, true, true },
	};
	struct world world;

	(void)state;
	for (size_t i = 0; i < sizeof(some) / sizeof(some[0]); i++) {
		world_init(&world, some[i].hook, false, RULE(exprs));
		put(&world, VAR_IIF, space_iface_digit(&world.space, "a"));
		put(&world, VAR_OIF, space_iface_digit(&world.space, "b"));
		put(&world, VAR_IIFTYPE, 1);
		put(&world, VAR_OIFTYPE, 772);
		expect(&world, some[i].by_iif,
		       some[i].by_iif && some[i].surely);
		put(&world, VAR_IIFTYPE, 772);
		put(&world, VAR_OIFTYPE, 1);
		expect(&world, some[i].by_oif,
		       some[i].by_oif && some[i].surely);
		world_finish(&world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_has_no_checksum_may_not_be_written),
		cmocka_unit_test(nor_what_has_no_checksum_over_addresses),
		cmocka_unit_test(addresses_change_the_checksum_of_icmpv6),
		cmocka_unit_test(what_cannot_be_counted_is_dropped),
		cmocka_unit_test(a_later_fragment_is_read_where_nobody_tracks),
		cmocka_unit_test(a_zone_makes_what_is_invalid_look_new),
		cmocka_unit_test(iiftype_is_that_of_the_device_it_is_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
