/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * question_test.c -- the language of claims, and answers held against
 * policy/judge.c
 */
#include "proof/question/question.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "policy/judge.h"
#include "proof/diagram/ask.h"
#include "proof/space/witness.h"

#include "policy_text.h"

/* The demo's policy on the Friday of TEST_NOW, asked about every hour. */
struct site {
	struct policy policy;
	struct diags diags;
	struct inquiry inquiry;
	struct grounds grounds;
	struct arena arena;
};

static int set_up(void **state)
{
	static struct site s;
	const struct policy_options how = test_options();
	struct inquiry_options options = { 0 };

	s = (struct site){ 0 };
	*state = &s;
	if (!policy_load("conf/demo/sekisho.conf", &how, &s.policy, &s.diags))
		return -1;
	options = (struct inquiry_options){
		.policy = &s.policy,
		.how = { .time = REGISTER_TIMES, .now = TEST_NOW },
	};
	s.grounds =
		(struct grounds){ .inquiry = &s.inquiry, .arena = &s.arena };
	return inquiry_build(&s.inquiry, &options) ? 0 : -1;
}

static int tear_down(void **state)
{
	struct site *s = *state;

	inquiry_finish(&s->inquiry);
	arena_finish(&s->arena);
	diags_finish(&s->diags);
	policy_finish(&s->policy);
	return 0;
}

static enum question_result ask(struct site *s, struct reply *reply,
				const char *text)
{
	struct question question;
	char error[QUESTION_ERROR] = "";

	if (!question_read(text, &s->policy, &question, error))
		fail_msg("'%s': %s", text, error);
	if (!question_answer(&s->grounds, &question, reply))
		fail_msg("'%s': %s", text, reply->error);
	return reply->result;
}

static void every_claim_is_read_as_what_it_is(void **state)
{
	static const struct {
		const char *text;
		enum question_kind kind;
	} claims[] = {
		{ "never juki -> inet", QUESTION_NEVER },
		{ "  no-initiation  juki -> inet ", QUESTION_NEVER },
		{ "no-packet juki -> inet", QUESTION_NO_PACKET },
		{ "only F-012 lets lgwan reach juki", QUESTION_ONLY },
		{ "anti-spoofing lgwan", QUESTION_ANTI_SPOOFING },
		{ "accept x", QUESTION_ACCEPT },
		{ "drop x", QUESTION_DROP },
		{ "always x", QUESTION_ALWAYS },
		{ "same", QUESTION_SAME },
		{ "connections", QUESTION_CONNECTIONS },
	};
	struct site *s = *state;
	struct question question;
	char error[QUESTION_ERROR];

	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		assert_true(question_read(claims[i].text, &s->policy, &question,
					  error));
		assert_int_equal(question.kind, claims[i].kind);
	}
	assert_true(question_read("only F-012 lets lgwan reach juki",
				  &s->policy, &question, error));
	assert_string_equal(question.flow->id, "F-012");
	assert_string_equal(question.from->name, "lgwan");
	assert_string_equal(question.to->name, "juki");
}

static void what_is_no_claim_says_what_it_should_be(void **state)
{
	static const struct {
		const char *text, *says;
	} wrong[] = {
		{ "", "nothing" },
		{ "  ", "nothing" },
		{ "nevr juki -> inet", "did you mean 'never'" },
		{ "never", "ZONE -> ZONE" },
		{ "never juki inet", "ZONE -> ZONE" },
		{ "never juki -> inet now", "ZONE -> ZONE" },
		{ "never juki => inet", "ZONE -> ZONE" },
		{ "never juk -> inet", "did you mean 'juki'" },
		{ "never gateway -> inet", "no zone 'gateway'" },
		{ "only F-999 lets lgwan reach juki", "no flow 'F-999'" },
		{ "only F-012 let lgwan reach juki", "only FLOW lets" },
		{ "anti-spoofing", "ZONE" },
		{ "accept", "ZONE ADDRESS" },
		{ "same again", "nothing follows" },
		{ "connections now", "nothing follows" },
		{ "never \xff -> inet", "UTF-8" },
		{ "never juki\x01 -> inet", "control" },
	};
	struct site *s = *state;
	struct question question;
	char error[QUESTION_ERROR], far[2 * QUESTION_TEXT];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_false(question_read(wrong[i].text, &s->policy, &question,
					   error));
		if (!strstr(error, wrong[i].says))
			fail_msg("'%s': %s", wrong[i].text, error);
	}
	memset(far, 'x', sizeof(far));
	far[sizeof(far) - 1] = '\0';
	assert_false(question_read(far, &s->policy, &question, error));
}

