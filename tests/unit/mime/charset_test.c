/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset_test.c -- tests src/mime/charset/charset.c
 */
#include "mime/charset/charset.h"

#include "fixture.h"

static enum charset_kind kind(const char *label)
{
	return charset_find(label, strlen(label)).kind;
}

static void labels_are_known_in_any_spelling(void **state)
{
	(void)state;
	assert_int_equal(kind("Shift_JIS"), CHARSET_CP932);
	assert_int_equal(kind("x-sjis"), CHARSET_CP932);
	assert_int_equal(kind(" WINDOWS-31J "), CHARSET_CP932);
	assert_int_equal(kind("x-mac-japanese"), CHARSET_CP932);
	assert_int_equal(kind("SJIS-Mobile#DOCOMO"), CHARSET_CP932);
	assert_int_equal(kind("Shift_JISX0213"), CHARSET_CP932);
	assert_int_equal(kind("x-windows-50221"), CHARSET_JIS);
	assert_int_equal(kind("EUC"), CHARSET_EUC_JP);
	assert_int_equal(kind("ja_JP.eucJP"), CHARSET_EUC_JP);
	assert_int_equal(kind("ja_JP.SJIS"), CHARSET_CP932);
	assert_int_equal(kind("UTF-8N"), CHARSET_UTF8);
	assert_int_equal(kind("EUC-JIS-2004"), CHARSET_EUC_JP);
	assert_int_equal(kind("x-JISAutoDetect"), CHARSET_NONE);
	assert_int_equal(kind("iso-2022-jp-ms"), CHARSET_JIS);
	assert_int_equal(kind("CP50221"), CHARSET_JIS);
	assert_int_equal(kind("eucJP-ms"), CHARSET_EUC_JP);
	assert_int_equal(kind("UTF8"), CHARSET_UTF8);
	assert_int_equal(kind(""), CHARSET_NONE);
	assert_int_equal(kind("unknown-8bit"), CHARSET_NONE);
	assert_int_equal(kind("x-nobody-knows"), CHARSET_UNKNOWN);
	assert_int_equal(kind("gb18030"), CHARSET_GB18030);
	assert_string_equal(charset_find("ISO-8859-1", 10).name,
			    "windows-1252");
	assert_string_equal(charset_find("koi8-r", 6).name, "koi8-r");
	assert_string_equal(charset_find("iso8859-15", 10).name, "iso-8859-15");
	assert_string_equal(charset_find("cp1256", 6).name, "windows-1256");
	assert_string_equal(charset_find("ISO_8859-5:1988", 15).name,
			    "iso-8859-5");
	assert_string_equal(charset_find("csIBM866", 8).name, "ibm866");
	assert_string_equal(charset_find("IBM852", 6).name, "ibm852");
	assert_string_equal(charset_find("x-mac-ukrainian", 15).name,
			    "x-mac-cyrillic");
	assert_int_equal(kind("KS_C_5601-1987"), CHARSET_EUC_KR);
	/* A part of a label is none. */
	assert_int_equal(kind("cp125"), CHARSET_UNKNOWN);
	assert_int_equal(kind("p1252"), CHARSET_UNKNOWN);
}

static void a_label_of_any_length_is_no_trouble(void **state)
{
	char label[4096];

	(void)state;
	memset(label, 'x', sizeof(label));
	assert_int_equal(charset_find(label, sizeof(label)).kind,
			 CHARSET_UNKNOWN);
}

static void read_is(struct fixture *f, const char *label, const char *bytes,
		    const char *wanted, enum charset_kind used, bool guessed)
{
	struct charset charset = charset_find(label, strlen(label));
	struct charset_text text = charset_read(
		&charset, (const uint8_t *)bytes, strlen(bytes), &f->out);

	assert_string_equal(fixture_text(f), wanted);
	assert_int_equal(text.used.kind, used);
	assert_int_equal(text.guessed, guessed);
}

static void the_label_decides_where_it_fits(void **state)
{
	read_is(*state, "shift_jis", "\x82\xA0\x87\x40", "あ①", CHARSET_CP932,
		false);
	read_is(*state, "iso-8859-1", "d\xE9j\xE0", "déjà", CHARSET_SINGLE,
		false);
	read_is(*state, "utf-8", "あ", "あ", CHARSET_UTF8, false);
}

