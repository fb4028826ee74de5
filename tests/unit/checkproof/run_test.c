/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run_test.c -- the checker takes nothing for a drop that is none
 *
 * Each trap of the kernel's semantics by which a box could seem to be dropped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "small.h"

enum {
	EQ = 0,
	FORWARD_HOOK = 2,
	IIFNAME = 6,
	INTERVAL = 4,
	MAP = 8,
	EVAL = 0x20,
	INTERVAL_END = 1,
	CATCHALL = 2,
};

static const char eth0[16] = "eth0";

static void only_drop(struct small *s, const char *chain)
{
	small_rule(s, chain);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
}

static bool drops(struct small *s)
{
	const struct box box = small_box();

	return small_drops(s, &box);
}

static void nothing_is_no_drop(void **state)
{
	struct small *s = *state;

	assert_false(drops(s));
	small_base(s, "f", FORWARD_HOOK, 0, true);
	assert_false(drops(s));
}

static void the_policy_drops(void **state)
{
	struct small *s = *state;
	struct box box = small_box();
	struct run run;

	small_base(s, "f", FORWARD_HOOK, 0, false);
	assert_true(drops(s));
	assert_int_equal(small_run(s, &box, &run), 0);
	assert_string_equal(run.decider->id.name, "f");
	assert_int_equal(run.handle, 0);
	small_be(&box, WAY, INPUT);
	assert_false(small_drops(s, &box));
}

static void an_accept_in_one_chain_is_not_final(void **state)
{
	struct small *s = *state;

	small_base(s, "early", FORWARD_HOOK, -10, true);
	small_base(s, "late", FORWARD_HOOK, 10, false);
	small_rule(s, "early");
	small_verdict(s, SMALL_ACCEPT, NULL);
	small_end(s);
	assert_true(drops(s));
}

static void an_earlier_accept_in_the_chain_is(void **state)
{
	struct small *s = *state;

	small_base(s, "f", FORWARD_HOOK, 0, false);
	small_rule(s, "f");
	small_load(s, "meta", IIFNAME);
	small_cmp(s, EQ, eth0, 16);
	small_verdict(s, SMALL_ACCEPT, NULL);
	small_end(s);
	only_drop(s, "f");
	assert_false(drops(s));
}

static void a_dormant_table_drops_nothing(void **state)
{
	struct small *s = *state;

	small_table(s, "asleep", 1);
	small_base_of(s, SMALL_INET, "asleep", "filter", FORWARD_HOOK, false);
	assert_false(drops(s));
}

static void a_table_of_the_other_family_drops_nothing(void **state)
{
	struct small *s = *state;

	small_base_of(s, SMALL_IP6, "six", "filter", FORWARD_HOOK, false);
	assert_false(drops(s));
}

static void a_goto_does_not_come_back(void **state)
{
	struct small *s = *state;

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_chain(s, "to");
	small_rule(s, "f");
	small_verdict(s, SMALL_GOTO, "to");
	small_end(s);
	only_drop(s, "f");
	assert_false(drops(s));
}

static void a_jump_comes_back(void **state)
{
	struct small *s = *state;

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_chain(s, "to");
	small_rule(s, "f");
	small_verdict(s, SMALL_JUMP, "to");
	small_end(s);
	only_drop(s, "f");
	assert_true(drops(s));
}

/* A goto off the end goes on behind the jump that led there. */
static void a_goto_within_a_jump_ends_the_jump(void **state)
{
	struct small *s = *state;

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_chain(s, "to");
	small_chain(s, "end");
	small_rule(s, "f");
	small_verdict(s, SMALL_JUMP, "to");
	small_end(s);
	small_rule(s, "to");
	small_verdict(s, SMALL_GOTO, "end");
	small_end(s);
	only_drop(s, "to");
	assert_false(drops(s));
}

static void a_return_is_the_policy(void **state)
{
	struct small *s = *state;

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_rule(s, "f");
	small_verdict(s, SMALL_RETURN, NULL);
	small_end(s);
	only_drop(s, "f");
	assert_false(drops(s));
}

