/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_test.c -- answers held against policy/judge.c, packet by packet
 */
#include "proof/question/ask.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proof/space/witness.h"

#include "ask_site.h"
#include "random_policy.h"
#include "register_say.h"

enum {
	N_POLICIES = 24,
	N_PACKETS = 1500,
};

static void reach_is_what_the_judge_accepts(void **state)
{
	static const struct ask_scope scopes[N_REGISTER_HOOKS] = {
		{ .hook = REGISTER_FORWARD },
		{ .hook = REGISTER_INPUT },
		{ .hook = REGISTER_OUTPUT },
	};
	static struct site s;
	struct ask_rows rows[N_REGISTER_HOOKS];
	struct register_diagrams built;
	struct arena arena = { 0 };
	struct packet packet;
	size_t n_accepted = 0;
	bool accept;

	(void)state;
	for (uint64_t i = 0; i < N_POLICIES; i++) {
		site_set_up(&s, 100 + i);
		s.options.original_only = true;
		assert_true(register_build(&s.all, &s.space, &s.policy,
					   &s.options, &built));
		for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
			assert_true(ask_reach(&s.asked, built.hooks[hook],
					      &scopes[hook], &arena,
					      &rows[hook]));
			assert_false(rows[hook].more);
		}
		for (int n = 0; n < N_PACKETS; n++) {
			packet = site_packet(&s);
			accept =
				judge(&s.policy, &packet, NULL) == JUDGE_ACCEPT;
			n_accepted += accept;
			assert_int_equal(
				rows_have(&rows[register_hook_of(&packet)], &s,
					  &packet),
				accept);
		}
		site_finish(&s);
	}
	arena_finish(&arena);
	assert_in_range(n_accepted, N_POLICIES * N_PACKETS / 20,
			N_POLICIES * N_PACKETS);
}

static void a_scope_is_a_part_of_all(void **state)
{
	static struct site s;
	struct ask_scope scope = { 0 };
	struct ask_rows rows;
	struct register_diagrams built;
	struct arena arena = { 0 };
	struct packet packet;
	bool accept;

	(void)state;
	for (uint64_t i = 0; i < N_POLICIES; i++) {
		site_set_up(&s, 200 + i);
		scope.from = &s.policy.zones.at[pick(2)];
		scope.source = random_range(scope.from);
		scope.destination = (struct addr_range){ 0 };
		if (one_in(2))
			scope.destination = random_range(&s.policy.zones.at[2]);
		scope.has_service = one_in(2);
		scope.service = (struct port_range){ PROTO_TCP, 80, 8000 };
		assert_true(register_build(&s.all, &s.space, &s.policy,
					   &s.options, &built));
		assert_true(ask_reach(&s.asked, built.hooks[0], &scope, &arena,
				      &rows));
		for (int n = 0; n < N_PACKETS; n++) {
			packet = site_packet(&s);
			accept =
				register_hook_of(&packet) == REGISTER_FORWARD &&
				site_zone_of(&s.policy, packet.iif) ==
					scope.from &&
				range_has(&scope.source, &packet.saddr) &&
				judge(&s.policy, &packet, NULL) == JUDGE_ACCEPT;
			if (scope.destination.first.family != FAMILY_NONE)
				accept = accept && range_has(&scope.destination,
							     &packet.daddr);
			if (scope.has_service)
				accept = accept && packet.proto == PROTO_TCP &&
					 packet.dport >= 80 &&
					 packet.dport <= 8000;
			assert_int_equal(rows_have(&rows, &s, &packet), accept);
		}
		site_finish(&s);
	}
	arena_finish(&arena);
}

/* The witness as the reference's packet: its words are enough. */
static enum judgement judge_digits(const struct site *s, const uint16_t *digits,
				   uint32_t *entry)
{
	struct witness witness;
	struct packet packet;
	struct mac mac;

	witness_take(&s->space, &s->policy, digits, &witness);
	space_take(&s->space, digits, VAR_ETHER_SADDR, mac.bytes);
	packet = (struct packet){
		.iif = witness.iif.text,
		.oif = witness.oif.text,
		.saddr = witness.source,
		.daddr = witness.destination,
		.proto = (uint8_t)witness.l4proto,
		.sport = witness.sport,
		.dport = witness.dport,
		.echo = witness.sport >> 8 == 8 || witness.sport >> 8 == 128,
		.reply = witness.reply,
		.mac = &mac,
		.now = s->options.now,
	};
	return judge(&s->policy, &packet, entry);
}

