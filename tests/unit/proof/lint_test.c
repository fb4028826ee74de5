/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lint_test.c -- entries that are not needed, against every packet and moment
 *
 * Rates are asked as somebody hostile would: each may be spent or not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "lint_world.h"
#include "random_policy.h"

static struct world world;

/* Somebody without a rate is asked before it there. */
static bool is_hidden(const struct world *w, int flow, int x, int t)
{
	for (int i = 0; i < N_FLOWS; i++)
		if (i != flow && w->fits[i][x][t] && !is_rated(w, i) &&
		    is_before(w, i, flow))
			return true;
	return false;
}

static bool is_shadowed(const struct world *w, int flow, int n_moments)
{
	bool any = false;

	for (int x = 0; x < N_PACKETS; x++) {
		for (int t = 0; t < n_moments; t++) {
			if (!w->fits[flow][x][t])
				continue;
			any = true;
			if (!is_hidden(w, flow, x, t))
				return false;
		}
	}
	return any;
}

static void shadowed_is_who_decides_nothing(void **state)
{
	(void)state;
	for (int seed = 0; seed < world_policies(); seed++) {
		make_world(&world, (uint64_t)seed);
		for (int i = 0; i < N_FLOWS; i++)
			if (is_shadowed(&world, i, N_MOMENTS) !=
			    !!find(&world, i, LINT_SHADOWED))
				fail_msg("seed %d, F-%d", seed, i + 1);
		finish_world(&world);
	}
}

static void shadowed_now_is_who_decides_nothing_now(void **state)
{
	(void)state;
	for (int seed = 0; seed < world_policies(); seed++) {
		make_world(&world, (uint64_t)seed);
		for (int i = 0; i < N_FLOWS; i++)
			if ((is_shadowed(&world, i, 1) &&
			     !is_shadowed(&world, i, N_MOMENTS)) !=
			    !!find(&world, i, LINT_SHADOWED_NOW))
				fail_msg("seed %d, F-%d", seed, i + 1);
		finish_world(&world);
	}
}

/* Would something change without `also`, where `gone` are struck? */
static bool is_needed(const struct world *w, const bool *gone, int also)
{
	for (int x = 0; x < N_PACKETS; x++)
		for (int t = 0; t < N_MOMENTS; t++)
			for (unsigned with = rated(w);; with--) {
				with &= rated(w);
				if (w->fits[also][x][t] &&
				    outcome(w, x, t, with, gone, also) !=
					    outcome(w, x, t, with, gone, -1))
					return true;
				if (!with)
					break;
			}
	return false;
}

static bool changes_anything(const struct world *w)
{
	static const bool none[N_FLOWS];

	for (int x = 0; x < N_PACKETS; x++)
		for (int t = 0; t < N_MOMENTS; t++)
			for (unsigned with = rated(w);; with--) {
				with &= rated(w);
				if (outcome(w, x, t, with, none, -1) !=
				    outcome(w, x, t, with, w->gone, -1))
					return true;
				if (!with)
					break;
			}
	return false;
}

static void all_that_is_not_needed_can_be_struck(void **state)
{
	(void)state;
	for (int seed = 0; seed < world_policies(); seed++) {
		make_world(&world, (uint64_t)seed);
		if (changes_anything(&world))
			fail_msg("seed %d", seed);
		finish_world(&world);
	}
}

static void what_is_left_is_needed(void **state)
{
	(void)state;
	for (int seed = 0; seed < world_policies(); seed++) {
		make_world(&world, (uint64_t)seed);
		for (int i = 0; i < N_FLOWS; i++)
			if (!world.gone[i] && is_ever(&world, i) &&
			    !is_needed(&world, world.gone, i))
				fail_msg("seed %d, F-%d", seed, i + 1);
		finish_world(&world);
	}
}

