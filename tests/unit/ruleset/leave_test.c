/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * leave_test.c -- tests src/ruleset/compile_leave.c, on random policies
 *
 * Nothing reaches gN_forward or gN_output, whose fast paths take whatever is
 * live, but behind a rule that holds its destination to the leaving zone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ruleset/compile.h"

#include "random_policy.h"

enum {
	N_POLICIES = 150,
};

static bool is_inside(const struct zone *zone, const uint8_t *first,
		      const uint8_t *last, size_t len)
{
	struct addr_range range = {
		.first.family = len == 4 ? FAMILY_IPV4 : FAMILY_IPV6,
		.last.family = len == 4 ? FAMILY_IPV4 : FAMILY_IPV6,
	};

	memcpy(range.first.bytes, first, len);
	memcpy(range.last.bytes, last, len);
	vec_each(space, &zone->space)
		if (range_contains(space, &range))
			return true;
	return false;
}

static bool is_destination(enum field field)
{
	return field == FIELD_IP_DADDR || field == FIELD_IP6_DADDR;
}

/* No destination outside the zone gets past the set. */
static bool set_holds(const struct ruleset *ruleset, const struct zone *zone,
		      const struct stmt *stmt)
{
	size_t len = field_info(stmt->key.fields[0])->len;

	if (stmt->key.n != 1 || !is_destination(stmt->key.fields[0]))
		return false;
	vec_each(set, &ruleset->tree.sets) {
		if (strcmp(set->name, stmt->set) != 0)
			continue;
		assert_true(set->interval);
		vec_each(e, &set->elements)
			assert_true(is_inside(zone, e->key, e->last, len));
		return true;
	}
	return false;
}

/* The same of any statement. */
static bool stmt_holds(const struct ruleset *ruleset, const struct zone *zone,
		       const struct stmt *stmt)
{
	uint8_t last[16];
	size_t len;

	if (stmt->negate)
		return false;
	if (stmt->kind == STMT_LOOKUP)
		return set_holds(ruleset, zone, stmt);
	if ((stmt->kind != STMT_MATCH && stmt->kind != STMT_RANGE) ||
	    !is_destination(stmt->field))
		return false;
	len = field_info(stmt->field)->len;
	memcpy(last, stmt->kind == STMT_RANGE ? stmt->last : stmt->value, len);
	for (size_t i = 0; stmt->has_mask && i < len; i++)
		last[i] |= (uint8_t)~stmt->mask[i];
	return is_inside(zone, stmt->value, last, len);
}

static bool is_chain(const struct verdict *verdict, const char *rest)
{
	return verdict->chain && strcmp(verdict->chain, rest) == 0;
}

static bool leads_to_hook(const struct verdict *verdict)
{
	return is_chain(verdict, "g7_forward") ||
	       is_chain(verdict, "g7_output");
}

/* A rule of a chain that selectors lead to: it drops, or asks first. */
static void check_rule(const struct ruleset *ruleset, const struct zone *zone,
		       const struct rule *rule)
{
	bool held = false;

	vec_each(stmt, &rule->stmts) {
		held |= stmt_holds(ruleset, zone, stmt);
		assert_int_not_equal(stmt->kind, STMT_VMAP);
		if (stmt->kind != STMT_VERDICT ||
		    stmt->verdict.kind == VERDICT_DROP)
			continue;
		/* What stays on the link has no destination in a zone. */
		assert_true(held || is_chain(&stmt->verdict, "g7_neighbours"));
	}
}

static const struct zone *zone_of(const struct policy *policy,
				  const uint8_t *interface)
{
	vec_each(zone, &policy->zones)
		vec_each(name, &zone->interfaces)
			if (strcmp(*name, (const char *)interface) == 0)
				return zone;
	return NULL;
}

static void check_selector(const struct policy *policy,
			   const struct ruleset *ruleset, const struct set *set)
{
	unsigned n_chains = 0;

	assert_int_equal(set->key.fields[0], FIELD_OIFNAME);
	vec_each(e, &set->elements) {
		const struct zone *zone = zone_of(policy, e->key);

		assert_non_null(zone);
		vec_each(chain, &ruleset->tree.chains) {
			if (!is_chain(&e->verdict, chain->name))
				continue;
			vec_each(rule, &chain->rules)
				check_rule(ruleset, zone, rule);
			n_chains++;
		}
	}
	assert_int_equal(n_chains, set->elements.n);
	assert_true(n_chains >= policy->zones.n);
}

/* Of chains that no leaving packet passes first. */
static void check_others(const struct ruleset *ruleset)
{
	vec_each(set, &ruleset->tree.sets)
		vec_each(e, &set->elements)
			assert_false(leads_to_hook(&e->verdict));
	vec_each(chain, &ruleset->tree.chains) {
		if (strncmp(chain->name, "g7_to_", 6) == 0 ||
		    strncmp(chain->name, "g7_out_", 7) == 0)
			continue;
		vec_each(rule, &chain->rules)
			vec_each(stmt, &rule->stmts)
				assert_false(leads_to_hook(&stmt->verdict));
	}
}

static void nothing_leaves_but_to_its_destinations_zone(void **state)
{
	const struct compile_options options = { .generation = 7,
						 .now = RANDOM_EPOCH };

	(void)state;
	for (uint64_t seed = 1; seed <= N_POLICIES; seed++) {
		struct policy policy;
		struct ruleset ruleset;
		struct diags diags = { 0 };

		random_seed(seed);
		random_policy(&policy);
		assert_true(
			ruleset_compile(&policy, &options, &ruleset, &diags));
		vec_each(set, &ruleset.selectors)
			if (strcmp(set->name, "select_forward") == 0 ||
			    strcmp(set->name, "select_output") == 0)
				check_selector(&policy, &ruleset, set);
		check_others(&ruleset);
		ruleset_finish(&ruleset);
		arena_finish(&policy.arena);
		diags_finish(&diags);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_leaves_but_to_its_destinations_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
