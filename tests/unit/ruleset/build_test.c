/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * build_test.c -- tests src/ruleset/build.c
 */
#include "ruleset/build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct stmt *address_stmt(struct build *b, const char *text)
{
	struct addr_range range;

	assert_int_equal(range_read(text, &range), ADDR_OK);
	build_rule(b, NULL);
	build_address(b,
		      range.first.family == FAMILY_IPV4 ? FIELD_IP_SADDR
							: FIELD_IP6_SADDR,
		      &range);
	return b->chain.rules.at[b->chain.rules.n - 1].stmts.at;
}

static void a_prefix_is_compared_under_its_mask(void **state)
{
	struct arena arena = { 0 };
	struct build b = build_chain(&arena, "c", NULL);
	const struct stmt *stmt;

	(void)state;
	stmt = address_stmt(&b, "10.20.128.0/17");
	assert_int_equal(stmt->kind, STMT_MATCH);
	assert_true(stmt->has_mask);
	assert_memory_equal(stmt->mask, "\xff\xff\x80\x00", 4);
	assert_memory_equal(stmt->value, "\x0a\x14\x80\x00", 4);
	arena_finish(&arena);
}

static void a_single_address_needs_no_mask(void **state)
{
	struct arena arena = { 0 };
	struct build b = build_chain(&arena, "c", NULL);

	(void)state;
	assert_false(address_stmt(&b, "10.20.0.1")->has_mask);
	assert_false(address_stmt(&b, "2001:db8::1")->has_mask);
	arena_finish(&arena);
}

static void what_is_no_prefix_stays_a_range(void **state)
{
	struct arena arena = { 0 };
	struct build b = build_chain(&arena, "c", NULL);
	const struct stmt *stmt = address_stmt(&b, "10.0.0.1-10.0.0.4");

	(void)state;
	assert_int_equal(stmt->kind, STMT_RANGE);
	assert_memory_equal(stmt->last, "\x0a\x00\x00\x04", 4);
	arena_finish(&arena);
}

static void the_whole_space_is_a_mask_of_nothing(void **state)
{
	struct arena arena = { 0 };
	struct build b = build_chain(&arena, "c", NULL);
	const struct stmt *stmt = address_stmt(&b, "0.0.0.0/0");

	(void)state;
	assert_true(stmt->has_mask);
	assert_memory_equal(stmt->mask, "\0\0\0\0", 4);
	arena_finish(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_prefix_is_compared_under_its_mask),
		cmocka_unit_test(a_single_address_needs_no_mask),
		cmocka_unit_test(what_is_no_prefix_stays_a_range),
		cmocka_unit_test(the_whole_space_is_a_mask_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
