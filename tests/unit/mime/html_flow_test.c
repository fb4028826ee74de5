/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_flow_test.c -- tests src/mime/html/flow.c: blanks and lines
 */
#include "html_page.h"

static void show(struct fixture *f, const char *html, const char *wanted)
{
	const char *got = text(f, html);

	if (strcmp(got, wanted) != 0)
		fail_msg("%s: '%s'", html, got);
}

/* Text is looked at by sixteens: blanks of each kind at each place of them, and
 * others at each place behind. */
static void blanks_between_words_are_one_space(void **state)
{
	static const char *const blanks[] = {
		" ", "\t", "\n", "\f", "\r", "  ", " \n", "\t ", "   ", "\r\n"
	};
	static const char word[] = "abcdefghijklmnopqrstabcdefghijklmnopqrst";
	const int len = sizeof(word) - 1;
	char html[96], wanted[96];

	for (size_t kind = 0; kind < sizeof(blanks) / sizeof(blanks[0]); kind++)
		for (int i = 1; i < len; i++)
			for (int k = i; k < len; k++) {
				snprintf(html, sizeof(html), "%.*s%s%.*s%s%s",
					 i, word, blanks[kind], k - i, word + i,
					 blanks[kind], word + k);
				snprintf(wanted, sizeof(wanted),
					 "%.*s %.*s%s%s", i, word, k - i,
					 word + i, k > i ? " " : "", word + k);
				show(*state, html, wanted);
			}
	show(*state, " \n abcdefgh \t\n", "abcdefgh");
}

/* Of two blanks with a tag between them one is left, at every length of text. */
static void a_text_may_end_in_a_blank(void **state)
{
	static const char word[] = "abcdefghijklmnopqrstabcdefghijklmnopqrst";
	char html[96], wanted[96];

	for (int len = 1; len < (int)sizeof(word); len++) {
		snprintf(html, sizeof(html), "%.*s <b> z</b>", len, word);
		snprintf(wanted, sizeof(wanted), "%.*s z", len, word);
		show(*state, html, wanted);
		snprintf(html, sizeof(html), "%.*s\v%s", len, word, word);
		show(*state, html, html);
	}
}

/* Japanese has no blanks between words: the end of a line of the source between
 * two letters is none, but a blank that is written stays. */
static void lines_of_japanese_are_joined(void **state)
{
	static const struct {
		const char *html, *shown;
	} pages[] = {
		{ "平成\n町役場", "平成町役場" },
		{ "平成\r\n町役場", "平成町役場" },
		{ "平成 町役場", "平成 町役場" },
		{ "平成 \n町役場", "平成町役場" },
		{ "<b>平成</b>\n<i>町</i>", "平成町" },
		{ "、\n鿿", "、鿿" },
		{ "！\nﾐ", "！ﾐ" },
		{ "𠀀\n町", "𠀀町" },
		{ "𳎰\n町", "𳎰町" },
		{ "a\n町", "a 町" },
		{ "町\na", "町 a" },
		{ "町\n😀", "町 😀" },
		{ "😀\n町", "😀 町" },
		{ "町\né", "町 é" },
		{ "町\n\xEF\xAC\x81", "町 \xEF\xAC\x81" },
		{ "町\n한", "町 한" },
		{ "平成<br>\n町", "平成\n町" },
		{ "平成<p>\n町", "平成\n\n町" },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		show(*state, pages[i].html, pages[i].shown);
}

static void preformatted_lines_end_in_any_way(void **state)
{
	show(*state, "<pre>a\nb\r\nc\r\n\r\n\nd</pre>", "a\nb\nc\n\n\nd");
	show(*state, "<pre>a  b\t c \nd</pre>", "a  b\t c\nd");
}

MAIN(WITH(blanks_between_words_are_one_space), WITH(a_text_may_end_in_a_blank),
     WITH(lines_of_japanese_are_joined),
     WITH(preformatted_lines_end_in_any_way))