static void a_ring_of_jumps_proves_nothing(void **state)
{
	struct small *s = *state;

	small_base(s, "f", FORWARD_HOOK, 0, false);
	small_chain(s, "to");
	small_rule(s, "f");
	small_verdict(s, SMALL_JUMP, "to");
	small_end(s);
	small_rule(s, "to");
	small_verdict(s, SMALL_JUMP, "to");
	small_end(s);
	assert_true(small_rejects(s));
}

static void look_up_source(struct small *s, const char *set, bool verdicts,
			   bool inverted)
{
	small_payload(s, 1, 12, 4);
	small_lookup(s, set, verdicts, inverted);
}

static bool drops_from(struct small *s, const char *lo, const char *hi)
{
	struct box box = small_box();

	memcpy(box.lo + SADDR, lo, 4);
	memcpy(box.hi + SADDR, hi, 4);
	return small_drops(s, &box);
}

static void map_to_drop(struct small *s)
{
	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_chain(s, "drop");
	only_drop(s, "drop");
	small_set(s, "m", MAP, 4);
	small_element(s, "m", "\12\0\0\1", 4, 0, "drop");
	small_rule(s, "f");
	look_up_source(s, "m", true, false);
	small_end(s);
}

static void a_miss_of_a_map_goes_on(void **state)
{
	struct small *s = *state;
	struct box box = small_box();

	map_to_drop(s);
	assert_false(small_drops(s, &box));
	small_fix(&box, SADDR, "\12\0\0\1", 4);
	assert_true(small_drops(s, &box));
	small_fix(&box, SADDR, "\12\0\0\2", 4);
	assert_false(small_drops(s, &box));
}

/* What the first one's chain does to registers is not what is looked up. */
static void every_element_that_may_match_is_followed(void **state)
{
	struct small *s = *state;

	map_to_drop(s);
	only_drop(s, "f");
	small_chain(s, "pass");
	small_rule(s, "pass");
	small_load(s, "meta", IIFNAME);
	small_cmp(s, EQ, "wan", 4);
	small_end(s);
	small_element(s, "m", "\12\0\0\2", 4, 0, "pass");
	small_element(s, "m", "\12\0\0\3", 4, 0, "drop");
	small_element(s, "m", "\12\0\0\4", 4, 0, "pass");
	assert_false(drops_from(s, "\12\0\0\0", "\12\0\0\2"));
	assert_false(drops_from(s, "\12\0\0\2", "\12\0\0\3"));
	assert_false(drops_from(s, "\12\0\0\3", "\12\0\0\4"));
	assert_true(drops_from(s, "\12\0\0\3", "\12\0\0\3"));
}

static void a_catchall_takes_what_misses(void **state)
{
	struct small *s = *state;
	struct box box = small_box();

	map_to_drop(s);
	only_drop(s, "f");
	small_chain(s, "pass");
	small_rule(s, "pass");
	small_verdict(s, SMALL_ACCEPT, NULL);
	small_end(s);
	small_element(s, "m", "", 0, CATCHALL, "pass");
	assert_false(small_drops(s, &box));
	small_fix(&box, SADDR, "\12\0\0\1", 4);
	assert_true(small_drops(s, &box));
	small_fix(&box, SADDR, "\12\0\0\2", 4);
	assert_false(small_drops(s, &box));
}

/* 10.0.0.5 … 10.0.0.9, and from 10.0.1.0 on without end. */
static void intervals(struct small *s, bool inverted)
{
	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_set(s, "s", INTERVAL, 4);
	small_element(s, "s", "\12\0\1\0", 4, 0, NULL);
	small_element(s, "s", "\12\0\0\12", 4, INTERVAL_END, NULL);
	small_element(s, "s", "\12\0\0\5", 4, 0, NULL);
	small_element(s, "s", "\0\0\0\0", 4, INTERVAL_END, NULL);
	small_rule(s, "f");
	look_up_source(s, "s", false, inverted);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
}

