/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * identity_test.c -- tests src/privsep/identity.c
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "privsep/jail.h"

static void numbers_and_names_are_found(void **state)
{
	struct identity who = { 0 };

	(void)state;
	assert_int_equal(identity_find("40001", &who), 0);
	assert_true(who.known);
	assert_int_equal(who.uid, 40001);
	assert_int_equal(who.gid, 40001);
	assert_int_equal(identity_find("40001:40002", &who), 0);
	assert_int_equal(who.gid, 40002);
	assert_int_equal(identity_find("nobody", &who), 0);
	assert_int_equal(who.uid, 65534);
}

static void root_is_nobody_s_user(void **state)
{
	struct identity who = { 0 };

	(void)state;
	assert_int_equal(identity_find("root", &who), -EINVAL);
	assert_int_equal(identity_find("0", &who), -EINVAL);
	assert_int_equal(identity_find("40001:0", &who), -EINVAL);
	assert_false(who.known);
}

static void what_nobody_bears_is_not_found(void **state)
{
	struct identity who = { 0 };

	(void)state;
	assert_int_equal(identity_find("no-such-user", &who), -ENOENT);
	assert_int_equal(identity_find("40001:", &who), -ENOENT);
	assert_int_equal(identity_find("040001", &who), -ENOENT);
	assert_int_equal(identity_find("99999999999", &who), -ENOENT);
	assert_int_equal(identity_find("", &who), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_and_names_are_found),
		cmocka_unit_test(root_is_nobody_s_user),
		cmocka_unit_test(what_nobody_bears_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
