/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lint_used_test.c -- what counters of a tree say, and since when
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "proof/lint/lint.h"
#include "ruleset/ruleset.h"

#include "policy_text.h"

#define DAY ((time_t)24 * 3600)

static const char three_flows[] =
	"flows = (\n"
	"  { id = \"F-1\"; from = \"a\"; to = \"a\"; source = [ \"a1\" ];\n"
	"    destination = [ \"a1\" ]; service = [ \"https\" ];\n"
	"    purpose = \"x\"; },\n"
	"  { id = \"F-2\"; from = \"a\"; to = \"a\"; source = [ \"a1\" ];\n"
	"    destination = [ \"a1\" ]; service = [ \"ssh\" ];\n"
	"    purpose = \"x\"; log = true; },\n"
	"  { id = \"F-3\"; from = \"a\"; to = \"a\"; source = [ \"a1\" ];\n"
	"    destination = [ \"a1\" ]; service = [ \"http\" ];\n"
	"    purpose = \"x\"; valid_from = \"2027-04-01\"; }\n"
	");\n";

/* A kernel's tree 7 with F-1 in a map and F-2 in a chain of its own. */
struct tree {
	struct rules rules;
	struct nf_expr counters[4], jump;
	struct nf_element *element; /* two of F-1 */
};

static struct nf_exprs only(const struct nf_expr *expr)
{
	return (struct nf_exprs){ expr, 1 };
}

static void make_tree(struct tree *t)
{
	struct arena *arena = &t->rules.arena;
	struct nf_table *table;
	struct nf_set *set;
	struct nf_chain *flow, *pair;
	struct nf_rule *rule;

	*t = (struct tree){ 0 };
	for (int i = 0; i < 4; i++)
		t->counters[i].kind = EXPR_COUNTER;
	table = vec_add(arena, &t->rules.tables);
	table->family = NF_FAMILY_INET;
	table->name = TABLE_GATE;
	set = vec_add(arena, &table->sets);
	set->name = "g7_a_to_a_exact4";
	t->element = vec_add(arena, &set->elements);
	t->element->comment = "F-1";
	t->element->exprs = only(&t->counters[0]);
	*vec_add(arena, &set->elements) = *t->element;
	set->elements.at[1].exprs = only(&t->counters[3]);
	t->element = &set->elements.at[0];
	set = vec_add(arena, &table->sets);
	set->name = "g6_a_to_a_exact4"; /* of the tree before */
	*vec_add(arena, &set->elements) = *t->element;
	set->elements.at[0].exprs = only(&t->counters[2]);
	vec_add(arena, &table->chains)->name = "g7_flow_2_now";
	vec_add(arena, &table->chains)->name = "g7_a_to_a";
	flow = &table->chains.at[0];
	pair = &table->chains.at[1];
	rule = vec_add(arena, &flow->rules);
	rule->exprs = only(&t->counters[1]);
	t->jump = (struct nf_expr){
		.kind = EXPR_VERDICT,
		.verdict = { .chain = flow },
	};
	rule = vec_add(arena, &pair->rules);
	rule->comment = "F-2";
	rule->exprs = only(&t->jump);
}

struct lab {
	struct tree tree;
	struct policy policy;
	struct lint lint;
};

static void lint_lab(struct lab *lab, time_t since)
{
	const struct lint_counted counted = {
		.rules = &lab->tree.rules,
		.generation = 7,
		.since = since,
		.until = TEST_NOW,
	};

	lint_policy(
		&lab->policy,
		&(struct lint_options){ .now = TEST_NOW, .counted = &counted },
		&lab->lint);
}

static int set_up(void **state)
{
	static struct lab lab;
	struct policy_options options = test_options();
	struct diags diags = { 0 };
	char text[8192];

	strcpy(text, test_site);
	strcat(text, three_flows);
	make_tree(&lab.tree);
	if (!policy_from_text(text, &options, &lab.policy, &diags)) {
		diags_print(&diags, stderr, false);
		return -1;
	}
	diags_finish(&diags);
	*state = &lab;
	return 0;
}

