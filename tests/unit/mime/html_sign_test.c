/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_sign_test.c -- tests src/mime/html/sign.c: what stands before items of
 * lists and around readings
 */
#include "html_page.h"

/* Each way of numbering has an end, behind which digits are written. */
static void numbers_are_written_as_far_as_there_are_any(void **state)
{
	static const struct {
		const char *list, *shown;
	} lists[] = {
		{ "<ol start=0>", "0. x" },
		{ "<ol start=-3>", "-3. x" },
		{ "<ol start=->", "1. x" },
		{ "<ol start=''>", "1. x" },
		{ "<ol start=x5>", "1. x" },
		{ "<ol start='\n +5; 6'>", "5. x" },
		{ "<ol start='5.'>", "5. x" },
		{ "<ol start='- 5'>", "1. x" },
		{ "<ol start=999999>", "999999. x" },
		{ "<ol start=99999999999999999999>", "1000000. x" },
		{ "<ol type=i start=-3>", "-3. x" },
		{ "<ol type=a start=0>", "0. x" },
		{ "<ol type=a start=1>", "a. x" },
		{ "<ol type=a start=26>", "z. x" },
		{ "<ol type=a start=27>", "aa. x" },
		{ "<ol type=A start=702>", "ZZ. x" },
		{ "<ol type=A start=703>", "AAA. x" },
		{ "<ol type=i start=0>", "0. x" },
		{ "<ol type=i start=4>", "iv. x" },
		{ "<ol type=I start=399>", "CCCXCIX. x" },
		{ "<ol type=I start=400>", "400. x" },
		{ "<ol type=ab>", "1. x" },
		{ "<ol type=x>", "1. x" },
		{ "<ol type=''>", "1. x" },
		{ "<ol style='list-style:hiragana' start=0>", "0. x" },
		{ "<ol style='list-style:hiragana'>", "あ、x" },
		{ "<ol style='list-style:hiragana' start=48>", "ん、x" },
		{ "<ol style='list-style:hiragana' start=49>", "49. x" },
		{ "<ol style='list-style:katakana' start=2>", "イ、x" },
		{ "<ol style='list-style:hiragana-iroha' start=47>", "す、x" },
		{ "<ol style='list-style:hiragana-iroha' start=48>", "48. x" },
		{ "<ol style='list-style:katakana-iroha'>", "イ、x" },
		{ "<ol style='list-style:cjk-ideographic' start=0>", "0. x" },
		{ "<ol style='list-style:cjk-ideographic' start=10>", "十、x" },
		{ "<ol style='list-style:cjk-ideographic' start=11>",
		  "十一、x" },
		{ "<ol style='list-style:cjk-ideographic' start=20>",
		  "二十、x" },
		{ "<ol style='list-style:cjk-ideographic' start=99>",
		  "九十九、x" },
		{ "<ol style='list-style:cjk-ideographic' start=100>",
		  "100. x" },
		{ "<ol style='list-style-type: none'>", "・x" },
		{ "<ol style='list-style:none'>", "・x" },
		{ "<ol style='list-style'>", "1. x" },
		{ "<ol style='list-style-type:'>", "1. x" },
		{ "<ol style='list-style-'>", "1. x" },
		{ "<ol style='x;list-style: inside;list-style: none'>", "・x" },
		{ "<ol reversed>", "・x" },
		{ "", "・x" },
	};

	char html[200];
	const char *shown;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		snprintf(html, sizeof(html), "%s<li>x", lists[i].list);
		shown = text(*state, html);
		while (*shown == ' ')
			shown++;
		if (strcmp(shown, lists[i].shown) != 0)
			fail_msg("%s: %s", lists[i].list, shown);
	}
}

/* What is not seen has no sign, and counts where a browser counts it. */
static void an_item_that_is_not_seen_has_no_sign(void **state)
{
	static const struct {
		const char *html, *shown;
	} pages[] = {
		{ "<ol><li>a<li hidden>x<li>b</ol>", "1. a\n2. b" },
		{ "<ol><li>a<li style='visibility:hidden'>x<li>b</ol>",
		  "1. a\n3. b" },
		{ "<li style='visibility:hidden'>x"
		  "<b style='visibility:visible'>y</b>",
		  "y" },
		{ "a<ruby style='visibility:hidden'>x<rt>y</rt></ruby>b",
		  "ab" },
		{ "<ruby>x<rt>y</rt></ruby>b", "x(y)b" },
		{ "<ruby>x<rt></rt></ruby>b", "xb" },
		{ "a<s style='visibility:hidden'>x</s>b", "ab" },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_string_equal(text(*state, pages[i].html),
				    pages[i].shown);
}

MAIN(WITH(numbers_are_written_as_far_as_there_are_any),
     WITH(an_item_that_is_not_seen_has_no_sign))
