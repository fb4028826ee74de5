/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lead_test.c -- tests src/kernel/held/lead.c
 */
#include "kernel/held/lead.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/put/set.h"
#include "ruleset/build.h"

#include "sample.h"

/* Elements of one map, as a dump of it says them. */
struct fixture {
	struct arena arena;
	struct batch batch;
	struct set set;
};

static void setup(struct fixture *f)
{
	*f = (struct fixture){ 0 };
	f->set = (struct set){ .name = "select_forward",
			       .kind = SET_VERDICTS,
			       .key = KEY(FIELD_OIFNAME),
			       .timeouts = true };
	sample_batch(&f->batch);
}

static void add(struct fixture *f, const char *chain, uint64_t ms)
{
	struct element *e = vec_add(&f->arena, &f->set.elements);

	e->key[0] = (uint8_t)f->set.elements.n;
	e->timeout_ms = ms;
	e->verdict = chain ? (struct verdict){ VERDICT_GOTO, chain }
			   : (struct verdict){ VERDICT_DROP, NULL };
}

static struct lead read_lead(struct fixture *f)
{
	struct lead lead = { 0 };

	put_elements(&f->batch, TABLE_GATE, &f->set, 0);
	assert_int_equal(lead_read(sample_message(&f->batch, 0), &lead), 0);
	batch_finish(&f->batch);
	arena_finish(&f->arena);
	return lead;
}

static void a_map_leads_to_one_generation(void **state)
{
	struct fixture f;
	struct lead lead;

	(void)state;
	setup(&f);
	add(&f, "g7_to_lan", 0);
	add(&f, "g7_to_dmz", 0);
	lead = read_lead(&f);
	assert_int_equal(lead.generation, 7);
	assert_int_equal(lead.n, 2);
	assert_int_equal(lead.ms, 0);
	assert_false(lead.mixed);
}

static void two_generations_are_a_mixture(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	add(&f, "g7_to_lan", 0);
	add(&f, "g8_to_dmz", 0);
	assert_true(read_lead(&f).mixed);
	setup(&f);
	add(&f, "elsewhere", 0);
	assert_true(read_lead(&f).mixed);
}

/* What the pending generation does not know is dropped, not led elsewhere. */
static void an_element_that_drops_leads_nowhere(void **state)
{
	struct fixture f;
	struct lead lead;

	(void)state;
	setup(&f);
	add(&f, "g7_to_lan", 5000);
	add(&f, NULL, 4000);
	lead = read_lead(&f);
	assert_int_equal(lead.generation, 7);
	assert_false(lead.mixed);
	assert_int_equal(lead.ms, 4000);
}

static void the_first_to_lapse_counts(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	add(&f, "g7_a", 9000);
	add(&f, "g7_b", 3000);
	add(&f, "g7_c", 0);
	assert_int_equal(read_lead(&f).ms, 3000);
}

static struct held decided(struct leads leads)
{
	struct held held = { 0 };

	leads_decide(&leads, &held);
	return held;
}

static void a_lasting_generation_is_live_and_not_pending(void **state)
{
	const struct held held = decided(
		(struct leads){ .selected = { .generation = 7, .n = 8 } });

	(void)state;
	assert_int_equal(held.live, 7);
	assert_int_equal(held.pending, 0);
	assert_int_equal(held.fallback, 0);
	assert_false(held.mixed);
}

static void with_a_fallback_the_selected_one_is_pending(void **state)
{
	const struct held held = decided((struct leads){
		.selected = { .generation = 8, .n = 8, .ms = 60000 },
		.fallback = { .generation = 7, .n = 8 } });

	(void)state;
	assert_int_equal(held.live, 8);
	assert_int_equal(held.pending, 8);
	assert_int_equal(held.pending_ms, 60000);
	assert_int_equal(held.fallback, 7);
	assert_false(held.mixed);
}

/* The first generation of all: when it lapses everything is closed. */
static void without_a_fallback_a_timeout_tells(void **state)
{
	const struct held held = decided((struct leads){
		.selected = { .generation = 8, .n = 8, .ms = 60000 } });

	(void)state;
	assert_int_equal(held.pending, 8);
	assert_int_equal(held.fallback, 0);
}

static void when_it_has_lapsed_the_fallback_is_live(void **state)
{
	const struct held held = decided((struct leads){
		.fallback = { .generation = 7, .n = 8 }, .empty = true });

	(void)state;
	assert_int_equal(held.live, 7);
	assert_int_equal(held.pending, 0);
	assert_int_equal(held.fallback, 7);
	assert_false(held.mixed);
}

static void half_a_lapse_is_seen_and_not_believed(void **state)
{
	struct leads leads = {
		.selected = { .generation = 8, .n = 4, .ms = 60000 },
		.fallback = { .generation = 7, .n = 8 }
	};

	(void)state;
	assert_false(leads_are_lapsing(&leads));
	leads.selected.ms = 3;
	assert_true(leads_are_lapsing(&leads));
	leads.selected.ms = 60000;
	leads.empty = true;
	assert_true(leads_are_lapsing(&leads));
	assert_true(decided(leads).mixed);
	/* Without a fallback, and for good, an emptied selector only closes. */
	leads.fallback = (struct lead){ 0 };
	leads.selected.ms = 0;
	assert_false(leads_are_lapsing(&leads));
	assert_false(decided(leads).mixed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_map_leads_to_one_generation),
		cmocka_unit_test(two_generations_are_a_mixture),
		cmocka_unit_test(an_element_that_drops_leads_nowhere),
		cmocka_unit_test(the_first_to_lapse_counts),
		cmocka_unit_test(a_lasting_generation_is_live_and_not_pending),
		cmocka_unit_test(with_a_fallback_the_selected_one_is_pending),
		cmocka_unit_test(without_a_fallback_a_timeout_tells),
		cmocka_unit_test(when_it_has_lapsed_the_fallback_is_live),
		cmocka_unit_test(half_a_lapse_is_seen_and_not_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
