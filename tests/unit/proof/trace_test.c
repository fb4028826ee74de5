/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trace_test.c -- a trace says the same as the lift and as the machine
 */
#include "proof/trace/trace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proof/diagram/ask.h"
#include "proof/space/care.h"

#include "random_policy.h"
#include "random_rules.h"
#include "rounds.h"

enum {
	MODELLED = 100, /* rulesets, of PACKETS each; rounds() says how many */
	LIFTED = 7,
	STRANGE = 40,
	PACKETS = 400,
};

struct world {
	struct rules rules;
	struct diagrams all;
	struct space space;
	struct lift lift;
	struct tracer tracer;
	uint32_t care, may, must;
	bool is_lifted;
};

static const struct lift_options lift_how = { .links = random_links,
					      .has_links = true };

static struct {
	size_t packets, accepted, conditional, finer, coarser, lost, lifted,
		moved;
} seen;

static void world_init(struct world *world)
{
	struct lift_options how = lift_how;
	const struct trace_options trace_how = { .links = random_links,
						 .n_links = n_random_links,
						 .has_links = true };

	how.n_links = n_random_links;
	diagrams_init(&world->all, (struct diagram_limits){ .nodes = 1 << 16 });
	space_init(&world->space, ORDER_DESTINATIONS);
	assert_true(lift_tell_names(&world->rules, &how, &world->space));
	space_freeze(&world->space);
	lift_init(&world->lift, &world->all, &world->space, &world->rules,
		  &how);
	world->care = space_care(&world->all, &world->space);
	tracer_init(&world->tracer, &world->space, &world->rules, &trace_how);
}

/* False: it is past the lift's limits. */
static bool world_lift(struct world *world)
{
	uint32_t way = hook_way(&world->lift, WAY_FORWARD);

	world->may = hook_may(&world->lift, way);
	world->must = hook_must(&world->lift, way);
	world->is_lifted = world->may != DIAGRAM_TOO_MUCH &&
			   world->must != DIAGRAM_TOO_MUCH;
	return world->is_lifted;
}

static void world_finish(struct world *world)
{
	tracer_finish(&world->tracer);
	lift_finish(&world->lift);
	space_finish(&world->space);
	diagrams_finish(&world->all);
	rules_finish(&world->rules);
}

static bool says(struct world *world, uint32_t diagram, const uint16_t *digits)
{
	return diagram_evaluate(&world->all, diagram, digits) == DIAGRAM_TRUE;
}

/* Both are exact but for what is not modelled, and each may know there what the
 * other does not: neither ever says what the other excludes. */
static void hold_to_the_lift(struct world *world, const uint16_t *digits,
			     enum trace_verdict verdict, uint64_t seed)
{
	bool may = says(world, world->may, digits);
	bool must = says(world, world->must, digits);

	seen.finer += may && !must && verdict != TRACE_CONDITIONAL;
	seen.coarser += may == must && verdict == TRACE_CONDITIONAL;
	if ((must && verdict == TRACE_DROP) ||
	    (!may && verdict == TRACE_ACCEPT))
		fail_msg("seed %ju: may %d, must %d, but the trace says %d",
			 (uintmax_t)seed, may, must, (int)verdict);
}

static void hold_to_the_machine(struct world *world, const uint16_t *digits,
				enum trace_verdict verdict, uint64_t seed)
{
	struct machine machine = { .rules = &world->rules };
	bool passes;

	machine_of(&world->space, digits, &machine);
	passes = machine_forward(&machine, NULL);
	if (verdict != (passes ? TRACE_ACCEPT : TRACE_DROP))
		fail_msg("seed %ju: the machine says %d, the trace %d",
			 (uintmax_t)seed, passes, (int)verdict);
}

/* What the trace followed is a packet to somewhere else. */
static bool is_moved(const struct trace *trace)
{
	return (trace->has_accept && trace->accept.moved) ||
	       (trace->has_drop && trace->drop.moved);
}

static void try_packets(struct world *world, bool modelled, uint64_t seed)
{
	uint16_t digits[DIAGRAM_LEVELS];
	struct trace trace;

	for (size_t i = 0; i < PACKETS; i++) {
		random_digits(&world->space, digits);
		if (!says(world, world->care, digits))
			continue;
		trace_packet(&world->tracer, WAY_FORWARD, digits, &trace);
		seen.packets++;
		seen.accepted += trace.verdict == TRACE_ACCEPT;
		seen.conditional += trace.verdict == TRACE_CONDITIONAL;
		seen.lost += !trace.whole;
		seen.moved += is_moved(&trace);
		if (world->is_lifted && !is_moved(&trace))
			hold_to_the_lift(world, digits, trace.verdict, seed);
		if (modelled)
			hold_to_the_machine(world, digits, trace.verdict, seed);
		trace_finish(&trace);
	}
}

static void report(void)
{
	print_message("%zu packets, %zu accepted, %zu conditional; the trace "
		      "knows more than the lift of %zu, less of %zu; %zu past "
		      "its bounds, %zu translated\n",
		      seen.packets, seen.accepted, seen.conditional, seen.finer,
		      seen.coarser, seen.lost, seen.moved);
}

static void what_is_modelled_is_what_the_machine_does(void **state)
{
	const size_t n = rounds(MODELLED), lifted = rounds(LIFTED);
	struct world world;

	(void)state;
	memset(&seen, 0, sizeof(seen));
	for (uint64_t seed = 1; seed <= n; seed++) {
		world = (struct world){ 0 };
		random_seed(seed);
		random_rules(&world.rules);
		world_init(&world);
		if (seed <= lifted)
			seen.lifted += world_lift(&world);
		try_packets(&world, true, seed);
		world_finish(&world);
	}
	report();
	assert_in_range(seen.packets, n * PACKETS / 2, n * PACKETS);
	assert_in_range(seen.accepted, seen.packets / 20,
			seen.packets * 9 / 10);
	assert_int_equal(seen.conditional, 0);
	assert_int_equal(seen.finer + seen.coarser, 0);
	assert_in_range(seen.lifted, lifted / 2, lifted);
	assert_int_equal(seen.lost, 0);
}