static int tear_down(void **state)
{
	struct lab *lab = *state;

	policy_finish(&lab->policy);
	arena_finish(&lab->tree.rules.arena);
	return 0;
}

static const struct lint_finding *find(const struct lab *lab, const char *id)
{
	vec_each(finding, &lab->lint.findings)
		if (finding->kind == LINT_NEVER_USED &&
		    !strcmp(finding->subject, id))
			return finding;
	return NULL;
}

static void is_said(const struct lab *lab, enum lint_severity severity,
		    const char *words)
{
	const struct lint_finding *finding = find(lab, "F-1");

	if (!finding)
		fail_msg("F-1 is not found");
	else if (finding->severity != severity ||
		 strcmp(finding->en, words) != 0)
		fail_msg("%d: %s", finding->severity, finding->en);
}

static void never_is_said_with_its_window(void **state)
{
	struct lab *lab = *state;

	lint_lab(lab, TEST_NOW - 3 * DAY);
	is_said(lab, LINT_NOTE,
		"no packet has used F-1 since 2026-11-17 12:00: 3 days "
		"observed, generation 7 (counters begin anew with every "
		"apply)");
	assert_non_null(find(lab, "F-2"));
	lint_finish(&lab->lint);
	lint_lab(lab, TEST_NOW - 90 * DAY);
	is_said(lab, LINT_WARNING,
		"no packet has used F-1 since 2026-08-22 12:00: 90 days "
		"observed, generation 7 (counters begin anew with every "
		"apply)");
	lint_finish(&lab->lint);
}

static void a_window_that_nobody_knows_is_said_so(void **state)
{
	struct lab *lab = *state;

	lint_lab(lab, 0);
	is_said(lab, LINT_NOTE,
		"no packet has used F-1 since generation 7 was loaded; when "
		"that was is not known");
	lint_finish(&lab->lint);
}

static void what_is_used_is_not_named(void **state)
{
	struct lab *lab = *state;

	/* By any of its elements. */
	lab->tree.counters[3].counter.packets = 1;
	lint_lab(lab, TEST_NOW - DAY);
	assert_null(find(lab, "F-1"));
	lint_finish(&lab->lint);
	lab->tree.counters[3].counter.packets = 0;
	lab->tree.counters[0].counter.packets = 1;
	lint_lab(lab, TEST_NOW - DAY);
	assert_null(find(lab, "F-1"));
	assert_non_null(find(lab, "F-2"));
	lint_finish(&lab->lint);
	lab->tree.counters[1].counter.packets = 9;
	lint_lab(lab, TEST_NOW - DAY);
	assert_null(find(lab, "F-2"));
	lint_finish(&lab->lint);
	lab->tree.counters[0].counter.packets = 0;
	lab->tree.counters[1].counter.packets = 0;
}

static void another_trees_counters_do_not_count(void **state)
{
	struct lab *lab = *state;

	lab->tree.counters[2].counter.packets = 5;
	lint_lab(lab, TEST_NOW - DAY);
	assert_non_null(find(lab, "F-1"));
	lint_finish(&lab->lint);
}

static void what_is_not_in_the_tree_is_not_unused(void **state)
{
	struct lab *lab = *state;

	lint_lab(lab, TEST_NOW - DAY);
	assert_null(find(lab, "F-3"));
	lint_finish(&lab->lint);
	/* Without a counter nobody can tell. */
	lab->tree.element[0].exprs.n = lab->tree.element[1].exprs.n = 0;
	lint_lab(lab, TEST_NOW - DAY);
	assert_null(find(lab, "F-1"));
	lint_finish(&lab->lint);
	lab->tree.element[0].exprs.n = lab->tree.element[1].exprs.n = 1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(never_is_said_with_its_window),
		cmocka_unit_test(a_window_that_nobody_knows_is_said_so),
		cmocka_unit_test(what_is_used_is_not_named),
		cmocka_unit_test(another_trees_counters_do_not_count),
		cmocka_unit_test(what_is_not_in_the_tree_is_not_unused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
