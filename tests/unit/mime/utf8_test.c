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

/* By arithmetic alone: shortest form, no surrogate, no more than U+10FFFF. */
static bool is_well_formed(const uint8_t *at, size_t len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t cp = at[0];

	if (len == 1)
		return at[0] < 0x80;
	if ((unsigned)at[0] >> (7 - len) != (1U << (len + 1)) - 2)
		return false;
	cp &= (1U << (7 - len)) - 1;
	for (size_t i = 1; i < len; i++) {
		if (at[i] >> 6 != 2)
			return false;
		cp = cp << 6 | (at[i] & 0x3F);
	}
	return cp >= least[len] && cp <= 0x10FFFF && cp >> 11 != 0x1B;
}

/* Whether a character of `len` bytes begins with the first `n` of these. */
static bool may_begin(const uint8_t *at, size_t n, size_t len)
{
	uint8_t low[4], high[4];

	memset(low, 0x80, sizeof(low));
	memset(high, 0xBF, sizeof(high));
	memcpy(low, at, n);
	memcpy(high, at, n);
	return is_well_formed(low, len) || is_well_formed(high, len);
}

static void reads_by_arithmetic(const uint8_t *at, size_t len)
{
	size_t whole = 0, part = 1, used;

	for (size_t n = 1; n <= len; n++) {
		if (is_well_formed(at, n))
			whole = n;
		for (size_t k = n; k <= 4; k++)
			if (may_begin(at, n, k))
				part = n;
	}
	if (whole) {
		assert_int_not_equal(utf8_read(at, len, &used), UTF8_BAD);
		assert_int_equal(used, whole);
	} else {
		assert_int_equal(utf8_read(at, len, &used), UTF8_BAD);
		assert_int_equal(used, part);
	}
	assert_int_equal(utf8_valid(at, used), whole != 0);
}

/* Unicode 3.9: what is not well-formed is bad as far as it might have been. */
static void each_ill_formed_byte_is_bad(void **state)
{
	static const uint8_t other[] = { 0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF };
	uint8_t text[4];

	(void)state;
	for (unsigned i = 0; i < 256 * 256 * 36; i++) {
		text[0] = (uint8_t)(i / 36 >> 8);
		text[1] = (uint8_t)(i / 36);
		text[2] = other[i / 6 % 6];
		text[3] = other[i % 6];
		for (size_t len = 1; len <= 4; len++)
			reads_by_arithmetic(text, len);
	}
}

static void an_ascii_run_ends_at_the_first_high_byte(void **state)
{
	uint8_t text[104];

	(void)state;
	memset(text, 'a', sizeof(text));
	for (size_t len = 0; len <= sizeof(text); len++) {
		assert_int_equal(utf8_ascii_run(text, len), len);
		for (size_t at = 0; at < sizeof(text); at++) {
			text[at] = at % 2 ? 0x80 : 0xFF;
			assert_int_equal(utf8_ascii_run(text, len),
					 at < len ? at : len);
			text[at] = 0x7F;
		}
	}
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
     cmocka_unit_test(each_ill_formed_byte_is_bad),
     cmocka_unit_test(an_ascii_run_ends_at_the_first_high_byte),
     cmocka_unit_test(a_wide_run_holds_only_what_is_well_formed))
