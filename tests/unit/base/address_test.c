/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address_test.c -- tests src/base/address.c
 */
#include "base/address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static enum addr_verdict judge(const char *text)
{
	struct addr_range range;

	return range_read(text, &range);
}

static const char *again(const char *text)
{
	static char buf[RANGE_TEXT];
	struct addr_range range;

	assert_int_equal(range_read(text, &range), ADDR_OK);
	return range_text(buf, &range);
}

static void a_range_prints_as_the_shortest_text(void **state)
{
	(void)state;
	assert_string_equal(again("10.0.0.1"), "10.0.0.1");
	assert_string_equal(again("10.0.0.1/32"), "10.0.0.1");
	assert_string_equal(again("10.0.0.0-10.0.0.255"), "10.0.0.0/24");
	assert_string_equal(again("10.0.0.1-10.0.0.4"), "10.0.0.1-10.0.0.4");
	assert_string_equal(again("0.0.0.0/0"), "0.0.0.0/0");
	assert_string_equal(again("2001:DB8:0::1"), "2001:db8::1");
	assert_string_equal(again("2001:db8::/32"), "2001:db8::/32");
}

static void what_is_not_canonical_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"10.0.0",
		"10.0.0.01",
		"10.0.0.256",
		"10.0.0.1 ",
		" 10.0.0.1",
		"10.0.0.1/33",
		"10.0.0.1/-1",
		"10.0.0.1/",
		"10.0.0.0/08",
		"::1/129",
		"fe80::1%eth0",
		"10.0.0.1-",
		"-10.0.0.1",
		"10.0.0.1-::1",
		"1",
		"0x0a000001",
		"any",
		"10.0.0.0/4294967320",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(judge(bad[i]), ADDR_BAD);
}

static void each_way_of_being_wrong_has_its_name(void **state)
{
	(void)state;
	assert_int_equal(judge("10.0.0.1/24"), ADDR_HOST_BITS);
	assert_int_equal(judge("2001:db8::1/64"), ADDR_HOST_BITS);
	assert_int_equal(judge("10.0.0.9-10.0.0.1"), ADDR_REVERSED);
	assert_int_equal(judge("::ffff:10.0.0.1"), ADDR_MAPPED);
	assert_int_equal(judge("::ffff:0:0/96"), ADDR_MAPPED);
}

static void neighbours_stop_at_the_end_of_the_space(void **state)
{
	struct addr addr;

	(void)state;
	assert_int_equal(addr_read("10.0.0.255", &addr), ADDR_OK);
	assert_true(addr_next(&addr));
	assert_int_equal(addr.bytes[2], 1);
	assert_int_equal(addr.bytes[3], 0);
	assert_int_equal(addr_read("255.255.255.255", &addr), ADDR_OK);
	assert_false(addr_next(&addr));
	assert_int_equal(addr_read("::", &addr), ADDR_OK);
	assert_false(addr_prev(&addr));
}

static void merging_joins_what_overlaps_or_touches(void **state)
{
	static const char *const texts[] = {
		"10.0.1.0/24", "10.0.0.0/24", "10.0.0.128-10.0.0.200",
		"10.0.3.1",    "::1",         "255.255.255.255",
	};
	struct addr_range ranges[6];
	char buf[RANGE_TEXT];

	(void)state;
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(range_read(texts[i], &ranges[i]), ADDR_OK);
	assert_int_equal(ranges_merge(ranges, 6), 4);
	assert_string_equal(range_text(buf, &ranges[0]), "10.0.0.0/23");
	assert_string_equal(range_text(buf, &ranges[1]), "10.0.3.1");
	assert_string_equal(range_text(buf, &ranges[2]), "255.255.255.255");
	assert_string_equal(range_text(buf, &ranges[3]), "::1");
}

static void containment_keeps_to_one_family(void **state)
{
	struct addr_range all4, all6, one;

	(void)state;
	assert_int_equal(range_read("0.0.0.0/0", &all4), ADDR_OK);
	assert_int_equal(range_read("::/0", &all6), ADDR_OK);
	assert_int_equal(range_read("10.0.0.1", &one), ADDR_OK);
	assert_true(range_contains(&all4, &one));
	assert_false(range_contains(&all6, &one));
	assert_false(range_overlaps(&all4, &all6));
}

static void a_mac_is_six_pairs_and_nothing_else(void **state)
{
	char buf[MAC_TEXT];
	struct mac mac;

	(void)state;
	assert_true(mac_read("02:00:5E:10:00:fF", &mac));
	assert_string_equal(mac_text(buf, &mac), "02:00:5e:10:00:ff");
	assert_false(mac_read("02:00:5e:10:00", &mac));
	assert_false(mac_read("02-00-5e-10-00-01", &mac));
	assert_false(mac_read("02:00:5e:10:00:01:", &mac));
	assert_false(mac_read("02:00:5e:10:00:0g", &mac));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_range_prints_as_the_shortest_text),
		cmocka_unit_test(what_is_not_canonical_is_refused),
		cmocka_unit_test(each_way_of_being_wrong_has_its_name),
		cmocka_unit_test(neighbours_stop_at_the_end_of_the_space),
		cmocka_unit_test(merging_joins_what_overlaps_or_touches),
		cmocka_unit_test(containment_keeps_to_one_family),
		cmocka_unit_test(a_mac_is_six_pairs_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
