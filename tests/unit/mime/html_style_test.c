/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_style_test.c -- tests src/mime/html/{style,value,color,gap}.c: each style by itself
 */
#include "html_page.h"

/* Words by which browsers show what was hidden, or leave it as it is. */
static void each_word_that_browsers_know_counts(void **state)
{
	static const struct {
		const char *hidden, *property, *words;
	} rows[] = {
		{ "display:none", "display",
		  "block inline inline-block flow flow-root table inline-table "
		  "table-row table-cell table-row-group table-caption flex "
		  "inline-flex grid inline-grid ruby ruby-text list-item "
		  "contents math -webkit-box -webkit-inline-box inherit "
		  "initial unset revert revert-layer var(--x)" },
		{ "visibility:hidden", "visibility",
		  "visible inherit initial unset revert" },
		{ "overflow:hidden;height:0", "overflow",
		  "visible auto scroll overlay initial" },
		{ "overflow:hidden;height:0", "height",
		  "auto min-content max-content fit-content stretch "
		  "-webkit-fill-available fit-content(9px) inherit 9px" },
		{ "overflow:hidden;max-height:0", "max-height", "none 9px" },
		{ "position:absolute;left:-999px", "position",
		  "static sticky unset" },
		{ "position:absolute;left:-999px", "left", "auto 0" },
		{ "font-size:0", "font-size",
		  "xx-small x-small small medium large x-large xx-large "
		  "xxx-large smaller larger math inherit 9px 1em" },
		{ "font-size:0", "font",
		  "caption icon menu message-box small-caption status-bar" },
		{ "transform:scale(0)", "transform", "none initial" },
		{ "zoom:1%", "zoom", "normal reset 1" },
		{ "clip-path:inset(50%)", "clip-path",
		  "none border-box margin-box fill-box view-box url(#x)" },
		{ "position:absolute;clip:rect(0,0,0,0)", "clip", "auto" },
		{ "margin-left:-9999px", "margin-left", "auto" },
		{ "filter:opacity(0)", "filter", "none blur(1px) unset" },
	};

	char page[200];
	size_t len;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (const char *at = rows[i].words; *at; at += len) {
			at += *at == ' ';
			len = strcspn(at, " ");
			snprintf(page, sizeof(page),
				 "<p style='%s;%s:%.*s'>xyz", rows[i].hidden,
				 rows[i].property, (int)len, at);
			text(*state, page);
			if (hidden)
				fail_msg("%s", page);
		}
}

