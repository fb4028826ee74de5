/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_test.c -- from a snapshot's bytes to rules
 *
 * What real kernels say is read in tests/net/110_dump.sh; here is what they
 * never say, and what newer ones might.
 */
#include "proof/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/must.h"
#include "proof/rules_register.h"

#include "nf_message.h"

enum {
	NEW_TABLE = 0,
	NEW_CHAIN = 3,
	NEW_RULE = 6,
	NEW_SET = 9,
	NEW_ELEMENTS = 12,

	/* Of a rule's message. */
	EXPRESSIONS = 4,
	ELEM = 1,
	NAME = 1,
	DATA = 2,
};

struct world {
	struct snapshot snapshot;
	struct message m; /* a rule that is being written */
	size_t list, expr, data;
	struct rules rules;
	struct decode_flaw flaw;
};

static void add_table(struct world *w, const char *name)
{
	struct message m;

	message_begin(&m, NEW_TABLE);
	message_text(&m, 1, name);
	message_add(&m, &w->snapshot, SNAPSHOT_TABLES);
}

static void add_chain(struct world *w, const char *name)
{
	struct message m;

	message_begin(&m, NEW_CHAIN);
	message_text(&m, 1, "t");
	message_text(&m, 3, name);
	message_add(&m, &w->snapshot, SNAPSHOT_CHAINS);
}

static void add_set(struct world *w, const char *name, uint32_t flags,
		    uint32_t key_len)
{
	struct message m;

	message_begin(&m, NEW_SET);
	message_text(&m, 1, "t");
	message_text(&m, 2, name);
	message_u32(&m, 3, flags);
	message_u32(&m, 5, key_len);
	message_add(&m, &w->snapshot, SNAPSHOT_SETS);
}

static void add_element(struct world *w, const char *set, const char *key,
			size_t len)
{
	struct message m;
	size_t list, element, nest;

	message_begin(&m, NEW_ELEMENTS);
	message_text(&m, 1, "t");
	message_text(&m, 2, set);
	list = message_nest(&m, 3);
	element = message_nest(&m, 1);
	nest = message_nest(&m, 1);
	message_put(&m, 1, key, len);
	message_end(&m, nest);
	message_end(&m, element);
	message_end(&m, list);
	message_add(&m, &w->snapshot, SNAPSHOT_ELEMENTS);
}

static int setup(void **state)
{
	struct world *w = xcalloc(1, sizeof(*w));

	add_table(w, "t");
	add_chain(w, "c");
	add_chain(w, "other");
	add_set(w, "s", 0, 4);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	rules_finish(&w->rules);
	snapshot_finish(&w->snapshot);
	free(w);
	return 0;
}

static void begin_rule(struct world *w)
{
	message_begin(&w->m, NEW_RULE);
	message_text(&w->m, 1, "t");
	message_text(&w->m, 2, "c");
	message_u64(&w->m, 3, 5);
	w->list = message_nest(&w->m, EXPRESSIONS);
}

static void begin_expr(struct world *w, const char *name)
{
	w->expr = message_nest(&w->m, ELEM);
	message_text(&w->m, NAME, name);
	w->data = message_nest(&w->m, DATA);
}

static void end_expr(struct world *w)
{
	message_end(&w->m, w->data);
	message_end(&w->m, w->expr);
}

static void end_rule(struct world *w)
{
	message_end(&w->m, w->list);
	message_add(&w->m, &w->snapshot, SNAPSHOT_RULES);
}

static void put_value(struct world *w, uint16_t attr, const char *bytes,
		      size_t len)
{
	size_t nest = message_nest(&w->m, attr);

	message_put(&w->m, 1, bytes, len);
	message_end(&w->m, nest);
}

static void put_verdict(struct world *w, int32_t code, const char *chain)
{
	size_t nest = message_nest(&w->m, 2);
	size_t verdict = message_nest(&w->m, 2);

	message_u32(&w->m, 1, (uint32_t)code);
	if (chain)
		message_text(&w->m, 2, chain);
	message_end(&w->m, verdict);
	message_end(&w->m, nest);
}

static bool run(struct world *w)
{
	return decode(&w->snapshot, &w->rules, &w->flaw);
}

static const struct nf_expr *first_expr(const struct world *w)
{
	const struct nf_chain *chain =
		rules_find_chain(&w->rules.tables.at[0], "c");

	assert_int_equal(chain->rules.n, 1);
	return &chain->rules.at[0].exprs.at[0];
}

