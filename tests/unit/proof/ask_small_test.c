/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_small_test.c -- answers about diagrams of one range or two
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proof/diagram/apply.h"
#include "proof/question/ask.h"
#include "proof/space/care.h"
#include "proof/space/witness.h"

#include "random_policy.h"

static struct policy policy;
static struct space space;
static struct diagrams all;
static struct asked asked;

static int set_up(void **state)
{
	(void)state;
	random_seed(9);
	random_policy(&policy);
	*vec_add(&policy.arena, &policy.zones.at[0].interfaces) = "second";
	policy.zones.at[1].interfaces.n = 1;
	diagrams_init(&all, (struct diagram_limits){ 0 });
	space_init(&space, ORDER_DESTINATIONS);
	assert_true(register_names(&policy, &space));
	space_freeze(&space);
	asked = (struct asked){ &all, &space, &policy,
				space_care(&all, &space) };
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	space_finish(&space);
	diagrams_finish(&all);
	arena_finish(&policy.arena);
	return 0;
}

static uint32_t in(enum variable variable, uint64_t low, uint64_t high)
{
	struct diagram_range range = space_numbers(&space, variable, low, high);

	return diagram_range(&all, &range, DIAGRAM_TRUE, DIAGRAM_FALSE);
}

static struct ask_between between(enum ask_claim claim)
{
	return (struct ask_between){ .claim = claim,
				     .from = &policy.zones.at[0],
				     .to = &policy.zones.at[1] };
}

static void claim_is(uint32_t id, enum ask_claim claim, const char *words)
{
	struct ask_between question = between(claim);
	uint16_t digits[DIAGRAM_LEVELS];
	char text[WITNESS_TEXT];
	enum diagram_answer answer = ask_claim(&asked, id, &question, digits);

	assert_int_equal(answer, words ? DIAGRAM_YES : DIAGRAM_NO);
	if (words)
		assert_string_equal(witness_text(text, &space, &policy, digits),
				    words);
}

#define SOME "lgwan 10.0.0.2 -> 住基 10.1.0.2 tcp/0"

static void states_are_kept_apart(void **state)
{
	uint32_t established =
		in(VAR_CT_STATE, STATE_ESTABLISHED, STATE_RELATED);
	uint32_t untracked = in(VAR_CT_STATE, STATE_UNTRACKED, STATE_UNTRACKED);
	uint32_t invalid = in(VAR_CT_STATE, STATE_INVALID, STATE_INVALID);

	(void)state;
	claim_is(DIAGRAM_TRUE, ASK_NEVER, SOME);
	claim_is(DIAGRAM_FALSE, ASK_NO_PACKET, NULL);
	claim_is(established, ASK_NEVER, NULL);
	claim_is(established, ASK_NO_PACKET, SOME " state established");
	claim_is(untracked, ASK_NEVER, SOME " state untracked");
	claim_is(invalid, ASK_NEVER, SOME " state invalid");
}

static void what_is_asked_stays_in_the_witness(void **state)
{
	uint16_t digits[DIAGRAM_LEVELS];
	char text[WITNESS_TEXT];
	uint32_t id =
		diagram_and(&all, in(VAR_IP4_TTL, 7, 9), in(VAR_NFPROTO, 2, 2));

	(void)state;
	claim_is(id, ASK_NEVER, SOME " ip-ttl=7");
	claim_is(in(VAR_TRANSPORT_LEN, 0, 3), ASK_NEVER,
		 SOME " transport-length=0");
	assert_int_equal(ask_witness(&asked, in(VAR_DPORT, 53, 60), digits),
			 DIAGRAM_YES);
	assert_string_equal(witness_text(text, &space, &policy, digits),
			    "gateway 0.0.0.0 -> gateway 0.0.0.0 tcp/53");
}

static void what_cannot_exist_is_no_witness(void **state)
{
	uint32_t ip4 = in(VAR_NFPROTO, 2, 2);
	uint32_t none = in(VAR_L4PROTO, L4PROTO_NONE, L4PROTO_NONE);
	uint32_t udp6 = diagram_and(&all, in(VAR_NFPROTO, 10, 10),
				    in(VAR_L4PROTO, 17, 17));
	uint32_t later = diagram_and(&all, ip4, in(VAR_IP4_FRAGMENT, 1, 100));

	(void)state;
	claim_is(diagram_and(&all, ip4, none), ASK_NEVER, NULL);
	claim_is(diagram_and(&all, later, in(VAR_TRANSPORT_LEN, 4, 9)),
		 ASK_NEVER, NULL);
	claim_is(udp6, ASK_NEVER, "lgwan fd00::2 -> 住基 fd00:1::2 udp/0");
}