/* What styles may hide, and what looks like it. */
static void each_way_of_hiding_is_known(void **state)
{
	static const struct {
		const char *style;
		bool hides;
	} styles[] = {
		{ "display:nonesuch", false },
		{ "display:none!important;display:block", true },
		{ "display:none ! important", true },
		{ "display:none;display:block", false },
		{ "display:none block", false },
		/* What browsers do not know leaves all as it was. */
		{ "display:none;display:bogus", true },
		{ "display:none;display:", true },
		{ "display:none;display:none bogus", true },
		{ "display:none;display:block!ie", true },
		{ "display:none;display:block\\9", true },
		{ "display:none;display:0", true },
		{ "display:none;display:'block'", true },
		{ "display:none;display:auto", true },
		{ "display:block;display:none x", false },
		{ "visibility:hidden;visibility:show", true },
		{ "visibility:hidden;visibility:visible", false },
		{ "opacity:0;opacity:auto", true },
		{ "opacity:0px", false },
		{ "filter:opacity(0px)", false },
		{ "opacity:0;opacity:1", false },
		{ "font-size:0;font-size:normal", true },
		{ "font-size:0;font-size:larger", false },
		{ "font-size:0;font:bold serif", true },
		{ "font-size:0;font:bold small serif", false },
		{ "overflow:hidden;height:0;height:tall", true },
		{ "overflow:hidden;height:0;overflow:none", true },
		{ "overflow:hidden bogus;height:0", false },
		{ "overflow:hidden auto;height:0", true },
		{ "position:absolute;left:-999px;position:x", true },
		{ "visibility:collapse", true },
		{ "overflow:hidden;height:0", true },
		{ "overflow:clip;height:0", true },
		{ "overflow-x:clip;width:0", true },
		{ "overflow-y:hidden;height:0", true },
		{ "overflow-y:clip;max-height:1px", true },
		{ "overflow:hidden;max-width:1px", true },
		{ "overflow:hidden;max-width:9px", false },
		{ "overflow:hidden;height:0;min-height:9px", false },
		{ "overflow:hidden;width:0;min-width:9px", false },
		{ "overflow:hidden;height:0;min-height:0", true },
		{ "position:fixed;left:-999px", true },
		{ "position:relative;right:9999px", true },
		{ "position:absolute;top:-999px", true },
		{ "position:absolute;bottom:999px", true },
		{ "position:absolute;margin-top:-999px", true },
		{ "position:static;left:-999px", false },
		{ "position:absolute;left:-800px", false },
		{ "margin-left:-9999px", true },
		{ "margin-left:-9999px;padding-left:9999px", false },
		{ "position:absolute;clip:rect(0,0,0,0)", true },
		{ "position:absolute;clip:rect(0 9px 9px 2px)", false },
		{ "clip:rect(0,0,0,0)", false },
		{ "position:absolute;clip:rect(1px 1px 1px 1px)", true },
		{ "position:absolute;clip:rect(9px,9px,9px,9px)", true },
		{ "position:absolute;clip:rect( 0, 9px, 1pt, 0 )", true },
		{ "position:absolute;clip:rect(auto,0,auto,auto)", true },
		{ "position:absolute;clip:rect(9px,auto,9px,auto)", true },
		{ "position:absolute;clip:rect(auto,auto,auto,auto)", false },
		{ "position:absolute;clip:rect(0 auto auto 0)", false },
		{ "position:absolute;clip:rect(0 0 0 -9px)", true },
		{ "position:absolute;clip:rect(0 9px 9px 0)", false },
		{ "position:absolute;clip:rect(0 0 0)", false },
		{ "clip-path:inset(50%)", true },
		{ "clip-path:inset(5%)", false },
		{ "clip-path:inset(0 100% 0 0)", true },
		{ "clip-path:inset(0 50%)", true },
		{ "clip-path:inset(60% 0 40%)", true },
		{ "clip-path:inset(0 0 0 100% round 9px)", true },
		{ "clip-path:inset(50% 0 0 0)", false },
		{ "clip-path:inset(0 50% 0 0)", false },
		{ "clip-path:inset(0 0 50% 49%)", false },
		{ "clip-path:inset(50px)", false },
		{ "clip-path:circle(0px at 50% 50%)", true },
		{ "clip-path:circle(0.5em)", false },
		{ "clip-path:circle(at 0 0)", false },
		{ "clip-path:polygon(0px 0px, 0px 0px, 0px 0px)", true },
		{ "clip-path:polygon(0 0,0 0,9px 9px)", false },
		{ "clip-path:polygon()", false },
		{ "clip-path:none", false },
		{ "transform:scale(0)", true },
		{ "transform:rotate(1deg) scale(1)", false },
		{ "transform:translateX(-9999px)", true },
		{ "transform:rotate(-9999deg)", false },
		{ "zoom:1%", true },
		{ "filter:opacity(0)", true },
		{ "-webkit-filter:opacity( 0% ) !important", true },
		{ "filter:opacity(0);opacity:1", true },
		{ "filter:opacity(0);filter:none", false },
		{ "filter:opacity(0);filter:bogus", true },
		{ "filter:opacity(1)", false },
		{ "filter:opacity(0) bogus", false },
		{ "filter:opacity(0", false },
		{ "filter:opacity()", false },
		{ "filter:alpha(opacity=0)", false },
		{ "zoom:.05", true },
		{ "zoom:1", false },
		{ "color:#fff;background:#fff", true },
		{ "color:#fff;background:#fff;text-shadow:1px 1px red", false },
		{ "color:#fff;background:#fff;text-shadow:none", true },
		{ "color:#fff;background:#fff;background-clip:text", false },
		{ "color:#fff;background:#fff;-webkit-text-fill-color:red",
		  false },
		{ "color:#fff;background:#fff;"
		  "-webkit-text-fill-color:transparent",
		  true },
		{ "color:#fff;background:none #fff", true },
		{ "color:#fff;background:rgba(255,255,255,.12)", false },
		{ "color:#fff;background:rgba(255,255,255,.99)", true },
		{ "color:#fff;background-color:#ffffff20", false },
		{ "color:#fff;background-color:#fffffffa", true },
		{ "color:#fff;background:#fff8", false },
		{ "color:#fff;background:#ffff", true },
		{ "color:#fff0;background:red", true },
		{ "color:#fff8;background:#fff", true },
		{ "color:red; i{display:none}", false },
		{ "i{color:red;b{color:red}} display:none", true },
		{ "content:\"{\";display:none", true },
		{ "content:\";display:none", false },
		{ "background:url(a;b{c);display:none", true },
		{ "color:#fff;background:#fff url(x)", false },
		{ "color:#fff;background-color:#fff;background-image:url(x)",
		  false },
		{ "color:#fff;background-color:#fff;color:red", false },
		{ "color:#fff!important;background-color:#fff;color:red",
		  true },
		{ "dis\\70lay:none", true },
		{ "dis/**/play:none", false },
		{ "/* x */display:none", true },
		{ "display:n\\6f ne", true },
		{ "display:none/* x", true },
		{ "dis\\play:none", true },
		{ "dis\\000070lay:none", true },
		{ "content:\"\\\"\";display:none", true },
		{ "content:\"\\22\";display:none", true },
		{ "content:\"\\\";display:none\"", false },
		{ "x\\3b display:none", false },
		{ "content:\"/*\";display:none", true },
		{ "content:\"/*\n*/;display:none", true },
		{ "display:none\\20 ", false },
		{ "display:none\\7f", false },
		{ "display:none\\", false },
		{ "x:1/2;display:none;y:\\41", true },
		{ "x:a*;display:none", true },
		{ "color:#fff;background:#fff none", true },
		{ "overflow:hidden;height:9px", false },
		{ "overflow:hidden;max-height:9px", false },
		{ "overflow:hidden;height:0;min-height:1px", true },
		{ "font:1px a", true },
		{ "font:0/0 a", true },
		{ "font:700 13px a", false },
		{ "font:inherit", false },
		{ "font-size:6%", true },
		{ "font-size:99%", false },
		{ "position:absolute;right:5px", false },
		{ "position:absolute;clip:auto", false },
		{ "clip-path:inset(100%)", true },
		{ "clip-path:circle(0)", true },
		{ "clip-path:polygon(0 0,0 0)", true },
		{ "zoom:0", false },
		{ "opacity:5%", true },
		{ "opacity:50%", false },
		{ "opacity:.06", false },
		{ "opacity:1e-3", true },
		{ "opacity:1E2", false },
		{ "opacity:5e-1", false },
		{ "font-size:0e3em", true },
		{ "font-size:900e-3px", true },
		{ "font-size:.02e+3px", false },
		{ "font-size:1e-99999999999px", true },
		{ "font-size:0e99999999999px", true },
		{ "font-size:1e", false },
		{ "position:absolute;left:-1e4px", true },
		{ "position:absolute;left:-1e99999999999px", true },
		{ "position:absolute;left:-1e1px", false },
		{ "font-size:0lh", true },
		{ "font-size:0rcap", true },
		{ "font-size:.1dvmin", true },
		{ "font-size:2cqi", false },
		{ "font-size:0sv", false },
		{ "font-size:0nonesuch", false },
	};

	char html[200];

	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
		snprintf(html, sizeof(html), "a<div style='%s'>x</div>b",
			 styles[i].style);
		text(*state, html);
		if (hidden != styles[i].hides)
			fail_msg("%s", styles[i].style);
	}
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

