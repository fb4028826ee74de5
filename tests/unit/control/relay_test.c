/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relay_test.c -- tests src/control/relay.c
 */
#include "control/relay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_name_in_any_script_becomes_a_files_name(void **state)
{
	char token[RELAY_TOKEN];

	(void)state;
	assert_string_equal(relay_token(token, "mail-in"), "mail-in");
	assert_string_equal(relay_token(token, "a/b c"), "a=2Fb=20c");
	assert_string_equal(relay_token(token, "受信"), "=E5=8F=97=E4=BF=A1");
	assert_string_equal(relay_token(token, ".."), "=2E=2E");
}

static void long_names_are_told_apart(void **state)
{
	char name[256], one[RELAY_TOKEN], two[RELAY_TOKEN];

	(void)state;
	memset(name, '/', sizeof(name));
	for (size_t len = sizeof(name) - 1; len > 70; len--) {
		name[len] = '\0';
		relay_token(one, name);
		name[len - 1] = 'x';
		relay_token(two, name);
		assert_true(strlen(one) < RELAY_TOKEN);
		assert_string_not_equal(one, two);
		assert_null(strchr(one, '/'));
		name[len - 1] = '/';
	}
}

static void each_length_fits(void **state)
{
	char name[256], token[RELAY_TOKEN];

	(void)state;
	for (size_t len = 0; len < sizeof(name); len++) {
		memset(name, 'a', len);
		name[len] = '\0';
		relay_token(token, name);
		assert_in_range(strlen(token), len ? 1 : 0, RELAY_TOKEN - 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_in_any_script_becomes_a_files_name),
		cmocka_unit_test(long_names_are_told_apart),
		cmocka_unit_test(each_length_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
