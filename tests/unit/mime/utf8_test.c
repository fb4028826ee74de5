/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * utf8_test.c -- tests src/mime/text/utf8.c
 */
#include "mime/text/utf8.h"

#include "fixture.h"

static void every_scalar_value_is_read_as_it_was_written(void **state)
{
	char bytes[4];
	size_t len, used;

	(void)state;
	for (uint32_t cp = 0; cp < 0x110000; cp++) {
		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		len = utf8_write(bytes, cp);
		assert_int_equal(utf8_read((const uint8_t *)bytes, len, &used),
				 cp);
		assert_int_equal(used, len);
	}
}

static void ill_formed_bytes_are_bad(void **state)
{
	static const char *const bad[] = {
		"\x80",
		"\xC0\x80",
		"\xC1\xBF",
		"\xE0\x80\x80",
		"\xED\xA0\x80",
		"\xF0\x80\x80\x80",
		"\xF4\x90\x80\x80",
		"\xF5\x80\x80\x80",
		"\xE3\x81",
		"\xFF",
	};
	size_t used;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(utf8_read((const uint8_t *)bad[i],
					   strlen(bad[i]), &used),
				 UTF8_BAD);
		assert_false(
			utf8_valid((const uint8_t *)bad[i], strlen(bad[i])));
	}
	assert_true(utf8_valid(BYTES("abcdefgh日本語𠮷x")));
}

static void an_ascii_run_ends_at_the_first_high_byte(void **state)
{
	(void)state;
	assert_int_equal(utf8_ascii_run(BYTES("0123456789abc\x80xyz")), 13);
	assert_int_equal(utf8_ascii_run(BYTES("\x80")), 0);
	assert_int_equal(utf8_ascii_run(BYTES("01234567")), 8);
}

/* Against the table of RFC 3629, by all leads and all first bytes behind. */
static void a_wide_run_holds_only_what_is_well_formed(void **state)
{
	uint8_t text[8] = { 0xE3, 0x81, 0x82, 0, 0, 0x80, 'x', 'y' };
	size_t run, used;

	(void)state;
	for (unsigned lead = 0; lead < 256; lead++)
		for (unsigned next = 0; next < 256; next++) {
			text[3] = (uint8_t)lead;
			text[4] = (uint8_t)next;
			run = utf8_wide_run(text, sizeof(text));
			assert_true(run == 3 || run == 6);
			if (run == 3)
				continue;
			assert_int_not_equal(utf8_read(text + 3, 3, &used),
					     UTF8_BAD);
			assert_int_equal(used, 3);
		}
	assert_int_equal(utf8_wide_run(BYTES("漢字x")), 6);
	assert_int_equal(utf8_wide_run(BYTES("\xE3\x81")), 0);
	assert_int_equal(utf8_wide_run(BYTES("x")), 0);
}

MAIN(cmocka_unit_test(every_scalar_value_is_read_as_it_was_written),
     cmocka_unit_test(ill_formed_bytes_are_bad),
     cmocka_unit_test(an_ascii_run_ends_at_the_first_high_byte),
     cmocka_unit_test(a_wide_run_holds_only_what_is_well_formed))
