/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_text_test.c -- tests src/mail/plain/verify_text.c
 */
#include "mail/plain/verify_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static bool is_line(const char *text)
{
	return verify_line((struct slice){ text, strlen(text) }, false);
}

static void people_s_text_passes(void **state)
{
	static const char *const good[] = {
		"",
		"plain ASCII ~!",
		"情報政策課　山田 ①㈱髙﨑",
		"ｶﾀｶﾅ 〓 é e\u0301",
		"辻\U000e0100と葛\U000e0101城市", /* selectors of names */
		"❤\ufe0f",
		"한국어 кириллица עברית العربية",
		"𠮷野家 😀",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!is_line(good[i]))
			fail_msg("refused: %s", good[i]);
}

static void what_deceives_or_commands_is_refused(void **state)
{
	static const uint32_t bad[] = {
		0x00,   0x07,    0x0a,    0x0d,    0x1b,     0x7f,   0x85,
		0x9b,   0xa0,    0xad,    0x61c,   0x180e,   0x200b, 0x200d,
		0x200e, 0x2028,  0x2029,  0x202a,  0x202e,   0x2060, 0x2066,
		0x2069, 0x3164,  0xe000,  0xf8ff,  0xfeff,   0xfff9, 0xfffe,
		0xffff, 0xe0001, 0xe0061, 0xf0000, 0x10ffff, 0x378,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (verify_class(bad[i]) != CHAR_FORBIDDEN)
			fail_msg("permitted: U+%04X", bad[i]);
	assert_false(is_line("a\u202eb"));
	assert_false(is_line("a\tb"));
	assert_true(verify_line((struct slice){ "a\tb", 3 }, true));
	assert_false(verify_line((struct slice){ "a\nb", 3 }, true));
	assert_false(verify_line((struct slice){ "a\0b", 3 }, true));
}

static void bytes_that_are_not_utf8_are_refused(void **state)
{
	static const char *const bad[] = {
		"\x80",
		"\xc0\x80",
		"\xc1\xbf",
		"\xe0\x80\x80",
		"\xe0\x9f\xbf",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf8\x88\x80\x80\x80",
		"\xe3\x81",
		"\xe3\x81 ",
		"\xf0\x9f\x98",
		"\xff",
		"\xc3\xc3",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(is_line(bad[i]));
}

/* Of one beyond ASCII. */
static size_t encode(char text[static 4], uint32_t point)
{
	size_t len = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

	text[0] = (char)((0xf00 >> len) | point >> (6 * (len - 1)));
	for (size_t i = 1; i < len; i++)
		text[i] = (char)(0x80 | (point >> (6 * (len - 1 - i)) & 63));
	return len;
}

static void every_scalar_value_has_one_form(void **state)
{
	char text[4];
	uint32_t point, back;

	(void)state;
	for (point = 0x80; point <= 0x10ffff; point++) {
		size_t len = encode(text, point);

		if (point >= 0xd800 && point <= 0xdfff) {
			assert_int_equal(verify_utf8(text, len, &back), 0);
			continue;
		}
		assert_int_equal(verify_utf8(text, len, &back), len);
		assert_int_equal(back, point);
		assert_int_equal(verify_utf8(text, len - 1, &back), 0);
	}
}

static void no_byte_hides_among_plain_ones(void **state)
{
	char text[] = "abcdefghijklmnopqrs";
	const struct slice line = { text, strlen(text) };

	(void)state;
	for (size_t i = 0; i < line.len; i++) {
		const char plain = text[i];

		for (unsigned byte = 0; byte <= 0xff; byte++) {
			text[i] = (char)byte;
			if (verify_line(line, false) !=
			    (byte >= ' ' && byte <= '~'))
				fail_msg("%02x at %zu", byte, i);
		}
		text[i] = plain;
	}
}

static void a_character_is_judged_by_its_class_among_others(void **state)
{
	char text[16] = "漢字";

	(void)state;
	for (uint32_t point = 0x80; point <= 0x10ffff; point++) {
		const size_t len = 6 + encode(text + 6, point);
		const bool may = (point < 0xd800 || point > 0xdfff) &&
				 verify_class(point) != CHAR_FORBIDDEN;

		memcpy(text + len, "かa", 4);
		if (verify_line((struct slice){ text, len + 4 }, false) != may)
			fail_msg("U+%04X", point);
	}
}

static void combining_marks_do_not_pile_up(void **state)
{
	char text[64] = "e";

	(void)state;
	for (int i = 0; i < VERIFY_MARKS; i++)
		strcat(text, "\u0301");
	assert_true(is_line(text));
	strcat(text, "\u0301");
	assert_false(is_line(text));
}

static void name_selectors_stand_behind_ideographs_only(void **state)
{
	(void)state;
	assert_true(is_line("葛\U000e0100"));
	assert_false(is_line("\U000e0100"));
	assert_false(is_line("a\U000e0100"));
	assert_false(is_line("葛\U000e0100\U000e0100"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_s_text_passes),
		cmocka_unit_test(what_deceives_or_commands_is_refused),
		cmocka_unit_test(bytes_that_are_not_utf8_are_refused),
		cmocka_unit_test(every_scalar_value_has_one_form),
		cmocka_unit_test(no_byte_hides_among_plain_ones),
		cmocka_unit_test(
			a_character_is_judged_by_its_class_among_others),
		cmocka_unit_test(combining_marks_do_not_pile_up),
		cmocka_unit_test(name_selectors_stand_behind_ideographs_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
