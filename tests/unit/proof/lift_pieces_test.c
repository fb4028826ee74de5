/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift_pieces_test.c -- packets in fragments, and who sees them put together
 *
 * Each was seen of a kernel: chains before conntrack's -400 see the pieces of
 * what comes whole behind it, and some pieces of IPv6 stay pieces.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proof/diagram/ask.h"
#include "proof/lift/hook.h"

enum {
	SYN = 2,
	CHAINS = 2,
	EXPRS = 4,
};

static const uint8_t syn[1] = { SYN };
static const uint8_t port[2] = { 1, 2 };

static const struct nf_expr accept = {
	.kind = EXPR_VERDICT,
	.name = "immediate",
	.verdict = { .kind = NF_VERDICT_ACCEPT },
};

static const struct nf_expr drop = {
	.kind = EXPR_VERDICT,
	.name = "immediate",
	.verdict = { .kind = NF_VERDICT_DROP },
};

static const struct nf_expr ct_state = {
	.kind = EXPR_CT,
	.name = "ct",
	.ct = { 1, NF_CT_STATE, NF_CT_ANY },
};

static struct nf_expr load(uint32_t offset, uint32_t len)
{
	return (struct nf_expr){
		.kind = EXPR_PAYLOAD,
		.name = "payload",
		.payload = { 0, NF_PAYLOAD_TRANSPORT, offset, len, 0, 0, 0 },
	};
}

static struct nf_expr is(const uint8_t *at, size_t len)
{
	return (struct nf_expr){
		.kind = EXPR_CMP,
		.name = "cmp",
		.cmp = { 0, NF_CMP_EQ, { at, len } },
	};
}

/* Chains of one rule each. */
struct world {
	struct rules rules;
	struct nf_table table;
	struct nf_chain chains[CHAINS];
	struct nf_base bases[CHAINS];
	struct nf_rule rule[CHAINS];
	struct nf_expr exprs[CHAINS][EXPRS];
	struct diagrams all;
	struct space space;
	struct lift lift;
	uint16_t digits[DIAGRAM_LEVELS];
};

static void world_init(struct world *world)
{
	*world = (struct world){
		.rules = { .little_endian = true },
		.table = { .family = NF_FAMILY_INET, .name = "t" },
	};
	world->table.chains.at = world->chains;
	world->rules.tables.at = &world->table;
	world->rules.tables.n = 1;
}

static void add(struct world *world, enum nf_hook hook, int32_t priority,
		bool accepts, const struct nf_expr exprs[static EXPRS])
{
	size_t i = world->table.chains.n++;

	world->bases[i] = (struct nf_base){ hook, priority, accepts, "filter" };
	world->chains[i] = (struct nf_chain){ .table = &world->table,
					      .name = "c",
					      .handle = i,
					      .base = &world->bases[i] };
	for (size_t e = 0; e < EXPRS && exprs[e].name; e++)
		world->exprs[i][world->rule[i].exprs.n++] = exprs[e];
	world->rule[i].exprs.at = world->exprs[i];
	world->chains[i].rules.at = &world->rule[i];
	world->chains[i].rules.n = 1;
}

