/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_change_test.c -- two policies' difference is that of their judgements
 */
#include "proof/question/ask_change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ask_site.h"
#include "random_policy.h"
#include "register_say.h"

enum {
	N_POLICIES = 24,
	N_PACKETS = 1500,
};

static void a_change_is_the_difference_of_judgements(void **state)
{
	static struct site s;
	struct ask_change change;
	struct ask_rows newly[N_REGISTER_HOOKS], gone[N_REGISTER_HOOKS];
	struct arena arena = { 0 };
	struct ask_scope scope = { 0 };
	struct packet packet;
	size_t n[2] = { 0 };
	bool was, is;

	(void)state;
	for (uint64_t i = 0; i < N_POLICIES; i++) {
		site_set_up(&s, 500 + i);
		assert_true(ask_change(&s.all, &s.space, &s.policy, &s.after,
				       &s.options, &change));
		for (int hook = 0; hook < N_REGISTER_HOOKS; hook++) {
			scope.hook = (enum register_hook)hook;
			assert_true(ask_reach(&s.asked, change.newly[hook],
					      &scope, &arena, &newly[hook]));
			assert_true(ask_reach(&s.asked, change.no_longer[hook],
					      &scope, &arena, &gone[hook]));
		}
		for (int k = 0; k < N_PACKETS; k++) {
			packet = site_packet(&s);
			was = judge(&s.policy, &packet, NULL) == JUDGE_ACCEPT;
			is = judge(&s.after, &packet, NULL) == JUDGE_ACCEPT;
			n[0] += is && !was;
			n[1] += was && !is;
			assert_int_equal(
				rows_have(&newly[register_hook_of(&packet)], &s,
					  &packet),
				is && !was);
			assert_int_equal(
				rows_have(&gone[register_hook_of(&packet)], &s,
					  &packet),
				was && !is);
		}
		site_finish(&s);
	}
	arena_finish(&arena);
	assert_in_range(n[0], 20, N_POLICIES * N_PACKETS);
	assert_in_range(n[1], 200, N_POLICIES * N_PACKETS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_is_the_difference_of_judgements),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
