/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_symbol_test.c -- tests src/mime/html/symbol.c
 */
#include "mime/html/symbol.h"
#include "mime/text/utf8.h"

#include "fixture.h"

static void symbol_is(const char *text, const char *wanted)
{
	struct html_span got =
		html_symbol((struct html_span){ text, strlen(text) });

	assert_int_equal(got.len, strlen(wanted));
	assert_memory_equal(got.at, wanted, got.len);
}

/* A chart of Wingdings beside it. */
static void letters_are_the_pictures_of_their_font(void **state)
{
	static const char *const rows[][2] = {
		{ "J", "☺" }, { "K", "😐" },         { "L", "☹" }, { "l", "●" },
		{ "n", "■" }, { "o", "□" },         { "q", "❑" }, { "u", "◆" },
		{ "v", "❖" }, { "\xC2\x9F", "・" }, { "§", "▪" }, { "¨", "◻" },
		{ "Ø", "➢" }, { "ß", "←" },         { "à", "→" }, { "á", "↑" },
		{ "â", "↓" }, { "ç", "⇐" },         { "è", "⇒" }, { "ó", "⇔" },
		{ "û", "✗" }, { "ü", "✓" },         { "ý", "☒" }, { "þ", "☑" },
	};
	char moved[5] = "";
	size_t used;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		symbol_is(rows[i][0], rows[i][1]);
		/* The same where Unicode has room for such. */
		utf8_write(moved,
			   0xF000 + utf8_read((const uint8_t *)rows[i][0],
					      strlen(rows[i][0]), &used));
		symbol_is(moved, rows[i][1]);
	}
	/* What the same byte is in windows-1252. */
	symbol_is("Ÿ", "・");
}

static void what_is_no_picture_stays(void **state)
{
	static const char *const texts[] = {
		"",       "a",      "ÿ",      "JJ",     "l ",         "lllll",
		"\uEFFF", "\uF000", "\uF100", "\uF16C", "\U0001006C", "日",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		symbol_is(texts[i], texts[i]);
}

MAIN(cmocka_unit_test(letters_are_the_pictures_of_their_font),
     cmocka_unit_test(what_is_no_picture_stays))
