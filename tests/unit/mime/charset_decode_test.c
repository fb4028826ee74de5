/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset_decode_test.c -- tests src/mime/charset/decode_*.c
 */
#include "mime/charset/decode.h"

#include "fixture.h"

typedef size_t decode_fn(const uint8_t *in, size_t len, struct buf *out);

/* What is counted is the same without a place to write to. */
static void decode_is(struct fixture *f, decode_fn *decode, const char *bytes,
		      const char *wanted, size_t bad)
{
	const uint8_t *in = (const uint8_t *)bytes;
	const size_t len = strlen(bytes);

	assert_int_equal(decode(in, len, &f->out), bad);
	assert_string_equal(fixture_text(f), wanted);
	assert_int_equal(decode(in, len, NULL), bad);
}

static void half_a_pair_takes_no_control_with_it(void **state)
{
	decode_is(*state, decode_hz, "~{D~!\nxy", "宁〓\nxy", 1);
	decode_is(*state, decode_hz, "~{D~! D~~}x", "宁〓 宁x", 1);
	decode_is(*state, decode_hz, "~{!", "〓", 1);
	decode_is(*state, decode_iso2022_kr,
		  "\x0E"
		  "0!0\x0Fx\x0E"
		  "0!\x0F",
		  "가〓x가", 1);
	decode_is(*state, decode_iso2022_kr,
		  "\x0E"
		  "0!0\nx",
		  "가〓\nx", 1);
	decode_is(*state, decode_iso2022_kr,
		  "\x0E"
		  "0!0",
		  "가〓", 1);
}

static void a_byte_that_leads_nothing_stands_alone(void **state)
{
	decode_is(*state, decode_euc_kr, "\xFF\xB0\xA1<", "〓가<", 1);
	decode_is(*state, decode_euc_kr, "\x80\xB0\xA1<", "〓가<", 1);
	decode_is(*state, decode_euc_kr, "\xB0\xFF\xB0\xA1", "〓가", 1);
	decode_is(*state, decode_big5, "\xFF\xA7\x41\x80\xA7\x41", "〓你〓你",
		  2);
	decode_is(*state, decode_gb18030, "\xFF\xC4\xE3\x80", "〓你€", 1);
}

