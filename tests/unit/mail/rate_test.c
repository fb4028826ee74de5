/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rate_test.c -- tests src/mail/outside/rate.c, with a clock of its own
 */
#include "mail/outside/rate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
	SECOND = 1000000
};

static const uint8_t key[SIPHASH_KEY] = "0123456789abcde";
static struct rate_table table;
static uint64_t now;

static void begin(uint32_t count, uint32_t seconds, uint32_t burst)
{
	memset(&table, 0, sizeof(table));
	rate_begin(&table, count, seconds, burst, key);
	now = 1000 * (uint64_t)SECOND;
}

static bool take(const char *who)
{
	bool allowed = rate_allows(&table, who, strlen(who), now);

	assert_int_equal(rate_take(&table, who, strlen(who), now), allowed);
	return allowed;
}

static unsigned take_all(const char *who)
{
	unsigned n = 0;

	while (n < 100000 && take(who))
		n++;
	return n;
}

static void so_many_at_once_and_then_one_by_one(void **state)
{
	(void)state;
	begin(60, 60, 10);
	assert_int_equal(take_all("a"), 10);
	now += SECOND - 1;
	assert_false(take("a"));
	now++;
	assert_int_equal(take_all("a"), 1);
	now += 5 * (uint64_t)SECOND;
	assert_int_equal(take_all("a"), 5);
	now += 3600 * (uint64_t)SECOND;
	assert_int_equal(take_all("a"), 10);
}

static void without_a_burst_the_whole_may_come_at_once(void **state)
{
	(void)state;
	begin(600, 60, 0);
	assert_int_equal(take_all("a"), 600);
	now += SECOND;
	assert_int_equal(take_all("a"), 10);
}

static void each_has_its_own(void **state)
{
	(void)state;
	begin(1, 3600, 0);
	assert_true(take("a"));
	assert_false(take("a"));
	assert_true(take("b"));
	assert_true(take(""));
	assert_false(take(""));
}

static void no_limit_is_none(void **state)
{
	(void)state;
	begin(0, 60, 0);
	assert_int_equal(take_all("a"), 100000);
}

/* Asked too often, it does not wait the longer. */
static void a_refusal_costs_nothing(void **state)
{
	(void)state;
	begin(1, 60, 0);
	assert_true(take("a"));
	for (int i = 0; i < 59; i++) {
		now += SECOND;
		assert_false(take("a"));
	}
	now += SECOND;
	assert_true(take("a"));
}

/* However many others come, nobody gets a token more. */
static void a_crowd_makes_nobody_forgotten(void **state)
{
	unsigned taken = 0, refused = 0;
	char who[32];

	(void)state;
	begin(2, 3600, 0);
	assert_int_equal(take_all("victim"), 2);
	for (unsigned i = 0; i < 10 * RATE_SETS * RATE_WAYS; i++) {
		snprintf(who, sizeof(who), "sender-%u@example", i);
		if (take(who))
			taken++;
		else
			refused++;
		now += 100;
	}
	assert_false(take("victim"));
	/* … and those beyond the table's room wait */
	assert_true(taken >= RATE_SETS * RATE_WAYS / 2);
	assert_true(taken < RATE_SETS * RATE_WAYS);
	assert_true(refused > 0);
	/* as long as it takes, not longer */
	now += 3600 * (uint64_t)SECOND;
	assert_true(take("one-more@example"));
	assert_int_equal(take_all("victim"), 2);
}

/* At random: in no time more than the burst and what flowed in since. */
static void nobody_ever_exceeds(void **state)
{
	static unsigned taken[5000];
	uint64_t begun;

	(void)state;
	srandom(1);
	begin(30, 60, 4);
	begun = now;
	for (int i = 0; i < 300000; i++) {
		unsigned n = (unsigned)random() % 5000;
		char who[16];

		/* a few who never rest among many */
		if (random() % 2)
			n %= 8;
		snprintf(who, sizeof(who), "%u", n);
		taken[n] += take(who);
		now += (uint64_t)random() % 2000;
		assert_true(taken[n] <= 4 + (now - begun) / (2 * SECOND));
	}
	/* the restless got all that was theirs */
	assert_true(taken[0] >= (now - begun) / (2 * SECOND));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(so_many_at_once_and_then_one_by_one),
		cmocka_unit_test(without_a_burst_the_whole_may_come_at_once),
		cmocka_unit_test(each_has_its_own),
		cmocka_unit_test(no_limit_is_none),
		cmocka_unit_test(a_refusal_costs_nothing),
		cmocka_unit_test(a_crowd_makes_nobody_forgotten),
		cmocka_unit_test(nobody_ever_exceeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