static void the_bytes_decide_where_it_does_not(void **state)
{
	read_is(*state, "us-ascii", "\x1b$B$\"\x1b(B", "あ", CHARSET_JIS, true);
	read_is(*state, "", "\x1b$B$\"\x1b(B", "あ", CHARSET_JIS, true);
	read_is(*state, "iso-2022-jp", "日本", "日本", CHARSET_UTF8, true);
	read_is(*state, "utf-8", "\x82\xB1\x82\xF1\x82\xC9", "こんに",
		CHARSET_CP932, true);
	read_is(*state, "", "\xA4\xB3\xA4\xF3\xA4\xCB", "こんに",
		CHARSET_EUC_JP, true);
	read_is(*state, "", "caf\xE9", "café", CHARSET_SINGLE, true);
	read_is(*state, "iso-8859-1", "it\x92s d\xE9j\xE0 vu", "it’s déjà vu",
		CHARSET_SINGLE, false);
	read_is(*state, "windows-1252", "it\x92s\n\x96\x96\x96\x96",
		"it’s\n––––", CHARSET_SINGLE, false);
	read_is(*state, "", "\xA1\xA1 \xA1\xA6", "¡¡ ¡¦", CHARSET_SINGLE, true);
}

/* EUC-JP, EUC-KR and GB 2312 have their letters in the same bytes. */
static void a_long_text_without_kana_is_not_japanese(void **state)
{
	static const struct {
		const char *bytes, *text;
		unsigned times; /* until there are enough of them */
		enum charset_kind kind;
	} rows[] = {
		{ "\xD4\xDA\xD0\xC2\xB5\xC4\xD2\xBB\xC4\xEA\xC0\xEF"
		  "\xA3\xAC\xCE\xD2\xC3\xC7\xBD\xAB\xBC\xCC\xD0\xF8"
		  "\xC5\xAC\xC1\xA6\xCE\xAA\xBF\xCD\xBB\xA7\xCC\xE1"
		  "\xB9\xA9\xB8\xFC\xBA\xC3\xB5\xC4\xB7\xFE\xCE\xF1"
		  "\xA1\xA3",
		  "在新的一年里，我们将继续努力为客户提供更好的服务。", 7,
		  CHARSET_GB18030 },
		{ "\xB8\xF0\xB5\xCE \xC0\xDF\xBE\xC6\xBD\xC3\xB4\xC2"
		  " \xC1\xA4\xB0\xFC\xC0\xE5 \xC8\xAB\xBB\xEF \xC0\xCE"
		  "\xB5\xA5\xBF\xE4! \xC7\xD2\xC0\xCE\xC0\xCC \xB5\xC8"
		  "\xB4\xD9\xB0\xED \xC7\xCF\xB3\xD7\xBF\xE4. ",
		  "모두 잘아시는 정관장 홍삼 인데요! 할인이 된다고 하네요. ", 8,
		  CHARSET_EUC_KR },
		{ "\xC5\xEC\xB5\xFE\xC5\xD4\xC0\xE9\xC2\xE5\xC5\xC4"
		  "\xB6\xE8\xB2\xE2\xA4\xAC\xB4\xD8\xC6\xF3\xC3\xFA"
		  "\xCC\xDC\xA1\xA2\xC1\xED\xCC\xB3\xBE\xCA\xBC\xAB"
		  "\xBC\xA3\xB9\xD4\xC0\xAF\xB6\xC9\xB8\xE6\xC3\xE6"
		  "\xA1\xA3",
		  "東京都千代田区霞が関二丁目、総務省自治行政局御中。", 8,
		  CHARSET_EUC_JP },
	};

	char bytes[1000], text[1000];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bytes[0] = text[0] = '\0';
		for (unsigned n = 0; n < rows[i].times; n++) {
			strcat(bytes, rows[i].bytes);
			strcat(text, rows[i].text);
		}
		read_is(*state, "", bytes, text, rows[i].kind, true);
		read_is(*state, "utf-8", bytes, text, rows[i].kind, true);
	}
}

/* What servers add below a text is in a charset of their own. */
static void lines_of_several_charsets_are_read_line_by_line(void **state)
{
	read_is(*state, "iso-2022-jp", "\x1b$B$\"\x1b(B\nいう\n\xB1\xB2\n",
		"あ\nいう\nｱｲ\n", CHARSET_JIS, true);
	read_is(*state, "utf-8", "あいう\n\x82\xB1\x82\xF1\x82\xC9\ncaf\xE9\n",
		"あいう\nこんに\ncaf〓\n", CHARSET_UTF8, true);
	read_is(*state, "shift_jis",
		"\x82\xB1\x82\xF1\x82\xC9\n追記は\n\x1b$B$\"\x1b(B",
		"こんに\n追記は\nあ", CHARSET_CP932, true);
	read_is(*state, "us-ascii", "caf\xE9\nあ\n\x1b$B$\"\x1b(B",
		"café\nあ\nあ", CHARSET_JIS, true);
	read_is(*state, "utf-8", "日本\xE6 caf\xE9\n", "日本〓 caf〓\n",
		CHARSET_UTF8, false);
}

