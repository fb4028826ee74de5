/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * property_test.c -- what holds of every compiled ruleset
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "ruleset/compile.h"
#include "ruleset/print.h"

#include "random_policy.h"

enum {
	N_POLICIES = 150,
};

static const struct compile_options options = {
	.generation = 4095,
	.now = RANDOM_EPOCH,
};

static void compile(uint64_t seed, struct policy *policy,
		    struct ruleset *ruleset)
{
	struct diags diags = { 0 };

	random_seed(seed);
	random_policy(policy);
	assert_true(ruleset_compile(policy, &options, ruleset, &diags));
	diags_finish(&diags);
}

/* Holds `check` to N_POLICIES rulesets. */
static void each(void (*check)(const struct policy *, const struct ruleset *))
{
	struct policy policy;
	struct ruleset ruleset;

	for (uint64_t seed = 1; seed <= N_POLICIES; seed++) {
		compile(seed, &policy, &ruleset);
		check(&policy, &ruleset);
		ruleset_finish(&ruleset);
		arena_finish(&policy.arena);
	}
}

static void each_rule(const struct ruleset *ruleset,
		      void (*check)(const struct chain *, const struct rule *))
{
	const struct table *tables[] = { &ruleset->frame, &ruleset->tree,
					 &ruleset->guard };

	for (size_t i = 0; i < 3; i++) {
		vec_each(chain, &tables[i]->chains)
			vec_each(rule, &chain->rules)
				check(chain, rule);
	}
}

static bool ends_in_drop(const struct chain *chain)
{
	const struct rule *rule = &chain->rules.at[chain->rules.n - 1];

	return rule->stmts.n == 2 && rule->stmts.at[0].kind == STMT_COUNTER &&
	       rule->stmts.at[1].kind == STMT_VERDICT &&
	       rule->stmts.at[1].verdict.kind == VERDICT_DROP;
}

static void check_ends(const struct policy *policy,
		       const struct ruleset *ruleset)
{
	unsigned n_pairs = 0;

	(void)policy;
	vec_each(chain, &ruleset->frame.chains)
		assert_true(ends_in_drop(chain));
	vec_each(chain, &ruleset->tree.chains) {
		assert_int_equal(chain->hook, HOOK_NONE);
		if (strstr(chain->name, "_to_") ||
		    strstr(chain->name, "_out_") ||
		    strstr(chain->name, "_from_")) {
			assert_true(ends_in_drop(chain));
			n_pairs++;
		}
	}
	/* Pairs with zones and the gateway, from, to and out of each zone. */
	assert_int_equal(n_pairs, 4 * 4 + 4 + 4 + 3 * 4);
}

static void every_base_zone_and_pair_chain_ends_in_a_drop(void **state)
{
	(void)state;
	each(check_ends);
}

/* What a field's reading rests on: without it, a packet of the other family
 * matches garbage. */
static void check_guard(const struct rule *rule, size_t i, enum field field)
{
	const char *name = field_info(field)->name;
	uint8_t wanted = 0;
	bool guarded = false;

	if (strncmp(name, "ip ", 3) == 0 || strcmp(name, "icmp type") == 0)
		wanted = NFPROTO_V4;
	if (strncmp(name, "ip6 ", 4) == 0 || strcmp(name, "icmpv6 type") == 0)
		wanted = NFPROTO_V6;
	if (strncmp(name, "ct original ip ", 15) == 0)
		wanted = NFPROTO_V4;
	if (strncmp(name, "ct original ip6", 15) == 0)
		wanted = NFPROTO_V6;
	for (size_t k = 0; k < i; k++) {
		const struct stmt *stmt = &rule->stmts.at[k];

		if (stmt->kind == STMT_MATCH && stmt->field == FIELD_NFPROTO &&
		    !stmt->negate && stmt->value[0] == wanted)
			guarded = true;
	}
	assert_true(guarded || !wanted);
}

static void check_guards(const struct chain *chain, const struct rule *rule)
{
	(void)chain;
	for (size_t i = 0; i < rule->stmts.n; i++) {
		const struct stmt *stmt = &rule->stmts.at[i];

		if (stmt->kind <= STMT_BELOW)
			check_guard(rule, i, stmt->field);
		for (size_t f = 0; f < stmt->key.n; f++)
			check_guard(rule, i, stmt->key.fields[f]);
	}
}

static void check_all_guards(const struct policy *policy,
			     const struct ruleset *ruleset)
{
	(void)policy;
	each_rule(ruleset, check_guards);
}

static void every_payload_match_has_its_family_before_it(void **state)
{
	(void)state;
	each(check_all_guards);
}

static bool overlaps(const struct set *set, const struct element *a,
		     const struct element *b)
{
	for (size_t f = 0; f < set->key.n; f++) {
		size_t at = key_offset(&set->key, f);
		size_t len = field_info(set->key.fields[f])->len;
		const uint8_t *a_last = set->interval ? a->last : a->key;
		const uint8_t *b_last = set->interval ? b->last : b->key;

		if (memcmp(a->key + at, b_last + at, len) > 0 ||
		    memcmp(b->key + at, a_last + at, len) > 0)
			return false;
	}
	return true;
}

static void check_elements(const struct policy *policy,
			   const struct ruleset *ruleset)
{
	(void)policy;
	vec_each(set, &ruleset->tree.sets) {
		assert_true(set->elements.n > 0);
		for (size_t i = 0; i < set->elements.n; i++) {
			const struct element *e = &set->elements.at[i];

			assert_true(set->timeouts || !e->timeout_ms);
			assert_true(set->kind == SET_VERDICTS ||
				    e->verdict.kind == VERDICT_NONE);
			for (size_t k = 0; k < i; k++)
				assert_false(
					overlaps(set, e, &set->elements.at[k]));
		}
	}
}

