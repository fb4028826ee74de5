/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift_test.c -- what is lifted says the same as the machine, packet by packet
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proof/diagram_ask.h"
#include "proof/hook.h"
#include "proof/space_care.h"
#include "random_policy.h"
#include "random_rules.h"

enum {
	RULESETS = 150,
	PACKETS = 300,
};

struct world {
	struct rules rules;
	struct diagrams all;
	struct space space;
	struct lift lift;
	uint32_t care, forward, way;
};

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
	world->forward = hook_alone(&world->lift, NF_HOOK_FORWARD);
	world->way = hook_way(&world->lift, WAY_FORWARD);
	world->care = space_care(&world->all, &world->space);
}

static void world_finish(struct world *world)
{
	lift_finish(&world->lift);
	space_finish(&world->space);
	diagrams_finish(&world->all);
	rules_finish(&world->rules);
}

static bool on_its_way(const struct machine *packet)
{
	struct machine machine = *packet;
	uint32_t oif_index = machine.oif_index;
	const char *oif = machine.oif;

	machine.oif = "";
	machine.oif_index = 0;
	if (!machine_run(&machine, NF_HOOK_PREROUTING))
		return false;
	machine.oif = oif;
	machine.oif_index = oif_index;
	return machine_run(&machine, NF_HOOK_FORWARD) &&
	       machine_run(&machine, NF_HOOK_POSTROUTING);
}

static void random_rulesets_say_the_same_as_the_machine(void **state)
{
	uint16_t digits[DIAGRAM_LEVELS];
	size_t accepted = 0, cared = 0, both = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= RULESETS; seed++) {
		struct world world = { 0 };
		bool passes;

		world_init(&world, seed);
		assert_int_not_equal(world.forward, DIAGRAM_TOO_MUCH);
		assert_int_not_equal(world.way, DIAGRAM_TOO_MUCH);
		for (size_t i = 0; i < PACKETS; i++) {
			struct machine machine = { .rules = &world.rules };
			struct machine alone;

			random_digits(&world.space, digits);
			if (diagram_evaluate(&world.all, world.care, digits) !=
			    DIAGRAM_TRUE)
				continue;
			cared++;
			machine_of(&world.space, digits, &machine);
			alone = machine;
			passes = machine_run(&alone, NF_HOOK_FORWARD);
			accepted += passes;
			if (diagram_evaluate(&world.all, world.forward,
					     digits) != diagram_of_bool(passes))
				fail_msg("seed %ju, packet %zu: %d at the hook",
					 (uintmax_t)seed, i, passes);
			passes = on_its_way(&machine);
			both += passes;
			if (diagram_evaluate(&world.all, world.way, digits) !=
			    diagram_of_bool(passes))
				fail_msg("seed %ju, packet %zu: %d on its way",
					 (uintmax_t)seed, i, passes);
		}
		world_finish(&world);
	}
	printf("%zu packets, %zu accepted at the hook, %zu on the way\n", cared,
	       accepted, both);
	assert_in_range(accepted, cared / 5, cared * 4 / 5);
	assert_true(cared > (size_t)RULESETS * PACKETS / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_rulesets_say_the_same_as_the_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
