/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf_word_test.c -- tests src/mime/outlook/rtf_word.c
 */
#include "mime/outlook/rtf_word.h"

#include "mime/outlook/rtf.h"

#include "fixture.h"

static void shows(struct fixture *f, const char *before, const char *word,
		  const char *behind, const char *wanted)
{
	char rtf[64];

	snprintf(rtf, sizeof(rtf), "%s\\%s%s", before, word, behind);
	rtf_read((const uint8_t *)rtf, strlen(rtf), &f->arena, &f->out);
	assert_string_equal(fixture_text(f), wanted);
}

/* RTF 1.9.1, "Special Characters" */
static void words_that_are_characters_are_those(void **state)
{
	static const char *const rows[][2] = {
		{ "bullet", "•" },    { "cell", "\t" },    { "emdash", "—" },
		{ "emspace", " " },   { "endash", "–" },   { "enspace", " " },
		{ "ldblquote", "“" }, { "line", "\n" },    { "lquote", "‘" },
		{ "nestcell", "\t" }, { "nestrow", "\n" }, { "page", "\n" },
		{ "par", "\n" },      { "qmspace", " " },  { "rdblquote", "”" },
		{ "row", "\n" },      { "rquote", "’" },   { "sect", "\n" },
		{ "tab", "\t" },
	};
	char wanted[16];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(wanted, sizeof(wanted), "a%sb", rows[i][1]);
		shows(*state, "{a", rows[i][0], " b}", wanted);
	}
}

static void destinations_that_are_no_text_are_left_out(void **state)
{
	static const char *const words[] = {
		"colortbl", "filetbl", "fonttbl",      "footer",     "footerf",
		"footerl",  "footerr", "header",       "headerf",    "headerl",
		"headerr",  "info",    "nonesttables", "nonshppict", "pict",
		"private",  "revtbl",  "stylesheet",   "tc",         "xe",
		"fldinst",  "shpinst", "*\\fldinst",   "*\\x",       "v",
	};
	static const char *const text[] = {
		"fldrslt", "x",      "headers", "foote",    "colortb",
		"b",       "shptxt", "plain",   "bulleted",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		shows(*state, "{a{", words[i], " b}c}", "ac");
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
		shows(*state, "{a{", text[i], " b}c}", "abc");
}

static void what_was_taken_out_is_struck(void **state)
{
	static const char *const words[] = { "deleted", "strike", "striked" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		shows(*state, "{a{", words[i], "1 b}c}", "a〔取消: b〕c");
}

/* RTF 1.9.1, "Font Table": \fcharset */
static void charsets_of_windows_have_their_codepage(void **state)
{
	static const struct {
		long charset;
		unsigned codepage;
	} rows[] = {
		{ 77, 10000 }, { 128, 932 },  { 129, 949 },  { 134, 936 },
		{ 136, 950 },  { 161, 1253 }, { 162, 1254 }, { 163, 1258 },
		{ 177, 1255 }, { 178, 1256 }, { 186, 1257 }, { 204, 1251 },
		{ 222, 874 },  { 238, 1250 }, { 254, 437 },  { 255, 850 },
	};

	size_t known = 0;
	unsigned wanted;

	(void)state;
	for (long charset = -1; charset <= 1000; charset++) {
		wanted = 0;
		if (charset == rows[known % 16].charset)
			wanted = rows[known++].codepage;
		assert_int_equal(rtf_codepage_of(charset), wanted);
	}
	assert_int_equal(known, 16);
}

static void words_of_the_system_are_its_codepage(void **state)
{
	shows(*state, "{", "mac", "\\'8e}", "é");
	shows(*state, "{", "pc", "\\'82}", "é");
	shows(*state, "{", "pca", "\\'d0}", "ð");
	shows(*state, "{", "ansicpg1252", "\\'e9}", "é");
}

MAIN(WITH(words_that_are_characters_are_those),
     WITH(destinations_that_are_no_text_are_left_out),
     WITH(what_was_taken_out_is_struck),
     cmocka_unit_test(charsets_of_windows_have_their_codepage),
     WITH(words_of_the_system_are_its_codepage))
