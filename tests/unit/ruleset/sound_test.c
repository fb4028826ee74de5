/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sound_test.c -- tests src/ruleset/sound.c: right but for one name or path
 */
#include "ruleset/sound.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ruleset/build.h"

#include "spoil.h"

static void no_generation(struct ruleset *r)
{
	r->generation = 0;
}

static void generation_too_great(struct ruleset *r)
{
	r->generation = GENERATION_MAX + 1;
}

static void chain_of_another_generation(struct ruleset *r)
{
	spoil_chain(r, "g7_pass")->name = "g8_pass";
}

static void set_without_prefix(struct ruleset *r)
{
	spoil_set(r, "g7_pairs")->name = "select_forward";
}

static void name_with_a_blank(struct ruleset *r)
{
	spoil_chain(r, "g7_pass")->name = "g7_p ss";
}

static void name_of_two(struct ruleset *r)
{
	spoil_chain(r, "g7_pass")->name = "g7_forward";
}

static void base_chain(struct ruleset *r)
{
	spoil_chain(r, "g7_pass")->hook = HOOK_FORWARD;
}

static void chain_is_missing(struct ruleset *r)
{
	spoil_stmt(r, "g7_to_a", STMT_VERDICT, 0)->verdict.chain = "g7_nowhere";
}

static void map_leads_nowhere(struct ruleset *r)
{
	spoil_set(r, "g7_pairs")->elements.at[0].verdict.chain = "g7_nowhere";
}

static void map_accepts(struct ruleset *r)
{
	spoil_set(r, "g7_pairs")->elements.at[0].verdict =
		(struct verdict){ VERDICT_ACCEPT, NULL };
}

static void selector_jumps(struct ruleset *r)
{
	r->selectors.at[0].elements.at[0].verdict.kind = VERDICT_JUMP;
}

static void selector_lapses(struct ruleset *r)
{
	r->selectors.at[0].elements.at[0].timeout_ms = 1000;
}

static void set_is_missing(struct ruleset *r)
{
	spoil_stmt(r, "g7_a_to_b", STMT_CT_MARK_MAP, 0)->set = "g7_nowhere";
}

static void set_of_another_kind(struct ruleset *r)
{
	spoil_stmt(r, "g7_a_to_b", STMT_CT_MARK_MAP, 0)->kind = STMT_LOOKUP;
}

static void set_of_another_key(struct ruleset *r)
{
	spoil_stmt(r, "g7_a_to_b", STMT_CT_MARK_MAP, 0)->key.n = 3;
}

static void element_marks_for_another_generation(struct ruleset *r)
{
	spoil_set(r, "g7_a_to_b_exact4")->elements.at[0].mark =
		8U << GENERATION_SHIFT | 1;
}

static void element_marks_for_no_entry(struct ruleset *r)
{
	spoil_set(r, "g7_a_to_b_exact4")->elements.at[0].mark += 3;
}

static void all_is_accepted(struct ruleset *r)
{
	struct build b = spoil_begin(r, "g7_a_to_b");

	build_accept(&b);
	spoil_end(r, "g7_a_to_b", &b);
}

static void accepted_for_its_protocol(struct ruleset *r)
{
	struct build b = spoil_begin(r, "g7_b_to_b");

	build_family(&b, FAMILY_IPV4);
	build_match(&b, FIELD_L4PROTO, 6);
	build_match(&b, FIELD_TH_DPORT, 443);
	build_stamp(&b);
	build_accept(&b);
	spoil_end(r, "g7_b_to_b", &b);
}

static void detour_to_an_accept(struct ruleset *r)
{
	struct build b = spoil_begin(r, "g7_forward");

	build_match(&b, FIELD_DAY, 3);
	build_goto(&b, "g7_pass");
	spoil_end(r, "g7_forward", &b);
}

static void pair_without_end(struct ruleset *r)
{
	spoil_chain(r, "g7_a_to_b")->rules.n--;
}

static void pair_with_a_condition_at_its_end(struct ruleset *r)
{
	struct chain *pair = spoil_chain(r, "g7_b_to_a");
	struct stmt *first = pair->rules.at[pair->rules.n - 1].stmts.at;

	*first = (struct stmt){ .kind = STMT_MATCH, .field = FIELD_L4PROTO };
	first->value[0] = 6;
}

static void pair_that_is_empty(struct ruleset *r)
{
	spoil_chain(r, "g7_b_to_a")->rules.n = 0;
}

static const struct spoil rows[] = {
	{ no_generation, "a generation" },
	{ generation_too_great, "a generation" },
	{ chain_of_another_generation, "a name" },
	{ set_without_prefix, "a name" },
	{ name_with_a_blank, "a name" },
	{ name_of_two, "two things" },
	{ base_chain, "a base chain" },
	{ chain_is_missing, "a chain is called" },
	{ map_leads_nowhere, "a map" },
	{ map_accepts, "a map" },
	{ selector_jumps, "a selector" },
	{ selector_lapses, "a selector" },
	{ set_is_missing, "a set is asked" },
	{ set_of_another_kind, "a set is asked" },
	{ set_of_another_key, "a set is asked" },
	{ element_marks_for_another_generation, "a mark that names" },
	{ element_marks_for_no_entry, "a mark that names" },
	{ all_is_accepted, "a packet is accepted" },
	{ accepted_for_its_protocol, "a packet is accepted" },
	{ detour_to_an_accept, "a packet is accepted" },
	{ pair_without_end, "a chain has an open end" },
	{ pair_with_a_condition_at_its_end, "a chain has an open end" },
	{ pair_that_is_empty, "a chain has an open end" },
};

static void one_thing_wrong_is_found(void **state)
{
	(void)state;
	spoil_each(rows, sizeof(rows) / sizeof(rows[0]));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_thing_wrong_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
