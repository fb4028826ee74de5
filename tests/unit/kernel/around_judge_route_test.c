/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around_judge_route_test.c -- tests src/kernel/around_judge*.c: routes, rules,
 * addresses, what was not read
 */
#include <errno.h>
#include <string.h>

#include <linux/rtnetlink.h>

#include "around_site.h"

static void routes_against_the_policy_are_found(void **state)
{
	struct site *s = *state;
	struct around_route *route = route_is(s, I0, "10.10.7.0/24");

	finds(s, SEVERITY_ALARM, "route-astray",
	      "10.10.7.0/24 dev i0 table 254");
	route->link = M0;
	finds_nothing(s);
	assert_int_equal(range_read("198.51.100.0/24", &route->to), ADDR_OK);
	finds(s, SEVERITY_WARNING, "route-foreign",
	      "198.51.100.0/24 dev m0 table 254");
	assert_int_equal(range_read("0.0.0.0/0", &route->to), ADDR_OK);
	finds(s, SEVERITY_ALARM, "default-astray",
	      "0.0.0.0/0 dev m0 table 254");
	/* Half of everything is not everything, but no zone's either. */
	assert_int_equal(range_read("128.0.0.0/1", &route->to), ADDR_OK);
	finds(s, SEVERITY_WARNING, "route-foreign",
	      "128.0.0.0/1 dev m0 table 254");
	route->link = I0;
	finds_nothing(s);
	route->encapsulates = true;
	finds(s, SEVERITY_ALARM, "route-encapsulated",
	      "128.0.0.0/1 dev i0 table 254");
	route->encapsulates = false;
	route->link = 0;
	finds(s, SEVERITY_ALARM, "route-unreadable",
	      "128.0.0.0/1 dev ? table 254");
}

static void a_stray_ones_own_network_is_told_once(void **state)
{
	struct site *s = *state;
	struct around_route *route;

	link_is(s, STRANGER, "s0");
	route = route_is(s, STRANGER, "172.17.0.0/16");
	route->proto = RTPROT_KERNEL;
	finds_nothing(s);
	route->proto = RTPROT_STATIC;
	finds(s, SEVERITY_ALARM, "route-astray",
	      "172.17.0.0/16 dev s0 table 254");
}

static void refusals_and_local_routes_are_found(void **state)
{
	struct site *s = *state;
	struct around_route *route = route_is(s, 0, "10.10.7.0/24");

	route->type = RTN_BLACKHOLE;
	finds(s, SEVERITY_WARNING, "route-cut", "10.10.7.0/24 dev ? table 254");
	assert_int_equal(range_read("10.10.0.1", &route->to), ADDR_OK);
	route->type = RTN_LOCAL;
	route->link = M0;
	finds_nothing(s);
	assert_int_equal(range_read("10.10.0.5", &route->to), ADDR_OK);
	finds(s, SEVERITY_ALARM, "route-local", "10.10.0.5 dev m0 table 254");
}

static void a_network_without_a_way_is_found(void **state)
{
	struct site *s = *state;
	struct around_route *route = &s->around.routes.at[0];

	/* A part of it is enough, a wider one of the zone as well. */
	assert_int_equal(range_read("10.10.3.0/24", &route->to), ADDR_OK);
	finds_nothing(s);
	assert_int_equal(range_read("10.10.0.0/15", &route->to), ADDR_OK);
	judge(s);
	assert_false(found(s, "network-unrouted"));
	route->table = 100;
	judge(s);
	assert_true(found(s, "network-unrouted"));
	assert_true(found(s, "route-table"));
	s->around.routes.at[2].type = RTN_UNREACHABLE;
	judge(s);
	assert_true(found(s, "default-missing"));
}

static void rules_beyond_the_usual_are_found(void **state)
{
	struct site *s = *state;

	rule_is(s, FAMILY_IPV4, 77, RT_TABLE_MAIN);
	finds(s, SEVERITY_ALARM, "rule-extra", "ipv4 priority 77 table 254");
	s->around.rules.n--;
	/* The usual place, but it asks only for some packets. */
	s->around.rules.at[1].plain = false;
	judge(s);
	assert_true(found(s, "rule-extra"));
	assert_true(found(s, "rule-missing"));
}

static void addresses_not_in_their_place_are_found(void **state)
{
	struct site *s = *state;

	s->around.addresses.at[0].link = L0;
	judge(s);
	assert_true(found(s, "address-misplaced"));
	s->around.addresses.at[0].addr = s->around.addresses.at[1].addr;
	finds(s, SEVERITY_WARNING, "address-missing", "10.10.0.1 of juki");
	address_is(s, M0, "10.10.0.1");
	address_is(s, M0, "10.10.0.2");
	finds(s, SEVERITY_NOTE, "address-extra", "10.10.0.2 on m0");
	s->around.addresses.n--;
	address_is(s, M0, "10.20.0.2");
	finds(s, SEVERITY_WARNING, "address-extra", "10.20.0.2 on m0");
}

/* Nothing seen must not pass for nothing there, nor for something missing. */
static void what_was_not_read_is_said_and_not_guessed(void **state)
{
	struct site *s = *state;

	s->around.unread[PART_LINKS] = -ETIMEDOUT;
	s->around.unread[PART_ROUTES] = -E2BIG;
	s->around.unread[PART_ADDRESSES] = -ETIMEDOUT;
	s->around.unread[PART_RULES] = -ETIMEDOUT;
	s->around.links.n = s->around.routes.n = 0;
	s->around.addresses.n = s->around.rules.n = 0;
	judge(s);
	assert_int_equal(s->found.list.n, 4);
	vec_each(one, &s->found.list) {
		assert_string_equal(one->slug, "unread");
		assert_int_equal(one->severity, SEVERITY_ALARM);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(routes_against_the_policy_are_found),
		site_test(a_stray_ones_own_network_is_told_once),
		site_test(refusals_and_local_routes_are_found),
		site_test(a_network_without_a_way_is_found),
		site_test(rules_beyond_the_usual_are_found),
		site_test(addresses_not_in_their_place_are_found),
		site_test(what_was_not_read_is_said_and_not_guessed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