static void world_lift(struct world *world)
{
	const struct lift_options options = { 0 };

	diagrams_init(&world->all, (struct diagram_limits){ 0 });
	space_init(&world->space, ORDER_DESTINATIONS);
	assert_true(lift_tell_names(&world->rules, &options, &world->space));
	assert_true(space_add_name(&world->space, "a"));
	space_freeze(&world->space);
	lift_init(&world->lift, &world->all, &world->space, &world->rules,
		  &options);
	space_nice(&world->space, world->digits);
	space_put_number(&world->space, world->digits, VAR_IIF,
			 space_iface_digit(&world->space, "a"));
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

static void expect(struct world *world, enum way way, bool may, bool must)
{
	uint32_t passes = hook_way(&world->lift, way);

	assert_int_equal(diagram_evaluate(&world->all,
					  hook_may(&world->lift, passes),
					  world->digits),
			 diagram_of_bool(may));
	assert_int_equal(diagram_evaluate(&world->all,
					  hook_must(&world->lift, passes),
					  world->digits),
			 diagram_of_bool(must));
}

static const enum way all_ways[] = { WAY_FORWARD, WAY_INPUT };

/* A SYN is dropped early, by its flags. */
static void drop_syns(struct world *world, int32_t priority, bool tracked)
{
	const struct nf_expr flags[EXPRS] = { load(13, 1), is(syn, 1), drop };
	const struct nf_expr asks[EXPRS] = { ct_state };

	world_init(world);
	add(world, NF_HOOK_PREROUTING, priority, true, flags);
	if (tracked)
		add(world, NF_HOOK_FORWARD, 0, true, asks);
	world_lift(world);
	put(world, VAR_TCP_FLAGS, SYN);
}

static void chains_before_conntrack_see_the_pieces_of_a_packet(void **state)
{
	static struct world world;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		drop_syns(&world, -450, true);
		expect(&world, all_ways[i], true, false);
		put(&world, VAR_NFPROTO, 10);
		expect(&world, all_ways[i], true, false);
		world_finish(&world);
		drop_syns(&world, -300, true);
		expect(&world, all_ways[i], false, false);
		put(&world, VAR_NFPROTO, 10);
		expect(&world, all_ways[i], false, false);
		world_finish(&world);
	}
}

static void who_gets_it_puts_it_together_behind_prerouting(void **state)
{
	static struct world world;

	(void)state;
	drop_syns(&world, -300, false);
	expect(&world, WAY_INPUT, true, false);
	expect(&world, WAY_FORWARD, false, false);
	put(&world, VAR_NFPROTO, 10);
	expect(&world, WAY_INPUT, false, false);
	world_finish(&world);
}

/* Its transport is read where its network header is; it has no connection. */
static void later_pieces_of_ip6_stay_pieces_where_someone_tracks(void **state)
{
	const struct nf_expr ports[EXPRS] = { ct_state, load(2, 2), is(port, 2),
					      accept };
	static struct world world;

	(void)state;
	world_init(&world);
	add(&world, NF_HOOK_FORWARD, 0, false, ports);
	world_lift(&world);
	put(&world, VAR_NFPROTO, 10);
	put(&world, VAR_TRANSPORT_LEN, 0);
	put(&world, VAR_SPORT, 0x6012);
	put(&world, VAR_DPORT, 0x0102);
	expect(&world, WAY_FORWARD, false, false);
	put(&world, VAR_CT_STATE, STATE_INVALID);
	expect(&world, WAY_FORWARD, true, false);
	/* A network header of IPv6 begins with its version. */
	put(&world, VAR_SPORT, 0x8200);
	expect(&world, WAY_FORWARD, false, false);
	put(&world, VAR_SPORT, 0x6012);
	put(&world, VAR_DPORT, 0x0103);
	expect(&world, WAY_FORWARD, false, false);
	world_finish(&world);
}

static void later_pieces_of_ip4_are_the_gateways_own(void **state)
{
	const struct nf_expr ports[EXPRS] = { ct_state, load(2, 2), is(port, 2),
					      accept };
	static struct world world;

	(void)state;
	world_init(&world);
	add(&world, NF_HOOK_POSTROUTING, 0, false, ports);
	world_lift(&world);
	put(&world, VAR_TRANSPORT_LEN, 0);
	put(&world, VAR_IP4_FRAGMENT, 7);
	put(&world, VAR_DPORT, 0x0102);
	put(&world, VAR_CT_STATE, STATE_INVALID);
	expect(&world, WAY_FORWARD, false, false);
	put(&world, VAR_IIF, 0);
	expect(&world, WAY_OUTPUT, true, false);
	world_finish(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			chains_before_conntrack_see_the_pieces_of_a_packet),
		cmocka_unit_test(
			who_gets_it_puts_it_together_behind_prerouting),
		cmocka_unit_test(
			later_pieces_of_ip6_stay_pieces_where_someone_tracks),
		cmocka_unit_test(later_pieces_of_ip4_are_the_gateways_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
