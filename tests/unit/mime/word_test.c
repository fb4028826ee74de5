/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * word_test.c -- tests src/mime/header/word.c
 */
#include "mime/header/word.h"

#include "mime/limits.h"
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

/* Each is read in its own charset; raw bytes between them in none. */
static void two_labels_of_one_charset_are_one(void **state)
{
	assert_string_equal(
		read(*state, "=?utf-8?B?4YI=?= =?UTF8?B?oA==?=", 100),
		"\u10a0");
	assert_string_equal(
		read(*state, "=?shift_jis?B?gg==?= =?cp932?Q?=A0?=", 100),
		"あ");
	assert_string_equal(
		read(*state, "=?x-none?Q?=82?= =?x-other?Q?=A0?=", 100),
		"〓〓");
}

static void neighbours_of_two_charsets_are_not_joined(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(read(f,
				 "=?utf-8?B?44GC?= =?shift_jis?Q?=82=A0?= "
				 "=?iso-2022-jp?B?GyRCJCIbKEI=?=",
				 100),
			    "あああ");
	assert_string_equal(read(f, "=?koi8-r?Q?=C1?= =?koi8-u?Q?=C1?=", 100),
			    "аа");
	assert_string_equal(read(f, "=?koi8-r?Q?=C1?= あ=?koi8-r?Q?=C1?=", 100),
			    "а あа");
	assert_int_equal(f->mime.counts.unmapped, 0);
	assert_string_equal(read(f, "=?utf-8?Q?a?= b =?utf-8?Q?c?=", 100),
			    "a b c");
	assert_int_equal(f->mime.defects, 0);
}

static void what_is_wrong_in_a_word_is_counted(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(read(f, "=?iso-2022-jp?B?GyRCKSEbKEI=?=", 100),
			    "〓");
	assert_int_equal(f->mime.counts.unmapped, 1);
	assert_false(f->mime.defects & defect_bit(DEFECT_WORD));
	assert_string_equal(read(f, "=?utf-8?B?4*4GC?=", 100), "あ");
	assert_true(f->mime.defects & defect_bit(DEFECT_WORD));
}

/* Those beyond stay as they are written, and that is said. */
static void words_beyond_the_bound_stay_as_they_are(void **state)
{
	struct fixture *f = *state;

	f->mime.n_words = LIMIT_WORDS - 1;
	assert_string_equal(read(f,
				 "=?utf-8?Q?a?= =?utf-8?Q?b?= c "
				 "=?utf-8?Q?d?=",
				 100),
			    "a =?utf-8?Q?b?= c =?utf-8?Q?d?=");
	assert_true(f->mime.defects & defect_bit(DEFECT_WORD_COUNT));
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
     WITH(two_labels_of_one_charset_are_one),
     WITH(neighbours_of_two_charsets_are_not_joined),
     WITH(what_is_wrong_in_a_word_is_counted),
     WITH(words_beyond_the_bound_stay_as_they_are),
     WITH(line_ends_in_words_make_no_lines),
     WITH(a_long_text_is_cut_between_characters),
     WITH(no_text_is_lost_behind_what_is_invisible),
     WITH(an_unknown_charset_is_named_not_guessed))
