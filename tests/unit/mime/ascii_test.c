/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ascii_test.c -- tests src/mime/text/ascii.c
 */
#include "mime/text/ascii.h"

#include <string.h>

#include "fixture.h"

static bool is_of(const char *signs, int c)
{
	return c && strchr(signs, c);
}

static void the_table_says_of_each_byte_what_it_is(void **state)
{
	for (int c = 0; c < 256; c++) {
		const bool letter =
			is_of("abcdefghijklmnopqrstuvwxyz", ascii_lower(c));
		const bool digit = is_of("0123456789", c);
		const int kind = ascii_kinds[c];

		assert_int_equal(!!(kind & ASCII_LETTER), letter);
		assert_int_equal(!!(kind & ASCII_DIGIT), digit);
		assert_int_equal(!!(kind & ASCII_ATOM),
				 letter || digit ||
					 is_of("!#$%&'*+-/=?^_`{|}~", c));
		assert_int_equal(!!(kind & ASCII_TOKEN),
				 c > ' ' && c < 0x7F &&
					 !is_of("()<>@,;:\\\"/[]?=", c));
		assert_int_equal(ascii_is_alnum((char)c), letter || digit);
	}
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_says_of_each_byte_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