static void expect_flaw(struct world *w, const char *what)
{
	char text[256];

	assert_false(run(w));
	assert_non_null(
		strstr(decode_flaw_text(&w->flaw, text, sizeof(text)), what));
	assert_int_equal(w->rules.tables.n, 0);
}

/* payload load of `len` bytes into `reg`. */
static void put_payload(struct world *w, uint32_t reg, uint32_t len)
{
	begin_expr(w, "payload");
	message_u32(&w->m, 1, reg);
	message_u32(&w->m, 2, 1);
	message_u32(&w->m, 3, 12);
	message_u32(&w->m, 4, len);
	end_expr(w);
}

static void registers_have_one_number_each(void **state)
{
	static const struct {
		uint32_t said;
		uint8_t is;
	} regs[] = { { 1, 0 }, { 2, 4 },  { 4, 12 }, { 8, 0 },
		     { 9, 1 }, { 12, 4 }, { 23, 15 } };

	for (size_t i = 0; i < sizeof(regs) / sizeof(*regs); i++) {
		struct world *w;

		setup(state);
		w = *state;
		begin_rule(w);
		put_payload(w, regs[i].said, 4);
		end_rule(w);
		assert_true(run(w));
		assert_int_equal(first_expr(w)->payload.reg, regs[i].is);
		teardown(state);
	}
	setup(state);
}

static void a_register_that_does_not_exist_is_a_flaw(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	put_payload(w, 5, 4);
	end_rule(w);
	expect_flaw(w, "rules, message 0 (at 0), payload: "
		       "an attribute of another form");
}

static void a_value_beyond_the_registers_is_a_flaw(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	put_payload(w, 23, 5);
	end_rule(w);
	expect_flaw(w, "registers or lengths that cannot be");
}

static void the_verdict_is_no_register(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	put_payload(w, 0, 4);
	end_rule(w);
	expect_flaw(w, "registers or lengths that cannot be");
}

static void what_is_not_known_is_said_to_be_unknown(void **state)
{
	struct world *w = *state;
	const struct nf_expr *expr;

	begin_rule(w);
	begin_expr(w, "teleport");
	message_u32(&w->m, 1, 77);
	end_expr(w);
	end_rule(w);
	assert_true(run(w));
	expr = first_expr(w);
	assert_int_equal(expr->kind, EXPR_UNKNOWN);
	assert_string_equal(expr->name, "teleport");
	assert_int_equal(expr->raw.len, 8);
	assert_int_equal(w->rules.n_strange, 1);
}

static void an_attribute_that_is_not_known_is_strange(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	begin_expr(w, "meta");
	message_u32(&w->m, 1, 8);
	message_u32(&w->m, 2, NF_META_MARK);
	message_u32(&w->m, 9, 1);
	end_expr(w);
	end_rule(w);
	assert_true(run(w));
	assert_int_equal(first_expr(w)->kind, EXPR_META);
	assert_true(first_expr(w)->strange);
	assert_int_equal(w->rules.n_strange, 1);
}

static void a_key_that_is_not_known_is_strange(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	begin_expr(w, "meta");
	message_u32(&w->m, 1, 8);
	message_u32(&w->m, 2, N_NF_METAS);
	end_expr(w);
	end_rule(w);
	assert_true(run(w));
	assert_true(first_expr(w)->strange);
}

static void a_flag_that_is_not_known_is_strange(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	begin_expr(w, "lookup");
	message_text(&w->m, 1, "s");
	message_u32(&w->m, 2, 8);
	message_u32(&w->m, 5, 3);
	end_expr(w);
	end_rule(w);
	assert_true(run(w));
	assert_true(first_expr(w)->strange);
}

static void a_missing_attribute_is_a_flaw(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	begin_expr(w, "cmp");
	message_u32(&w->m, 1, 8);
	message_u32(&w->m, 2, 0);
	end_expr(w);
	end_rule(w);
	expect_flaw(w, "cmp: an attribute is missing");
}

static void one_attribute_twice_is_a_flaw(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	begin_expr(w, "cmp");
	message_u32(&w->m, 1, 8);
	message_u32(&w->m, 1, 9);
	message_u32(&w->m, 2, 0);
	put_value(w, 3, "\0\0\0\1", 4);
	end_expr(w);
	end_rule(w);
	expect_flaw(w, "no attributes");
}

