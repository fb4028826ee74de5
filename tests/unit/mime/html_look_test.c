/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_look_test.c -- tests src/mime/html/{look,sheet,style,color}.c: what is
 * seen of a page
 */
#include "mime/limits.h"

#include "html_page.h"

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
	assert_string_equal(text(*state, "a<template>x</template>b"), "ab");
	assert_int_equal(hidden, 1);
}

/* 13.2.6.4.7: the tag of a form in a form is none, until one ends. */
static void a_form_in_a_form_hides_nothing(void **state)
{
	assert_string_equal(text(*state, "<form>a<form hidden>b</form>c"),
			    "a\nb\nc");
	assert_string_equal(text(*state, "<div><form>a</div><form hidden>b"),
			    "a\nb");
	assert_int_equal(hidden, 0);
	assert_string_equal(text(*state, "<form>a</form><form hidden>b</form>"),
			    "a");
	assert_string_equal(text(*state, "<template><form>a</template>"
					 "<form hidden>b</form>c"),
			    "c");
}

/* Nobody who reads mail runs its scripts. */
static void what_stands_in_for_a_script_is_seen(void **state)
{
	assert_string_equal(text(*state, "<script>x</script>a"
					 "<noscript>b</noscript>"),
			    "ab");
	assert_int_equal(hidden, 0);
}

static void a_cell_is_as_high_as_its_text(void **state)
{
	assert_string_equal(text(*state, "<table><tr><td style='height:0;"
					 "overflow:hidden'>a<td>b</table>"),
			    "a | b");
	assert_int_equal(hidden, 0);
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
		{ ".x{color:#fff;background:#fff} .x{border:0}", true },
		{ ".x{color:#fff!important;background:#fff} .x{color:red}",
		  true },
		{ ".x{color:#fff;background:#fff!important} "
		  ".x{background:red}",
		  true },
		{ ".x{color:#fff;background:#fff} .x{color:red}", false },
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

/* What an attribute says counts where browsers look for it. */
static void attributes_hide_and_undo(void **state)
{
	static const struct {
		const char *html, *shown;
	} pages[] = {
		{ "<p style='font-size:0'>x<font color=red>x</font>"
		  "<font size=3>a</font>",
		  "a" },
		{ "<table><tr><td bgcolor=#fff background=p.png>"
		  "<font color=#fff>a</font>b",
		  "ab" },
		{ "<p style='color:#fff;background:#fff'>x"
		  "<b style='background:transparent'>x</b>"
		  "<b style='color:red'>a",
		  "a" },
		{ "<p style='visibility:hidden'>x<img alt=x></p>a", "a" },
		{ "<div hidden>x</div><div hidden style='display:block'>a",
		  "a" },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_string_equal(text(*state, pages[i].html),
				    pages[i].shown);
}

static void what_is_only_small_is_shown(void **state)
{
	assert_string_equal(text(*state, "<p style='font-size:1em;opacity:.5;"
					 "color:#eee;width:0'>a</p>"),
			    "a");
	assert_int_equal(hidden, 0);
}

/* A page is white where nothing else is said; of a sheet not all is known, and
 * what is placed may stand on anything. */
static void white_is_seen_on_what_is_not_white(void **state)
{
	static const struct {
		const char *html, *shown;
	} pages[] = {
		{ "<p>a<font color=white>x</font></p>b", "a\n\nb" },
		{ "<p style='color:#fefefe'>x<i style='color:red'>a</i>", "a" },
		{ "<body bgcolor=black><font color=white>a", "a" },
		{ "<body background=p.png><font color=white>a", "a" },
		{ "<table bgcolor=#036><tr><td><font color=#fff>a", "a" },
		{ "<p style='background:#036'><b style='color:#fff'>a", "a" },
		{ "<p style='background:url(p)'><b style='color:#fff'>a", "a" },
		{ "<style>b i{background:red}</style><p style='color:#fff'>a",
		  "a" },
		{ "<p style='color:#fff'>a</p><style>b i{color:red}</style>",
		  "a" },
		{ "<div style='position:absolute'><b style='color:#fff'>a",
		  "a" },
		{ "<font color=white><a href=http://b.example>a</a>",
		  "a <http://b.example>" },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_string_equal(text(*state, pages[i].html),
				    pages[i].shown);
}

static void a_page_that_hides_everything_is_shown(void **state)
{
	assert_string_equal(text(*state, "<body hidden><p>all</p></body>"),
			    "all");
	assert_int_equal(hidden, 3);
}

static void a_sheet_has_room_for_so_many_names(void **state)
{
	struct fixture *f = *state;
	const uint64_t bit = defect_bit(DEFECT_HTML_RULES);
	static char html[20000] = "<style>";
	char one[40];

	for (int i = 0; i < LIMIT_HTML_RULES; i++) {
		snprintf(one, sizeof(one), ".x%d{display:none}", i);
		strcat(html, one);
	}
	/* These say nothing that counts, or of a name that is known. */
	strcat(html, ".y{color:red}.x0{display:none}</style>"
		     "a<p class=x0>x<p class=x127>x<p class=z>b");
	assert_string_equal(text(f, html), "a\n\nb");
	assert_int_equal(hidden, 2);
	assert_false(f->mime.defects & bit);
	strcat(html, "<style>.z{display:none}</style>");
	assert_string_equal(text(f, html), "a\n\nb");
	assert_int_equal(hidden, 2);
	assert_true(f->mime.defects & bit);
}

MAIN(WITH(what_stands_in_for_a_script_is_seen),
     WITH(a_form_in_a_form_hides_nothing), WITH(what_word_alone_hides_is_shown),
     WITH(hidden_text_is_dropped_and_counted),
     WITH(a_cell_is_as_high_as_its_text),
     WITH(a_sheet_hides_by_simple_names_alone),
     WITH(a_sheet_counts_for_what_stands_before_it),
     WITH(what_is_undone_inside_is_seen), WITH(attributes_hide_and_undo),
     WITH(what_is_only_small_is_shown),
     WITH(white_is_seen_on_what_is_not_white),
     WITH(a_page_that_hides_everything_is_shown),
     WITH(a_sheet_has_room_for_so_many_names))
