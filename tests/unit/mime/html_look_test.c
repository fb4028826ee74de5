/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_look_test.c -- tests src/mime/html_{look,sheet,style,color}.c: what is
 * seen of a page
 */
#include "mime/html/text.h"

#include "fixture.h"

static unsigned hidden;

static const char *text(struct fixture *f, const char *html)
{
	hidden = html_text(&f->mime, (const uint8_t *)html, strlen(html),
			   &f->out);
	return fixture_text(f);
}

/* The button of a newsletter: Word is given another one, in a comment. */
static void what_word_alone_hides_is_shown(void **state)
{
	assert_string_equal(text(*state,
				 "<!--[if mso]><v:roundrect>y<![endif]-->"
				 "<a style='mso-hide:all'>y</a>"),
			    "y");
	assert_int_equal(hidden, 0);
}

static void hidden_text_is_dropped_and_counted(void **state)
{
	static const char *const hiding[] = {
		"style='display:none'",
		"style='visibility: hidden'",
		"hidden",
		"style='font-size:0'",
		"style='FONT-SIZE: 1px'",
		"style='opacity:0.0'",
		"style='max-height:0;overflow:hidden'",
		"style='color:#fff;background:white'",
		"style='text-indent:-9999px'",
		"style='position:absolute;left:-5000px'",
	};
	char html[200];

	for (size_t i = 0; i < sizeof(hiding) / sizeof(hiding[0]); i++) {
		snprintf(html, sizeof(html), "a<div %s>secret</div>b",
			 hiding[i]);
		assert_string_equal(text(*state, html), "a\nb");
		assert_int_equal(hidden, 6);
	}
	assert_string_equal(text(*state, "a<template>x</template>"
					 "<noscript>y</noscript>b"),
			    "ab");
	assert_int_equal(hidden, 2);
}

static void a_cell_is_as_high_as_its_text(void **state)
{
	assert_string_equal(text(*state, "<table><tr><td style='height:0;"
					 "overflow:hidden'>a<td>b</table>"),
			    "a | b");
	assert_int_equal(hidden, 0);
}

/* Text in its background's colour, however the two are written. */
static void colours_are_compared_by_value(void **state)
{
	static const struct {
		const char *text, *back;
		bool alike;
	} colours[] = {
		{ "#fff", "rgb(255,255,255)", true },
		{ "#ffff", "#FFFFFF", true },
		{ "#ffffffff", "white", true },
		{ "#abcd", "#aabbcc", true },
		{ "#fff0", "black", true },
		{ "#12345600", "black", true },
		{ "rgba(0, 0, 0, 0)", "black", true },
		{ "transparent", "black", true },
		{ "#f0f0f0", "rgb(250 250 250)", true },
		{ "#f0f0f0", "rgb(100 100 100)", false },
		{ "#fff", "rgb(100%, 100%, 100%)", true },
		{ "#fff", "rgb(50% 100% 100%)", false },
		{ "rgb(0 0 0 / 0%)", "black", true },
		{ "rgba(9, 9, 9, .5)", "white", false },
		{ "#fff", "rgb(300, 255, 255)", true },
		{ "#fff", "rgb(255, 255, 255, 1, 1)", false },
		{ "#fff", "rgb(var(--r), 255, 255)", false },
		{ "#fff", "hsl(0, 0%, 100%)", true },
		{ "#00ff00", "hsl(120deg 100% 50%)", true },
		{ "#80aabf", "hsla(560, 33%, 62.5%, 1)", true },
		{ "hsl(-.5turn 100% 50%)", "#0ff", true },
		{ "hsl(9 9% 9% / 0%)", "red", true },
		{ "#fff", "rgb(255, 255)", false },
		{ "#ff", "white", false },
		{ "#fffff", "white", false },
		{ "#fffg", "white", false },
		{ "white", "url(x) white", false },
	};

	char html[200];

	for (size_t i = 0; i < sizeof(colours) / sizeof(colours[0]); i++) {
		snprintf(html, sizeof(html),
			 "a<p style='color:%s;background:%s'>x</p>b",
			 colours[i].text, colours[i].back);
		text(*state, html);
		if (hidden != colours[i].alike)
			fail_msg("%s on %s", colours[i].text, colours[i].back);
	}
}

/* Only selectors of one name: of others nobody knows here what they mean. */
static void a_sheet_hides_by_simple_names_alone(void **state)
{
	static const struct {
		const char *sheet;
		bool hides;
	} sheets[] = {
		{ ".x { display: none }", true },
		{ "<!-- p.x{display:none} -->", true },
		{ "/* .x{} */ #y , .x {display:none}", true },
		{ "a .x { display: none }", false },
		{ ".x:hover { display: none }", false },
		{ ".x { color: red } /* display:none", false },
		{ ".xy { display: none }", false },
		{ "@media print { .x { display: none } }", false },
		{ "@media only screen{ .x{ display:none } } .y{}", true },
		{ "@media screen and (width:1px){.x{display:none}}", false },
		{ "b.x { display: none }", false },
		{ ".x{display:none} .x{display:block}", false },
		{ "p.x{display:none} .x{display:block}", true },
		{ ".x{display:none!important} #y,.x{display:block}", true },
		{ "p{display:none} .x{display:block}", false },
	};

	char html[200];

	for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
		snprintf(html, sizeof(html),
			 "<style>%s</style>a<p class=x>z</p>", sheets[i].sheet);
		text(*state, html);
		if (hidden != sheets[i].hides)
			fail_msg("%s", sheets[i].sheet);
	}
}

