/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compile_test.c -- tests src/ruleset/compile*.c
 *
 * What random_test.c cannot see: which shape an entry takes, what its
 * connections bear, how ICMP errors and live connections are judged.
 */
#include "ruleset/compile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "interpret.h"
#include "sample.h"

enum {
	DAY = 86400
};

static size_t n_elements(const struct sample *s, const char *name)
{
	const struct set *set = sample_set(s, name);

	return set ? set->elements.n : 0;
}

static void a_small_range_is_unfolded(void **state)
{
	struct sample *s = *state;

	sample_flow(s, "10.0.0.8-10.0.0.71", "10.1.0.5", 443);
	sample_compile(s, 1);
	assert_int_equal(n_elements(s, "g1_a_to_b_exact4"), 64);
	assert_null(sample_set(s, "g1_a_to_b_ranges4"));
}

static void a_larger_range_stays_one(void **state)
{
	struct sample *s = *state;

	sample_flow(s, "10.0.0.8-10.0.0.72", "10.1.0.5", 443);
	sample_compile(s, 1);
	assert_null(sample_set(s, "g1_a_to_b_exact4"));
	assert_int_equal(n_elements(s, "g1_a_to_b_ranges4"), 1);
}

static void many_boxes_become_a_rule_with_a_set_for_each_part(void **state)
{
	struct sample *s = *state;
	struct flow *flow = sample_flow(s, "10.0.0.0", "10.1.0.0", 443);
	char text[32];

	for (int i = 1; i < 33; i++) {
		snprintf(text, sizeof(text), "10.0.%d.0", i);
		sample_add_range(s, &flow->sources, text);
		snprintf(text, sizeof(text), "10.1.%d.0", i);
		sample_add_range(s, &flow->destinations, text);
	}
	sample_compile(s, 1);
	assert_int_equal(n_elements(s, "g1_flow_1_from4"), 33);
	assert_int_equal(n_elements(s, "g1_flow_1_to4"), 33);
	assert_null(sample_set(s, "g1_a_to_b_exact4"));
	ruleset_finish(&s->ruleset);
	flow->sources.n = 31;
	sample_compile(s, 1);
	assert_int_equal(n_elements(s, "g1_a_to_b_exact4"), 31 * 33);
}

static void an_entry_that_has_ended_compiles_to_nothing(void **state)
{
	struct sample *s = *state;

	sample_flow(s, "10.0.0.5", "10.1.0.5", 443)->approval.valid_until =
		SAMPLE_NOW;
	sample_flow(s, "10.0.0.6", "10.1.0.5", 443)->sources.n = 0;
	sample_compile(s, 1);
	assert_null(sample_set(s, "g1_a_to_b_exact4"));
	assert_null(sample_set(s, "g1_clock"));
}

static uint32_t mark_of(const struct sample *s, time_t valid_until)
{
	s->policy.flows.at[0].approval.valid_until = valid_until;
	sample_compile((struct sample *)(uintptr_t)s, 5);
	return sample_set(s, "g5_a_to_b_exact4")->elements.at[0].mark;
}

static void an_end_within_a_day_is_judged_at_every_packet(void **state)
{
	struct sample *s = *state;

	sample_flow(s, "10.0.0.5", "10.1.0.5", 443);
	assert_int_equal(mark_of(s, SAMPLE_NOW + DAY), 5 << 20 | 0x80001);
	assert_int_equal(n_elements(s, "g5_clock"), 1);
	ruleset_finish(&s->ruleset);
	assert_int_equal(mark_of(s, SAMPLE_NOW + DAY + 1), 5 << 20 | 1);
	assert_null(sample_set(s, "g5_clock"));
}

static struct addr address(const char *text)
{
	struct addr addr;

	assert_int_equal(addr_read(text, &addr), ADDR_OK);
	return addr;
}

/* a 10.0.0.5 -> b 10.1.0.5, tcp/443. */
static struct packet packet_to(uint16_t port)
{
	return (struct packet){
		.iif = "a0",
		.oif = "b0",
		.saddr = address("10.0.0.5"),
		.daddr = address("10.1.0.5"),
		.proto = PROTO_TCP,
		.sport = 40000,
		.dport = port,
		.now = SAMPLE_NOW + 1,
	};
}

static struct run run_of(const struct sample *s, const struct packet *packet,
			 uint32_t ct_mark)
{
	return (struct run){
		.ruleset = &s->ruleset,
		.compiled = SAMPLE_NOW,
		.packet = packet,
		.ct_state = CT_STATE_ESTABLISHED,
		.ct_mark = ct_mark,
	};
}

static void only_this_generations_connections_take_the_fast_path(void **state)
{
	struct sample *s = *state;
	struct packet packet = packet_to(80);
	struct run run;

	sample_flow(s, "10.0.0.5", "10.1.0.5", 443);
	sample_compile(s, 5);
	run = run_of(s, &packet, 5 << 20 | 1);
	assert_true(interpret(&run));
	run = run_of(s, &packet, 4 << 20 | 1);
	assert_false(interpret(&run));
	run = run_of(s, &packet, 5 << 20 | 0x80001);
	assert_false(interpret(&run));
	run = run_of(s, &packet, 0);
	assert_false(interpret(&run));
}

