/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * entries_test.c -- tests src/ruleset/entries.c, entries_diff.c, entry_text.c
 */
#include "ruleset/entries.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sample.h"

static const struct fact *find(const struct entries *entries, const char *id,
			       const char *text)
{
	vec_each(entry, &entries->list) {
		if (strcmp(entry->id, id) != 0)
			continue;
		vec_each(fact, &entry->facts)
			if (strcmp(fact->text, text) == 0)
				return fact;
	}
	return NULL;
}

static void a_plain_entry_is_its_tuples(void **state)
{
	struct sample *s = *state;
	struct entries entries;
	struct flow *flow = sample_flow(s, "10.0.0.5", "10.1.0.5", 443);

	flow->approval.valid_until = SAMPLE_NOW + 100000;
	sample_compile(s, 1);
	entries_of(&s->ruleset, SAMPLE_NOW, &entries);
	assert_non_null(find(&entries, "F-1",
			     "甲 -> 乙: tcp/443 10.0.0.5 -> 10.1.0.5"));
	assert_int_equal(
		find(&entries, "F-1", "甲 -> 乙: tcp/443 10.0.0.5 -> 10.1.0.5")
			->until,
		SAMPLE_NOW + 100000);
	entries_finish(&entries);
}

static void an_entry_with_conditions_says_them(void **state)
{
	struct sample *s = *state;
	struct entries entries;
	struct flow *flow = sample_flow(s, "10.0.0.0/24", "10.1.0.5", 443);
	struct hours *hours = vec_add(&s->policy.arena, &flow->hours);

	*hours = (struct hours){ 0x3e, 9 * 3600, 17 * 3600 };
	flow->rate = (struct rate){ 10, 60, 3 };
	flow->log = true;
	flow->approval.valid_until = SAMPLE_NOW + 1000000;
	sample_compile(s, 1);
	entries_of(&s->ruleset, SAMPLE_NOW, &entries);
	assert_non_null(find(
		&entries, "F-1",
		"甲 -> 乙: tcp/443 10.0.0.0/24 -> 10.1.0.5, "
		"Mon-Fri 09:00-17:00 UTC, at most 10 in 60 s, burst 3 logged"));
	entries_finish(&entries);
}

static void zones_stand_beside_the_entries(void **state)
{
	struct sample *s = *state;
	struct entries entries;

	sample_host(s, 0, "10.0.0.5");
	sample_compile(s, 1);
	entries_of(&s->ruleset, SAMPLE_NOW, &entries);
	assert_non_null(find(&entries, "zone a", "interface a0"));
	assert_non_null(find(&entries, "zone a", "sources 10.0.0.0/16"));
	assert_non_null(find(&entries, "zone a",
			     "10.0.0.5 only with MAC 02:00:00:00:00:01"));
	assert_non_null(find(&entries, "zone b", "sources 10.1.0.0/16"));
	entries_finish(&entries);
}

static void another_generation_of_the_same_is_no_change(void **state)
{
	struct sample *s = *state;
	struct entries old, new;
	struct changes changes;
	struct flow *flow = sample_flow(s, "10.0.0.5", "10.1.0.5", 443);

	flow->approval.valid_until = SAMPLE_NOW + 100000;
	sample_flow(s, "10.0.0.0/20", "10.1.0.6", 80)->log = true;
	sample_compile(s, 1);
	entries_of(&s->ruleset, SAMPLE_NOW, &old);
	ruleset_finish(&s->ruleset);
	/* Read back a minute later: what is left of the timeout. */
	s->now += 60;
	sample_compile(s, 77);
	entries_of(&s->ruleset, s->now, &new);
	entries_diff(&old, &new, &changes);
	assert_int_equal(changes.list.n, 0);
	changes_finish(&changes);
	entries_finish(&old);
	entries_finish(&new);
}

static void what_changed_is_told_by_entry(void **state)
{
	struct sample *s = *state;
	struct entries old, new;
	struct changes changes;

	sample_flow(s, "10.0.0.5", "10.1.0.5", 443);
	sample_flow(s, "10.0.0.6", "10.1.0.5", 443);
	sample_compile(s, 1);
	entries_of(&s->ruleset, SAMPLE_NOW, &old);
	ruleset_finish(&s->ruleset);
	s->policy.flows.at[0].ports.at[0].last = 444;
	s->policy.flows.at[1].approval.valid_until = 1;
	sample_flow(s, "10.0.0.7", "10.1.0.5", 443);
	sample_compile(s, 2);
	entries_of(&s->ruleset, SAMPLE_NOW, &new);
	entries_diff(&old, &new, &changes);
	assert_int_equal(changes.list.n, 3);
	assert_int_equal(changes.list.at[0].kind, CHANGE_ALTERED);
	assert_string_equal(changes.list.at[0].id, "F-1");
	assert_int_equal(changes.list.at[0].gained.n, 1);
	assert_int_equal(changes.list.at[0].lost.n, 0);
	assert_int_equal(changes.list.at[1].kind, CHANGE_REMOVED);
	assert_int_equal(changes.list.at[2].kind, CHANGE_ADDED);
	changes_finish(&changes);
	entries_finish(&old);
	entries_finish(&new);
}

static void an_end_that_moved_is_a_change(void **state)
{
	struct sample *s = *state;
	struct entries old, new;
	struct changes changes;
	struct flow *flow = sample_flow(s, "10.0.0.5", "10.1.0.5", 443);

	flow->approval.valid_until = SAMPLE_NOW + 100000;
	sample_compile(s, 1);
	entries_of(&s->ruleset, SAMPLE_NOW, &old);
	ruleset_finish(&s->ruleset);
	flow->approval.valid_until += 86400;
	sample_compile(s, 2);
	entries_of(&s->ruleset, SAMPLE_NOW, &new);
	entries_diff(&old, &new, &changes);
	assert_int_equal(changes.list.n, 1);
	assert_int_equal(changes.list.at[0].gained.n, 1);
	assert_int_equal(changes.list.at[0].lost.n, 1);
	changes_finish(&changes);
	entries_finish(&old);
	entries_finish(&new);
}

int main(void)
{
#define SAMPLE_TEST(f) \
	cmocka_unit_test_setup_teardown(f, sample_setup, sample_teardown)
	static const struct CMUnitTest tests[] = {
		SAMPLE_TEST(a_plain_entry_is_its_tuples),
		SAMPLE_TEST(an_entry_with_conditions_says_them),
		SAMPLE_TEST(zones_stand_beside_the_entries),
		SAMPLE_TEST(another_generation_of_the_same_is_no_change),
		SAMPLE_TEST(what_changed_is_told_by_entry),
		SAMPLE_TEST(an_end_that_moved_is_a_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
