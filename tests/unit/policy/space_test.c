/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * space_test.c -- the unicast space, and sets of ranges in it
 */
#include "policy/space.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct addr_range range(const char *text)
{
	struct addr_range range;

	assert_int_equal(range_read(text, &range), ADDR_OK);
	return range;
}

static bool routable(const char *text)
{
	struct addr_range one = range(text);

	return ranges_have(space_unicast(), &one);
}

static void the_unicast_space_ends_where_the_rfcs_say(void **state)
{
	(void)state;
	assert_true(routable("1.0.0.0-126.255.255.255"));
	assert_true(routable("223.255.255.255"));
	assert_true(routable("2000::-3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
	assert_true(routable("fc00::/7"));
	assert_false(routable("0.255.255.255"));
	assert_false(routable("127.0.0.1"));
	assert_false(routable("169.254.0.0"));
	assert_false(routable("169.254.255.255"));
	assert_false(routable("224.0.0.0"));
	assert_false(routable("255.255.255.255"));
	assert_false(routable("126.255.255.255-128.0.0.0"));
	assert_false(routable("::1"));
	assert_false(routable("64:ff9b::1"));
	assert_false(routable("fe80::1"));
	assert_false(routable("ff02::1"));
	assert_false(routable("4000::"));
}

static void touching_is_less_than_having(void **state)
{
	struct addr_range of[] = { range("10.0.0.0/24"), range("10.0.2.0/24") };
	struct ranges set = { .at = of, .n = 2 };
	struct addr_range wide = range("10.0.0.128-10.0.2.5");
	struct addr_range gap = range("10.0.1.0/24");
	struct addr_range v6 = range("fd00::/8");

	(void)state;
	assert_true(ranges_touch(&set, &wide));
	assert_false(ranges_have(&set, &wide));
	assert_false(ranges_touch(&set, &gap));
	assert_false(ranges_touch(&set, &v6));
}

static void counting_stops_at_the_most(void **state)
{
	struct addr_range of[] = { range("10.0.0.0/28"), range("10.1.0.7"),
				   range("fd00::/64") };
	struct addr_range carry = range("10.0.0.255-10.0.1.0");

	(void)state;
	assert_int_equal(ranges_count(of, 2, 100), 17);
	assert_int_equal(ranges_count(of, 3, 100), 100);
	assert_int_equal(ranges_count(of, 1, 9), 9);
	assert_int_equal(ranges_count(&carry, 1, 100), 2);
	of[0] = range("0.0.0.0-255.255.255.255");
	assert_true(ranges_count(of, 1, UINT32_MAX) == UINT32_MAX);
}

/* By definition: an address is in the difference if it is in the one and not
 * in the other. */
static void subtracting_leaves_exactly_the_rest(void **state)
{
	(void)state;
	srand(7);
	for (int round = 0; round < 500; round++) {
		struct addr_range from_at[6], less_at[6];
		struct ranges from = { .at = from_at, .n = 6 };
		struct ranges less = { .at = less_at, .n = 6 };
		struct arena arena = { 0 };
		struct ranges rest = { 0 };

		for (size_t i = 0; i < 12; i++) {
			struct addr_range *one =
				i < 6 ? &from_at[i] : &less_at[i - 6];
			uint8_t first = (uint8_t)(rand() % 60);

			*one = range("10.0.0.0");
			one->first.bytes[3] = first;
			one->last.bytes[3] = (uint8_t)(first + rand() % 9);
		}
		from.n = ranges_merge(from_at, 6);
		less.n = ranges_merge(less_at, 6);
		ranges_subtract(&arena, &from, &less, &rest);
		for (unsigned byte = 0; byte < 80; byte++) {
			struct addr_range one = range("10.0.0.0");

			one.first.bytes[3] = one.last.bytes[3] = (uint8_t)byte;
			assert_int_equal(ranges_have(&rest, &one),
					 ranges_have(&from, &one) &&
						 !ranges_have(&less, &one));
		}
		arena_finish(&arena);
	}
}

static void subtracting_at_the_ends_of_the_space_wraps_nowhere(void **state)
{
	struct addr_range all = range("0.0.0.0-255.255.255.255");
	struct addr_range ends[] = { range("0.0.0.0"),
				     range("255.255.255.255") };
	struct ranges from = { .at = &all, .n = 1 };
	struct ranges less = { .at = ends, .n = 2 };
	struct arena arena = { 0 };
	struct ranges rest = { 0 };
	char text[RANGE_TEXT];

	(void)state;
	ranges_subtract(&arena, &from, &less, &rest);
	assert_int_equal(rest.n, 1);
	assert_string_equal(range_text(text, &rest.at[0]),
			    "0.0.0.1-255.255.255.254");
	rest = (struct ranges){ 0 };
	ranges_subtract(&arena, &from, &from, &rest);
	assert_int_equal(rest.n, 0);
	arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_unicast_space_ends_where_the_rfcs_say),
		cmocka_unit_test(touching_is_less_than_having),
		cmocka_unit_test(counting_stops_at_the_most),
		cmocka_unit_test(subtracting_leaves_exactly_the_rest),
		cmocka_unit_test(
			subtracting_at_the_ends_of_the_space_wraps_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