/* RFC 1468, 1554, 2237 and what mailers added. */
static void the_sets_of_iso_2022_jp_are_switched(void **state)
{
	read_is(*state, "iso-2022-jp", "\x1b&@\x1b$B0!\x1b(J~\x1b(B~", "亜~~",
		CHARSET_JIS, false);
	read_is(*state, "iso-2022-jp-1", "\x1b$(D0!\x1b(B", "丂", CHARSET_JIS,
		false);
	read_is(*state, "iso-2022-jp-2", "\x1b$A0!\x1b$(C0!\x1b(B", "啊가",
		CHARSET_JIS, false);
	read_is(*state, "iso-2022-jp-3", "\x1b$(O0!-!-j\x1b(B", "亜①㈱",
		CHARSET_JIS, false);
	read_is(*state, "iso-2022-jp",
		"\x1b(I1\x1b(B1\x0e"
		"1\x0f"
		"1",
		"ｱ1ｱ1", CHARSET_JIS, false);
}

/* Each escape, and two bytes behind it: kana of JIS X 0208 and of GB 2312 lie
 * at 0x24, of KS X 1001 at 0x2A. */
static void each_escape_names_its_set(void **state)
{
	static const char *const rows[][2] = {
		{ "$B$\"", "あ" },
		{ "$@$\"", "あ" },
		{ "$(@$\"", "あ" },
		{ "$(B$\"", "あ" },
		{ "$(O$\"", "あ" },
		{ "$(Q$\"", "あ" },
		{ "$A$\"", "あ" },
		{ "$(A$\"", "あ" },
		{ "$(C*\"", "あ" },
		{ "$(P$\"", "〓" },
		{ "$(G$\"", "〓" },
		{ "$(H$\"", "〓" },
		{ "(I!_", "｡ﾟ" },
		{ "(Ha", "a" },
		{ "(Ja", "a" },
		{ "(Ba\x0F", "a" },
		{ "$B$", "〓" },
		{ "(I`", "〓" },
		{ "$B$\"\n$\"", "あ\n$\"" },
		{ "(I1\r\n1", "ｱ\r\n1" },
		{ "(B\x0E\x31\n1", "ｱ\n1" },
		{ "&@\x1b$@0!", "亜" },
		{ "$B\xB1\xA1\xDF$\"", "ｱ｡ﾟあ" },
		{ "$(Oy!", "〓" },
		{ "$B\xA0\xE0", "〓〓" },
		{ "(I1\r1", "ｱ\r1" },
		{ "$B$\x1b(Ba", "〓a" },
		{ "$B$\" $\"", "あ あ" },
		{ "$B$\x7F", "〓\x7F" },
	};
	const struct charset jis = charset_of(CHARSET_JIS);
	struct fixture *f = *state;
	char text[40];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "x\x1b%s", rows[i][0]);
		charset_decode(&jis, (const uint8_t *)text, strlen(text),
			       &f->out);
		assert_string_equal(fixture_text(f) + 1, rows[i][1]);
	}
}

static void a_long_text_stays_in_its_buffer(void **state)
{
	const struct charset jis = charset_of(CHARSET_JIS);
	struct fixture *f = *state;
	char text[8003] = "\x1b$B";

	for (size_t i = 3; i < sizeof(text); i += 2)
		memcpy(text + i, "$\"", 2);
	assert_int_equal(charset_decode(&jis, (const uint8_t *)text,
					sizeof(text), &f->out),
			 0);
	assert_int_equal(f->out.len, 4000 * strlen("あ"));
	assert_true(f->out.len <= f->out.cap);
	assert_memory_equal(f->out.at + f->out.len - 6, "ああ", 6);
}

/* Its bytes are half-width kana there. */
static void euc_under_a_label_of_half_widths_is_euc(void **state)
{
	static const char kana[] = "\xA4\xB3\xA4\xF3\xA4\xCB\xA4\xC1\xA4\xCF";

	read_is(*state, "shift_jis", kana, "こんにちは", CHARSET_EUC_JP, true);
	read_is(*state, "iso-2022-jp", kana, "こんにちは", CHARSET_EUC_JP,
		true);
	read_is(*state, "shift_jis", "\xC3\xBD\xC4 \xC3\xBD\xC4", "ﾃｽﾄ ﾃｽﾄ",
		CHARSET_CP932, false);
	/* Not a kana of EUC-JP among many kanji. */
	read_is(*state, "shift_jis", "\xB1\xB2\xB3\xB4\xB5\xB6\xB7\xB8",
		"ｱｲｳｴｵｶｷｸ", CHARSET_CP932, false);
}

