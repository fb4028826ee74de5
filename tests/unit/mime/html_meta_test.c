/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_meta_test.c -- tests src/mime/html/meta.c: the charset that a page says it is in
 */
#include "mime/html/meta.h"

#include "fixture.h"

static enum charset_kind said(const char *html)
{
	return html_meta_charset((const uint8_t *)html, strlen(html)).kind;
}

static void a_tag_says_it_in_every_way(void **state)
{
	static const struct {
		const char *html;
		enum charset_kind kind;
	} pages[] = {
		{ "<meta charset=euc-jp>", CHARSET_EUC_JP },
		{ "<META CHARSET=EUC-JP>", CHARSET_EUC_JP },
		{ "<meta charset = \"euc-jp\" >", CHARSET_EUC_JP },
		{ "<meta charset='euc-jp'/>", CHARSET_EUC_JP },
		{ "<meta content=\"text/html; charset=euc-jp\">",
		  CHARSET_EUC_JP },
		{ "<meta content='text/html; charset=euc-jp; x=y'>",
		  CHARSET_EUC_JP },
		{ "<meta charset=euc-jp x>", CHARSET_EUC_JP },
		{ "<meta charset=euc-jp", CHARSET_EUC_JP },
		{ "<meta name=x><meta charset=euc-jp>", CHARSET_EUC_JP },
		{ "<meta charset=euc-jp><meta charset=utf-8>", CHARSET_EUC_JP },
		{ "<meta name=x> charset=euc-jp", CHARSET_NONE },
		{ "<meta charset=>euc-jp", CHARSET_NONE },
		{ "<meta charset", CHARSET_NONE },
		{ "<meta charset=utf-16>", CHARSET_UTF8 },
		{ "<meta charset=utf-16le>", CHARSET_UTF8 },
		{ "<meta charset=nonesuch>", CHARSET_NONE },
		{ "<meta charset=euc-tw>", CHARSET_NONE },
		{ "<meta", CHARSET_NONE },
		{ "", CHARSET_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (said(pages[i].html) != pages[i].kind)
			fail_msg("%s", pages[i].html);
}

/* Browsers look no farther (WHATWG HTML, 13.2.3.2). */
static void it_is_said_in_the_first_kilobyte(void **state)
{
	static const char meta[] = "<meta charset=euc-jp";
	int before = 1024 - (int)strlen(meta);
	char html[1100];

	(void)state;
	snprintf(html, sizeof(html), "%*s%s>", before, "", meta);
	assert_int_equal(said(html), CHARSET_EUC_JP);
	snprintf(html, sizeof(html), "%*s%s>", before + 1, "", meta);
	assert_int_equal(said(html), CHARSET_NONE);
}

MAIN(cmocka_unit_test(a_tag_says_it_in_every_way),
     cmocka_unit_test(it_is_said_in_the_first_kilobyte))
