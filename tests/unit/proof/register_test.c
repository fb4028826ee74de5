/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register_test.c -- the register as diagrams says what policy/judge.c says
 */
#include "proof/register.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "proof/diagram_apply.h"
#include "proof/diagram_ask.h"

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

static void a_moment_is_what_time_says_then(void **state)
{
	static struct built b;
	struct register_options options = { .rule = true };
	struct register_diagrams now;

	(void)state;
	random_seed(43);
	for (int i = 0; i < 4; i++) {
		random_policy(&b.policy);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_the_judge_says),
		cmocka_unit_test(a_moment_is_what_time_says_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