static void a_damaged_text_keeps_its_charset(void **state)
{
	read_is(*state, "euc-kr",
		"\xB4\xEB\xC7\xD1\xB9\xCE\xB1\xB9 \xBC\xAD\xBF\xEF\xFF",
		"대한민국 서울〓", CHARSET_EUC_KR, false);
	read_is(*state, "utf-8", "日本\xE6", "日本〓", CHARSET_UTF8, false);
	read_is(*state, "utf-8", "東京\xE9\x83", "東京〓", CHARSET_UTF8, false);
	read_is(*state, "utf-8", "x山\xE7", "x山〓", CHARSET_UTF8, false);
	read_is(*state, "utf-8", "吉\xF0\xA0\xAE", "吉〓", CHARSET_UTF8, false);
	/* Of a whole one before it nothing is seen. */
	read_is(*state, "utf-8", "\xE3\x81", "縺", CHARSET_CP932, true);
	read_is(*state, "utf-8", "\xE0\x9F\x82\xA0\x82\xA2\xE3\x81", "燹あい縺",
		CHARSET_CP932, true);
	read_is(*state, "shift_jis", "\x82\xA0\xFFx", "あ〓x", CHARSET_CP932,
		false);
}

/* A text that was cut within a character, or that has lost one. */
static void one_slip_hides_no_charset(void **state)
{
	read_is(*state, "", "\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD\x8E",
		"こんにちは〓", CHARSET_CP932, true);
	read_is(*state, "utf-8", "\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD\x8E",
		"こんにちは〓", CHARSET_CP932, true);
	read_is(*state, "us-ascii",
		"\xA4\xB3\xA4\xF3\xA4\xCB\xA4\xC1\xA4\xCF \xFF",
		"こんにちは 〓", CHARSET_EUC_JP, true);
	read_is(*state, "", "こんにちは\xE5\xB8", "こんにちは〓", CHARSET_UTF8,
		true);
	read_is(*state, "iso-8859-1", "こんにちは\n市\xE5\xB8",
		"こんにちは\n市〓", CHARSET_UTF8, true);
	read_is(*state, "", "\x1b$B$3$s$K$A$O\x1b(B \xFF", "こんにちは 〓",
		CHARSET_JIS, true);
	read_is(*state, "iso-2022-jp",
		"\x1b$B$3$s\x1b(B\n\x1b$B$K$A$O\x1b(B \xFF", "こん\nにちは 〓",
		CHARSET_JIS, true);
}

/* Of what nobody labels it is Japanese. */
static void a_word_of_half_widths_is_less_than_a_label(void **state)
{
	read_is(*state, "iso-8859-1", "Test \xC5\xC4\xD6", "Test ÅÄÖ",
		CHARSET_SINGLE, false);
	read_is(*state, "iso-8859-2", "\xC8\xCD\xD8", "ČÍŘ", CHARSET_SINGLE,
		false);
	read_is(*state, "iso-8859-1", "\xC3\xBD\xC4\n\x93\xFA\x96\x7B",
		"ﾃｽﾄ\n日本", CHARSET_CP932, true);
	read_is(*state, "", "Test \xC3\xBD\xC4", "Test ﾃｽﾄ", CHARSET_CP932,
		true);
}

/* What Shift_JIS and EUC-JP can be read as is not what they are. */
static void utf8_under_a_japanese_label_is_utf8(void **state)
{
	read_is(*state, "shift_jis", "まで", "まで", CHARSET_UTF8, true);
	read_is(*state, "shift_jis", "電話", "電話", CHARSET_UTF8, true);
	read_is(*state, "euc-jp", "主任", "主任", CHARSET_UTF8, true);
	read_is(*state, "shift_jis", "\xC3\xBD\xC4\xA1\xC2\xB1\xC3\xBD",
		"ﾃｽﾄ｡ﾂｱﾃｽ", CHARSET_CP932, false);
	read_is(*state, "gb2312", "日本語", "日本語", CHARSET_UTF8, true);
	read_is(*state, "big5", "日本語", "日本語", CHARSET_UTF8, true);
}

