/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * as_if_test.c -- what a switch will write, and what is left out, changes the
 * rules there and nowhere else
 */
#include "proof/rules/as_if.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "ruleset/frame.h"

enum {
	NAME_LEN = 16, /* of an interface */
};

/* A gate of two generations, its guard, and a table of somebody else. */
struct site {
	struct rules rules;
	struct ruleset ruleset;
	struct nf_table *gate, *guard, *other;
};

static const struct nf_base base = { .type = "filter" };

static struct nf_table *add_table(struct rules *rules, uint32_t family,
				  const char *name)
{
	struct nf_table *table = vec_add(&rules->arena, &rules->tables);

	table->family = family;
	table->name = name;
	return table;
}

static void add_chain(struct rules *rules, struct nf_table *table,
		      const char *name, bool at_hook)
{
	struct nf_chain *chain = vec_add(&rules->arena, &table->chains);

	chain->table = table;
	chain->name = name;
	chain->base = at_hook ? &base : NULL;
}

static const uint8_t *key_of(struct arena *arena, const char *interface)
{
	char *key = arena_calloc(arena, NAME_LEN, 1);

	memcpy(key, interface, strlen(interface));
	return (const uint8_t *)key;
}

static void add_nf_element(struct rules *rules, struct nf_set *set,
			   const char *interface, const char *chain)
{
	struct nf_verdict *verdict =
		arena_alloc(&rules->arena, sizeof(*verdict));

	verdict->kind = NF_VERDICT_GOTO;
	verdict->chain = rules_find_chain(set->table, chain);
	*vec_add(&rules->arena, &set->elements) = (struct nf_element){
		.key = key_of(&rules->arena, interface),
		.verdict = verdict,
	};
	rules->n_elements++;
}

static struct nf_set *add_set(struct rules *rules, struct nf_table *table,
			      const char *name)
{
	struct nf_set *set = vec_add(&rules->arena, &table->sets);

	set->table = table;
	set->name = name;
	set->key_len = NAME_LEN;
	set->verdicts = true;
	return set;
}

static void add_element(struct ruleset *ruleset, struct set *set,
			const char *interface, const char *chain)
{
	struct element *element = vec_add(&ruleset->arena, &set->elements);

	memcpy(element->key, interface, strlen(interface));
	element->verdict =
		(struct verdict){ .kind = VERDICT_GOTO, .chain = chain };
}

static void make_gate(struct site *s)
{
	struct rules *rules = &s->rules;

	add_chain(rules, s->gate, "forward", true);
	add_chain(rules, s->gate, "g1_to_lan", false);
	add_chain(rules, s->gate, "g2_to_lan", false);
	add_chain(rules, s->gate, "isolate_forward", true);
	add_nf_element(rules, add_set(rules, s->gate, "fallback_forward"),
		       "lan0", "g1_to_lan");
	add_nf_element(rules, add_set(rules, s->gate, "g1_members"), "lan0",
		       "g1_to_lan");
	add_nf_element(rules, add_set(rules, s->gate, "select_forward"), "lan0",
		       "g1_to_lan");
	add_nf_element(rules, &s->gate->sets.at[2], "old0", "g1_to_lan");
}

static void begin(struct site *s)
{
	struct set *selector;

	*s = (struct site){ 0 };
	add_table(&s->rules, NF_FAMILY_INET, TABLE_GATE);
	add_table(&s->rules, NF_FAMILY_INET, TABLE_GUARD);
	add_table(&s->rules, NF_FAMILY_IP, TABLE_GATE);
	s->gate = &s->rules.tables.at[0];
	s->guard = &s->rules.tables.at[1];
	s->other = &s->rules.tables.at[2];
	make_gate(s);
	add_chain(&s->rules, s->guard, "forward", true);
	add_chain(&s->rules, s->other, "forward", true);
	add_chain(&s->rules, s->other, "isolate_forward", true);
	selector = vec_add(&s->ruleset.arena, &s->ruleset.selectors);
	selector->name = "select_forward";
	selector->kind = SET_VERDICTS;
	selector->key =
		(struct key_spec){ .fields = { FIELD_OIFNAME }, .n = 1 };
	add_element(&s->ruleset, selector, "lan0", "g2_to_lan");
}

