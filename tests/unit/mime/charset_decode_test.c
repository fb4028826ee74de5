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

MAIN(WITH(kana_and_halves_of_iso_2022_jp_are_read),
     WITH(the_last_of_each_table_is_the_last),
     WITH(half_a_pair_takes_no_control_with_it),
     WITH(a_byte_that_leads_nothing_stands_alone))
