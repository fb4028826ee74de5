/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_expr_test.c -- one expression's attributes into its struct
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "proof/rules/register.h"

#include "nf_world.h"

static void registers_have_one_number_each(void **state)
{
	static const struct {
		uint32_t said;
		uint8_t is;
	} regs[] = { { 1, 0 }, { 2, 4 },  { 4, 12 }, { 8, 0 },
		     { 9, 1 }, { 12, 4 }, { 23, 15 } };

	for (size_t i = 0; i < sizeof(regs) / sizeof(*regs); i++) {
		struct world *w;

		world_teardown(state);
		world_setup(state);
		w = *state;
		world_rule(w);
		world_payload(w, regs[i].said, 4);
		world_rule_end(w);
		assert_true(world_decode(w));
		assert_int_equal(world_first(w)->payload.reg, regs[i].is);
	}
}

static void a_register_that_does_not_exist_is_a_flaw(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_payload(w, 5, 4);
	world_rule_end(w);
	world_expect_flaw(w, "rules, message 0 (at 0), payload: "
			     "an attribute of another form");
}

static void a_value_beyond_the_registers_is_a_flaw(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_payload(w, 23, 5);
	world_rule_end(w);
	world_expect_flaw(w, "registers or lengths that cannot be");
}

static void the_verdict_is_no_register(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_payload(w, 0, 4);
	world_rule_end(w);
	world_expect_flaw(w, "registers or lengths that cannot be");
}

static void what_is_not_known_is_said_to_be_unknown(void **state)
{
	struct world *w = *state;
	const struct nf_expr *expr;

	world_rule(w);
	world_expr(w, "teleport");
	message_u32(&w->m, 1, 77);
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	expr = world_first(w);
	assert_int_equal(expr->kind, EXPR_UNKNOWN);
	assert_string_equal(expr->name, "teleport");
	assert_int_equal(expr->raw.len, 8);
	assert_int_equal(w->rules.n_strange, 1);
}

static void an_attribute_that_is_not_known_is_strange(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_expr(w, "meta");
	message_u32(&w->m, 1, 8);
	message_u32(&w->m, 2, NF_META_MARK);
	message_u32(&w->m, 9, 1);
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	assert_int_equal(world_first(w)->kind, EXPR_META);
	assert_true(world_first(w)->strange);
	assert_int_equal(w->rules.n_strange, 1);
}

static void a_key_that_is_not_known_is_strange(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_expr(w, "meta");
	message_u32(&w->m, 1, 8);
	message_u32(&w->m, 2, N_NF_METAS);
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	assert_true(world_first(w)->strange);
}

static void a_flag_that_is_not_known_is_strange(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_expr(w, "lookup");
	message_text(&w->m, 1, "s");
	message_u32(&w->m, 2, 8);
	message_u32(&w->m, 5, 3);
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	assert_true(world_first(w)->strange);
}

static void a_missing_attribute_is_a_flaw(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_expr(w, "cmp");
	message_u32(&w->m, 1, 8);
	message_u32(&w->m, 2, 0);
	world_expr_end(w);
	world_rule_end(w);
	world_expect_flaw(w, "cmp: an attribute is missing");
}

static void one_attribute_twice_is_a_flaw(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_expr(w, "cmp");
	message_u32(&w->m, 1, 8);
	message_u32(&w->m, 1, 9);
	message_u32(&w->m, 2, 0);
	world_value(w, 3, "\0\0\0\1", 4);
	world_expr_end(w);
	world_rule_end(w);
	world_expect_flaw(w, "no attributes");
}

/* A lookup that is to yield what a plain set has not. */
static void no_map_yields_nothing(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_expr(w, "lookup");
	message_text(&w->m, 1, "s");
	message_u32(&w->m, 2, 8);
	message_u32(&w->m, 3, 0);
	world_expr_end(w);
	world_rule_end(w);
	world_expect_flaw(w, "registers or lengths that cannot be");
}

static void what_holds_within_what_is_held_is_unknown(void **state)
{
	struct world *w = *state;
	size_t held, data;

	world_rule(w);
	world_expr(w, "dynset");
	message_text(&w->m, 1, "s");
	message_u32(&w->m, 3, 0);
	message_u32(&w->m, 4, 8);
	held = message_nest(&w->m, 7);
	message_text(&w->m, 1, "dynset");
	data = message_nest(&w->m, 2);
	message_text(&w->m, 1, "s");
	message_u32(&w->m, 3, 0);
	message_u32(&w->m, 4, 8);
	message_end(&w->m, data);
	message_end(&w->m, held);
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	assert_int_equal(world_first(w)->dynset.exprs.n, 1);
	assert_int_equal(world_first(w)->dynset.exprs.at[0].kind, EXPR_UNKNOWN);
}

static void an_inner_without_anything_is_a_flaw(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_expr(w, "inner");
	message_u32(&w->m, 2, 1);
	message_u32(&w->m, 3, 1);
	message_u32(&w->m, 4, 8);
	world_expr_end(w);
	world_rule_end(w);
	world_expect_flaw(w, "an attribute is missing");
}

static void a_shift_has_a_count_below_32(void **state)
{
	struct world *w = *state;
	const uint32_t count = 32;

	world_rule(w);
	world_expr(w, "bitwise");
	message_u32(&w->m, 1, 8);
	message_u32(&w->m, 2, 8);
	message_u32(&w->m, 3, 4);
	message_u32(&w->m, 6, NF_BITWISE_LSHIFT);
	world_value(w, 7, (const char *)&count, sizeof(count));
	world_expr_end(w);
	world_rule_end(w);
	world_expect_flaw(w, "registers or lengths that cannot be");
}

static void what_an_expression_writes_is_known(void **state)
{
	struct world *w = *state;
	uint8_t reg = 0;
	size_t len = 0;

	world_rule(w);
	world_expr(w, "ct");
	message_u32(&w->m, 1, 9);
	message_u32(&w->m, 2, NF_CT_SRC);
	message_u8(&w->m, 3, 1);
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	assert_int_equal(world_first(w)->ct.direction, NF_CT_REPLY);
	assert_true(rules_written(world_first(w), NF_FAMILY_INET, &reg, &len));
	assert_int_equal(reg, 1);
	assert_int_equal(len, 16);
	assert_true(rules_written(world_first(w), NF_FAMILY_IP, &reg, &len));
	assert_int_equal(len, 4);
}

#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(registers_have_one_number_each),
		CASE(a_register_that_does_not_exist_is_a_flaw),
		CASE(a_value_beyond_the_registers_is_a_flaw),
		CASE(the_verdict_is_no_register),
		CASE(what_is_not_known_is_said_to_be_unknown),
		CASE(an_attribute_that_is_not_known_is_strange),
		CASE(a_key_that_is_not_known_is_strange),
		CASE(a_flag_that_is_not_known_is_strange),
		CASE(a_missing_attribute_is_a_flaw),
		CASE(one_attribute_twice_is_a_flaw),
		CASE(no_map_yields_nothing),
		CASE(what_holds_within_what_is_held_is_unknown),
		CASE(an_inner_without_anything_is_a_flaw),
		CASE(a_shift_has_a_count_below_32),
		CASE(what_an_expression_writes_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
