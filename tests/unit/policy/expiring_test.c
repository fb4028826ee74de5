/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expiring_test.c -- tests src/policy/expiring.c, around the ends of months and
 * of fiscal years
 */
#include "policy/expiring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
	HOUR = 3600,
	DAY = 86400,
};

/* Tokyo's; entries are added in order of their numbers. */
struct register_of {
	struct policy policy;
	struct arena answers;
	const char *ids[16];
};

static int setup(void **state)
{
	struct register_of *r = calloc(1, sizeof(*r));

	r->policy.utc_offset = 9 * HOUR;
	r->policy.entry_ids = r->ids;
	*state = r;
	return 0;
}

static int teardown(void **state)
{
	struct register_of *r = *state;

	arena_finish(&r->policy.arena);
	arena_finish(&r->answers);
	free(r);
	return 0;
}

/* The day's first second in Tokyo. */
static time_t day(const char *text)
{
	struct tm tm = { 0 };

	assert_non_null(strptime(text, "%Y-%m-%d", &tm));
	return timegm(&tm) - 9 * HOUR;
}

static struct approval *add_flow(struct register_of *r, const char *id)
{
	struct flow *flow = vec_add(&r->policy.arena, &r->policy.flows);

	r->ids[r->policy.n_entries] = id;
	flow->id = id;
	flow->number = ++r->policy.n_entries;
	return &flow->approval;
}

static void ends(struct register_of *r, const char *id, const char *last_day)
{
	add_flow(r, id)->valid_until = day(last_day) + DAY;
}

static struct expiring_list ask(struct register_of *r, time_t now)
{
	struct expiring_list list;

	policy_expiring(&r->policy, now, &r->answers, &list);
	return list;
}

/* The step of the only entry; 0: it is not told. */
static unsigned step_at(struct register_of *r, time_t now)
{
	struct expiring_list list = ask(r, now);

	return list.n ? list.at[0].step : 0;
}

static void steps_are_reached_at_local_midnights(void **state)
{
	struct register_of *r = *state;

	ends(r, "T-1", "2027-03-31");
	assert_int_equal(step_at(r, day("2027-03-02") - 1), 0);
	assert_int_equal(step_at(r, day("2027-03-02")), 30);
	assert_int_equal(step_at(r, day("2027-03-25") - 1), 30);
	assert_int_equal(step_at(r, day("2027-03-25")), 7);
	assert_int_equal(step_at(r, day("2027-03-31") - 1), 7);
	assert_int_equal(step_at(r, day("2027-03-31")), 1);
	assert_int_equal(step_at(r, day("2027-04-01") - 1), 1);
	assert_int_equal(step_at(r, day("2027-04-01")), 0);
}

static void a_leap_day_counts(void **state)
{
	struct register_of *r = *state;

	ends(r, "T-1", "2028-03-01");
	assert_int_equal(step_at(r, day("2028-02-24") - 1), 30);
	assert_int_equal(step_at(r, day("2028-02-24")), 7);
	assert_int_equal(step_at(r, day("2028-02-29")), 7);
	assert_int_equal(step_at(r, day("2028-03-01")), 1);
}

static void the_last_day_is_the_policys_own(void **state)
{
	struct register_of *r = *state;

	ends(r, "T-1", "2027-12-31");
	assert_string_equal(ask(r, day("2027-12-31")).at[0].last_day,
			    "2027-12-31");
	/* The same second, where it is still the evening before. */
	r->policy.utc_offset = -9 * HOUR;
	assert_string_equal(ask(r, day("2027-12-31")).at[0].last_day,
			    "2027-12-31");
	r->policy.utc_offset = 14 * HOUR;
	assert_string_equal(ask(r, day("2027-12-31")).at[0].last_day,
			    "2028-01-01");
}

static void the_nearest_end_is_told_first(void **state)
{
	struct register_of *r = *state;
	struct expiring_list list;

	ends(r, "late", "2027-03-31");
	add_flow(r, "endless");
	ends(r, "gone", "2027-03-01");
	ends(r, "soon", "2027-03-08");
	ends(r, "far", "2027-05-01");
	ends(r, "also late", "2027-03-31");
	list = ask(r, day("2027-03-05"));
	assert_int_equal(list.n, 3);
	assert_string_equal(list.at[0].id, "soon");
	assert_int_equal(list.at[0].step, 7);
	assert_int_equal(list.at[0].end, day("2027-03-09"));
	assert_string_equal(list.at[1].id, "late");
	assert_int_equal(list.at[1].step, 30);
	assert_string_equal(list.at[2].id, "also late");
	assert_int_equal(list.at[2].number, 6);
}

static void what_is_no_flow_ends_too(void **state)
{
	struct register_of *r = *state;
	struct policy *p = &r->policy;
	struct relay *relay = vec_add(&p->arena, &p->relays);
	struct management *management = vec_add(&p->arena, &p->management);
	struct gateway_service *service = vec_add(&p->arena, &p->gateway);
	struct expiring_list list;

	relay->number_in = 1;
	relay->number_out = 2;
	management->number = 3;
	service->number = 4;
	p->n_entries = 4;
	relay->approval.valid_until = day("2027-04-01");
	management->approval.valid_until = day("2027-04-01");
	service->approval.valid_until = day("2027-04-01");
	for (int i = 0; i < 4; i++)
		r->ids[i] = "entry";
	list = ask(r, day("2027-03-31"));
	assert_int_equal(list.n, 4);
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(list.at[i].number, i + 1);
}

static void each_step_is_followed_by_the_next(void **state)
{
	struct register_of *r = *state;
	time_t now = day("2027-01-01");
	static const char *const days[] = { "2027-02-15", "2027-03-02",
					    "2027-03-25", "2027-03-31",
					    "2027-04-01" };

	ends(r, "T-1", "2027-03-31");
	add_flow(r, "begins")->valid_from = day("2027-02-15");
	add_flow(r, "endless");
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		now = policy_next_step(&r->policy, now);
		assert_int_equal(now, day(days[i]));
	}
	assert_int_equal(policy_next_step(&r->policy, now), 0);
}

static void an_empty_register_has_no_next_step(void **state)
{
	struct register_of *r = *state;

	assert_int_equal(policy_next_step(&r->policy, 0), 0);
	assert_int_equal(ask(r, 0).n, 0);
}

#define REGISTER_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		REGISTER_TEST(steps_are_reached_at_local_midnights),
		REGISTER_TEST(a_leap_day_counts),
		REGISTER_TEST(the_last_day_is_the_policys_own),
		REGISTER_TEST(the_nearest_end_is_told_first),
		REGISTER_TEST(what_is_no_flow_ends_too),
		REGISTER_TEST(each_step_is_followed_by_the_next),
		REGISTER_TEST(an_empty_register_has_no_next_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
