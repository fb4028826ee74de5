/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram_seg_test.c -- a gateway's rules: no packet judged otherwise by a loop
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "proof/diagram/ask.h"
#include "proof/diagram/find.h"

#include "seg_diagram.h"

static void judge_alike(size_t n, unsigned packets, enum space_order order)
{
	struct seg_rule *rules = seg_list(n, 5 + order);
	uint16_t digits[DIAGRAM_LEVELS] = { 0 };
	struct seg_packet packet;
	struct diagrams all;
	struct space space;
	uint64_t seed = 6;
	uint32_t act, by_rule;
	size_t first;

	space_init(&space, order);
	diagrams_init(&all, (struct diagram_limits){ 0 });
	act = seg_diagram(&all, &space, rules, n, false);
	by_rule = seg_diagram(&all, &space, rules, n, true);
	for (unsigned i = 0; i < packets; i++) {
		packet = seg_packet(rules, n, &seed);
		first = seg_first_match(rules, n, &packet);
		seg_assign(&space, &packet, digits);
		assert_int_equal(diagram_evaluate(&all, by_rule, digits),
				 first == n ? DIAGRAM_NOMATCH
					    : diagram_leaf((uint32_t)first));
		assert_int_equal(
			diagram_evaluate(&all, act, digits),
			first == n ? DIAGRAM_NOMATCH
				   : diagram_of_bool(rules[first].accept));
	}
	diagrams_finish(&all);
	space_finish(&space);
	free(rules);
}

static void two_hundred_thousand_packets_are_judged_alike(void **state)
{
	(void)state;
	judge_alike(1000, 200000, ORDER_DESTINATIONS);
}

static void every_order_of_levels_judges_alike(void **state)
{
	(void)state;
	judge_alike(2000, 20000, ORDER_DESTINATIONS);
	judge_alike(2000, 20000, ORDER_PORTS);
	judge_alike(2000, 20000, ORDER_SOURCES);
}

static void zones_are_apart_unless_a_rule_joins_them(void **state)
{
	struct seg_rule *rules = seg_list(4000, 7);
	uint16_t digits[DIAGRAM_LEVELS];
	struct diagram_box box;
	struct diagram_search search = { .within = &box };
	bool joined[SEG_ZONES][SEG_ZONES] = { 0 };
	struct diagrams all;
	struct space space;
	uint32_t root;

	(void)state;
	space_init(&space, ORDER_DESTINATIONS);
	diagrams_init(&all, (struct diagram_limits){ 0 });
	root = seg_diagram(&all, &space, rules, 4000, false);
	for (size_t i = 1; i < 4000; i++)
		if (rules[i].accept)
			joined[rules[i].low[SEG_IIF]][rules[i].low[SEG_OIF]] =
				true;
	for (unsigned from = 0; from < SEG_ZONES; from++) {
		for (unsigned to = 0; to < SEG_ZONES; to++) {
			seg_question(&space, from, to, &box);
			assert_int_equal(
				diagram_witness(&all, root, &search, digits),
				joined[from][to] ? DIAGRAM_YES : DIAGRAM_NO);
			if (seg_apart(from, to))
				assert_false(joined[from][to]);
		}
	}
	diagrams_finish(&all);
	space_finish(&space);
	free(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_hundred_thousand_packets_are_judged_alike),
		cmocka_unit_test(every_order_of_levels_judges_alike),
		cmocka_unit_test(zones_are_apart_unless_a_rule_joins_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