static void a_jump_knows_its_chain(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	begin_expr(w, "immediate");
	message_u32(&w->m, 1, 0);
	put_verdict(w, -3, "other");
	end_expr(w);
	end_rule(w);
	assert_true(run(w));
	assert_int_equal(first_expr(w)->kind, EXPR_VERDICT);
	assert_int_equal(first_expr(w)->verdict.kind, NF_VERDICT_JUMP);
	assert_ptr_equal(first_expr(w)->verdict.chain,
			 rules_find_chain(&w->rules.tables.at[0], "other"));
}

static void a_jump_to_nowhere_is_a_flaw(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	begin_expr(w, "immediate");
	message_u32(&w->m, 1, 0);
	put_verdict(w, -3, "elsewhere");
	end_expr(w);
	end_rule(w);
	expect_flaw(w, "a chain that is not there");
}

static void half_a_jump_is_a_flaw(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	begin_expr(w, "immediate");
	message_u32(&w->m, 1, 0);
	put_verdict(w, 1, "other");
	end_expr(w);
	end_rule(w);
	expect_flaw(w, "half a jump");
}

static void a_verdict_in_a_register_is_a_flaw(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	begin_expr(w, "immediate");
	message_u32(&w->m, 1, 8);
	put_verdict(w, 1, NULL);
	end_expr(w);
	end_rule(w);
	expect_flaw(w, "a verdict in a register");
}

static void a_verdict_of_a_newer_kernel_is_strange(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	begin_expr(w, "immediate");
	message_u32(&w->m, 1, 0);
	put_verdict(w, -9, NULL);
	end_expr(w);
	end_rule(w);
	assert_true(run(w));
	assert_int_equal(first_expr(w)->verdict.kind, NF_VERDICT_STRANGE);
	assert_true(first_expr(w)->strange);
}

static void a_set_that_is_not_there_is_a_flaw(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	begin_expr(w, "lookup");
	message_text(&w->m, 1, "nowhere");
	message_u32(&w->m, 2, 8);
	end_expr(w);
	end_rule(w);
	expect_flaw(w, "a set that is not there");
}

/* A lookup that is to yield what a plain set has not. */
static void no_map_yields_nothing(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	begin_expr(w, "lookup");
	message_text(&w->m, 1, "s");
	message_u32(&w->m, 2, 8);
	message_u32(&w->m, 3, 0);
	end_expr(w);
	end_rule(w);
	expect_flaw(w, "registers or lengths that cannot be");
}

static void what_holds_within_what_is_held_is_unknown(void **state)
{
	struct world *w = *state;
	size_t held, data;

	begin_rule(w);
	begin_expr(w, "dynset");
	message_text(&w->m, 1, "s");
	message_u32(&w->m, 3, 0);
	message_u32(&w->m, 4, 8);
	held = message_nest(&w->m, 7);
	message_text(&w->m, NAME, "dynset");
	data = message_nest(&w->m, DATA);
	message_text(&w->m, 1, "s");
	message_u32(&w->m, 3, 0);
	message_u32(&w->m, 4, 8);
	message_end(&w->m, data);
	message_end(&w->m, held);
	end_expr(w);
	end_rule(w);
	assert_true(run(w));
	assert_int_equal(first_expr(w)->dynset.exprs.n, 1);
	assert_int_equal(first_expr(w)->dynset.exprs.at[0].kind, EXPR_UNKNOWN);
}

static void an_inner_without_anything_is_a_flaw(void **state)
{
	struct world *w = *state;

	begin_rule(w);
	begin_expr(w, "inner");
	message_u32(&w->m, 2, 1);
	message_u32(&w->m, 3, 1);
	message_u32(&w->m, 4, 8);
	end_expr(w);
	end_rule(w);
	expect_flaw(w, "an attribute is missing");
}

static void a_shift_has_a_count_below_32(void **state)
{
	struct world *w = *state;
	const uint32_t count = 32;

	begin_rule(w);
	begin_expr(w, "bitwise");
	message_u32(&w->m, 1, 8);
	message_u32(&w->m, 2, 8);
	message_u32(&w->m, 3, 4);
	message_u32(&w->m, 6, NF_BITWISE_LSHIFT);
	put_value(w, 7, (const char *)&count, sizeof(count));
	end_expr(w);
	end_rule(w);
	expect_flaw(w, "registers or lengths that cannot be");
}

static void a_key_of_another_length_is_a_flaw(void **state)
{
	struct world *w = *state;

	add_element(w, "s", "abc", 3);
	expect_flaw(w, "elements, message 0 (at 0): a key of another length");
}

