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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_the_judge_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
