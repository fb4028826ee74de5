/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compare_test.c -- names, numbers and ranges as the kernel compares them
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "small.h"

enum {
	EQ = 0,
	GTE = 5,
	FORWARD_HOOK = 2,
	IIFNAME = 6,
};

static bool drops_from(struct small *s, const char *lo, const char *hi)
{
	struct box box = small_box();

	memcpy(box.lo + SADDR, lo, 4);
	memcpy(box.hi + SADDR, hi, 4);
	return small_drops(s, &box);
}

/* "eth*" is three bytes long, "eth0" sixteen. */
static void a_name_is_compared_as_far_as_it_is_given(void **state)
{
	struct small *s = *state;
	struct box box = small_box();

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_rule(s, "f");
	small_load(s, "meta", IIFNAME);
	small_cmp(s, EQ, "eth", 3);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	small_rule(s, "f");
	small_load(s, "meta", IIFNAME);
	small_cmp(s, EQ, "wan", 4);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	assert_true(small_drops(s, &box));
	small_fix(&box, IIF, "wan\0\0", 5);
	assert_true(small_drops(s, &box));
	small_fix(&box, IIF, "wan0", 5);
	assert_false(small_drops(s, &box));
	small_fix(&box, IIF, "et\0", 3);
	assert_false(small_drops(s, &box));
}

static void each_comparison_means_what_it_says(void **state)
{
	/* Of 4, 5 and 6 with 5. */
	static const bool drops[][3] = {
		{ false, true, false }, { true, false, true },
		{ true, false, false }, { true, true, false },
		{ false, false, true }, { false, true, true },
	};
	static const char *const values[] = { "\0\0\0\4", "\0\0\0\5",
					      "\0\0\0\6" };

	for (uint32_t op = 0; op < 6; op++) {
		struct small *s = *state;

		small_base(s, "f", FORWARD_HOOK, 0, true);
		small_rule(s, "f");
		small_payload(s, 1, 12, 4);
		small_cmp(s, op, values[1], 4);
		small_verdict(s, SMALL_DROP, NULL);
		small_end(s);
		for (size_t i = 0; i < 3; i++)
			assert_int_equal(drops_from(s, values[i], values[i]),
					 drops[op][i]);
		small_teardown(state);
		small_setup(state);
	}
}

static void a_number_of_several_bytes_is_compared_as_one(void **state)
{
	struct small *s = *state;
	struct box box = small_box();

	small_base(s, "f", FORWARD_HOOK, 0, true);
	small_rule(s, "f");
	small_payload(s, 1, 12, 4);
	small_cmp(s, GTE, "\12\0\0\200", 4);
	small_verdict(s, SMALL_DROP, NULL);
	small_end(s);
	assert_true(drops_from(s, "\12\0\0\200", "\12\0\0\377"));
	assert_true(drops_from(s, "\12\0\1\0", "\377\377\377\377"));
	assert_false(drops_from(s, "\12\0\0\177", "\12\0\0\200"));
	assert_false(drops_from(s, "\12\0\0\0", "\12\0\0\177"));
	assert_false(small_drops(s, &box));
}

static void put_key(struct message *m, uint16_t attr, const char *key)
{
	size_t nest = message_nest(m, attr);

	message_put(m, 1, key, 8);
	message_end(m, nest);
}

/* Source and destination, as ranges. */
static void add_pair(struct small *s, const char *from, const char *to)
{
	struct message m;
	size_t list, element;

	message_begin(&m, 12);
	message_text(&m, 1, "t");
	message_text(&m, 2, "pairs");
	list = message_nest(&m, 3);
	element = message_nest(&m, 1);
	put_key(&m, 1, from);
	put_key(&m, 10, to);
	message_end(&m, element);
	message_end(&m, list);
	message_add(&m, &s->snapshot, SNAPSHOT_ELEMENTS);
}

/* What reaches far begins early: it is not the last before a key. */
static void a_long_range_is_found_behind_short_ones(void **state)
{
	struct small *s = *state;
	struct box box = small_box();
	struct message m;
	size_t desc, list, one;

	message_begin(&m, 9);
	message_text(&m, 1, "t");
	message_text(&m, 2, "pairs");
	message_u32(&m, 3, 0x84);
	message_u32(&m, 5, 8);
	desc = message_nest(&m, 9);
	list = message_nest(&m, 2);
	for (int i = 0; i < 2; i++) {
		one = message_nest(&m, 1);
		message_u32(&m, 1, 4);
		message_end(&m, one);
	}
	message_end(&m, list);
	message_end(&m, desc);
	message_add(&m, &s->snapshot, SNAPSHOT_SETS);
	add_pair(s, "\1\0\0\0\1\1\1\1", "\7\0\0\0\1\1\1\1");
	add_pair(s, "\2\0\0\0\2\2\2\2", "\2\0\0\1\2\2\2\2");
	add_pair(s, "\3\0\0\0\2\2\2\2", "\3\0\0\1\2\2\2\2");
	small_base(s, "f", FORWARD_HOOK, 0, false);
	small_rule(s, "f");
	small_payload(s, 1, 12, 8);
	small_lookup(s, "pairs", false, false);
	small_verdict(s, SMALL_ACCEPT, NULL);
	small_end(s);
	small_fix(&box, SADDR, "\5\0\0\0", 4);
	small_fix(&box, DADDR, "\1\1\1\1", 4);
	assert_false(small_drops(s, &box));
	small_fix(&box, DADDR, "\2\2\2\2", 4);
	assert_true(small_drops(s, &box));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, small_setup, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_name_is_compared_as_far_as_it_is_given),
		TEST(each_comparison_means_what_it_says),
		TEST(a_number_of_several_bytes_is_compared_as_one),
		TEST(a_long_range_is_found_behind_short_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
