/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_test.c -- from a snapshot's bytes to rules
 *
 * What real kernels say is read in tests/net/110_dump.sh; here is what they
 * never say, and what newer ones might.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "proof/rules/register.h"

#include "nf_world.h"

static void a_jump_knows_its_chain(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_expr(w, "immediate");
	message_u32(&w->m, 1, 0);
	world_verdict(w, -3, "other");
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	assert_int_equal(world_first(w)->kind, EXPR_VERDICT);
	assert_int_equal(world_first(w)->verdict.kind, NF_VERDICT_JUMP);
	assert_ptr_equal(world_first(w)->verdict.chain,
			 rules_find_chain(&w->rules.tables.at[0], "other"));
}

static void a_jump_to_nowhere_is_a_flaw(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_expr(w, "immediate");
	message_u32(&w->m, 1, 0);
	world_verdict(w, -3, "elsewhere");
	world_expr_end(w);
	world_rule_end(w);
	world_expect_flaw(w, "a chain that is not there");
}

static void half_a_jump_is_a_flaw(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_expr(w, "immediate");
	message_u32(&w->m, 1, 0);
	world_verdict(w, 1, "other");
	world_expr_end(w);
	world_rule_end(w);
	world_expect_flaw(w, "half a jump");
}

static void a_verdict_in_a_register_is_a_flaw(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_expr(w, "immediate");
	message_u32(&w->m, 1, 8);
	world_verdict(w, 1, NULL);
	world_expr_end(w);
	world_rule_end(w);
	world_expect_flaw(w, "a verdict in a register");
}

static void a_verdict_of_a_newer_kernel_is_strange(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_expr(w, "immediate");
	message_u32(&w->m, 1, 0);
	world_verdict(w, -9, NULL);
	world_expr_end(w);
	world_rule_end(w);
	assert_true(world_decode(w));
	assert_int_equal(world_first(w)->verdict.kind, NF_VERDICT_STRANGE);
	assert_true(world_first(w)->strange);
}

static void a_set_that_is_not_there_is_a_flaw(void **state)
{
	struct world *w = *state;

	world_rule(w);
	world_expr(w, "lookup");
	message_text(&w->m, 1, "nowhere");
	message_u32(&w->m, 2, 8);
	world_expr_end(w);
	world_rule_end(w);
	world_expect_flaw(w, "a set that is not there");
}

static void a_key_of_another_length_is_a_flaw(void **state)
{
	struct world *w = *state;

	world_element(w, "s", "abc", 3);
	world_expect_flaw(
		w, "elements, message 0 (at 0): a key of another length");
}

static void elements_of_several_messages_are_one_list(void **state)
{
	struct world *w = *state;

	world_element(w, "s", "abcd", 4);
	world_element(w, "s", "efgh", 4);
	assert_true(world_decode(w));
	assert_int_equal(
		rules_find_set(&w->rules.tables.at[0], "s")->elements.n, 2);
}

static void two_of_one_name_are_a_flaw(void **state)
{
	struct world *w = *state;

	world_chain(w, "c");
	world_expect_flaw(w, "two of one name");
}

static void a_name_without_its_end_is_a_flaw(void **state)
{
	struct world *w = *state;
	struct message m;

	message_begin(&m, NEW_CHAIN);
	message_text(&m, 1, "t");
	message_put(&m, 3, "abcd", 4);
	message_add(&m, &w->snapshot, SNAPSHOT_CHAINS);
	world_expect_flaw(w, "chains, message 2");
}

/* Of a table, and of its chain; seen of Linux 6.18. */
static void an_empty_name_is_a_name(void **state)
{
	struct world *w = *state;
	const struct nf_table *table;
	struct message m;

	world_table(w, "");
	message_begin(&m, NEW_CHAIN);
	message_text(&m, 1, "");
	message_text(&m, 3, "");
	message_add(&m, &w->snapshot, SNAPSHOT_CHAINS);
	assert_true(world_decode(w));
	table = rules_find_table(&w->rules, NF_FAMILY_INET, "");
	assert_non_null(table);
	assert_non_null(rules_find_chain(table, ""));
}

static void a_message_of_another_kind_is_a_flaw(void **state)
{
	struct world *w = *state;
	struct message m;

	message_begin(&m, NEW_TABLE);
	message_text(&m, 1, "t");
	message_add(&m, &w->snapshot, SNAPSHOT_RULES);
	world_expect_flaw(w, "a message of another kind");
}

