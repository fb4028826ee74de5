/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text_test.c -- tests src/base/text.c
 */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void a_number_is_digits_and_nothing_else(void **state)
{
	static const char *const bad[] = {
		"",
		"+1",
		"-1",
		" 1",
		"1 ",
		"0x",
		"01",
		"1.0",
		"65536",
		"4294967739",
		"18446744073709551616",
	};
	uint16_t n = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(text_u16(bad[i], &n));
	assert_int_equal(n, 7);
	assert_true(text_u16("0", &n));
	assert_true(text_u16("65535", &n));
	assert_int_equal(n, 65535);
}

static void a_size_never_wraps(void **state)
{
	uint64_t size = 0;

	(void)state;
	assert_true(text_size("20M", UINT64_MAX, &size));
	assert_int_equal(size, 20 << 20);
	assert_false(text_size("17179869184G", UINT64_MAX, &size));
	assert_false(text_size("2K", 2047, &size));
	assert_false(text_size("K", UINT64_MAX, &size));
	assert_false(text_size("1KK", UINT64_MAX, &size));
	assert_false(text_size("1k", UINT64_MAX, &size));
}

__attribute__((format(printf, 3, 4))) static size_t line(char *out, size_t size,
							 const char *fmt, ...)
{
	va_list ap;
	size_t len;

	va_start(ap, fmt);
	len = text_line(out, size, fmt, ap);
	va_end(ap);
	return len;
}

static void a_line_is_cut_to_its_room(void **state)
{
	char out[] = "???????";

	(void)state;
	assert_int_equal(line(out, 6, "%d %s", 1, "a"), 4);
	assert_memory_equal(out, "1 a\n", 4);
	assert_int_equal(line(out, 6, "%s", "1234"), 5);
	assert_memory_equal(out, "1234\n", 5);
	assert_int_equal(line(out, 6, "%s", "123456789"), 5);
	assert_string_equal(out + 6, "?");
	assert_memory_equal(out, "1234\n", 5);
	assert_int_equal(line(out, 6, "%s", "ab漢字"), 3);
	assert_memory_equal(out, "ab\n", 3);
	assert_int_equal(line(out, 6, "%s", "a漢字"), 5);
	assert_memory_equal(out, "a漢\n", 5);
	assert_int_equal(line(out, 6, "%s", ""), 1);
	assert_memory_equal(out, "\n", 1);
}

static bool utf8(const char *text)
{
	return text_is_utf8(text, strlen(text));
}

static void malformed_utf8_is_seen(void **state)
{
	(void)state;
	assert_true(utf8("基幹系 \xf0\xa0\xae\xb7"));
	assert_false(utf8("\xc0\xaf"));         /* overlong */
	assert_false(utf8("\xe0\x80\xaf"));     /* overlong */
	assert_false(utf8("\xed\xa0\x80"));     /* surrogate */
	assert_false(utf8("\xf4\x90\x80\x80")); /* above U+10FFFF */
	assert_false(utf8("\xe3\x81"));         /* cut */
	assert_false(utf8("\x80"));
	assert_false(text_is_utf8("a\0b", 3));
}

static void controls_and_invisible_characters_are_seen(void **state)
{
	(void)state;
	assert_false(text_has_control("情報系 (1)"));
	assert_true(text_has_control("a\tb"));
	assert_true(text_has_control("a\x7f"));
	assert_true(text_has_control("a\xc2\x85"));     /* C1 NEL */
	assert_true(text_has_control("a\xe2\x80\xae")); /* RLO */
	assert_true(text_has_control("a\xe2\x80\x8b")); /* zero width */
	assert_true(text_has_control("\xef\xbb\xbf"
				     "a")); /* BOM */
}

static void an_escaped_text_holds_no_stranger_byte(void **state)
{
	char buf[16];

	(void)state;
	assert_string_equal(text_escape(buf, sizeof(buf), "a\n\\\x1b", 4),
			    "a\\x0a\\x5c\\x1b");
	assert_string_equal(text_escape(buf, 5, "ab\ncd", 5), "ab");
	assert_string_equal(text_escape(buf, 1, "abc", 3), "");
	assert_string_equal(text_hex(buf, "\x00\xff", 2), "00ff");
}

static void kanji_take_two_columns(void **state)
{
	(void)state;
	assert_int_equal(text_columns("LGWAN接続系"), 11);
	assert_int_equal(text_columns(""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_digits_and_nothing_else),
		cmocka_unit_test(a_size_never_wraps),
		cmocka_unit_test(a_line_is_cut_to_its_room),
		cmocka_unit_test(malformed_utf8_is_seen),
		cmocka_unit_test(controls_and_invisible_characters_are_seen),
		cmocka_unit_test(kanji_take_two_columns),
		cmocka_unit_test(an_escaped_text_holds_no_stranger_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