/* Some packet of the pair that the judge accepts by another entry than `but`,
 * among many. */
static bool find_one(const struct site *s, const struct ask_between *between)
{
	struct packet packet;
	uint32_t entry;

	for (int n = 0; n < N_PACKETS; n++) {
		packet = site_packet(s);
		if (site_zone_of(&s->policy, packet.iif) == between->from &&
		    site_zone_of(&s->policy, packet.oif) == between->to &&
		    judge(&s->policy, &packet, &entry) == JUDGE_ACCEPT &&
		    (between->claim != ASK_ONLY || entry != between->entry))
			return true;
	}
	return false;
}

static void hold_claim(const struct site *s, uint32_t rule,
		       const struct ask_between *between, size_t n[2])
{
	uint16_t digits[DIAGRAM_LEVELS];
	char text[WITNESS_TEXT];
	uint32_t entry = 0;

	switch (ask_claim(&s->asked, rule, between, digits)) {
	case DIAGRAM_NO:
		n[0]++;
		assert_false(find_one(s, between));
		return;
	case DIAGRAM_YES:
		n[1]++;
		if (judge_digits(s, digits, &entry) != JUDGE_ACCEPT)
			fail_msg("%s", witness_text(text, &s->space, &s->policy,
						    digits));
		if (between->claim == ASK_ONLY)
			assert_int_not_equal(entry, between->entry);
		/* nothing but what was asked is out of the ordinary */
		witness_text(text, &s->space, &s->policy, digits);
		assert_null(strstr(text, "hop"));
		assert_null(strstr(text, "nexthdr"));
		return;
	case DIAGRAM_UNKNOWN:
		fail();
	}
}

static void claims_hold_or_a_packet_shows_not(void **state)
{
	static struct site s;
	struct register_diagrams built;
	struct ask_between between;
	size_t n[2] = { 0 };

	(void)state;
	for (uint64_t i = 0; i < N_POLICIES; i++) {
		site_set_up(&s, 300 + i);
		s.options.rule = true;
		assert_true(register_build(&s.all, &s.space, &s.policy,
					   &s.options, &built));
		for (uint32_t from = 0; from < s.policy.zones.n; from++) {
			between.from = &s.policy.zones.at[from];
			between.to = &s.policy.zones.at[pick(4)];
			between.claim = one_in(2) ? ASK_NEVER : ASK_ONLY;
			between.entry = s.policy.flows.at[pick(14)].number;
			hold_claim(&s, built.hooks[0], &between, n);
		}
		site_finish(&s);
	}
	assert_in_range(n[0], 10, 1000);
	assert_in_range(n[1], 10, 1000);
}

static void answers_are_packets_too(void **state)
{
	static struct site s;
	struct register_diagrams built;
	struct ask_between there, back;
	uint16_t digits[DIAGRAM_LEVELS];
	size_t n = 0;

	(void)state;
	for (uint64_t i = 0; i < N_POLICIES; i++) {
		site_set_up(&s, 400 + i);
		assert_true(register_build(&s.all, &s.space, &s.policy,
					   &s.options, &built));
		there = (struct ask_between){
			.claim = ASK_NEVER,
			.from = &s.policy.zones.at[0],
			.to = &s.policy.zones.at[3],
		};
		back = (struct ask_between){
			.claim = ASK_NEVER,
			.from = there.to,
			.to = there.from,
		};
		if (ask_claim(&s.asked, built.hooks[0], &there, digits) ==
		    DIAGRAM_YES) {
			/* nothing begins there, but answers come */
			assert_int_equal(ask_claim(&s.asked, built.hooks[0],
						   &back, digits),
					 DIAGRAM_NO);
			back.claim = ASK_NO_PACKET;
			assert_int_equal(ask_claim(&s.asked, built.hooks[0],
						   &back, digits),
					 DIAGRAM_YES);
			n++;
		}
		site_finish(&s);
	}
	assert_in_range(n, 5, N_POLICIES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reach_is_what_the_judge_accepts),
		cmocka_unit_test(a_scope_is_a_part_of_all),
		cmocka_unit_test(claims_hold_or_a_packet_shows_not),
		cmocka_unit_test(answers_are_packets_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
