/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_range_test.c -- the intervals that a set of one field stands for
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proof/rules/range.h"

enum {
	KEYS = 16,
};

struct ends {
	uint8_t keys[KEYS][2];
	struct nf_element elements[KEYS];
	struct nf_set set;
	struct arena arena;
	struct nf_ranges ranges;
};

/* "9-" begins an interval at 9, "-9" ends one before it. */
static bool read_ends(struct ends *ends, const char *const *texts, size_t n)
{
	*ends = (struct ends){ .set = { .flags = NF_SET_INTERVAL,
					.key_len = 2 } };
	for (size_t i = 0; i < n; i++) {
		bool end = texts[i][0] == '-';
		int key = atoi(texts[i] + end);

		ends->keys[i][0] = (uint8_t)(key >> 8);
		ends->keys[i][1] = (uint8_t)key;
		ends->elements[i].key = ends->keys[i];
		ends->elements[i].flags = end ? NF_ELEMENT_INTERVAL_END : 0;
	}
	ends->set.elements.at = ends->elements;
	ends->set.elements.n = n;
	return rules_ranges(&ends->set, &ends->arena, &ends->ranges);
}

static void assert_range(const struct ends *ends, size_t at, int first,
			 int last)
{
	const struct nf_range *range = &ends->ranges.list.at[at];

	assert_true(at < ends->ranges.list.n);
	assert_int_equal(range->first[0] << 8 | range->first[1], first);
	assert_int_equal(range->last[0] << 8 | range->last[1], last);
}

#define READ(ends, ...)                                          \
	read_ends(ends, (const char *const[]){ __VA_ARGS__ },    \
		  sizeof((const char *const[]){ __VA_ARGS__ }) / \
			  sizeof(const char *))

static void an_interval_ends_before_its_end(void **state)
{
	struct ends ends;

	(void)state;
	assert_true(READ(&ends, "-0", "10-", "-20"));
	assert_int_equal(ends.ranges.list.n, 1);
	assert_range(&ends, 0, 10, 19);
	arena_finish(&ends.arena);
}

/* As nft lists them: the greatest first. */
static void order_does_not_matter(void **state)
{
	struct ends ends;

	(void)state;
	assert_true(READ(&ends, "-300", "256-", "-20", "10-", "-0"));
	assert_int_equal(ends.ranges.list.n, 2);
	assert_range(&ends, 0, 10, 19);
	assert_range(&ends, 1, 256, 299);
	arena_finish(&ends.arena);
}

static void the_last_may_be_open(void **state)
{
	struct ends ends;

	(void)state;
	assert_true(READ(&ends, "-0", "40000-"));
	assert_range(&ends, 0, 40000, 65535);
	arena_finish(&ends.arena);
}

static void one_may_begin_where_another_ends(void **state)
{
	struct ends ends;

	(void)state;
	assert_true(READ(&ends, "-0", "10-", "20-", "-20", "-30"));
	assert_int_equal(ends.ranges.list.n, 2);
	assert_range(&ends, 0, 10, 19);
	assert_range(&ends, 1, 20, 29);
	arena_finish(&ends.arena);
}

/* Maps of neighbours have no end between them. */
static void one_ends_where_the_next_begins(void **state)
{
	struct ends ends;

	(void)state;
	assert_true(READ(&ends, "0-", "10-", "-30"));
	assert_int_equal(ends.ranges.list.n, 2);
	assert_range(&ends, 0, 0, 9);
	assert_range(&ends, 1, 10, 29);
	arena_finish(&ends.arena);
}

static void the_catchall_is_in_no_range(void **state)
{
	struct nf_element catchall = { .flags = NF_ELEMENT_CATCHALL };
	struct nf_set set = { .flags = NF_SET_INTERVAL, .key_len = 2 };
	struct nf_ranges ranges = { { 0 } };
	struct arena arena = { 0 };

	(void)state;
	set.elements.at = &catchall;
	set.elements.n = 1;
	assert_true(rules_ranges(&set, &arena, &ranges));
	assert_int_equal(ranges.list.n, 0);
	arena_finish(&arena);
}

static void two_on_one_key_are_no_set(void **state)
{
	struct ends ends;

	(void)state;
	assert_false(READ(&ends, "10-", "10-", "-30"));
	arena_finish(&ends.arena);
	assert_false(READ(&ends, "10-", "-30", "-30"));
	arena_finish(&ends.arena);
}

static void only_intervals_of_one_field_are_asked(void **state)
{
	const struct nf_set one = { .flags = NF_SET_INTERVAL };
	const struct nf_set two = { .flags = NF_SET_INTERVAL, .n_fields = 2 };
	const struct nf_set none = { 0 };

	(void)state;
	assert_true(rules_has_ranges(&one));
	assert_false(rules_has_ranges(&two));
	assert_false(rules_has_ranges(&none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interval_ends_before_its_end),
		cmocka_unit_test(order_does_not_matter),
		cmocka_unit_test(the_last_may_be_open),
		cmocka_unit_test(one_may_begin_where_another_ends),
		cmocka_unit_test(one_ends_where_the_next_begins),
		cmocka_unit_test(the_catchall_is_in_no_range),
		cmocka_unit_test(two_on_one_key_are_no_set),
		cmocka_unit_test(only_intervals_of_one_field_are_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
