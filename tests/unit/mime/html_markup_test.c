/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_markup_test.c -- tests src/mime/html/markup.c: which text is HTML that lost its name
 */
#include "mime/html/markup.h"

#include "fixture.h"

static bool is(const char *text)
{
	return markup_is((const uint8_t *)text, strlen(text));
}

static bool has_tag(const char *text)
{
	return markup_has_tag((const uint8_t *)text, strlen(text));
}

/* Two may stand in a letter about HTML. */
static void three_tags_or_references_make_a_page(void **state)
{
	(void)state;
	assert_true(is("<table><tr><td>a"));
	assert_true(is("a</TD >b<br/>c</div>"));
	assert_true(is("<span class=a>b</span><html><body>"));
	assert_false(is("<table><tr>a"));
	assert_false(is("<table><tr><tda>"));
	assert_false(is("table> tr> td> < br> <"));
	assert_false(is("a <b> <p> <i> <u>"));
	assert_true(is("a&nbsp;b&oacute;&#39;"));
	assert_false(is("a&nbsp;b&oacute;"));
	assert_false(is("a&nbsp;b&oacute;&lt"));
	assert_false(is("a & b &; &&nonesuch; &x"));
	/* An address out of HTML is none. */
	assert_false(is("https://a/?b=1&amp;c=2&amp;d_e=3&amp;f-g=4&amp;h="));
	assert_true(is("R&amp;D R&amp;D = R&amp;D"));
	assert_true(is("a&amp;=b&amp;=c&amp;=d"));
}

/* Each of the names, opened and closed, by itself or with attributes. */
static void one_tag_of_any_name_is_found(void **state)
{
	static const char *const names[] = { "table", "tr",   "td",   "div",
					     "br",    "span", "html", "body",
					     "p",     "a",    "b",    "i",
					     "u",     "ul",   "ol",   "li" };
	static const char *const around[][2] = {
		{ "x<", ">" }, { "</", ">" }, { "<", "/>" }, { "<< <", " y=z" }
	};
	char text[40];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		for (size_t k = 0; k < 4; k++) {
			snprintf(text, sizeof(text), "%s%s%s", around[k][0],
				 names[i], around[k][1]);
			if (!has_tag(text))
				fail_msg("%s", text);
		}
		snprintf(text, sizeof(text), "<x%s> <%sx> %s> <%s", names[i],
			 names[i], names[i], names[i]);
		if (has_tag(text))
			fail_msg("%s", text);
	}
}

MAIN(cmocka_unit_test(three_tags_or_references_make_a_page),
     cmocka_unit_test(one_tag_of_any_name_is_found))