static uint8_t some_reg(void)
{
	return one_in(2) ? NF_REG_NONE : (uint8_t)pick(8);
}

static void translate(struct nf_expr *expr)
{
	expr->nat.type = NF_NAT_DNAT;
	expr->nat.family = one_in(3) ? NF_FAMILY_IP6 : NF_FAMILY_IP;
	expr->nat.addr_min = expr->nat.addr_max = some_reg();
	expr->nat.proto_min = expr->nat.proto_max = some_reg();
}

/* An expression that nobody models, in the place of one that is. */
static void estrange(struct nf_expr *expr)
{
	static const enum nf_expr_kind kinds[] = {
		EXPR_LIMIT, EXPR_QUOTA,  EXPR_CONNLIMIT, EXPR_UNKNOWN,
		EXPR_NAT,   EXPR_MATCH,  EXPR_QUEUE,     EXPR_FIB,
		EXPR_RT,    EXPR_NUMGEN, EXPR_SOCKET,    EXPR_LIMIT,
	};

	static const uint8_t raw[] = { 1, 2 };

	*expr = (struct nf_expr){ .kind = kinds[pick(12)],
				  .name = "strange",
				  .raw = { raw, pick(3) } };
	if (expr->kind == EXPR_MATCH)
		expr->xt.name = one_in(2) ? "tcp" : "recent";
	else if (expr->kind == EXPR_FIB)
		expr->fib.result = NF_FIB_OIF;
	else if (expr->kind == EXPR_RT)
		expr->load.key = NF_RT_NEXTHOP4;
	else if (expr->kind == EXPR_NAT)
		translate(expr);
}

static struct nf_expr *insert(struct rules *rules, struct nf_rule *rule,
			      size_t at)
{
	struct nf_expr *exprs =
		arena_calloc(&rules->arena, rule->exprs.n + 1, sizeof(*exprs));

	memcpy(exprs, rule->exprs.at, rule->exprs.n * sizeof(*exprs));
	memmove(exprs + at + 1, exprs + at,
		(rule->exprs.n - at) * sizeof(*exprs));
	rule->exprs.at = exprs;
	rule->exprs.n++;
	return &exprs[at];
}

static void estrange_rule(struct rules *rules, struct nf_rule *rule)
{
	if (rule->exprs.n > 0 && one_in(12))
		estrange(
			insert(rules, rule, pick((uint32_t)rule->exprs.n + 1)));
}

/* Before its verdict. */
static void translate_rule(struct rules *rules, struct nf_rule *rule)
{
	struct nf_expr *expr;

	if (rule->exprs.n == 0 || one_in(3))
		return;
	expr = insert(rules, rule, rule->exprs.n - 1);
	*expr = (struct nf_expr){ .kind = EXPR_NAT, .name = "nat" };
	if (one_in(4))
		expr->kind = one_in(2) ? EXPR_REDIR : EXPR_MASQ;
	translate(expr);
}

/* Chains that see what others do not: before conntrack, of type nat. */
static void estrange_chain(struct rules *rules, struct nf_chain *chain)
{
	struct nf_base *base;

	vec_each(rule, &chain->rules)
		estrange_rule(rules, rule);
	if (!chain->base || !one_in(4))
		return;
	base = arena_alloc(&rules->arena, sizeof(*base));
	*base = *chain->base;
	if (base->hook == NF_HOOK_PREROUTING)
		base->priority = one_in(3) ? -200 : -300;
	if (base->hook != NF_HOOK_FORWARD && one_in(2)) {
		base->type = "nat";
		vec_each(rule, &chain->rules)
			translate_rule(rules, rule);
	}
	chain->base = base;
}

static void estrange_set(struct nf_set *set)
{
	static const struct nf_expr limit = { .kind = EXPR_LIMIT,
					      .name = "limit" };

	if (one_in(10))
		set->flags |= NF_SET_EVAL;
	vec_each(element, &set->elements)
		if (one_in(12))
			element->exprs = (struct nf_exprs){ &limit, 1 };
}

static void what_is_not_modelled_has_the_lifts_bounds(void **state)
{
	const size_t n = rounds(STRANGE);
	struct world world;

	(void)state;
	memset(&seen, 0, sizeof(seen));
	for (uint64_t seed = 1001; seed <= 1000 + n; seed++) {
		world = (struct world){ 0 };
		random_seed(seed);
		random_rules(&world.rules);
		vec_each(table, &world.rules.tables) {
			vec_each(chain, &table->chains)
				estrange_chain(&world.rules, chain);
			vec_each(set, &table->sets)
				estrange_set(set);
		}
		world_init(&world);
		if (world_lift(&world))
			try_packets(&world, false, seed);
		world_finish(&world);
	}
	report();
	assert_in_range(seen.packets, n * PACKETS / 4, n * PACKETS);
	assert_in_range(seen.finer, 0, seen.packets / 50);
	assert_in_range(seen.coarser, 0, seen.packets / 50);
	assert_in_range(seen.lost, 0, seen.packets / 50);
	assert_in_range(seen.moved, 0, seen.packets / 5);
	if (n < STRANGE)
		return;
	assert_in_range(seen.conditional, seen.packets / 50, seen.packets);
	assert_true(seen.moved >= seen.packets / 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_modelled_is_what_the_machine_does),
		cmocka_unit_test(what_is_not_modelled_has_the_lifts_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
