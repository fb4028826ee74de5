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

static void a_digit_has_its_value(void **state)
{
	const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *found;

	for (int c = -1; c < 256; c++) {
		found = c > 0 ? strchr(digits, c) : NULL;
		assert_int_equal(ascii_hex(c),
				 found ? (found - digits) % 16 : -1);
	}
	(void)state;
}

static void a_run_ends_at_the_first_byte_that_is_not_printable(void **state)
{
	uint8_t text[56];

	memset(text, 'a', sizeof(text));
	for (size_t len = 0; len <= sizeof(text); len++) {
		assert_int_equal(ascii_printable_run(text, len), len);
		for (size_t at = 0; at < len; at++)
			for (int c = 0; c < 256; c++) {
				text[at] = (uint8_t)c;
				assert_int_equal(ascii_printable_run(text, len),
						 c >= ' ' && c < 0x7F ? len
								      : at);
				text[at] = 'a';
			}
	}
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_says_of_each_byte_what_it_is),
		cmocka_unit_test(a_digit_has_its_value),
		cmocka_unit_test(
			a_run_ends_at_the_first_byte_that_is_not_printable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
