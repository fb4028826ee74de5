/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sound_rule_test.c -- tests src/ruleset/sound_rule.c: right but for one rule
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ruleset/build.h"
#include "ruleset/sound.h"

#include "spoil.h"

static void header_unasked(struct ruleset *r)
{
	spoil_stmt(r, "g7_a_to_b", STMT_MATCH, FIELD_NFPROTO)->field =
		FIELD_DAY;
}

static void header_of_the_other_family(struct ruleset *r)
{
	spoil_stmt(r, "g7_from_a", STMT_MATCH, FIELD_NFPROTO)->value[0] =
		NFPROTO_V6;
}

static void mac_of_no_ethernet(struct ruleset *r)
{
	spoil_stmt(r, "g7_macs_a", STMT_MATCH, FIELD_IIFTYPE)->value[0] = 2;
}

static void lookup_of_what_is_not_there(struct ruleset *r)
{
	spoil_stmt(r, "g7_from_a", STMT_LOOKUP, 0)->negate = true;
}

static void address_that_it_is_not(struct ruleset *r)
{
	spoil_stmt(r, "g7_from_a", STMT_MATCH, FIELD_IP_SADDR)->negate = true;
}

static void mask_with_a_gap(struct ruleset *r)
{
	spoil_stmt(r, "g7_from_a", STMT_MATCH, FIELD_IP_SADDR)->mask[0] = 0x0f;
}

static void fast_path_of_another_generation(struct ruleset *r)
{
	field_put(
		FIELD_CT_MARK, 8U << GENERATION_SHIFT,
		spoil_stmt(r, "g7_forward", STMT_MATCH, FIELD_CT_MARK)->value);
}

/* It would take entries that the clock ends. */
static void fast_path_without_the_clock(struct ruleset *r)
{
	field_put(FIELD_CT_MARK, GENERATION_MASK,
		  spoil_stmt(r, "g7_forward", STMT_MATCH, FIELD_CT_MARK)->mask);
}

static void fast_path_of_whatever_is_live(struct ruleset *r)
{
	spoil_stmt(r, "g7_forward", STMT_MATCH, FIELD_CT_MARK)->field =
		FIELD_IP_SADDR;
}

static void packet_mark_is_asked(struct ruleset *r)
{
	spoil_stmt(r, "g7_forward", STMT_MATCH, FIELD_CT_MARK)->field =
		FIELD_MARK;
}

static void state_without_bits(struct ruleset *r)
{
	spoil_stmt(r, "g7_forward", STMT_MATCH, FIELD_CT_STATE)->has_mask =
		false;
}

static void rule_marks_for_no_entry(struct ruleset *r)
{
	spoil_stmt(r, "g7_flow_3_now", STMT_CT_MARK, 0)->number = 0;
}

static void mark_before_the_question(struct ruleset *r)
{
	struct build b = spoil_begin(r, "g7_a_to_b");

	build_ct_mark(&b, SPOIL_GENERATION << GENERATION_SHIFT | 1);
	build_match(&b, FIELD_L4PROTO, 6);
	build_accept(&b);
	spoil_end(r, "g7_a_to_b", &b);
}

static void mark_of_what_is_dropped(struct ruleset *r)
{
	struct build b = spoil_begin(r, "g7_a_to_b");

	build_match(&b, FIELD_L4PROTO, 6);
	build_ct_mark(&b, SPOIL_GENERATION << GENERATION_SHIFT | 1);
	build_drop(&b);
	spoil_end(r, "g7_a_to_b", &b);
}

static void verdict_in_the_middle(struct ruleset *r)
{
	struct build b = spoil_begin(r, "g7_a_to_b");

	build_drop(&b);
	build_counter(&b);
	spoil_end(r, "g7_a_to_b", &b);
}

static void key_with_something_in_its_padding(struct ruleset *r)
{
	spoil_set(r, "g7_a_to_b_exact4")->elements.at[0].key[9] = 1;
}

static void interval_from_right_to_left(struct ruleset *r)
{
	memset(spoil_set(r, "g7_a_to_b_ranges4")->elements.at[0].last, 0, 4);
}

static void interface_that_is_a_pattern(struct ruleset *r)
{
	spoil_set(r, "g7_pairs")->elements.at[0].key[1] = '*';
}

static void limit_by_the_fortnight(struct ruleset *r)
{
	spoil_stmt(r, "g7_forward", STMT_LIMIT, 0)->seconds = 1209600;
}

static void prefix_with_a_quote(struct ruleset *r)
{
	spoil_stmt(r, "g7_forward", STMT_LOG, 0)->text = "sekisho \" drop";
}

static void time_between_seconds(struct ruleset *r)
{
	struct build b = spoil_begin(r, "g7_a_to_b");

	build_below(&b, FIELD_TIME, 1500000000);
	build_drop(&b);
	spoil_end(r, "g7_a_to_b", &b);
}

static const struct spoil rows[] = {
	{ header_unasked, "a header" },
	{ header_of_the_other_family, "a header" },
	{ mac_of_no_ethernet, "a header" },
	{ lookup_of_what_is_not_there, "something" },
	{ address_that_it_is_not, "something" },
	{ mask_with_a_gap, "a mask" },
	{ fast_path_of_another_generation, "a foreign mark" },
	{ fast_path_without_the_clock, "a foreign mark" },
	{ fast_path_of_whatever_is_live, "a header" },
	{ packet_mark_is_asked, "the packet's mark" },
	{ state_without_bits, "states" },
	{ rule_marks_for_no_entry, "a mark that names" },
	{ mark_before_the_question, "a mark is set before" },
	{ mark_of_what_is_dropped, "a mark is set on" },
	{ verdict_in_the_middle, "a verdict" },
	{ key_with_something_in_its_padding, "a key" },
	{ interval_from_right_to_left, "an interval" },
	{ interface_that_is_a_pattern, "a key" },
	{ limit_by_the_fortnight, "a limit" },
	{ prefix_with_a_quote, "a log prefix" },
	{ time_between_seconds, "a value" },
};

static void one_rule_wrong_is_found(void **state)
{
	(void)state;
	spoil_each(rows, sizeof(rows) / sizeof(rows[0]));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_rule_wrong_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