static void what_nobody_can_decode_is_not_shown(void **state)
{
	read_is(*state, "euc-tw", "\xC4\xE3\xBA\xC3", "", CHARSET_UNKNOWN,
		true);
	read_is(*state, "euc-tw", "hello", "hello", CHARSET_ASCII_ONLY, false);
	read_is(*state, "x-nobody", "\xC4\xE3", "", CHARSET_UNKNOWN, false);
	read_is(*state, "x-nobody", "hello", "hello", CHARSET_ASCII, true);
	read_is(*state, "x-nobody", "日本", "日本", CHARSET_UTF8, true);
}

static void damaged_chinese_and_korean_go_on_behind_it(void **state)
{
	/* A broken pair never takes markup with it. */
	read_is(*state, "gb18030", "\xC4\xE3\xFF<", "你〓<", CHARSET_GB18030,
		false);
	read_is(*state, "gb18030", "\x81\x30\x81<", "〓0〓<", CHARSET_GB18030,
		false);
	read_is(*state, "gb18030", "\xFE\x39\xFE\x39", "〓", CHARSET_GB18030,
		false);
	read_is(*state, "big5", "\xA7\x41\xA7<", "你〓<", CHARSET_BIG5, false);
	read_is(*state, "euc-kr", "\xB0\xA1\xB0", "가〓", CHARSET_EUC_KR,
		false);
	read_is(*state, "hz", "~{D~~}x~{!", "宁x〓", CHARSET_HZ, false);
	read_is(*state, "iso-2022-kr",
		"\x0E"
		"0!\n0!",
		"가\n0!", CHARSET_ISO2022_KR, false);
}

static void utf7_and_utf16_take_only_whole_characters(void **state)
{
	read_is(*state, "utf-7", "+ZeVnLA- +- +AGgAdA", "日本 + ht",
		CHARSET_UTF7, false);
	read_is(*state, "utf-7", "1+ 2+", "1+ 2+", CHARSET_UTF7, false);
	read_is(*state, "utf-7", "\x80+MEI-", "〓あ", CHARSET_UTF7, false);
	read_is(*state, "utf-16be", "\xDC\x01\x65\xE5", "〓日",
		CHARSET_UTF16_BIG, false);
	read_is(*state, "utf-7", "+2A", "〓", CHARSET_UTF7, false);
	read_is(*state, "utf-7", "+2ADcAA-", "\xF0\x90\x80\x80", CHARSET_UTF7,
		false);
	read_is(*state, "utf-16be", "\x65\xE5\xD8\x01", "日〓",
		CHARSET_UTF16_BIG, false);
	read_is(*state, "utf-16le", "\xE5\x65\x67", "日〓",
		CHARSET_UTF16_LITTLE, false);
	read_is(*state, "", "\xFF\xFE\xE5\x65", "日", CHARSET_UTF16, true);
	read_is(*state, "utf-8", "\xFE\xFF\x65\xE5", "日", CHARSET_UTF16, true);
	read_is(*state, "utf-16", "plain", "plain", CHARSET_ASCII, true);
}

static void the_mark_of_utf32_is_not_that_of_utf16(void **state)
{
	const struct charset none = charset_of(CHARSET_NONE);

	(void)state;
	assert_true(charset_is_utf16(&none, BYTES("\xFF\xFE"
						  "a\0")));
	assert_false(charset_is_utf16(&none, BYTES("\xFF\xFE\0\0"
						   "a\0\0\0")));
}

MAIN(cmocka_unit_test(labels_are_known_in_any_spelling),
     cmocka_unit_test(the_mark_of_utf32_is_not_that_of_utf16),
     cmocka_unit_test(a_label_of_any_length_is_no_trouble),
     WITH(the_label_decides_where_it_fits),
     WITH(the_bytes_decide_where_it_does_not),
     WITH(a_long_text_without_kana_is_not_japanese),
     WITH(lines_of_several_charsets_are_read_line_by_line),
     WITH(the_sets_of_iso_2022_jp_are_switched),
     WITH(each_escape_names_its_set), WITH(a_long_text_stays_in_its_buffer),
     WITH(euc_under_a_label_of_half_widths_is_euc),
     WITH(a_damaged_text_keeps_its_charset), WITH(one_slip_hides_no_charset),
     WITH(a_word_of_half_widths_is_less_than_a_label),
     WITH(utf8_under_a_japanese_label_is_utf8),
     WITH(damaged_chinese_and_korean_go_on_behind_it),
     WITH(utf7_and_utf16_take_only_whole_characters),
     WITH(what_nobody_can_decode_is_not_shown))
