/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * atom_words_test.c -- an atom's text leads to the rule it came from
 */
#include "proof/lift/atom_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const uint8_t bytes[] = { 0x0c, 0xff };

static const struct nf_expr limit = { .kind = EXPR_LIMIT,
				      .name = "limit",
				      .raw = { bytes, 2 } };

/* A table with a chain whose n rules have the expression. */
static struct nf_chain *make(struct rules *rules, size_t n)
{
	struct nf_table *table = vec_add(&rules->arena, &rules->tables);
	struct nf_chain *chain = vec_add(&rules->arena, &table->chains);

	table->name = "sekisho";
	chain->name = "g1_flow_4";
	chain->table = table;
	for (size_t i = 0; i < n; i++) {
		struct nf_rule *rule = vec_add(&rules->arena, &chain->rules);

		rule->handle = 7 + i;
		rule->exprs = (struct nf_exprs){ &limit, 1 };
	}
	return chain;
}

static void the_only_rule_is_named(void **state)
{
	struct rules rules = { 0 };
	struct nf_chain *chain = make(&rules, 1);

	(void)state;
	assert_string_equal(
		atom_words(&rules, "limit 0cff at hook 2", &rules.arena),
		"limit in sekisho g1_flow_4, handle 7");
	chain->rules.at[0].comment = "F-030";
	assert_string_equal(
		atom_words(&rules, "limit 0cff at hook 2", &rules.arena),
		"limit in sekisho g1_flow_4, handle 7 (F-030)");
	rules_finish(&rules);
}

static void of_several_the_first_is_and_how_many(void **state)
{
	struct rules rules = { 0 };

	(void)state;
	make(&rules, 3);
	assert_string_equal(
		atom_words(&rules, "limit 0cff at hook 2", &rules.arena),
		"limit in sekisho g1_flow_4, handle 7, or 2 like it");
	rules_finish(&rules);
}

static void names_are_shown_escaped(void **state)
{
	struct rules rules = { 0 };

	(void)state;
	make(&rules, 1)->name = "\x1b[2J";
	assert_string_equal(
		atom_words(&rules, "limit 0cff at hook 2", &rules.arena),
		"limit in sekisho \\x1b[2J, handle 7");
	rules_finish(&rules);
}

static void what_no_rule_has_is_said_without_its_bytes(void **state)
{
	struct rules rules = { 0 };

	(void)state;
	make(&rules, 1);
	assert_string_equal(
		atom_words(&rules, "limit 0cfe at hook 2", &rules.arena),
		"limit");
	assert_string_equal(
		atom_words(&rules, "limit 0c at hook 2", &rules.arena),
		"limit");
	assert_string_equal(
		atom_words(&rules, "the key is in set x", &rules.arena),
		"the key is in set x");
	assert_string_equal(
		atom_words(NULL, "limit 0cff at hook 2", &rules.arena),
		"limit 0cff at hook 2");
	rules_finish(&rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_only_rule_is_named),
		cmocka_unit_test(of_several_the_first_is_and_how_many),
		cmocka_unit_test(names_are_shown_escaped),
		cmocka_unit_test(what_no_rule_has_is_said_without_its_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
