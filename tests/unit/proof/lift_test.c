/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift_test.c -- what is lifted says the same as the machine, packet by packet
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proof/diagram/ask.h"
#include "proof/lift/hook.h"
#include "proof/space/care.h"

#include "random_policy.h"
#include "random_rules.h"
#include "rounds.h"

enum {
	RULESETS = 40, /* of which rounds() says how many */
	PACKETS = 300,
};

struct world {
	struct rules rules;
	struct diagrams all;
	struct space space;
	struct lift lift;
	uint32_t care;
	uint32_t forward[3], way[3]; /* as it is, may, must */
	size_t guessed;
};

static void bounds(struct world *world, uint32_t diagrams[3])
{
	diagrams[1] = hook_may(&world->lift, diagrams[0]);
	diagrams[2] = hook_must(&world->lift, diagrams[0]);
	for (size_t i = 0; i < 3; i++)
		assert_int_not_equal(diagrams[i], DIAGRAM_TOO_MUCH);
}

/* What passes may, what must passes; and where both bounds meet, that is it. */
static bool agrees(struct world *world, const uint32_t diagrams[3],
		   const uint16_t *digits, bool passes)
{
	bool is[3];

	for (size_t i = 0; i < 3; i++)
		is[i] = diagram_evaluate(&world->all, diagrams[i], digits) ==
			DIAGRAM_TRUE;
	world->guessed += is[1] != is[2];
	return passes ? is[1] : !is[2];
}

static void world_init(struct world *world, uint64_t seed)
{
	const struct lift_options options = { .links = random_links,
					      .n_links = n_random_links,
					      .has_links = true };
	const struct diagram_limits limits = { 0 };

	random_seed(seed);
	random_rules(&world->rules);
	diagrams_init(&world->all, limits);
	space_init(&world->space, (enum space_order)(seed % N_SPACE_ORDERS));
	assert_true(lift_tell_names(&world->rules, &options, &world->space));
	space_freeze(&world->space);
	lift_init(&world->lift, &world->all, &world->space, &world->rules,
		  &options);
	*world->forward = hook_alone(&world->lift, NF_HOOK_FORWARD);
	*world->way = hook_way(&world->lift, WAY_FORWARD);
	bounds(world, world->forward);
	bounds(world, world->way);
	world->care = space_care(&world->all, &world->space);
}

static void world_finish(struct world *world)
{
	lift_finish(&world->lift);
	space_finish(&world->space);
	diagrams_finish(&world->all);
	rules_finish(&world->rules);
}

/* One packet at the forward hook alone, and on its way through all of them. */
static bool try_packet(struct world *world, const uint16_t *digits,
		       uint64_t seed)
{
	struct machine machine = { .rules = &world->rules }, alone;
	bool passes;

	machine_of(&world->space, digits, &machine);
	alone = machine;
	passes = machine_run(&alone, NF_HOOK_FORWARD);
	if (!agrees(world, world->forward, digits, passes))
		fail_msg("seed %ju: %d at the hook", (uintmax_t)seed, passes);
	if (!agrees(world, world->way, digits, machine_forward(&machine, NULL)))
		fail_msg("seed %ju: on the way", (uintmax_t)seed);
	return passes;
}

static void random_rulesets_say_the_same_as_the_machine(void **state)
{
	uint16_t digits[DIAGRAM_LEVELS];
	const size_t n = rounds(RULESETS);
	size_t accepted = 0, cared = 0, guessed = 0;
	struct world world;

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		world = (struct world){ 0 };
		world_init(&world, seed);
		for (size_t i = 0; i < PACKETS; i++) {
			random_digits(&world.space, digits);
			if (diagram_evaluate(&world.all, world.care, digits) !=
			    DIAGRAM_TRUE)
				continue;
			cared++;
			accepted += try_packet(&world, digits, seed);
		}
		guessed += world.guessed;
		world_finish(&world);
	}
	print_message("%zu packets, %zu accepted at the hook, %zu of %zu "
		      "answers rest on what is not modelled\n",
		      cared, accepted, guessed, 2 * cared);
	assert_in_range(accepted, cared / 5, cared * 4 / 5);
	assert_in_range(cared, n * PACKETS / 2, n * PACKETS);
	assert_in_range(guessed, 0, cared / 10);
}

/* meta mark set 5 tcp-like byte == 1 accept; then: meta mark 5 drop. */
static void what_was_written_before_a_break_stays_written(void **state)
{
	static const uint8_t five[4] = { 5 }, one[1] = { 1 };
	struct nf_expr first[] = {
		{ .kind = EXPR_IMMEDIATE,
		  .name = "immediate",
		  .immediate = { 0, { five, 4 } } },
		{ .kind = EXPR_META_SET,
		  .name = "meta",
		  .meta = { 0, NF_META_MARK } },
		{ .kind = EXPR_META,
		  .name = "meta",
		  .meta = { 1, NF_META_L4PROTO } },
		{ .kind = EXPR_CMP,
		  .name = "cmp",
		  .cmp = { 1, NF_CMP_EQ, { one, 1 } } },
		{ .kind = EXPR_VERDICT,
		  .name = "immediate",
		  .verdict = { .kind = NF_VERDICT_ACCEPT } },
	};
	struct nf_expr second[] = {
		{ .kind = EXPR_META,
		  .name = "meta",
		  .meta = { 0, NF_META_MARK } },
		{ .kind = EXPR_CMP,
		  .name = "cmp",
		  .cmp = { 0, NF_CMP_EQ, { five, 4 } } },
		{ .kind = EXPR_VERDICT,
		  .name = "immediate",
		  .verdict = { .kind = NF_VERDICT_DROP } },
	};
	struct nf_rule rules[] = { { .exprs = { first, 5 } },
				   { .exprs = { second, 3 } } };
	struct nf_base base = { .hook = NF_HOOK_FORWARD,
				.accepts = true,
				.type = "filter" };
	struct nf_table table = { .family = NF_FAMILY_INET, .name = "t" };
	struct nf_chain chain = { .table = &table, .name = "c", .base = &base };
	struct world world = { .rules = { .little_endian = true } };
	const struct diagram_limits limits = { 0 };
	const struct lift_options options = { 0 };
	uint32_t expected;
	struct diagram_range icmp;

	(void)state;
	chain.rules.at = rules;
	chain.rules.n = 2;
	table.chains.at = &chain;
	table.chains.n = 1;
	world.rules.tables.at = &table;
	world.rules.tables.n = 1;
	diagrams_init(&world.all, limits);
	space_init(&world.space, ORDER_DESTINATIONS);
	assert_true(lift_tell_names(&world.rules, &options, &world.space));
	space_freeze(&world.space);
	lift_init(&world.lift, &world.all, &world.space, &world.rules,
		  &options);
	icmp = space_numbers(&world.space, VAR_L4PROTO, 1, 1);
	expected =
		diagram_range(&world.all, &icmp, DIAGRAM_TRUE, DIAGRAM_FALSE);
	world.care = space_care(&world.all, &world.space);
	assert_int_equal(
		diagram_and(&world.all, world.care,
			    diagram_differ(
				    &world.all, expected,
				    hook_alone(&world.lift, NF_HOOK_FORWARD))),
		DIAGRAM_FALSE);
	lift_finish(&world.lift);
	space_finish(&world.space);
	diagrams_finish(&world.all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_before_a_break_stays_written),
		cmocka_unit_test(random_rulesets_say_the_same_as_the_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