/* Half a letter and more, on either side: "2" and "500" are no 2,500. */
static void numbers_that_are_set_apart_stay_apart(void **state)
{
	static const struct {
		const char *style, *shown;
	} gaps[] = {
		{ "margin-left:8px", "2 50" },
		{ "margin-left:7.4px", "250" },
		{ "margin-left:7.5px", "2 50" },
		{ "padding-left:1em", "2 50" },
		{ "margin-right:8px", "25 0" },
		{ "padding-right:1%", "25 0" },
		{ "padding-right:.9%", "250" },
		{ "padding-right:90deg", "250" },
		{ "margin-top:90px", "250" },
		{ "margin-left:auto", "250" },
		{ "margin:1em", "2 5 0" },
		{ "margin:1em 0", "250" },
		{ "margin:0 1em", "2 5 0" },
		{ "padding:0 1em 0", "2 5 0" },
		{ "padding:1em 0 1em 1em", "2 50" },
		{ "padding: 0  1em 1em 0 ", "25 0" },
		{ "margin:1em!important", "2 5 0" },
		{ "margin:1em !important", "2 5 0" },
		{ "margin:0 1em ! important", "2 5 0" },
		{ "margin:", "250" },
		{ "margin-right: ", "250" },
	};

	char html[200];

	for (size_t i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++) {
		snprintf(html, sizeof(html), "2<i style='%s'>5</i>0",
			 gaps[i].style);
		if (strcmp(text(*state, html), gaps[i].shown) != 0)
			fail_msg("%s", gaps[i].style);
	}
}

static void letters_are_pictures_where_the_font_says_so(void **state)
{
	static const struct {
		const char *html, *shown;
	} pages[] = {
		{ "<font face=Wingdings>l</font>", "●" },
		{ "<font face=Arial>l</font>", "l" },
		{ "<p face=Wingdings>l", "l" },
		{ "<font face=Wingdings>l<font face=Arial>l", "●l" },
		{ "<p style='font-family:\"Wingdings\"'>l", "●" },
		{ "<p style=\"font-family:'Wingdings'\">l", "●" },
		{ "<p style='font-family:'>l", "l" },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_string_equal(text(*state, pages[i].html),
				    pages[i].shown);
}

MAIN(WITH(each_way_of_hiding_is_known),
     WITH(each_word_that_browsers_know_counts),
     WITH(colours_are_compared_by_value),
     WITH(numbers_that_are_set_apart_stay_apart),
     WITH(letters_are_pictures_where_the_font_says_so))