static void a_set_of_a_newer_kernel_is_strange(void **state)
{
	struct world *w = *state;

	world_set(w, "new", 0x8000, 4);
	assert_true(world_decode(w));
	assert_true(rules_find_set(&w->rules.tables.at[0], "new")->strange);
	assert_false(rules_find_set(&w->rules.tables.at[0], "s")->strange);
}

/* Two fields of four bytes with ranges. */
static void put_boxes(struct world *w)
{
	struct message m;
	size_t description, fields, one;

	message_begin(&m, NEW_SET);
	message_text(&m, 1, "t");
	message_text(&m, 2, "boxes");
	message_u32(&m, 3, NF_SET_INTERVAL | NF_SET_CONCAT);
	message_u32(&m, 4, 0);
	message_u32(&m, 5, 8);
	description = message_nest(&m, 9);
	fields = message_nest(&m, 2);
	for (int i = 0; i < 2; i++) {
		one = message_nest(&m, 1);
		message_u32(&m, 1, 4);
		message_end(&m, one);
	}
	message_end(&m, fields);
	message_end(&m, description);
	message_add(&m, &w->snapshot, SNAPSHOT_SETS);
}

static void put_box(struct world *w, const char *first, const char *last)
{
	struct message m;
	size_t list, element, nest;

	message_begin(&m, NEW_ELEMENTS);
	message_text(&m, 1, "t");
	message_text(&m, 2, "boxes");
	list = message_nest(&m, 3);
	element = message_nest(&m, 1);
	nest = message_nest(&m, 1);
	message_put(&m, 1, first, 8);
	message_end(&m, nest);
	nest = message_nest(&m, 10);
	message_put(&m, 1, last, 8);
	message_end(&m, nest);
	message_end(&m, element);
	message_end(&m, list);
	message_add(&m, &w->snapshot, SNAPSHOT_ELEMENTS);
}

static void a_range_that_ends_before_it_begins_is_strange(void **state)
{
	struct world *w = *state;

	put_boxes(w);
	put_box(w, "aaaaeeee", "bbbbffff");
	assert_true(world_decode(w));
	assert_false(rules_find_set(&w->rules.tables.at[0], "boxes")->strange);
	rules_finish(&w->rules);
	put_box(w, "aaaaffff", "bbbbeeee");
	assert_true(world_decode(w));
	assert_true(rules_find_set(&w->rules.tables.at[0], "boxes")->strange);
}

static void families_keep_tables_apart(void **state)
{
	struct world *w = *state;
	struct message m;

	message_begin(&m, NEW_TABLE);
	message_family(&m, NF_FAMILY_IP);
	message_text(&m, 1, "t");
	message_add(&m, &w->snapshot, SNAPSHOT_TABLES);
	assert_true(world_decode(w));
	assert_int_equal(w->rules.tables.n, 2);
	assert_int_equal(
		rules_find_table(&w->rules, NF_FAMILY_IP, "t")->chains.n, 0);
	assert_int_equal(
		rules_find_table(&w->rules, NF_FAMILY_INET, "t")->chains.n, 2);
}

/* Wherever the bytes end, it is said. */
static void a_part_cut_anywhere_is_a_flaw(void **state)
{
	struct world *w = *state;
	size_t len;

	world_rule(w);
	world_payload(w, 1, 4);
	world_rule_end(w);
	len = w->snapshot.parts[SNAPSHOT_RULES].len;
	for (size_t cut = 1; cut < len; cut++) {
		w->snapshot.parts[SNAPSHOT_RULES].len = cut;
		assert_false(world_decode(w));
		assert_non_null(w->flaw.what);
	}
	w->snapshot.parts[SNAPSHOT_RULES].len = len;
	assert_true(world_decode(w));
}

#define CASE(name) \
	cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_jump_knows_its_chain),
		CASE(a_jump_to_nowhere_is_a_flaw),
		CASE(half_a_jump_is_a_flaw),
		CASE(a_verdict_in_a_register_is_a_flaw),
		CASE(a_verdict_of_a_newer_kernel_is_strange),
		CASE(a_set_that_is_not_there_is_a_flaw),
		CASE(a_key_of_another_length_is_a_flaw),
		CASE(elements_of_several_messages_are_one_list),
		CASE(two_of_one_name_are_a_flaw),
		CASE(a_name_without_its_end_is_a_flaw),
		CASE(an_empty_name_is_a_name),
		CASE(a_message_of_another_kind_is_a_flaw),
		CASE(a_set_of_a_newer_kernel_is_strange),
		CASE(a_range_that_ends_before_it_begins_is_strange),
		CASE(families_keep_tables_apart),
		CASE(a_part_cut_anywhere_is_a_flaw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
