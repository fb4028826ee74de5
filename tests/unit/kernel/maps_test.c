/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * maps_test.c -- tests src/kernel/maps.c
 */
#include "kernel/maps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "ruleset/frame.h"

/* A generation that forwards to these interfaces. */
static void generation(struct ruleset *out, uint32_t number,
		       const char *const *ifaces, size_t n)
{
	struct set *selector;

	ruleset_lockdown(out);
	out->generation = number;
	selector = frame_selector(out, HOOK_FORWARD);
	for (size_t i = 0; i < n; i++) {
		struct element *e = vec_add(&out->arena, &selector->elements);

		strcpy((char *)e->key, ifaces[i]);
		e->verdict.kind = VERDICT_GOTO;
		e->verdict.chain =
			arena_printf(&out->arena, "g%u_to_x", number);
	}
}

static const struct set *find(const struct maps *maps, const char *name)
{
	vec_each(set, &maps->sets)
		if (!strcmp(set->name, name))
			return set;
	fail_msg("no map %s", name);
	return NULL;
}

static void a_lasting_generation_has_no_timeout_and_no_fallback(void **state)
{
	static const char *const ifaces[] = { "lan0", "lan1" };
	struct ruleset one;
	struct maps maps;

	(void)state;
	generation(&one, 7, ifaces, 2);
	maps_init(&maps, &one, 0, NULL);
	assert_int_equal(maps.sets.n, 8);
	assert_int_equal(find(&maps, "select_forward")->elements.n, 2);
	assert_int_equal(
		find(&maps, "select_forward")->elements.at[1].timeout_ms, 0);
	assert_int_equal(find(&maps, "fallback_forward")->elements.n, 0);
	maps_finish(&maps);
	ruleset_finish(&one);
}

/* An interface that only the one before knows would meet its tree. */
static void what_the_pending_one_does_not_know_is_dropped(void **state)
{
	static const char *const before[] = { "lan0", "lan1" };
	static const char *const after[] = { "lan1", "lan2" };
	struct ruleset old, new;
	const struct set *selector, *fallback;
	struct maps maps;

	(void)state;
	generation(&old, 7, before, 2);
	generation(&new, 8, after, 2);
	maps_init(&maps, &new, 5000, &old);
	selector = find(&maps, "select_forward");
	fallback = find(&maps, "fallback_forward");
	assert_int_equal(selector->elements.n, 3);
	vec_each(element, &selector->elements)
		assert_int_equal(element->timeout_ms, 5000);
	assert_string_equal((const char *)selector->elements.at[2].key, "lan0");
	assert_int_equal(selector->elements.at[2].verdict.kind, VERDICT_DROP);
	assert_int_equal(fallback->elements.n, 2);
	vec_each(element, &fallback->elements) {
		assert_int_equal(element->timeout_ms, 0);
		assert_string_equal(element->verdict.chain, "g7_to_x");
	}
	maps_finish(&maps);
	ruleset_finish(&old);
	ruleset_finish(&new);
}

/* A timeout of 0 would be for ever. */
static void what_has_lapsed_by_our_clock_is_not_made_lasting(void **state)
{
	static const char *const ifaces[] = { "lan0" };
	struct ruleset old, new;
	struct intent intent = { .current = &old, .pending = &new };
	struct maps maps;

	(void)state;
	generation(&old, 7, ifaces, 1);
	generation(&new, 8, ifaces, 1);
	maps_init_intent(&maps, &intent);
	assert_int_equal(
		find(&maps, "select_forward")->elements.at[0].timeout_ms, 1);
	maps_finish(&maps);
	ruleset_finish(&old);
	ruleset_finish(&new);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_lasting_generation_has_no_timeout_and_no_fallback),
		cmocka_unit_test(what_the_pending_one_does_not_know_is_dropped),
		cmocka_unit_test(
			what_has_lapsed_by_our_clock_is_not_made_lasting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
