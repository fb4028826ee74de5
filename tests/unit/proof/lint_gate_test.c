/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lint_gate_test.c -- in which order the compiled gate asks, which lint rests on
 *
 * Lint's worlds, compiled and run: the entry whose mark a packet bears, and
 * whether a line was written, are what lint's "before" says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "ruleset/compile.h"

#include "interpret.h"
#include "lint_world.h"

enum {
	GENERATION = 7,
	ENTRY_MASK = (1 << 19) - 1,
};

static struct world world;

/* The flow that is asked first of those that let the packet pass now; -1: none
 * does. */
static int first_of(const struct world *w, int x)
{
	int first = -1;

	for (int i = 0; i < N_FLOWS; i++)
		if (w->fits[i][x][0] && (first < 0 || is_before(w, i, first)))
			first = i;
	return first;
}

/* The flow that decided, or -1. */
static int decided_by(const struct world *w, const struct ruleset *ruleset,
		      int x, bool *logged)
{
	struct packet packet = w->packets[x];
	struct run run = {
		.ruleset = ruleset,
		.compiled = w->now,
		.packet = &packet,
		.ct_state = CT_STATE_NEW,
		.icmp_type = 13,
	};
	bool accepted;

	packet.now = w->now;
	accepted = interpret(&run);
	*logged = run.n_logged > 0;
	return accepted ? (int)(run.ct_mark & ENTRY_MASK) - 1 : -1;
}

static void check_packet(const struct world *w, const struct ruleset *ruleset,
			 int seed, int x)
{
	int first = first_of(w, x), decided;
	bool logged;

	decided = decided_by(w, ruleset, x, &logged);
	if ((first < 0) != (decided < 0))
		fail_msg("seed %d, packet %d: F-%d, not F-%d", seed, x,
			 decided + 1, first + 1);
	if (first < 0)
		return;
	if (is_ruled(w, first) != is_ruled(w, decided) ||
	    logged != is_logged(w, first))
		fail_msg("seed %d, packet %d: F-%d, not F-%d", seed, x,
			 decided + 1, first + 1);
	/* Which of several maps is looked into first says nothing. */
	if (is_ruled(w, first) && decided != first)
		fail_msg("seed %d, packet %d: F-%d, not F-%d", seed, x,
			 decided + 1, first + 1);
}

static void the_gate_asks_in_the_order_that_lint_says(void **state)
{
	struct ruleset ruleset;
	struct diags diags = { 0 };

	(void)state;
	for (int seed = 0; seed < world_policies(); seed++) {
		struct compile_options how = { .generation = GENERATION };

		make_world(&world, (uint64_t)seed);
		how.now = world.now;
		assert_true(
			ruleset_compile(&world.policy, &how, &ruleset, &diags));
		for (int x = 0; x < N_PACKETS; x++)
			check_packet(&world, &ruleset, seed, x);
		ruleset_finish(&ruleset);
		finish_world(&world);
	}
	diags_finish(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_gate_asks_in_the_order_that_lint_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