static bool has_flow(const struct policy *policy, const struct zone *from,
		     const struct zone *to)
{
	vec_each(flow, &policy->flows)
		if (flow->from == from && flow->to == to)
			return true;
	return false;
}

static void never_is_where_no_flow_is(void **state)
{
	struct site *s = *state;
	struct witness witness;
	struct reply reply;
	char text[QUESTION_TEXT];

	vec_each(from, &s->policy.zones) {
		vec_each(to, &s->policy.zones) {
			snprintf(text, sizeof(text), "never %s -> %s",
				 from->name, to->name);
			ask(s, &reply, text);
			if (!has_flow(&s->policy, from, to)) {
				assert_int_equal(reply.result, RESULT_PROVED);
				continue;
			}
			assert_int_equal(reply.result, RESULT_REFUTED);
			assert_true(reply.has_witness);
			witness_take(&s->inquiry.space, &s->policy,
				     reply.digits, &witness);
			assert_ptr_equal(witness.from, from);
			assert_ptr_equal(witness.to, to);
			assert_int_equal(witness.state, STATE_NEW);
		}
	}
}

static void no_packet_is_where_no_flow_is_either_way(void **state)
{
	struct site *s = *state;
	struct reply reply;
	char text[QUESTION_TEXT];

	vec_each(from, &s->policy.zones) {
		vec_each(to, &s->policy.zones) {
			bool some = has_flow(&s->policy, from, to) ||
				    has_flow(&s->policy, to, from);

			snprintf(text, sizeof(text), "no-packet %s -> %s",
				 from->name, to->name);
			assert_int_equal(ask(s, &reply, text),
					 some ? RESULT_REFUTED : RESULT_PROVED);
		}
	}
}

static void only_is_refuted_by_another_entry(void **state)
{
	struct site *s = *state;
	struct witness witness;
	struct reply reply;

	assert_int_equal(ask(s, &reply, "only F-021 lets lgwan reach inet"),
			 RESULT_PROVED);
	assert_int_equal(ask(s, &reply, "only F-012 lets lgwan reach juki"),
			 RESULT_REFUTED);
	witness_take(&s->inquiry.space, &s->policy, reply.digits, &witness);
	assert_int_equal(witness.dport, 8443);
	assert_int_equal(ask(s, &reply, "only F-021 lets juki reach inet"),
			 RESULT_PROVED);
}

static void spoofing_is_found_where_sources_are_not_asked(void **state)
{
	struct site *s = *state;
	const struct zone *zone = policy_find_zone(&s->policy, "lgwan");
	uint32_t kept = s->inquiry.allowed[REGISTER_INPUT];
	struct witness witness;
	struct reply reply;

	vec_each(one, &s->policy.zones) {
		char text[QUESTION_TEXT];

		snprintf(text, sizeof(text), "anti-spoofing %s", one->name);
		assert_int_equal(ask(s, &reply, text), RESULT_PROVED);
	}
	s->inquiry.allowed[REGISTER_INPUT] = DIAGRAM_TRUE;
	assert_int_equal(ask(s, &reply, "anti-spoofing lgwan"), RESULT_REFUTED);
	s->inquiry.allowed[REGISTER_INPUT] = kept;
	witness_take(&s->inquiry.space, &s->policy, reply.digits, &witness);
	assert_ptr_equal(witness.from, zone);
	vec_each(range, &zone->space)
		assert_false(range_has(range, &witness.source));
}

static bool judges(const struct policy *policy, const char *source,
		   const char *destination, const struct zone *from,
		   const struct zone *to, uint16_t port)
{
	struct packet packet = {
		.iif = from->interfaces.at[0],
		.oif = to->interfaces.at[0],
		.proto = PROTO_TCP,
		.sport = 40000,
		.dport = port,
		.now = TEST_NOW,
	};

	assert_int_equal(addr_read(source, &packet.saddr), ADDR_OK);
	assert_int_equal(addr_read(destination, &packet.daddr), ADDR_OK);
	return judge(policy, &packet, NULL) == JUDGE_ACCEPT;
}