static void
a_live_connection_is_judged_again_without_token_or_line(void **state)
{
	struct sample *s = *state;
	struct packet packet = packet_to(443);
	struct flow *flow = sample_flow(s, "10.0.0.5", "10.1.0.5", 443);
	struct run run;

	flow->rate = (struct rate){ 1, 60, 1 };
	flow->log = true;
	sample_compile(s, 5);
	run = run_of(s, &packet, 4 << 20 | 9);
	assert_true(interpret(&run));
	assert_int_equal(run.ct_mark, 5 << 20 | 1);
	assert_int_equal(run.n_limited, 0);
	assert_int_equal(run.n_logged, 0);
	run = run_of(s, &packet, 0);
	assert_true(interpret(&run));
	assert_int_equal(run.n_limited, 1);
	assert_int_equal(run.n_logged, 1);
}

/* An ICMP error from b (a router there) about a's connection to b. */
static bool error_passes(const struct sample *s, const char *iif,
			 const char *source, uint32_t mark, uint8_t type)
{
	struct addr from = address("10.0.0.5"), to = address("10.1.0.5");
	struct packet packet = {
		.iif = iif,
		.oif = "a0",
		.saddr = address(source),
		.daddr = from,
		.proto = PROTO_ICMP,
		.reply = true,
		.now = SAMPLE_NOW + 1,
	};
	struct run run = run_of(s, &packet, mark);

	run.ct_state = CT_STATE_RELATED;
	run.ct_source = &from;
	run.ct_destination = &to;
	run.icmp_type = type;
	return interpret(&run);
}

static void errors_pass_of_what_is_let_in(void **state)
{
	struct sample *s = *state;

	sample_flow(s, "10.0.0.5", "10.1.0.5", 443);
	sample_compile(s, 5);
	assert_true(error_passes(s, "b0", "10.1.0.254", 5 << 20 | 1, 3));
	assert_true(error_passes(s, "b0", "10.1.0.254", 5 << 20 | 1, 11));
	/* A redirect, another generation, nothing let in. */
	assert_false(error_passes(s, "b0", "10.1.0.254", 5 << 20 | 1, 5));
	assert_false(error_passes(s, "b0", "10.1.0.254", 4 << 20 | 1, 3));
	assert_false(error_passes(s, "b0", "10.1.0.254", 0, 3));
}

/* Else any zone could send to another what quotes a live connection. */
static void errors_come_only_from_the_connections_other_end(void **state)
{
	struct sample *s = *state;

	sample_flow(s, "10.0.0.5", "10.1.0.5", 443);
	sample_compile(s, 5);
	assert_false(error_passes(s, "a0", "10.0.0.254", 5 << 20 | 1, 3));
}

static void errors_of_a_clocked_entry_end_with_it(void **state)
{
	struct sample *s = *state;
	struct flow *flow = sample_flow(s, "10.0.0.5", "10.1.0.5", 443);
	struct hours *hours = vec_add(&s->policy.arena, &flow->hours);
	uint32_t hour = SAMPLE_NOW % DAY;

	*hours = (struct hours){ 0x7f, hour, hour + 3600 };
	sample_compile(s, 5);
	assert_true(error_passes(s, "b0", "10.1.0.254", 5 << 20 | 0x80001, 3));
	ruleset_finish(&s->ruleset);
	*hours = (struct hours){ 0x7f, hour - 3600, hour };
	sample_compile(s, 5);
	assert_false(error_passes(s, "b0", "10.1.0.254", 5 << 20 | 0x80001, 3));
}

static void each_object_knows_its_policy_line(void **state)
{
	struct sample *s = *state;
	const struct element *element;

	sample_flow(s, "10.0.0.5", "10.1.0.5", 443);
	sample_flow(s, "10.0.0.6", "10.1.0.5", 443);
	sample_compile(s, 1);
	element = &sample_set(s, "g1_a_to_b_exact4")->elements.at[1];
	assert_string_equal(element->at.file, "sample.conf");
	assert_int_equal(element->at.line, 2);
	assert_string_equal(element->comment, "F-2");
}

static void more_entries_than_a_mark_can_tell_are_an_error(void **state)
{
	struct sample *s = *state;
	struct compile_options options = { 1, SAMPLE_NOW };

	s->policy.n_entries = ENTRY_MAX + 1;
	assert_false(
		ruleset_compile(&s->policy, &options, &s->ruleset, &s->diags));
	assert_string_equal(s->diags.list.at[0].slug, "too-many-entries");
	s->policy.n_entries = 0;
}

int main(void)
{
#define SAMPLE_TEST(f) \
	cmocka_unit_test_setup_teardown(f, sample_setup, sample_teardown)
	static const struct CMUnitTest tests[] = {
		SAMPLE_TEST(a_small_range_is_unfolded),
		SAMPLE_TEST(a_larger_range_stays_one),
		SAMPLE_TEST(many_boxes_become_a_rule_with_a_set_for_each_part),
		SAMPLE_TEST(an_entry_that_has_ended_compiles_to_nothing),
		SAMPLE_TEST(an_end_within_a_day_is_judged_at_every_packet),
		SAMPLE_TEST(
			only_this_generations_connections_take_the_fast_path),
		SAMPLE_TEST(
			a_live_connection_is_judged_again_without_token_or_line),
		SAMPLE_TEST(errors_pass_of_what_is_let_in),
		SAMPLE_TEST(errors_come_only_from_the_connections_other_end),
		SAMPLE_TEST(errors_of_a_clocked_entry_end_with_it),
		SAMPLE_TEST(each_object_knows_its_policy_line),
		SAMPLE_TEST(more_entries_than_a_mark_can_tell_are_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