static void an_interval_ends_before_its_end(void **state)
{
	struct small *s = *state;

	intervals(s, false);
	assert_false(drops_from(s, "\12\0\0\4", "\12\0\0\4"));
	assert_true(drops_from(s, "\12\0\0\5", "\12\0\0\5"));
	assert_true(drops_from(s, "\12\0\0\5", "\12\0\0\11"));
	assert_false(drops_from(s, "\12\0\0\11", "\12\0\0\12"));
	assert_false(drops_from(s, "\12\0\0\12", "\12\0\0\12"));
	assert_false(drops_from(s, "\12\0\0\377", "\12\0\0\377"));
	assert_true(drops_from(s, "\12\0\1\0", "\12\0\1\0"));
	assert_true(drops_from(s, "\377\0\0\0", "\377\377\377\377"));
}

static void an_inverted_lookup_is_the_other_way_round(void **state)
{
	struct small *s = *state;

	intervals(s, true);
	assert_true(drops_from(s, "\12\0\0\4", "\12\0\0\4"));
	assert_false(drops_from(s, "\12\0\0\5", "\12\0\0\5"));
	assert_false(drops_from(s, "\12\0\0\4", "\12\0\0\5"));
	assert_true(drops_from(s, "\12\0\0\12", "\12\0\0\377"));
}

static void where_one_ends_and_one_begins_it_begins(void **state)
{
	struct small *s = *state;

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_set(s, "s", INTERVAL, 4);
	small_element(s, "s", "\12\0\0\5", 4, 0, NULL);
	small_element(s, "s", "\12\0\0\7", 4, INTERVAL_END, NULL);
	small_element(s, "s", "\12\0\0\7", 4, 0, NULL);
	small_element(s, "s", "\12\0\0\11", 4, INTERVAL_END, NULL);
	small_rule(s, "f");
	look_up_source(s, "s", false, false);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	assert_true(drops_from(s, "\12\0\0\7", "\12\0\0\7"));
	assert_true(drops_from(s, "\12\0\0\10", "\12\0\0\10"));
	assert_false(drops_from(s, "\12\0\0\11", "\12\0\0\11"));
}

static void an_element_that_ends_drops_only_until_then(void **state)
{
	struct small *s = *state;
	struct box box = small_box();

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_set(s, "s", 0, 4);
	small_timed(s, "s", "\12\0\0\1", 4);
	small_rule(s, "f");
	look_up_source(s, "s", false, false);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	small_fix(&box, SADDR, "\12\0\0\1", 4);
	assert_false(small_drops(s, &box));
}

static void a_set_that_rules_fill_may_hold_nothing(void **state)
{
	struct small *s = *state;
	struct box box = small_box();

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_set(s, "s", EVAL, 4);
	small_element(s, "s", "\12\0\0\1", 4, 0, NULL);
	small_rule(s, "f");
	look_up_source(s, "s", false, false);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	small_fix(&box, SADDR, "\12\0\0\1", 4);
	assert_false(small_drops(s, &box));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, small_setup, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_no_drop),
		TEST(the_policy_drops),
		TEST(an_accept_in_one_chain_is_not_final),
		TEST(an_earlier_accept_in_the_chain_is),
		TEST(a_dormant_table_drops_nothing),
		TEST(a_table_of_the_other_family_drops_nothing),
		TEST(a_goto_does_not_come_back),
		TEST(a_jump_comes_back),
		TEST(a_goto_within_a_jump_ends_the_jump),
		TEST(a_return_is_the_policy),
		TEST(a_ring_of_jumps_proves_nothing),
		TEST(a_miss_of_a_map_goes_on),
		TEST(every_element_that_may_match_is_followed),
		TEST(a_catchall_takes_what_misses),
		TEST(an_interval_ends_before_its_end),
		TEST(an_inverted_lookup_is_the_other_way_round),
		TEST(where_one_ends_and_one_begins_it_begins),
		TEST(an_element_that_ends_drops_only_until_then),
		TEST(a_set_that_rules_fill_may_hold_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
