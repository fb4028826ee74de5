/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift_z3_test.c -- Z3 finds no packet of which the lift says another thing
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "proof/lift/hook.h"
#include "proof/space/care.h"

#include "random_policy.h"
#include "random_rules.h"
#include "z3_rules.h"

enum {
	RULESETS = 12, /* as many as $Z3_RULESETS says, else */
	SOLVER_STEPS = 60 * 1000 * 1000, /* its own; the same on any machine */
};

struct world {
	struct rules rules;
	struct diagrams all;
	struct space space;
	struct lift lift;
	struct z3_packet packet;
	uint32_t may, must, care;
};

static void world_init(struct world *world, uint64_t seed)
{
	const struct lift_options options = { .links = random_links,
					      .n_links = n_random_links,
					      .has_links = true };
	uint32_t forward;

	random_seed(seed);
	random_rules(&world->rules);
	world->rules.tables.n = 1; /* the order of two nobody knows */
	diagrams_init(&world->all, (struct diagram_limits){ 0 });
	space_init(&world->space, (enum space_order)(seed % N_SPACE_ORDERS));
	for (size_t i = 0; i < n_random_links; i++)
		assert_true(
			space_add_name(&world->space, random_links[i].name));
	assert_true(lift_tell_names(&world->rules, &options, &world->space));
	space_freeze(&world->space);
	lift_init(&world->lift, &world->all, &world->space, &world->rules,
		  &options);
	forward = hook_alone(&world->lift, NF_HOOK_FORWARD);
	world->may = hook_may(&world->lift, forward);
	world->must = hook_must(&world->lift, forward);
	world->care = space_care(&world->all, &world->space);
	z3_packet_init(&world->packet, &world->space, &world->rules,
		       random_links, n_random_links);
}

static void world_finish(struct world *world)
{
	z3_packet_finish(&world->packet);
	lift_finish(&world->lift);
	space_finish(&world->space);
	diagrams_finish(&world->all);
	rules_finish(&world->rules);
}

/* Of a family's packets: what it says of the other is left out. */
static Z3_ast formula_of(struct world *world, uint32_t diagram, bool ip6)
{
	unsigned family = world->space.levels[VAR_NFPROTO];

	return z3_of_diagram(
		&world->packet, &world->all,
		diagram_assign(&world->all, diagram, family, ip6 ? 10 : 2));
}

static Z3_solver make_solver(Z3_context z3)
{
	Z3_solver solver =
		Z3_mk_solver_for_logic(z3, Z3_mk_string_symbol(z3, "QF_BV"));
	Z3_params params;

	Z3_solver_inc_ref(z3, solver); /* before anything else is made */
	params = Z3_mk_params(z3);
	Z3_params_inc_ref(z3, params);
	Z3_params_set_uint(z3, params, Z3_mk_string_symbol(z3, "rlimit"),
			   SOLVER_STEPS);
	Z3_solver_set_params(z3, solver, params);
	Z3_params_dec_ref(z3, params);
	return solver;
}

/* Is there a packet of the family that can exist, over known interfaces, which
 * passes though it may not, or does not though it must? */
static Z3_lbool differ_in(struct world *world, uint32_t may, uint32_t must,
			  bool ip6)
{
	Z3_context z3 = world->packet.z3;
	Z3_solver solver = make_solver(z3);
	Z3_ast passes = z3_of_hook(&world->packet, NF_HOOK_FORWARD, ip6);
	Z3_lbool result;

	Z3_solver_assert(z3, solver, formula_of(world, world->care, ip6));
	Z3_solver_assert(z3, solver, z3_known_links(&world->packet));
	Z3_solver_assert(z3, solver,
			 Z3_mk_ite(z3, passes,
				   Z3_mk_not(z3, formula_of(world, may, ip6)),
				   formula_of(world, must, ip6)));
	result = Z3_solver_check(z3, solver);
	Z3_solver_dec_ref(z3, solver);
	return result;
}

static Z3_lbool differ(struct world *world, uint32_t may, uint32_t must)
{
	Z3_lbool ip4 = differ_in(world, may, must, false), ip6;

	if (ip4 == Z3_L_TRUE)
		return ip4;
	ip6 = differ_in(world, may, must, true);
	return ip6 == Z3_L_FALSE ? ip4 : ip6;
}

static uint64_t how_many(void)
{
	const char *text = getenv("Z3_RULESETS");

	return text ? strtoul(text, NULL, 10) : RULESETS;
}

static void no_packet_is_judged_otherwise(void **state)
{
	size_t equal = 0, unknown = 0, trivial = 0, guessed = 0;
	struct world world;
	Z3_lbool r;

	(void)state;
	for (uint64_t seed = 1; seed <= how_many(); seed++) {
		world = (struct world){ 0 };
		world_init(&world, seed);
		trivial += diagram_is_leaf(world.may);
		guessed += world.may != world.must;
		r = differ(&world, world.may, world.must);
		if (r == Z3_L_TRUE)
			fail_msg("seed %ju: they differ", (uintmax_t)seed);
		equal += r == Z3_L_FALSE;
		unknown += r == Z3_L_UNDEF;
		if (r == Z3_L_UNDEF)
			print_message("seed %ju: not decided\n",
				      (uintmax_t)seed);
		world_finish(&world);
	}
	print_message("%zu rulesets proved equal (%zu of them constant, %zu "
		      "with bounds that differ), %zu not decided\n",
		      equal, trivial, guessed, unknown);
	assert_in_range(unknown, 0, how_many() / 10);
}

/* That the question can be answered otherwise. */
static void another_diagram_is_told_apart(void **state)
{
	size_t found = 0;
	struct world world;

	(void)state;
	for (uint64_t seed = 1; seed <= 4; seed++) {
		world = (struct world){ 0 };
		world_init(&world, seed);
		found += differ(&world, diagram_not(&world.all, world.may),
				diagram_not(&world.all, world.must)) ==
			 Z3_L_TRUE;
		world_finish(&world);
	}
	assert_int_equal(found, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_diagram_is_told_apart),
		cmocka_unit_test(no_packet_is_judged_otherwise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