/* WHATWG Encoding, 10.2 and 11.1, at the edges of the tables. */
static void the_last_of_each_table_is_the_last(void **state)
{
	static const struct {
		decode_fn *decode;
		const char *bytes, *wanted;
		size_t bad;
	} rows[] = {
		{ decode_gb18030, "\x81\xFF<", "〓<", 1 },
		{ decode_gb18030, "\x82\x3F<", "〓?<", 1 },
		{ decode_gb18030, "\x81\x40\xFE\x50", "丂⺁", 0 },
		{ decode_gb18030, "\x81\x7F<", "〓\x7F<", 1 },
		{ decode_gb18030, "\x81\x30\x81\x30", "\xC2\x80", 0 },
		{ decode_gb18030, "\x84\x31\xA4\x39", "\uFFFF", 0 },
		{ decode_gb18030, "\x84\x31\xA5\x30", "〓", 1 },
		{ decode_gb18030, "\x8F\x39\xFE\x39", "〓", 1 },
		{ decode_gb18030, "\x90\x30\x81\x30", "\U00010000", 0 },
		{ decode_gb18030, "\xE3\x32\x9A\x35", "\U0010FFFF", 0 },
		{ decode_gb18030, "\xE3\x32\x9A\x36", "〓", 1 },
		{ decode_gb18030, "\x81\x30\x81", "〓0〓", 2 },
		{ decode_big5, "\xA4\x7F<", "〓\x7F<", 1 },
		{ decode_big5, "\xA4\x80<", "〓<", 1 },
		{ decode_big5, "\xA4\xFF<", "〓<", 1 },
		{ decode_big5, "\xA4\x40\xA4\x7E\xA4\xA1\xA4\xFE", "一才丑丙",
		  0 },
		{ decode_big5, "\x88\x62\x88\x64\x88\xA3\x88\xA5",
		  "\u00CA\u0304\u00CA\u030C\u00EA\u0304\u00EA\u030C", 0 },
		{ decode_euc_kr, "\x81\x41\xC8\xFE\xFD\xFE", "갂힝詰", 0 },
		{ decode_euc_kr, "\xB0<\xB0\x40\xB0\x80\xFE\xFF<",
		  "〓<〓@〓〓<", 4 },
		{ decode_euc_kr, "\xB0\x7F<", "〓\x7F<", 1 },
		{ decode_iso2022_kr,
		  "\x1B$)C\x0E"
		  "0!H~\x0F"
		  "0!",
		  "가힝0!", 0 },
		{ decode_iso2022_kr, "0!\x1B$)C\x0E 0! \x7F", "0! 가 \x7F", 0 },
		{ decode_iso2022_kr, "a\x1B$)\xB0\x1B", "a〓$)〓〓", 3 },
		{ decode_iso2022_kr, "a\x1B$)C", "a", 0 },
		{ decode_hz, "D~\x80~~~\n~{D~\nD~}D~x", "D~〓~宁\nDD~x", 1 },
		{ decode_hz, "~{D~\xC4\xFE\x80~}", "宁宁〓", 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		decode_is(*state, rows[i].decode, rows[i].bytes, rows[i].wanted,
			  rows[i].bad);
}

static void kana_and_halves_of_iso_2022_jp_are_read(void **state)
{
	static const struct {
		const char *bytes, *wanted;
		size_t bad;
	} rows[] = {
		{ "\x1b$B\x0E"
		  "12\x0F"
		  "12",
		  "ｱｲ渦", 0 },
		{ "\x1b$B0\x7F"
		  "0!",
		  "〓\x7F亜", 1 },
		{ "\x1b$B0!~~t&!!x", "亜〓熙　〓", 2 },
		{ "\x1b$B0\n0", "〓\n0", 1 },
		{ "a\x1b&@", "a", 0 },
		{ "a\x1b&@\x1b$B0!", "a亜", 0 },
		{ "a\x1b&", "a〓&", 1 },
		{ "\x1b$(Qt&u!", "熙〓", 1 },
		{ "\x1b(I!_`\xB1", "｡ﾟ〓ｱ", 1 },
		{ "\xA0\xA1\xDF\xE0", "〓｡ﾟ〓", 2 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		decode_is(*state, decode_jis, rows[i].bytes, rows[i].wanted,
			  rows[i].bad);
}

static void utf16_is(struct fixture *f, const char *hex, enum utf16_order order,
		     const char *wanted, size_t bad)
{
	uint8_t bytes[32];
	const size_t len = strlen(hex) / 2;

	for (size_t i = 0; i < len; i++)
		sscanf(hex + 2 * i, "%2hhx", &bytes[i]);
	assert_int_equal(decode_utf16(bytes, len, order, &f->out), bad);
	assert_string_equal(fixture_text(f), wanted);
}

static void surrogates_of_utf16_stand_in_pairs(void **state)
{
	static const struct {
		const char *hex, *wanted;
		size_t bad;
	} rows[] = {
		{ "D800DC00", "\U00010000", 0 },
		{ "DBFFDFFF", "\U0010FFFF", 0 },
		{ "D7FFE000", "\uD7FF\uE000", 0 },
		{ "D80065E5", "〓日", 1 },
		{ "D800E000", "〓\uE000", 1 },
		{ "D800D83DDE00", "〓😀", 1 },
		{ "DC0065E5DFFF", "〓日〓", 2 },
		{ "65E5D800", "日〓", 1 },
		{ "D80065", "〓〓", 2 },
		{ "FEFF65E5FEFF", "日\uFEFF", 0 },
		{ "", "", 0 },
		{ "65", "〓", 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		utf16_is(*state, rows[i].hex, UTF16_BIG, rows[i].wanted,
			 rows[i].bad);
}

/* RFC 2781 4.3: the mark before the label; else what is likely. */
static void the_order_of_utf16_is_found(void **state)
{
	utf16_is(*state, "FFFEE565", UTF16_BIG, "日", 0);
	utf16_is(*state, "FEFF65E5", UTF16_LITTLE, "日", 0);
	utf16_is(*state, "E565", UTF16_LITTLE, "日", 0);
	utf16_is(*state, "41004200", UTF16_UNKNOWN, "AB", 0);
	utf16_is(*state, "00410042", UTF16_UNKNOWN, "AB", 0);
	utf16_is(*state, "42304430", UTF16_UNKNOWN, "あい", 0);
	utf16_is(*state, "30423044", UTF16_UNKNOWN, "あい", 0);
	utf16_is(*state, "21FF", UTF16_UNKNOWN, "Ａ", 0);
	utf16_is(*state, "E565", UTF16_UNKNOWN, "日", 0);
	utf16_is(*state, "004E", UTF16_UNKNOWN, "N", 0);
}

/* RFC 2152 */
static void utf7_ends_at_its_last_whole_character(void **state)
{
	static const struct {
		const char *bytes, *wanted;
		size_t bad;
	} rows[] = {
		{ "+ZeU-", "日", 0 },      { "+ZeU", "日", 0 },
		{ "+ZeU.", "日.", 0 },     { "+ZeU--", "日-", 0 },
		{ "+AGEAYg-c", "abc", 0 }, { "+/////v8-", "\uFFFF\uFFFE〓", 1 },
		{ "+2D3eAA-", "😀", 0 },    { "+2D0-+3gA-", "〓〓", 2 },
		{ "+ZeV-", "日〓", 1 },    { "+ZeUA-", "日〓", 1 },
		{ "+A-", "〓", 1 },        { "+-+--", "++-", 0 },
		{ "a+", "a+", 1 },         { "+!b", "+!b", 1 },
		{ "\x80", "〓", 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		decode_is(*state, decode_utf7, rows[i].bytes, rows[i].wanted,
			  rows[i].bad);
}

static void utf8_that_was_cut_ends_within_a_character(void **state)
{
	static const char *const cut[] = {
		"あ\xE3",         "あ\xE3\x81", "あ\xF0\x9F\x98",
		"\U00020000\xF4", "あa\xE3",
	};
	static const char *const other[] = {
		"",           "あ",     "a\xE3",      "\xC2\xA9\xE3",
		"あ\xC2",     "あ\x81", "あ\xF5\x81", "あ\x81\x81\x81",
		"\x81あ\xE3", "\xE3",   "あ\xC0\xE3",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cut) / sizeof(cut[0]); i++)
		assert_true(decode_utf8_is_cut((const uint8_t *)cut[i],
					       strlen(cut[i])));
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		assert_false(decode_utf8_is_cut((const uint8_t *)other[i],
						strlen(other[i])));
}

MAIN(WITH(surrogates_of_utf16_stand_in_pairs),
     WITH(the_order_of_utf16_is_found),
     WITH(utf7_ends_at_its_last_whole_character),
     cmocka_unit_test(utf8_that_was_cut_ends_within_a_character),
     WITH(kana_and_halves_of_iso_2022_jp_are_read),
     WITH(the_last_of_each_table_is_the_last),
     WITH(half_a_pair_takes_no_control_with_it),
     WITH(a_byte_that_leads_nothing_stands_alone))