static void reach_is(uint32_t id, const struct ask_scope *scope,
		     const char *const *words, size_t n)
{
	struct arena arena = { 0 };
	struct ask_rows rows;
	char text[ASK_ROW_TEXT];

	assert_true(ask_reach(&asked, id, scope, &arena, &rows));
	assert_false(rows.more);
	for (size_t i = 0; i < n && i < rows.rows.n; i++)
		assert_string_equal(ask_row_text(text, &rows.rows.at[i]),
				    words[i]);
	assert_int_equal(rows.rows.n, n);
	arena_finish(&arena);
}

static void rows_are_what_begins(void **state)
{
	static const char *const all_rows[] = {
		"lgwan 0.0.0.0/0 -> 住基 0.0.0.0/0 any",
		"lgwan ::/0 -> 住基 ::/0 any",
	};
	static const char *const web[] = {
		"lgwan 10.0.0.0/30 -> 住基 0.0.0.0/0 tcp/80-90",
	};
	struct ask_scope scope = { .from = &policy.zones.at[0],
				   .to = &policy.zones.at[1] };

	(void)state;
	reach_is(DIAGRAM_TRUE, &scope, all_rows, 2);
	reach_is(in(VAR_CT_STATE, STATE_ESTABLISHED, STATE_UNTRACKED), &scope,
		 NULL, 0);
	reach_is(in(VAR_CT_DIRECTION, 1, 1), &scope, NULL, 0);
	range_read("10.0.0.0/30", &scope.source);
	scope.has_service = true;
	scope.service = (struct port_range){ PROTO_TCP, 80, 90 };
	reach_is(DIAGRAM_TRUE, &scope, web, 1);
}

static void stripes_of_addresses_are_rows(void **state)
{
	/* 10.1.0.0 - 10.1.0.5 and 10.2.0.0 - 10.2.0.5 */
	static const char *const rows[] = {
		"lgwan 10.1.0.0-10.1.0.5 -> 住基 0.0.0.0/0 tcp",
		"lgwan 10.2.0.0-10.2.0.5 -> 住基 0.0.0.0/0 tcp",
	};
	struct ask_scope scope = { .from = &policy.zones.at[0],
				   .to = &policy.zones.at[1] };
	unsigned level = space.levels[VAR_IP4_SADDR];
	uint32_t id = diagram_interval(&all, level + 1, 0, 5, DIAGRAM_TRUE,
				       DIAGRAM_FALSE);

	(void)state;
	id = diagram_interval(&all, level, 10 << 8 | 1, 10 << 8 | 2, id,
			      DIAGRAM_FALSE);
	id = diagram_and(&all, id, in(VAR_NFPROTO, 2, 2));
	id = diagram_and(&all, id, in(VAR_L4PROTO, 6, 6));
	reach_is(id, &scope, rows, 2);
}

static void interfaces_that_differ_are_named(void **state)
{
	static const char *const rows[] = {
		"lgwan 0.0.0.0/0 -> 住基 0.0.0.0/0 udp/53 iifname=second "
		"oifname=if1",
	};
	struct ask_scope scope = { .from = &policy.zones.at[0],
				   .to = &policy.zones.at[1] };
	uint16_t second = space_iface_digit(&space, "second");
	uint32_t id =
		diagram_and(&all, in(VAR_NFPROTO, 2, 2), in(VAR_DPORT, 53, 53));

	(void)state;
	id = diagram_and(&all, id, in(VAR_L4PROTO, 17, 17));
	id = diagram_and(&all, id, in(VAR_IIF, second, second));
	reach_is(id, &scope, rows, 1);
	claim_is(id, ASK_NEVER,
		 "lgwan 10.0.0.2 -> 住基 10.1.0.2 udp/53 iifname=second");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_are_kept_apart),
		cmocka_unit_test(what_is_asked_stays_in_the_witness),
		cmocka_unit_test(what_cannot_exist_is_no_witness),
		cmocka_unit_test(rows_are_what_begins),
		cmocka_unit_test(interfaces_that_differ_are_named),
		cmocka_unit_test(stripes_of_addresses_are_rows),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