/* What hides letters lasts until something inside says otherwise. */
/* Also one whose names take a browser to know: what it may say of a colour is
 * known to be unknown. */
static void a_sheet_counts_for_what_stands_before_it(void **state)
{
	assert_string_equal(text(*state,
				 "a<p style='color:#fff;background:#fff'>"
				 "<b class=x>z</b></p>"
				 "<style>div .x{color:red}</style>"),
			    "a\n\nz");
	assert_int_equal(hidden, 0);
	assert_string_equal(text(*state, "<style>.y{color:red}</style>"
					 "a<p class=x>z</p>"
					 "<style>.x{display:none}</style>"),
			    "a");
	assert_int_equal(hidden, 1);
}

static void what_is_undone_inside_is_seen(void **state)
{
	assert_string_equal(text(*state, "<table style='font-size:0'><tr><td "
					 "style='font-size:0'>x<i style='font:"
					 "13px a'>a</i><img alt=b></table>"),
			    "a[画像: b]");
	assert_int_equal(hidden, 1);
	assert_string_equal(text(*state,
				 "<p style='visibility:hidden'>x<b>x</b>"
				 "<b style='visibility:visible'>a</b>x"),
			    "a");
	assert_int_equal(hidden, 3);
	assert_string_equal(text(*state,
				 "<p style='display:none'><b style='display:"
				 "block;visibility:visible'>x</b></p>a"),
			    "a");
	assert_int_equal(hidden, 1);
	assert_string_equal(text(*state, "<style>.x{font-size:0}.y{font-size:"
					 "9px}</style><p class=x>x<b class=y>a"
					 "</b><b>x"),
			    "a");
	assert_int_equal(hidden, 2);
}

static void what_is_only_small_is_shown(void **state)
{
	assert_string_equal(text(*state, "<p style='font-size:1em;opacity:.5;"
					 "color:#fff;width:0'>a</p>"),
			    "a");
	assert_int_equal(hidden, 0);
}

static void a_page_that_hides_everything_is_shown(void **state)
{
	assert_string_equal(text(*state, "<body hidden><p>all</p></body>"),
			    "all");
	assert_int_equal(hidden, 3);
}

static void hidden_stays_hidden_below_the_stack(void **state)
{
	static char html[6000];

	html[0] = '\0';
	for (size_t i = 0; i < 100; i++)
		strcat(html, "<div>");
	strcat(html, "a<div hidden>secret</div>b");
	assert_string_equal(text(*state, html), "a\nb");
	assert_int_equal(hidden, 6);
	strcat(html, "<span hidden>x<span>y</span>z</span>c<p hidden>x<p>d"
		     "<div hidden>x<li>y<li>z</div>e<style>x</style>f");
	assert_string_equal(text(*state, html), "a\nbc\n\nd\nef");
	assert_int_equal(hidden, 13);
	memset(html, ' ', 100 * strlen("<div>"));
	memcpy(html, "<div hidden>", strlen("<div hidden>"));
	html[100 * strlen("<div>")] = '\0';
	for (size_t i = 0; i < 100; i++)
		strcat(html, "<div>");
	strcat(html, "all<style>x</style><script>y</script>");
	assert_string_equal(text(*state, html), "all");
	assert_int_equal(hidden, 3);
}

/* Elements that are too deep and never closed do not keep what hides open. */
static void what_hides_ends_though_it_was_deep(void **state)
{
	static char html[6000];

	strcpy(html, "a<div hidden>");
	for (size_t i = 0; i < 100; i++)
		strcat(html, "<div>");
	strcat(html, "<li>x<li>y<p>z");
	for (size_t i = 0; i < 101; i++)
		strcat(html, "</div>");
	strcat(html, "b");
	assert_string_equal(text(*state, html), "a\nb");
	assert_int_equal(hidden, 3);
}

MAIN(WITH(what_word_alone_hides_is_shown),
     WITH(hidden_text_is_dropped_and_counted),
     WITH(a_cell_is_as_high_as_its_text), WITH(colours_are_compared_by_value),
     WITH(a_sheet_hides_by_simple_names_alone),
     WITH(a_sheet_counts_for_what_stands_before_it),
     WITH(what_is_undone_inside_is_seen), WITH(what_is_only_small_is_shown),
     WITH(a_page_that_hides_everything_is_shown),
     WITH(hidden_stays_hidden_below_the_stack),
     WITH(what_hides_ends_though_it_was_deep))
