/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * word_test.c -- tests src/mime/header/word.c
 */
#include "mime/header/word.h"

#include "mime/part/name.h"

#include "fixture.h"

static const char *read(struct fixture *f, const char *text, size_t max)
{
	return word_line(&f->mime, (const uint8_t *)text, strlen(text), max);
}

static void words_and_plain_text_are_read_together(void **state)
{
	assert_string_equal(read(*state, "a =?utf-8?Q?b=20c?= d", 100),
			    "a b c d");
	assert_string_equal(
		read(*state, "=?utf-8?B?44GC?= =?utf-8?Q?=E3=81=84?=", 100),
		"あい");
	assert_string_equal(read(*state, "=?UTF-8*ja?B?44GC?=", 100), "あ");
}

static void what_is_no_word_stays_as_it_is(void **state)
{
	assert_string_equal(read(*state, "=?utf-8?X?aa?= =? =?a?B", 100),
			    "=?utf-8?X?aa?= =? =?a?B");
	assert_string_equal(read(*state, "a=b?=", 100), "a=b?=");
}

static void a_character_in_two_words_is_whole(void **state)
{
	assert_string_equal(read(*state,
				 "=?utf-8?Q?=E3=81?=\r\n "
				 "=?UTF-8?Q?=82?=",
				 100),
			    "あ");
}

static void line_ends_in_words_make_no_lines(void **state)
{
	assert_string_equal(read(*state, "=?utf-8?Q?a=0D=0ABcc:_x?=", 100),
			    "a Bcc: x");
	assert_string_equal(read(*state, "a\r\n\tb", 100), "a b");
}

static void a_long_text_is_cut_between_characters(void **state)
{
	assert_string_equal(read(*state, "=?utf-8?B?44GC44GC44GC?=", 7),
			    "ああ");
	assert_string_equal(read(*state, "a.example b", 12), "a[.]example");
}

/* However much stands before it that is not seen. */
static void no_text_is_lost_behind_what_is_invisible(void **state)
{
	static const char *const unseen[] = { "\u200B", " " };
	struct fixture *f = *state;
	char in[20000];

	for (size_t i = 0; i < 2; i++) {
		strcpy(in, "x");
		for (int k = 0; k < 5000; k++)
			strcat(in, unseen[i]);
		strcat(in, ".exe");
		assert_string_equal(read(f, in, 100), i ? "x .exe" : "x.exe");
		assert_string_equal(part_name_show(&f->mime,
						   (const uint8_t *)in,
						   strlen(in)),
				    i ? "x .exe" : "x.exe");
	}
	assert_false(f->mime.defects & defect_bit(DEFECT_FIELD_CUT));
}

static void an_unknown_charset_is_named_not_guessed(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(read(f, "=?x-none?B?gqA=?= b", 100), "〓 b");
	assert_true(f->mime.defects & defect_bit(DEFECT_CHARSET_UNKNOWN));
}

MAIN(WITH(words_and_plain_text_are_read_together),
     WITH(what_is_no_word_stays_as_it_is),
     WITH(a_character_in_two_words_is_whole),
     WITH(line_ends_in_words_make_no_lines),
     WITH(a_long_text_is_cut_between_characters),
     WITH(no_text_is_lost_behind_what_is_invisible),
     WITH(an_unknown_charset_is_named_not_guessed))