static void elements_of_several_messages_are_one_list(void **state)
{
	struct world *w = *state;

	add_element(w, "s", "abcd", 4);
	add_element(w, "s", "efgh", 4);
	assert_true(run(w));
	assert_int_equal(
		rules_find_set(&w->rules.tables.at[0], "s")->elements.n, 2);
}

static void two_of_one_name_are_a_flaw(void **state)
{
	struct world *w = *state;

	add_chain(w, "c");
	expect_flaw(w, "two of one name");
}

static void a_name_without_its_end_is_a_flaw(void **state)
{
	struct world *w = *state;
	struct message m;

	message_begin(&m, NEW_CHAIN);
	message_text(&m, 1, "t");
	message_put(&m, 3, "abcd", 4);
	message_add(&m, &w->snapshot, SNAPSHOT_CHAINS);
	expect_flaw(w, "chains, message 2");
}

static void a_message_of_another_kind_is_a_flaw(void **state)
{
	struct world *w = *state;
	struct message m;

	message_begin(&m, NEW_TABLE);
	message_text(&m, 1, "t");
	message_add(&m, &w->snapshot, SNAPSHOT_RULES);
	expect_flaw(w, "a message of another kind");
}

static void a_set_of_a_newer_kernel_is_strange(void **state)
{
	struct world *w = *state;

	add_set(w, "new", 0x8000, 4);
	assert_true(run(w));
	assert_true(rules_find_set(&w->rules.tables.at[0], "new")->strange);
	assert_false(rules_find_set(&w->rules.tables.at[0], "s")->strange);
}

static void families_keep_tables_apart(void **state)
{
	struct world *w = *state;
	struct message m;

	message_begin(&m, NEW_TABLE);
	message_family(&m, NF_FAMILY_IP);
	message_text(&m, 1, "t");
	message_add(&m, &w->snapshot, SNAPSHOT_TABLES);
	assert_true(run(w));
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

	begin_rule(w);
	put_payload(w, 1, 4);
	end_rule(w);
	len = w->snapshot.parts[SNAPSHOT_RULES].len;
	for (size_t cut = 1; cut < len; cut++) {
		w->snapshot.parts[SNAPSHOT_RULES].len = cut;
		assert_false(run(w));
		assert_non_null(w->flaw.what);
	}
	w->snapshot.parts[SNAPSHOT_RULES].len = len;
	assert_true(run(w));
}

static void what_an_expression_writes_is_known(void **state)
{
	struct world *w = *state;
	uint8_t reg = 0;
	size_t len = 0;

	begin_rule(w);
	begin_expr(w, "ct");
	message_u32(&w->m, 1, 9);
	message_u32(&w->m, 2, NF_CT_SRC);
	message_u8(&w->m, 3, 1);
	end_expr(w);
	end_rule(w);
	assert_true(run(w));
	assert_int_equal(first_expr(w)->ct.direction, NF_CT_REPLY);
	assert_true(rules_written(first_expr(w), NF_FAMILY_INET, &reg, &len));
	assert_int_equal(reg, 1);
	assert_int_equal(len, 16);
	assert_true(rules_written(first_expr(w), NF_FAMILY_IP, &reg, &len));
	assert_int_equal(len, 4);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

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
		CASE(a_jump_knows_its_chain),
		CASE(a_jump_to_nowhere_is_a_flaw),
		CASE(half_a_jump_is_a_flaw),
		CASE(a_verdict_in_a_register_is_a_flaw),
		CASE(a_verdict_of_a_newer_kernel_is_strange),
		CASE(a_set_that_is_not_there_is_a_flaw),
		CASE(no_map_yields_nothing),
		CASE(what_holds_within_what_is_held_is_unknown),
		CASE(an_inner_without_anything_is_a_flaw),
		CASE(a_shift_has_a_count_below_32),
		CASE(a_key_of_another_length_is_a_flaw),
		CASE(elements_of_several_messages_are_one_list),
		CASE(two_of_one_name_are_a_flaw),
		CASE(a_name_without_its_end_is_a_flaw),
		CASE(a_message_of_another_kind_is_a_flaw),
		CASE(a_set_of_a_newer_kernel_is_strange),
		CASE(families_keep_tables_apart),
		CASE(a_part_cut_anywhere_is_a_flaw),
		CASE(what_an_expression_writes_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
