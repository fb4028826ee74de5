/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_token_test.c -- tests the bounds of src/mime/html/token.c, and declaration.c
 */
#include "mime/html/token.h"
#include "mime/limits.h"

#include "html_page.h"

/* Names, values and rules of more bytes than are kept; the address makes the page
 * be read for its base as well. */
static void what_is_too_long_stays_in_its_room(void **state)
{
	struct fixture *f = *state;
	static char page[400000];
	char *at;

	at = page + sprintf(page, "<base href='http://a.b/'><style>.x{");
	for (int i = 0; i < 9000; i++)
		at += sprintf(at, "/**/");
	at += sprintf(at, "display:none}</style><a href='y'>x</a><b");
	for (int i = 0; i < 30; i++) {
		at += sprintf(at, " x%d='", i);
		for (int k = 0; k < 1000; k++)
			at += sprintf(at, "&amp;xxx");
		at += sprintf(at, "'");
	}
	at += sprintf(at, "></b><");
	memset(at, 'z', 70000);
	strcpy(at + 70000, "><p class=x>z");
	assert_string_equal(text(f, page), "x <http://a.b/y>\n\nz");
	assert_true(f->mime.defects & defect_bit(DEFECT_HTML_ATTRIBUTES));
	f->mime.defects = 0;
	assert_string_equal(text(f, at - 1), "z");
	assert_true(f->mime.defects & defect_bit(DEFECT_HTML_ATTRIBUTES));
	at = page + sprintf(page, "<a href='http://a.b/?%04070d", 0);
	strcpy(at, "&NotEqualTilde;&NotEqualTilde;&NotEqualTilde;'>x</a>");
	assert_non_null(strstr(text(f, page), "x <http://a.b/?"));
}

/* Of its first bytes the values before leave nothing to the address. */
static void a_tag_gets_the_room_that_it_needs(void **state)
{
	struct fixture *f = *state;
	static char page[50000];
	char *at = page + sprintf(page, "<a");

	for (int i = 0; i < 2; i++) {
		at += sprintf(at, " x%d='", i);
		for (int k = 0; k < HTML_POOL_FIRST * 3 / 4; k++)
			at += sprintf(at, "&amp;");
		at += sprintf(at, "'");
	}
	sprintf(at, " HREF='http://a.b/?x&amp;y'>z</a>");
	assert_string_equal(text(f, page), "z <http://a.b/?x&y>");
	assert_false(f->mime.defects & defect_bit(DEFECT_HTML_ATTRIBUTES));
	memset(at, 'y', HTML_POOL_FIRST);
	strcpy(at + HTML_POOL_FIRST,
	       " href=\"http://a.b/?&gt;\" Title=A>z</a>");
	assert_string_equal(text(f, page), "z <http://a.b/?%3E>");
}

/* A tag that does not get it is none, and the message is held. */
static void where_there_is_no_room_memory_is_short(void **state)
{
	struct fixture *f = *state;
	static char page[2 * HTML_POOL_FIRST];

	assert_string_equal(text(f, "<A>x</A>"), "x");
	f->arena.ceiling = f->arena.used + HTML_POOL / 2;
	assert_false(f->arena.full);
	memset(page, 'A', sizeof(page) - 1);
	memcpy(page, "a<", 2);
	strcpy(page + sizeof(page) - 4, "> b");
	assert_string_equal(text(f, page), "a");
	assert_true(f->arena.full);
}

/* A picture that lies in the page is cut without a word. */
static void what_a_tag_loses_is_said(void **state)
{
	struct fixture *f = *state;
	char html[6000] = "<b", one[20];

	for (int i = 0; i < LIMIT_HTML_ATTRIBUTES; i++) {
		snprintf(one, sizeof(one), " x%d", i);
		strcat(html, one);
	}
	strcat(html, ">a");
	text(f, html);
	assert_false(f->mime.defects & defect_bit(DEFECT_HTML_ATTRIBUTES));
	snprintf(html, sizeof(html), "<img src='data:%05000d'>", 0);
	text(f, html);
	assert_false(f->mime.defects & defect_bit(DEFECT_HTML_ATTRIBUTES));
	snprintf(html, sizeof(html), "<img src='http:%05000d'>", 0);
	text(f, html);
	assert_true(f->mime.defects & defect_bit(DEFECT_HTML_ATTRIBUTES));
	f->mime.defects = 0;
	strcpy(html, "<b");
	for (int i = 0; i <= LIMIT_HTML_ATTRIBUTES; i++) {
		snprintf(one, sizeof(one), " x%d", i);
		strcat(html, one);
	}
	text(f, strcat(html, ">a"));
	assert_true(f->mime.defects & defect_bit(DEFECT_HTML_ATTRIBUTES));
}

/* Neither less than readers show, nor what they do not. */
static void text_goes_on_where_a_comment_ends(void **state)
{
	static const struct {
		const char *html, *shown;
	} pages[] = {
		{ "<!-->a", "a" },
		{ "<!--->a", "a" },
		{ "<!---->a", "a" },
		{ "<!----!>a", "a" },
		{ "<!--x-->a", "a" },
		{ "<!--x--!>a", "a" },
		{ "<!--x--->a", "a" },
		{ "<!--x>b-->a", "a" },
		{ "<!--x->b-->a", "a" },
		{ "<!--x--b>b-->a", "a" },
		{ "<!--x--!b>b-->a", "a" },
		{ "<!--x--b--!>a", "a" },
		{ "<!--<!--x-->a", "a" },
		{ "<!-- x -- >b", "" },
		{ "<!--x", "" },
		{ "<!-x-->a", "a" },
		{ "<!-x>b-->a", "b-->a" },
		{ "<!>a", "a" },
		{ "<!doctype html \"x>b\">a", "b\">a" },
		{ "<?x?>a", "a" },
		{ "</ x>a", "a" },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (strcmp(text(*state, pages[i].html), pages[i].shown) != 0)
			fail_msg("%s", pages[i].html);
}

MAIN(WITH(what_is_too_long_stays_in_its_room),
     WITH(a_tag_gets_the_room_that_it_needs),
     WITH(where_there_is_no_room_memory_is_short),
     WITH(what_a_tag_loses_is_said), WITH(text_goes_on_where_a_comment_ends))
