/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frame_test.c -- tests src/ruleset/frame.c
 */
#include "ruleset/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "ruleset/print.h"

static char *printed(const struct ruleset *ruleset)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	ruleset_print(ruleset, out);
	fclose(out);
	return text;
}

static char *file_text(const char *folder, const char *name)
{
	char path[512];
	char *text = calloc(1, 1 << 16);
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	in = fopen(path, "r");
	assert_non_null(in);
	assert_true(fread(text, 1, (1 << 16) - 1, in) > 0);
	fclose(in);
	return text;
}

static void every_base_chain_ends_in_an_explicit_drop(void **state)
{
	struct ruleset r;

	(void)state;
	ruleset_lockdown(&r);
	assert_int_equal(r.frame.chains.n, 4);
	vec_each(chain, &r.frame.chains) {
		const struct rule *last = &chain->rules.at[chain->rules.n - 1];
		const struct stmt *stmt = &last->stmts.at[last->stmts.n - 1];

		assert_int_not_equal(chain->hook, HOOK_NONE);
		assert_int_equal(last->stmts.n, 2);
		assert_int_equal(last->stmts.at[0].kind, STMT_COUNTER);
		assert_int_equal(stmt->kind, STMT_VERDICT);
		assert_int_equal(stmt->verdict.kind, VERDICT_DROP);
	}
	ruleset_finish(&r);
}

static void a_lockdown_has_no_tree_and_selects_nothing(void **state)
{
	struct ruleset r;

	(void)state;
	ruleset_lockdown(&r);
	assert_int_equal(r.generation, 0);
	assert_int_equal(r.tree.chains.n + r.tree.sets.n, 0);
	assert_int_equal(r.selectors.n, 4);
	vec_each(set, &r.selectors)
		assert_int_equal(set->elements.n, 0);
	ruleset_finish(&r);
}

/* rules/lockdown.nft is what boot loads before sekisho can run: it must be the
 * built-in lockdown, to the byte, below its heading. */
static void the_lockdown_file_is_the_built_in_lockdown(void **state)
{
	_cleanup_(freep) char *file =
		file_text(getenv("RULES"), "lockdown.nft");
	_cleanup_(freep) char *text = NULL;
	const char *body = strstr(file, "table inet");
	struct ruleset r;

	(void)state;
	ruleset_lockdown(&r);
	text = printed(&r);
	assert_non_null(body);
	assert_string_equal(body, text);
	ruleset_finish(&r);
}

static void each_hook_finds_its_own_selector(void **state)
{
	struct ruleset r;

	(void)state;
	ruleset_lockdown(&r);
	assert_string_equal(frame_selector(&r, HOOK_FORWARD)->name,
			    "select_forward");
	assert_string_equal(frame_selector(&r, HOOK_PREROUTING)->name,
			    "select_prerouting");
	ruleset_finish(&r);
}

static const struct rule *rule_of(const struct ruleset *r, size_t chain,
				  size_t rule)
{
	return &r->frame.chains.at[chain].rules.at[rule];
}

/* The rule of the fallback follows the selector's at once, on the same key, and
 * the map bears no timeout: what the gateway goes back to must not lapse. */
static void where_the_selector_has_nothing_the_fallback_is_asked(void **state)
{
	struct ruleset r;

	(void)state;
	ruleset_lockdown(&r);
	for (size_t i = 0; i < r.frame.chains.n; i++) {
		const struct stmt *selects = rule_of(&r, i, 0)->stmts.at;
		const struct stmt *falls = rule_of(&r, i, 1)->stmts.at;
		const struct set fallback = frame_fallback(&r.selectors.at[i]);

		assert_int_equal(falls->kind, STMT_VMAP);
		assert_string_equal(falls->set, fallback.name);
		assert_int_equal(falls->key.fields[0], selects->key.fields[0]);
		assert_false(fallback.timeouts);
		assert_true(frame_is_fallback(fallback.name));
		assert_false(frame_is_fallback(selects->set));
	}
	ruleset_finish(&r);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_base_chain_ends_in_an_explicit_drop),
		cmocka_unit_test(a_lockdown_has_no_tree_and_selects_nothing),
		cmocka_unit_test(the_lockdown_file_is_the_built_in_lockdown),
		cmocka_unit_test(each_hook_finds_its_own_selector),
		cmocka_unit_test(
			where_the_selector_has_nothing_the_fallback_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
