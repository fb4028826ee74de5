/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset_guess_test.c -- tests src/mime/charset/guess.c where labels nearly hold
 */
#include "mime/charset/charset.h"

#include "fixture.h"

static void read_is(struct fixture *f, const char *label, const char *bytes,
		    const char *wanted, enum charset_kind used, bool wrong)
{
	struct charset charset = charset_find(label, strlen(label));
	struct charset_text text = charset_read(
		&charset, (const uint8_t *)bytes, strlen(bytes), &f->out);

	assert_string_equal(fixture_text(f), wanted);
	assert_int_equal(text.used.kind, used);
	assert_int_equal(text.wrong, wrong);
}

static void a_label_that_holds_is_not_wrong(void **state)
{
	read_is(*state, "iso-8859-1", "caf\xE9", "café", CHARSET_SINGLE, false);
	read_is(*state, "us-ascii", "caf\xE9", "café", CHARSET_SINGLE, true);
	read_is(*state, "", "caf\xE9", "café", CHARSET_SINGLE, false);
	read_is(*state, "koi8-r", "\xC1\xC2", "аб", CHARSET_SINGLE, false);
	read_is(*state, "koi8-r", "аб", "аб", CHARSET_UTF8, true);
	/* What terminals are told is no charset. */
	read_is(*state, "us-ascii", "a\x1b(B\x1b[mb", "a\x1b(B\x1b[mb",
		CHARSET_ASCII, false);
}

/* Bytes that are letters of another charset as well. */
static void what_another_charset_could_be_is_not(void **state)
{
	read_is(*state, "euc-kr", "\xA4\xBB\xA4\xBB\xA4\xBB", "ㅋㅋㅋ",
		CHARSET_EUC_KR, false);
	read_is(*state, "gb2312", "\xA4\xB3\xA4\xF3\xA4\xCB", "こんに",
		CHARSET_GB18030, false);
	read_is(*state, "gb2312", "日本語版", "日本語版", CHARSET_UTF8, true);
	read_is(*state, "euc-kr", "日本語版", "日本語版", CHARSET_UTF8, true);
	/* Of EUC-JP it would have few kana. */
	read_is(*state, "shift_jis",
		"\xA4\xB1\xA4\xB1\xA4\xB1"
		"\xB1\xB2\xB3\xB4\xB1\xB2\xB3\xB4\xB1\xB2"
		"\xB3\xB4\xB1\xB2\xB3\xB4\xB1\xB2\xB3\xB4",
		"､ｱ､ｱ､ｱｱｲｳｴｱｲｳｴｱｲｳｴｱｲｳｴｱｲｳｴ", CHARSET_CP932, false);
}

static void lines_keep_the_charset_of_the_whole(void **state)
{
	read_is(*state, "iso-2022-jp", "\x1b$B$\"\x1b(B\n\xB1\xB2\n",
		"あ\nｱｲ\n", CHARSET_JIS, false);
	/* Two bytes of UTF-8 are two half-width kana, too. */
	read_is(*state, "shift_jis", "\x82\xB1\x82\xF1\xFF\n\xC3\xA9\n",
		"こん〓\nﾃｩ\n", CHARSET_CP932, true);
	read_is(*state, "shift_jis",
		"\x82\xB1\x82\xF1\x82\xC9\n追記は\n\xB1\xB2\n",
		"こんに\n追記は\nｱｲ\n", CHARSET_CP932, true);
	read_is(*state, "euc-jp",
		"\xA4\xB3\xA4\xF3\xA4\xCB\n追記は\n\xB0\xA1\n",
		"こんに\n追記は\n亜\n", CHARSET_EUC_JP, true);
}

/* Those who search it may be given no NULL. */
static void of_nothing_there_is_a_text(void **state)
{
	const struct charset label = charset_of(CHARSET_UTF8);
	struct fixture *f = *state;

	charset_read(&label, (const uint8_t *)"", 0, &f->out);
	assert_non_null(f->out.at);
	assert_int_equal(f->out.len, 0);
}

MAIN(WITH(a_label_that_holds_is_not_wrong),
     WITH(what_another_charset_could_be_is_not),
     WITH(lines_keep_the_charset_of_the_whole),
     WITH(of_nothing_there_is_a_text))
