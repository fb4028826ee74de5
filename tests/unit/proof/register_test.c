/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register_test.c -- the register as diagrams says what policy/judge.c says
 */
#include "proof/register/register.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proof/diagram/apply.h"
#include "proof/diagram/ask.h"

#include "random_policy.h"
#include "register_say.h"

enum {
	N_POLICIES = 60,
	N_PACKETS = 4000,
	HOUR = 3600,
};

struct built {
	struct policy policy;
	struct space space;
	struct diagrams all;
	struct register_diagrams act, rule, now, ever;
	time_t moment;
};

static void build(struct built *b, enum space_order order)
{
	struct register_options options = { .time = REGISTER_TIMES };

	b->moment = RANDOM_EPOCH + (time_t)pick(50) * HOUR;
	diagrams_init(&b->all, (struct diagram_limits){ 0 });
	space_init(&b->space, order);
	assert_true(register_names(&b->policy, &b->space));
	space_freeze(&b->space);
	assert_true(register_build(&b->all, &b->space, &b->policy, &options,
				   &b->act));
	options.rule = true;
	assert_true(register_build(&b->all, &b->space, &b->policy, &options,
				   &b->rule));
	options.time = REGISTER_AT;
	options.now = b->moment;
	assert_true(register_build(&b->all, &b->space, &b->policy, &options,
				   &b->now));
	options.rule = false;
	options.time = REGISTER_EVER;
	assert_true(register_build(&b->all, &b->space, &b->policy, &options,
				   &b->ever));
}

static void finish(struct built *b)
{
	space_finish(&b->space);
	diagrams_finish(&b->all);
	arena_finish(&b->policy.arena);
}

/* One packet, at any time and at the moment; true if accepted. */
static bool hold(const struct built *b, struct packet packet)
{
	uint16_t digits[DIAGRAM_LEVELS];
	enum register_hook hook = register_hook_of(&packet);
	enum judgement judgement;
	uint32_t entry;
	bool accept;

	judgement = judge(&b->policy, &packet, &entry);
	accept = judgement == JUDGE_ACCEPT;
	register_assign(&b->space, &packet, digits);
	assert_int_equal(diagram_evaluate(&b->all, b->act.hooks[hook], digits),
			 diagram_of_bool(accept));
	assert_int_equal(diagram_evaluate(&b->all, b->rule.hooks[hook], digits),
			 diagram_leaf(accept ? entry : REGISTER_DENIED));
	if (accept)
		assert_int_equal(
			diagram_evaluate(&b->all, b->ever.hooks[hook], digits),
			DIAGRAM_TRUE);
	else if (judgement != JUDGE_NOT_NOW)
		assert_int_equal(
			diagram_evaluate(&b->all, b->ever.hooks[hook], digits),
			DIAGRAM_FALSE);
	packet.now = b->moment;
	if (judge(&b->policy, &packet, &entry) != JUDGE_ACCEPT)
		entry = REGISTER_DENIED;
	assert_int_equal(diagram_evaluate(&b->all, b->now.hooks[hook], digits),
			 diagram_leaf(entry));
	return accept;
}

static void says_what_the_judge_says(void **state)
{
	static struct built b;
	size_t n_accepted = 0;
	struct mac mac;

	(void)state;
	random_seed(41);
	for (size_t i = 0; i < N_POLICIES; i++) {
		random_policy(&b.policy);
		build(&b, (enum space_order)(i % N_SPACE_ORDERS));
		for (size_t n = 0; n < N_PACKETS; n++)
			n_accepted += hold(&b, random_packet(&b.policy, &mac));
		finish(&b);
	}
	print_message("%d packets, %zu permitted\n", N_POLICIES * N_PACKETS,
		      n_accepted);
	assert_in_range(n_accepted, N_POLICIES * N_PACKETS / 20,
			N_POLICIES * N_PACKETS);
}

/* A diagram over time, at one moment. */
static uint32_t at_moment(struct built *b, uint32_t id, time_t now)
{
	struct packet packet = { .now = now };
	uint16_t digits[DIAGRAM_LEVELS];

	static const enum variable times[] = { VAR_DAY, VAR_HOUR, VAR_TIME };

	unsigned level;

	register_assign(&b->space, &packet, digits);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		for (unsigned n = 0; n < variable_info(times[i])->digits; n++) {
			level = b->space.levels[times[i]] + n;
			id = diagram_assign(&b->all, id, level, digits[level]);
		}
	return id;
}

/* A flow of all addresses, at the week's ends: they cross UTC's. */
static void open_at_weekends(struct policy *policy)
{
	struct flow *flow = &policy->flows.at[0];

	flow->hours.n = 0;
	*vec_add(&policy->arena, &flow->hours) = (struct hours){
		.days = 1 << 0 | 1 << 6,
		.from = HOUR,
		.to = 23 * HOUR,
	};
	flow->approval = (struct approval){ 0 };
	flow->sources = flow->from->space;
	flow->destinations = flow->to->space;
}