/* From two hosts, to the same one, by tcp/80. */
static void plain_flow(struct policy *p, uint32_t number, uint32_t a,
		       uint32_t b)
{
	struct flow *flow = vec_add(&p->arena, &p->flows);
	struct addr to = random_address(1, 8, false);

	*flow = (struct flow){
		.at = { "register", number, 0 },
		.id = p->entry_ids[number - 1],
		.number = number,
		.from = &p->zones.at[0],
		.to = &p->zones.at[1],
		.approval = { .purpose = "",
			      .document = "",
			      .requested_by = "",
			      .approved_by = "",
			      .override_reason = "" },
	};
	*vec_add(&p->arena, &flow->sources) =
		(struct addr_range){ random_address(0, a, false),
				     random_address(0, a, false) };
	*vec_add(&p->arena, &flow->sources) =
		(struct addr_range){ random_address(0, b, false),
				     random_address(0, b, false) };
	flow->sources.n = ranges_merge(flow->sources.at, flow->sources.n);
	*vec_add(&p->arena, &flow->destinations) =
		(struct addr_range){ to, to };
	*vec_add(&p->arena, &flow->ports) =
		(struct port_range){ PROTO_TCP, 80, 80 };
}

static void of_two_that_lean_on_each_other_one_stays(void **state)
{
	(void)state;
	make_world(&world, 1);
	lint_finish(&world.lint);
	world.policy.flows.n = 0;
	plain_flow(&world.policy, 1, 8, 9);
	plain_flow(&world.policy, 2, 9, 10);
	plain_flow(&world.policy, 3, 8, 7);
	plain_flow(&world.policy, 4, 10, 11);
	lint_policy(&world.policy, &(struct lint_options){ .now = world.now },
		    &world.lint);
	assert_non_null(find(&world, 0, LINT_REDUNDANT));
	assert_null(find(&world, 1, LINT_REDUNDANT));
	assert_null(find(&world, 2, LINT_REDUNDANT));
	assert_null(find(&world, 3, LINT_REDUNDANT));
	assert_null(find(&world, 3, LINT_SHADOWED));
	finish_world(&world);
}

static void who_would_write_otherwise_does_not_stand_in(void **state)
{
	struct flow *flows;

	(void)state;
	make_world(&world, 1);
	lint_finish(&world.lint);
	world.policy.flows.n = 0;
	plain_flow(&world.policy, 1, 8, 9);
	plain_flow(&world.policy, 2, 8, 10);
	plain_flow(&world.policy, 3, 8, 9);
	flows = world.policy.flows.at;
	*vec_add(&world.policy.arena, &flows[2].sources) =
		(struct addr_range){ random_address(0, 11, false),
				     random_address(0, 11, false) };
	flows[0].log = flows[2].log = true;
	flows[1].rate = (struct rate){ 1, 60, 5 };
	lint_policy(&world.policy, &(struct lint_options){ .now = world.now },
		    &world.lint);
	assert_null(find(&world, 0, LINT_REDUNDANT));
	lint_finish(&world.lint);
	flows[1].log = true;
	lint_policy(&world.policy, &(struct lint_options){ .now = world.now },
		    &world.lint);
	assert_non_null(find(&world, 0, LINT_REDUNDANT));
	finish_world(&world);
}

static void past_the_limits_the_pair_is_named(void **state)
{
	const struct lint_options options = { .limits = { .nodes = 20 } };
	bool named = false;
	struct lint lint;

	(void)state;
	make_world(&world, 3);
	lint_policy(&world.policy, &options, &lint);
	vec_each(finding, &lint.findings) {
		named |= finding->kind == LINT_UNEXAMINED &&
			 !strcmp(finding->subject, "lgwan -> juki") &&
			 strstr(finding->en, "UNKNOWN: 7 entries");
		assert_true(finding->kind > LINT_UNEXAMINED ||
			    finding->kind == LINT_UNEXAMINED);
	}
	assert_true(named);
	lint_finish(&lint);
	finish_world(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shadowed_is_who_decides_nothing),
		cmocka_unit_test(shadowed_now_is_who_decides_nothing_now),
		cmocka_unit_test(all_that_is_not_needed_can_be_struck),
		cmocka_unit_test(what_is_left_is_needed),
		cmocka_unit_test(of_two_that_lean_on_each_other_one_stays),
		cmocka_unit_test(who_would_write_otherwise_does_not_stand_in),
		cmocka_unit_test(past_the_limits_the_pair_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