static void no_two_elements_of_a_set_overlap(void **state)
{
	(void)state;
	each(check_elements);
}

static struct addr addr_at(const uint8_t *bytes, size_t len)
{
	struct addr addr = { .family = len == 4 ? FAMILY_IPV4 : FAMILY_IPV6 };

	memcpy(addr.bytes, bytes, len);
	return addr;
}

static bool is_inside(const struct zone *zone, const uint8_t *first,
		      const uint8_t *last, size_t len)
{
	struct addr_range range = { addr_at(first, len), addr_at(last, len) };

	vec_each(space, &zone->space)
		if (range_contains(space, &range))
			return true;
	return false;
}

static const struct zone *zone_called(const struct policy *policy,
				      const char *word, size_t len)
{
	char place[16];

	vec_each(zone, &policy->zones) {
		snprintf(place, sizeof(place), "z%u", zone->index);
		if ((strlen(zone->name) == len &&
		     strncmp(zone->name, word, len) == 0) ||
		    (strlen(place) == len && strncmp(place, word, len) == 0))
			return zone;
	}
	return NULL;
}

/* Maps are called gN_FROM_to_TO_exact4 and so on. */
static void check_boxes(const struct policy *policy,
			const struct ruleset *ruleset)
{
	vec_each(set, &ruleset->tree.sets) {
		const char *from = strchr(set->name, '_') + 1;
		const char *to = strstr(from, "_to_");
		const struct zone *a, *b;
		size_t len;

		if (set->kind != SET_MARKS)
			continue;
		assert_non_null(to);
		a = zone_called(policy, from, (size_t)(to - from));
		b = zone_called(policy, to + 4, strcspn(to + 4, "_"));
		assert_true(a || b);
		len = field_info(set->key.fields[0])->len;
		vec_each(e, &set->elements) {
			const uint8_t *last = set->interval ? e->last : e->key;

			assert_true(!a || is_inside(a, e->key, last, len));
			assert_true(!b || is_inside(b, e->key + len, last + len,
						    len));
		}
	}
}

static void every_box_lies_inside_its_zones(void **state)
{
	(void)state;
	each(check_boxes);
}

/* What nft(8) reads as a name: scanner.l, "string". */
static void check_name(const char *name)
{
	assert_true(isalpha((unsigned char)name[0]));
	assert_in_range(strlen(name), 1, 127);
	for (const char *p = name; *p; p++)
		assert_true(isalnum((unsigned char)*p) || *p == '_' ||
			    *p == '-');
}

static void check_text(const struct chain *chain, const struct rule *rule)
{
	check_name(chain->name);
	if (chain->comment)
		assert_in_range(strlen(chain->comment), 1, COMMENT_MAX);
	vec_each(stmt, &rule->stmts) {
		if (stmt->kind != STMT_LOG)
			continue;
		assert_in_range(strlen(stmt->text), 1, LOG_PREFIX_MAX);
		for (const char *p = stmt->text; *p; p++)
			assert_in_range(*p, ' ', '~');
	}
}

static void check_names(const struct policy *policy,
			const struct ruleset *ruleset)
{
	(void)policy;
	each_rule(ruleset, check_text);
	vec_each(a, &ruleset->tree.sets) {
		check_name(a->name);
		assert_memory_equal(a->name, "g4095_", 6);
		for (struct set *b = ruleset->tree.sets.at; b < a; b++)
			assert_string_not_equal(a->name, b->name);
	}
	vec_each(a, &ruleset->tree.chains) {
		assert_memory_equal(a->name, "g4095_", 6);
		for (struct chain *b = ruleset->tree.chains.at; b < a; b++)
			assert_string_not_equal(a->name, b->name);
	}
}

static void names_are_nfts_and_differ(void **state)
{
	(void)state;
	each(check_names);
}

static char *text_of(const struct ruleset *ruleset)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	ruleset_print(ruleset, out);
	fclose(out);
	return text;
}

static void compiling_twice_yields_the_same_bytes(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		_cleanup_(freep) char *first = NULL, *second = NULL;
		struct policy policy;
		struct ruleset ruleset;
		char **texts[] = { &first, &second };

		for (size_t i = 0; i < 2; i++) {
			compile(seed, &policy, &ruleset);
			*texts[i] = text_of(&ruleset);
			ruleset_finish(&ruleset);
			arena_finish(&policy.arena);
		}
		assert_string_equal(first, second);
	}
}

/* A ruleset outlives the policy it came from. */
static void nothing_of_the_policy_is_kept(void **state)
{
	_cleanup_(freep) char *before = NULL, *after = NULL;
	struct policy policy;
	struct ruleset ruleset;

	(void)state;
	compile(1, &policy, &ruleset);
	before = text_of(&ruleset);
	arena_finish(&policy.arena);
	after = text_of(&ruleset);
	assert_string_equal(before, after);
	ruleset_finish(&ruleset);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_base_zone_and_pair_chain_ends_in_a_drop),
		cmocka_unit_test(every_payload_match_has_its_family_before_it),
		cmocka_unit_test(no_two_elements_of_a_set_overlap),
		cmocka_unit_test(every_box_lies_inside_its_zones),
		cmocka_unit_test(names_are_nfts_and_differ),
		cmocka_unit_test(compiling_twice_yields_the_same_bytes),
		cmocka_unit_test(nothing_of_the_policy_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