static void a_moment_is_what_time_says_then(void **state)
{
	static struct built b;
	struct register_options options = { .rule = true };
	struct register_diagrams now;

	(void)state;
	random_seed(43);
	for (int i = 0; i < 4; i++) {
		random_policy(&b.policy);
		open_at_weekends(&b.policy);
		build(&b, ORDER_DESTINATIONS);
		/* every hour or the second before it: more than a week */
		for (time_t n = 0; n < 8L * 24; n++) {
			options.now = RANDOM_EPOCH + n * HOUR - n / 5 % 2;
			assert_true(register_build(&b.all, &b.space, &b.policy,
						   &options, &now));
			for (int hook = 0; hook < N_REGISTER_HOOKS; hook++)
				assert_int_equal(at_moment(&b,
							   b.rule.hooks[hook],
							   options.now),
						 now.hooks[hook]);
		}
		finish(&b);
	}
}

/* The few values that one packet of the tiny space may have of each kind. */
struct tiny_space {
	const char *names[8];
	struct addr addrs[6];
	size_t n_names;
};

static const struct {
	uint8_t proto;
	bool echo;
	uint16_t sport, dport;
} tiny_services[] = {
	{ PROTO_TCP, false, 40000, 22 }, { PROTO_TCP, false, 443, 40000 },
	{ PROTO_TCP, false, 25, 25 },    { PROTO_UDP, false, 443, 8000 },
	{ PROTO_SCTP, false, 80, 81 },   { PROTO_ICMP, true, 0, 0 },
	{ PROTO_ICMP, false, 0, 0 },     { PROTO_ICMPV6, true, 0, 0 },
	{ PROTO_ICMPV6, false, 0, 0 },   { 47, false, 0, 0 },
};

static struct tiny_space make_tiny(const struct policy *policy, bool v6)
{
	static const uint32_t hosts[] = { 1, 5, 7 };
	struct tiny_space tiny = { .names = { NULL, "eth9", "lo" },
				   .n_names = 3 };

	vec_each(zone, &policy->zones)
		tiny.names[tiny.n_names++] = zone->interfaces.at[0];
	for (uint32_t i = 0; i < 6; i++)
		tiny.addrs[i] = random_address(i / 3 ? 0 : 3, hosts[i % 3], v6);
	return tiny;
}

/* In every state and both directions. */
static void hold_states(const struct built *b, struct packet packet)
{
	enum register_hook hook = register_hook_of(&packet);
	uint16_t digits[DIAGRAM_LEVELS];
	uint32_t entry;

	for (int reply = 0; reply < 2; reply++) {
		packet.reply = reply;
		register_assign(&b->space, &packet, digits);
		for (uint64_t state = 0; state <= STATE_UNTRACKED; state++) {
			space_put_number(&b->space, digits, VAR_CT_STATE,
					 state);
			if (judge(&b->policy, &packet, &entry) !=
				    JUDGE_ACCEPT ||
			    state > STATE_RELATED)
				entry = REGISTER_DENIED;
			if (packet.iif && !strcmp(packet.iif, "lo") &&
			    !packet.oif)
				entry = REGISTER_LOOPBACK;
			if (packet.oif && !strcmp(packet.oif, "lo") &&
			    !packet.iif)
				entry = REGISTER_LOOPBACK;
			assert_int_equal(diagram_evaluate(&b->all,
							  b->rule.hooks[hook],
							  digits),
					 diagram_leaf(entry));
		}
	}
}

static void hold_tiny(const struct built *b, const struct tiny_space *tiny,
		      const char *iif, const char *oif)
{
	static const struct mac mac = { { 2, 0, 0, 0, 0, 1 } };
	struct packet packet = { .iif = iif, .oif = oif, .now = b->moment };

	for (size_t from = 0; from < 6; from++) {
		for (size_t to = 0; to < 6; to++) {
			packet.saddr = tiny->addrs[from];
			packet.daddr = tiny->addrs[to];
			for (size_t i = 0; i < sizeof(tiny_services) /
						       sizeof(tiny_services[0]);
			     i++) {
				packet.proto = tiny_services[i].proto;
				packet.echo = tiny_services[i].echo;
				packet.sport = tiny_services[i].sport;
				packet.dport = tiny_services[i].dport;
				packet.mac = &mac;
				hold_states(b, packet);
			}
		}
	}
}

static void every_packet_of_a_tiny_space(void **state)
{
	static struct built b;
	struct tiny_space tiny;

	(void)state;
	random_seed(44);
	for (int n = 0; n < 6; n++) {
		random_policy(&b.policy);
		build(&b, (enum space_order)(n % N_SPACE_ORDERS));
		tiny = make_tiny(&b.policy, n % 2);
		for (size_t i = 0; i < tiny.n_names; i++)
			for (size_t j = 0; j < tiny.n_names; j++)
				if (i || j) /* it arrives or leaves */
					hold_tiny(&b, &tiny, tiny.names[i],
						  tiny.names[j]);
		finish(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_the_judge_says),
		cmocka_unit_test(every_packet_of_a_tiny_space),
		cmocka_unit_test(a_moment_is_what_time_says_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