static void end(struct site *s)
{
	rules_finish(&s->rules);
	ruleset_finish(&s->ruleset);
}

static void a_switch_fills_selectors_and_empties_fallbacks(void **state)
{
	const struct nf_set *set;
	struct site s;

	(void)state;
	begin(&s);
	assert_true(as_if_switched(&s.rules, &s.ruleset));
	set = rules_find_set(s.gate, "select_forward");
	assert_int_equal(set->elements.n, 1);
	assert_memory_equal(set->elements.at[0].key,
			    "lan0\0\0\0\0\0\0\0\0\0\0\0", NAME_LEN);
	assert_null(set->elements.at[0].key_end);
	assert_int_equal(set->elements.at[0].verdict->kind, NF_VERDICT_GOTO);
	assert_ptr_equal(set->elements.at[0].verdict->chain,
			 rules_find_chain(s.gate, "g2_to_lan"));
	assert_int_equal(rules_find_set(s.gate, "fallback_forward")->elements.n,
			 0);
	assert_int_equal(rules_find_set(s.gate, "g1_members")->elements.n, 1);
	assert_int_equal(s.rules.n_elements, 2);
	end(&s);
}

/* What could not be switched is not proved as if it had been. */
static void what_the_kernel_does_not_have_is_no_switch(void **state)
{
	struct set *selector;
	struct site s;

	(void)state;
	for (int fault = 0; fault < 6; fault++) {
		begin(&s);
		selector = &s.ruleset.selectors.at[0];
		if (fault == 0)
			selector->name = "select_input";
		else if (fault == 1)
			selector->elements.at[0].verdict.chain = "g3_to_lan";
		else if (fault == 2)
			selector->elements.at[0].verdict.kind = VERDICT_ACCEPT;
		else if (fault == 3)
			s.gate->sets.at[2].key_len = 4;
		else if (fault == 4)
			s.gate->sets.at[2].verdicts = false;
		else
			s.gate->family = NF_FAMILY_IP6;
		assert_false(as_if_switched(&s.rules, &s.ruleset));
		end(&s);
	}
}

static bool at_hook(const struct nf_table *table, const char *name)
{
	return rules_find_chain(table, name)->base;
}

static void without_isolation_its_chains_alone_are_at_no_hook(void **state)
{
	struct site s;

	(void)state;
	begin(&s);
	as_if_not_isolated(&s.rules);
	assert_false(at_hook(s.gate, "isolate_forward"));
	assert_true(at_hook(s.gate, "forward"));
	assert_true(at_hook(s.guard, "forward"));
	assert_true(at_hook(s.other, "isolate_forward"));
	s.gate->name = "somebody";
	as_if_not_isolated(&s.rules);
	assert_true(at_hook(s.gate, "forward"));
	end(&s);
}

static void alone_are_the_gate_and_its_guard(void **state)
{
	struct site s;

	(void)state;
	begin(&s);
	as_if_alone(&s.rules);
	assert_true(at_hook(s.gate, "forward"));
	assert_true(at_hook(s.gate, "isolate_forward"));
	assert_true(at_hook(s.guard, "forward"));
	assert_false(at_hook(s.other, "forward"));
	assert_false(at_hook(s.other, "isolate_forward"));
	end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_switch_fills_selectors_and_empties_fallbacks),
		cmocka_unit_test(what_the_kernel_does_not_have_is_no_switch),
		cmocka_unit_test(
			without_isolation_its_chains_alone_are_at_no_hook),
		cmocka_unit_test(alone_are_the_gate_and_its_guard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