static void a_packet_is_answered_as_it_is_judged(void **state)
{
	static const char *const addrs[] = { "10.10.0.10",  "10.10.0.11",
					     "10.20.0.5",   "10.20.0.100",
					     "10.20.0.199", "10.20.0.200",
					     "192.0.2.60",  "10.90.0.10",
					     "203.0.113.9" };
	static const uint16_t ports[] = { 22, 443, 3389, 8443, 8444 };
	struct site *s = *state;
	struct reply reply;
	char text[QUESTION_TEXT];
	size_t accepted = 0;

	vec_each(from, &s->policy.zones) {
		vec_each(to, &s->policy.zones) {
			for (size_t i = 0; i < (size_t)9 * 9 * 5; i++) {
				const char *source = addrs[i / 9 % 9];
				const char *destination = addrs[i % 9];
				uint16_t port = ports[i / 81];
				bool is = judges(&s->policy, source,
						 destination, from, to, port);

				snprintf(text, sizeof(text),
					 "%s %s %s -> %s %s tcp/%u",
					 is ? "accept" : "drop", from->name,
					 source, to->name, destination, port);
				assert_int_equal(ask(s, &reply, text),
						 RESULT_PROVED);
				accepted += is;
			}
		}
	}
	assert_true(accepted == 5);
}

static void always_asks_every_hour(void **state)
{
	struct site *s = *state;
	struct reply reply;
	uint64_t hour;

	assert_int_equal(
		ask(s, &reply,
		    "always lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443"),
		RESULT_PROVED);
	assert_int_equal(
		ask(s, &reply,
		    "always lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/8443"),
		RESULT_REFUTED);
	hour = space_number(&s->inquiry.space, reply.digits, VAR_HOUR);
	assert_true(hour < 24 * 3600);
}

static void a_pinned_mac_need_not_be_said_but_may_be_wrong(void **state)
{
	struct site *s = *state;
	struct reply reply;

	assert_int_equal(ask(s, &reply,
			     "drop lgwan 10.20.0.5 -> juki 10.10.0.10 tcp/443 "
			     "mac 02:00:5e:20:00:06"),
			 RESULT_PROVED);
	assert_int_equal(ask(s, &reply,
			     "accept lgwan 10.20.0.5 -> juki 10.10.0.10 "
			     "tcp/443 mac 02:00:5e:20:00:05"),
			 RESULT_PROVED);
}

static void a_packet_that_is_none_is_an_error(void **state)
{
	struct site *s = *state;
	struct question question;
	struct reply reply;
	char error[QUESTION_ERROR];

	assert_true(question_read("accept lgwan 10.20.0.5 -> juki tcp/443",
				  &s->policy, &question, error));
	assert_false(question_answer(&s->grounds, &question, &reply));
	assert_true(*reply.error);
}

static void the_policys_own_claims_and_tests_hold(void **state)
{
	struct site *s = *state;
	struct question question;
	struct reply reply;

	vec_each(claim, &s->policy.claims) {
		question_of_claim(claim, &question);
		assert_true(question_answer(&s->grounds, &question, &reply));
		assert_int_equal(reply.result, RESULT_PROVED);
	}
	vec_each(test, &s->policy.tests) {
		question_of_test(test, &s->arena, &question);
		assert_true(question_answer(&s->grounds, &question, &reply));
		assert_int_equal(reply.result, RESULT_PROVED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_claim_is_read_as_what_it_is),
		cmocka_unit_test(what_is_no_claim_says_what_it_should_be),
		cmocka_unit_test(never_is_where_no_flow_is),
		cmocka_unit_test(no_packet_is_where_no_flow_is_either_way),
		cmocka_unit_test(only_is_refuted_by_another_entry),
		cmocka_unit_test(spoofing_is_found_where_sources_are_not_asked),
		cmocka_unit_test(a_packet_is_answered_as_it_is_judged),
		cmocka_unit_test(always_asks_every_hour),
		cmocka_unit_test(
			a_pinned_mac_need_not_be_said_but_may_be_wrong),
		cmocka_unit_test(a_packet_that_is_none_is_an_error),
		cmocka_unit_test(the_policys_own_claims_and_tests_hold),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
