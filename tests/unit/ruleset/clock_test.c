/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock_test.c -- what ends by the clock ends for live connections, too, and
 * nobody need be there
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ruleset/compile.h"

#include "interpret.h"
#include "random_policy.h"
#include "sample.h"

enum {
	N_POLICIES = 300,
	N_PACKETS = 150,
	GENERATION = 7,
	HOUR = 3600,
};

struct tally {
	unsigned n, fast, ended;
};

/* At a time of its own; the mark is left in `mark`. */
static bool passes(const struct ruleset *ruleset, const struct packet *packet,
		   uint32_t state, uint32_t *mark)
{
	struct run run = {
		.ruleset = ruleset,
		.compiled = RANDOM_EPOCH,
		.packet = packet,
		.ct_state = state,
		.ct_mark = *mark,
		.icmp_type = 13,
	};
	bool accepted = interpret(&run);

	*mark = run.ct_mark;
	return accepted;
}

/* A connection that begins as soon as the rules are there, and goes on. */
static void hold_live(const struct policy *policy,
		      const struct ruleset *ruleset, struct packet packet,
		      struct tally *tally)
{
	time_t later = packet.now;
	uint32_t stamped = 0;

	packet.now = RANDOM_EPOCH;
	if (!passes(ruleset, &packet,
		    packet.reply ? CT_STATE_ESTABLISHED : CT_STATE_NEW,
		    &stamped))
		return;
	for (int i = 0; i < 4; i++) {
		uint32_t mark = stamped;
		bool right, accepted;

		packet.now = later + (i - 2) * 7 * HOUR;
		if (packet.now < RANDOM_EPOCH)
			continue;
		right = judge(policy, &packet, NULL) == JUDGE_ACCEPT;
		accepted =
			passes(ruleset, &packet, CT_STATE_ESTABLISHED, &mark);
		if (accepted != right)
			fail_msg("%lld s after: the rules %s it, mark %#x",
				 (long long)(packet.now - RANDOM_EPOCH),
				 accepted ? "accept" : "drop", stamped);
		tally->n++;
		tally->fast += !(stamped & MARK_CLOCK);
		tally->ended += !(stamped & MARK_CLOCK) && !right;
	}
}

static void
live_connections_are_what_the_register_says_at_any_time(void **state)
{
	const struct compile_options options = { GENERATION, RANDOM_EPOCH };
	struct tally tally = { 0 };

	(void)state;
	for (uint64_t seed = 1; seed <= N_POLICIES; seed++) {
		struct policy policy;
		struct ruleset ruleset;
		struct diags diags = { 0 };

		random_seed(seed << 20);
		random_policy(&policy);
		assert_true(
			ruleset_compile(&policy, &options, &ruleset, &diags));
		for (int i = 0; i < N_PACKETS; i++) {
			struct mac mac;
			struct packet packet = random_packet(&policy, &mac);

			hold_live(&policy, &ruleset, packet, &tally);
		}
		ruleset_finish(&ruleset);
		arena_finish(&policy.arena);
		diags_finish(&diags);
	}
	print_message("%u packets, %u of the fast path, %u ended\n", tally.n,
		      tally.fast, tally.ended);
	assert_true(tally.ended > 50 && tally.fast > 10 * tally.ended);
}

/* An ICMP error of a live connection of entry `number`, from the far host. */
static bool error_passes(const struct sample *s, uint32_t number, time_t now)
{
	struct packet error = {
		.iif = "b0",
		.oif = "a0",
		.proto = PROTO_ICMP,
		.reply = true,
		.now = now,
	};
	struct addr source, destination;
	struct run run = {
		.ruleset = &s->ruleset,
		.compiled = SAMPLE_NOW,
		.packet = &error,
		.ct_state = CT_STATE_RELATED,
		.ct_mark = GENERATION << GENERATION_SHIFT | number,
		.ct_source = &source,
		.ct_destination = &destination,
		.icmp_type = 3,
	};

	assert_int_equal(addr_read("10.0.0.5", &source), ADDR_OK);
	assert_int_equal(addr_read("10.1.0.5", &destination), ADDR_OK);
	error.saddr = destination;
	error.daddr = source;
	return interpret(&run);
}

static void errors_of_live_connections_end_with_the_first_end(void **state)
{
	struct sample *s = *state;
	time_t end = SAMPLE_NOW + 30 * HOUR;

	sample_flow(s, "10.0.0.5", "10.1.0.5", 80)->approval.valid_until = end;
	sample_flow(s, "10.0.0.5", "10.1.0.5", 81)->approval.valid_until =
		end + HOUR;
	sample_compile(s, GENERATION);
	assert_true(error_passes(s, 1, end - 1));
	assert_true(error_passes(s, 2, end - 1));
	assert_false(error_passes(s, 1, end));
	assert_false(error_passes(s, 2, end));
}

static const struct stmt *time_of_fast_path(const struct sample *s)
{
	const struct chain *forward = sample_chain(s, "g7_forward");

	vec_each(stmt, &forward->rules.at[0].stmts)
		if (stmt->kind == STMT_BELOW && stmt->field == FIELD_TIME)
			return stmt;
	return NULL;
}

static void without_an_end_the_fast_path_asks_no_clock(void **state)
{
	struct sample *s = *state;

	sample_flow(s, "10.0.0.5", "10.1.0.5", 80);
	/* Its connections bear the clock's bit. */
	sample_flow(s, "10.0.0.5", "10.1.0.5", 81)->approval.valid_until =
		SAMPLE_NOW + CLOCK_HORIZON;
	sample_compile(s, GENERATION);
	assert_null(time_of_fast_path(s));
}

static void the_first_end_behind_the_horizon_counts(void **state)
{
	struct sample *s = *state;
	uint64_t end = SAMPLE_NOW + CLOCK_HORIZON + 1, value;
	const struct stmt *stmt;

	sample_flow(s, "10.0.0.5", "10.1.0.5", 80)->approval.valid_until =
		(time_t)end + 5;
	sample_flow(s, "10.0.0.5", "10.1.0.5", 81)->approval.valid_until =
		(time_t)end;
	sample_compile(s, GENERATION);
	stmt = time_of_fast_path(s);
	assert_non_null(stmt);
	memcpy(&value, stmt->value, sizeof(value));
	assert_int_equal(value, end * 1000000000);
}

#define SAMPLE_TEST(f) \
	cmocka_unit_test_setup_teardown(f, sample_setup, sample_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			live_connections_are_what_the_register_says_at_any_time),
		SAMPLE_TEST(errors_of_live_connections_end_with_the_first_end),
		SAMPLE_TEST(without_an_end_the_fast_path_asks_no_clock),
		SAMPLE_TEST(the_first_end_behind_the_horizon_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
