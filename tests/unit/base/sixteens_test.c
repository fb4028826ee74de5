/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sixteens_test.c -- tests src/base/sixteens.h: every byte at every place
 */
#include "base/sixteens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void check(sixteen flags, size_t place, bool there, uint8_t byte)
{
	for (size_t i = 0; i < sizeof(flags); i++)
		if (flags[i] != (i == place && there ? 0xFF : 0))
			fail_msg("%02X at %zu: flag %zu", byte, place, i);
	if (sixteen_any(flags) != there)
		fail_msg("%02X at %zu: any", byte, place);
	if (there && sixteen_first(flags) != place)
		fail_msg("%02X at %zu: first", byte, place);
}

static void a_flag_is_where_the_byte_is(void **state)
{
	uint8_t bytes[17] = "";
	sixteen loaded;

	(void)state;
	for (size_t place = 0; place < 16; place++) {
		for (int c = 0; c < 256; c++) {
			memset(bytes, '~', sizeof(bytes));
			bytes[1 + place] = (uint8_t)c;
			loaded = sixteen_load(bytes + 1);
			check(sixteen_equal(loaded, '.'), place, c == '.',
			      (uint8_t)c);
			check(sixteen_between(loaded, '+', '-'), place,
			      c >= '+' && c <= '-', (uint8_t)c);
			check(sixteen_between(loaded, 0x80, 0xFF), place,
			      c >= 0x80, (uint8_t)c);
			check(sixteen_between(loaded, 0, ' '), place, c <= ' ',
			      (uint8_t)c);
		}
	}
}

static void a_head_is_all_that_is_kept(void **state)
{
	const char *text = "0123456789abcdef";
	sixteen head;

	(void)state;
	for (size_t n = 0; n <= 16; n++) {
		head = sixteen_head(sixteen_load(text), n);
		for (size_t i = 0; i < 16; i++)
			assert_int_equal(head[i], i < n ? text[i] : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flag_is_where_the_byte_is),
		cmocka_unit_test(a_head_is_all_that_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
