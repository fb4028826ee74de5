/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_link_test.c -- tests src/mime/html/{link,anchor}.c
 */
#include "html_page.h"

static void links_say_where_they_lead(void **state)
{
	assert_string_equal(text(*state, "<a href = 'http://a.b/'>x</a>."),
			    "x <http://a.b/>.");
	assert_string_equal(
		text(*state, "<a href='http://a.b'>http://a.b/</a>"),
		"http://a.b/");
	assert_string_equal(
		text(*state, "<a href='https://evil.b/'>good.example</a>"),
		"good.example <https://evil.b/> ※表示と異なるリンク先");
	assert_string_equal(text(*state, "<a href=' java\nscript:x'>y</a>"),
			    "y [無効なリンク: javascript]");
	assert_string_equal(text(*state, "<a href='javascript:x'>y</a>"),
			    "y [無効なリンク: javascript]");
	assert_string_equal(text(*state, "<a href='\\\\host\\x'>y</a>"),
			    "y [無効なリンク: UNC]");
	assert_string_equal(text(*state, "<a href='mailto:a@b?x'>y</a>"),
			    "y <a@b>");
	assert_string_equal(text(*state,
				 "<a href='http://a.b/?c&amp/d&lt=1&ltx&amp;e'>"
				 "y</a>"),
			    "y <http://a.b/?c&/d&lt=1&ltx&e>");
	assert_string_equal(text(*state, "<a href='#top'>y</a>"), "y");
	assert_string_equal(text(*state, "a <a href='http://a.b/'><img></a>"),
			    "a <http://a.b/>");
}

/* Each at each place of eight. */
static void what_would_end_an_address_is_escaped(void **state)
{
	static const struct {
		const char *href, *shown;
	} signs[] = {
		{ " ", "%20" }, { "<", "%3C" }, { ">", "%3E" },
		{ "!", "!" },   { "あ", "あ" }, { "=?", "=?" },
	};

	char html[80], wanted[80];

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		for (int before = 1; before < 18; before++) {
			snprintf(html, sizeof(html),
				 "<a href='http://a.b/%0*d%s9%s9'>x</a>",
				 before, 0, signs[i].href, signs[i].href);
			snprintf(wanted, sizeof(wanted),
				 "x <http://a.b/%0*d%s9%s9>", before, 0,
				 signs[i].shown, signs[i].shown);
			assert_string_equal(text(*state, html), wanted);
		}
}

static void no_link_is_lost_to_what_is_around_it(void **state)
{
	static const struct {
		const char *html, *shown;
	} pages[] = {
		{ "<a href='http://a.b/'>x<p hidden>y</a>z</p>w",
		  "x <http://a.b/>\n\nw" },
		{ "<a href='http://a.b/' style='visibility:hidden'>x"
		  "<b style='visibility:visible'>y</b></a>z",
		  "y <http://a.b/>z" },
		{ "x <a href='http://a.b/'>good.example</a>",
		  "x good.example <http://a.b/> ※表示と異なるリンク先" },
		{ "<a href='http://a.b/'><b>good</b>.example</a>",
		  "good.example <http://a.b/> ※表示と異なるリンク先" },
		{ "<a href='http://a.b/'>x</a> <a name=y>z</a>",
		  "x <http://a.b/> z" },
		{ "x <a href='http://a.b/'>&nbsp;<table></table></a>y",
		  "x <http://a.b/>\ny" },
		{ "x<a href='http://a.b/' style='font-size:0'>y</a>", "x" },
		{ "x<a href='http://a.b/' style='font-size:0'>y"
		  "<b style='font-size:9px'>z</b></a>",
		  "xz <http://a.b/>" },
		{ "<base href='http://a.jp/'><a href='http:/b.jp/'>b.jp</a>",
		  "b.jp <http://a.jp/b.jp/> ※表示と異なるリンク先" },
		{ "<a href='http://a.b/'>x<table><tr><td><a href='http://c.d/'>"
		  "y</a></table>z</a>w",
		  "x <http://a.b/>\ny <http://c.d/>\nzw" },
		{ "<a href='http://a.b/'><table><tr><td><a href='http://c.d/'>"
		  "y</a></table></a>",
		  "<http://a.b/> y <http://c.d/>" },
		{ "<a href='http://a.b/'><table><tr><td><a href='http://a.b/'>"
		  "y</a></table></a>",
		  "y <http://a.b/>" },
		{ "<a href='http://a.jp/x'>http://b.intra/</a>",
		  "http://b.intra/ <http://a.jp/x> ※表示と異なるリンク先" },
		{ "x<a href='http://a.jp/x'>&nbsp;http://b.jp/</a>",
		  "x\u00A0http://b.jp/ <http://a.jp/x> "
		  "※表示と異なるリンク先" },
		{ "x&nbsp; <a href='http://a.jp/x'>http://b.jp/</a>",
		  "x\u00A0 http://b.jp/ <http://a.jp/x> "
		  "※表示と異なるリンク先" },
		{ "<a href='http://a.jp/x'>b.jp&nbsp;&#8203;&emsp;　</a>.",
		  "b.jp\u00A0\u200B\u2003　 <http://a.jp/x> "
		  "※表示と異なるリンク先." },
		{ "<a href='http://a.jp/x'><img alt=b.jp></a>",
		  "[画像: b.jp] <http://a.jp/x> ※表示と異なるリンク先" },
		{ "<a href='http://a.jp/x'>b\u200B.jp</a>",
		  "b\u200B.jp <http://a.jp/x> ※表示と異なるリンク先" },
		{ "<a href='http://a.jp/x'>例.jp</a>",
		  "例.jp <http://a.jp/x> ※表示と異なるリンク先" },
		{ "<a href='http://例.jp/x'>例.jp</a>",
		  "例.jp <http://例.jp/x>（xn--fsq.jp）" },
		{ "<a href='http://a.jp?x'>a.jp</a>", "a.jp <http://a.jp?x>" },
		{ "<a href='http://a.jp#x'>a.jp</a>", "a.jp <http://a.jp#x>" },
		{ "<a href='http://a.jp:8/'>a.jp</a>",
		  "a.jp <http://a.jp:8/>" },
		{ "<a href='http://a.jp/x'>a.jp\\b.jp</a>",
		  "a.jp\\b.jp <http://a.jp/x>" },
		{ "<a href='http://b@a.jp/'>a.jp</a>",
		  "a.jp <http://b@a.jp/>" },
		{ "<a href='http://b.jp@a.jp/'>b.jp</a>",
		  "b.jp <http://b.jp@a.jp/> ※表示と異なるリンク先" },
		{ "<a href='http://a.jp/x'>b@b.jp</a>",
		  "b@b.jp <http://a.jp/x>" },
		{ "<a href='http://a.jp/x'>http://b@b.jp</a>",
		  "http://b@b.jp <http://a.jp/x> ※表示と異なるリンク先" },
		{ "<a href='http://a.jp/x'>http://192.0.2.1/</a>",
		  "http://192.0.2.1/ <http://a.jp/x> ※表示と異なるリンク先" },
		{ "<a href='http://192.0.2.2/x'>http://192.0.2.1:80</a>",
		  "http://192.0.2.1:80 <http://192.0.2.2/x> "
		  "※表示と異なるリンク先" },
		{ "<a href='http://192.0.2.1/x'>http://192.0.2.1</a>",
		  "http://192.0.2.1 <http://192.0.2.1/x>" },
		{ "<a href='http://a.jp/x'>www.b.jp:443/y</a>",
		  "www.b.jp:443/y <http://a.jp/x> ※表示と異なるリンク先" },
		{ "<a href='http://a.jp/x'>a.jp:80/y</a>",
		  "a.jp:80/y <http://a.jp/x>" },
		{ "<a href='http://a.jp/x'>minutes.pdf:3</a>",
		  "minutes.pdf:3 <http://a.jp/x>" },
		{ "<a href='http://a.jp/x'>www.b.jp/@y</a>",
		  "www.b.jp/@y <http://a.jp/x> ※表示と異なるリンク先" },
		{ "<a href='http://a.jp/x'>https://www.b.jp./</a>",
		  "https://www.b.jp./ <http://a.jp/x> ※表示と異なるリンク先" },
		{ "<a href='http://a.jp/x'>▶https://b.jp/</a>",
		  "▶https://b.jp/ <http://a.jp/x> ※表示と異なるリンク先" },
		{ "<a href='http://a.jp/x'>y「https://b.jp/」を</a>",
		  "y「https://b.jp/」を <http://a.jp/x> "
		  "※表示と異なるリンク先" },
		{ "<a href='http://a.jp/x'>(http://b.jp) y</a>",
		  "(http://b.jp) y <http://a.jp/x> ※表示と異なるリンク先" },
		{ "<a href='http://a.jp/x'>https://b.jp/ y</a>",
		  "https://b.jp/ y <http://a.jp/x> ※表示と異なるリンク先" },
		{ "<a href='http://a.jp/x'>y https://a.jp/z</a>",
		  "y https://a.jp/z <http://a.jp/x>" },
		{ "<a href='http://a.jp/x'>y ://b.jp</a>",
		  "y ://b.jp <http://a.jp/x>" },
		{ "<a href='http://www.b.jp/x'>b.jp.</a>",
		  "b.jp. <http://www.b.jp/x>" },
		{ "<a href='http://a.jp/x'>.</a>", ". <http://a.jp/x>" },
		{ "<a href='http://a.jp/x'>12.0.2.1</a>",
		  "12.0.2.1 <http://a.jp/x>" },
		{ "<a href='http://a.jp/x'>http://12.0.2/</a>",
		  "http://12.0.2/ <http://a.jp/x>" },
		{ "<a href='http://a.jp/x'>b. b.jp</a>",
		  "b. b.jp <http://a.jp/x>" },
		{ "<a href='http://a.jp/x'>.jp b.j</a>",
		  ".jp b.j <http://a.jp/x>" },
		{ "<a href='http://a.jp/x'>.NET</a>", ".NET <http://a.jp/x>" },
		{ "<a href='http://a.jp/x'>http://12.0.22/</a>",
		  "http://12.0.22/ <http://a.jp/x>" },
		{ "<a href='http://a.jp/<b> c'>y</a>",
		  "y <http://a.jp/%3Cb%3E%20c>" },
		{ "<a href='http://xn--pple-43d.jp/'>y</a>",
		  "y <http://xn--pple-43d.jp/>（\u0430pple.jp） "
		  "※紛らわしい文字のホスト名" },
		{ "<a href='ftp://a.jp/'>x</a>", "x <ftp://a.jp/>" },
		{ "<a href='cid:x'>y</a>", "y" },
		{ "<a href='mid:x'>y</a>", "y" },
		{ "<table><tr><td><a href='http://a.b/'><img></a><td>y</table>",
		  "<http://a.b/> | y" },
		{ "<map><area href='http://a.b/' alt='' title=x></map>",
		  "x <http://a.b/>" },
		{ "x<area href='#' alt=y><area href='#'>z", "x\ny\nz" },
		{ "x<form action='#'><b>y</b></form>", "x\ny" },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_string_equal(text(*state, pages[i].html),
				    pages[i].shown);
}

/* One that ends below more than is known of what is around it. */
static void a_link_ends_with_the_page(void **state)
{
	char html[1000] = "<a href='http://a.b/'>x";

	for (int i = 0; i < 70; i++)
		strcat(html, "<div>");
	strcat(html, "<div hidden>y");
	assert_string_equal(text(*state, html), "x <http://a.b/>");
}

static void an_address_in_the_text_stands_for_itself_alone(void **state)
{
	static const struct {
		const char *said;
		bool same, misleads;
	} texts[] = {
		{ "a@b.jp", true },
		{ "(a@b.jp)", true },
		{ "a@b.jp.", true },
		{ "x, a@b.jp", true },
		{ "xa@b.jp a@b.jp", true },
		{ "xa@b.jp", false, true },
		{ "x-a@b.jp", false, true },
		{ "x.a@b.jp", false, true },
		{ "a@b.jpn", false, true },
		{ "a@b.jp_", false, true },
		{ "a@b.jp.example", false, true },
		{ "y x@b.jp", false, false },
		{ "y", false, false },
	};

	char html[200], wanted[200];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		snprintf(html, sizeof(html), "<a href='mailto:a@b.jp'>%s</a>",
			 texts[i].said);
		snprintf(wanted, sizeof(wanted), "%s%s%s", texts[i].said,
			 texts[i].same ? "" : " <a@b.jp>",
			 texts[i].misleads ? " ※表示と異なるリンク先" : "");
		assert_string_equal(text(*state, html), wanted);
	}
	assert_string_equal(text(*state, "<a href='mailto:'>y</a>"), "y");
}

static void the_name_of_a_file_is_no_host(void **state)
{
	assert_string_equal(
		text(*state, "<a href='http://b.jp/?1'>minutes.pdf</a> "
			     "<a href='http://b.jp/?2'><img alt=top.png></a>"),
		"minutes.pdf <http://b.jp/?1> "
		"[画像: top.png] <http://b.jp/?2>");
	assert_string_equal(text(*state,
				 "<a href='http://b.jp/1'>http://a.bank/</a> "
				 "<a href='http://b.jp/2'>www.a.corp</a> "
				 "<a href='http://b.jp/3'>a.jp</a>"),
			    "http://a.bank/ <http://b.jp/1> "
			    "※表示と異なるリンク先 "
			    "www.a.corp <http://b.jp/2> "
			    "※表示と異なるリンク先 "
			    "a.jp <http://b.jp/3> ※表示と異なるリンク先");
}

static void blanks_of_an_address_are_those_that_a_browser_sends(void **state)
{
	assert_string_equal(text(*state,
				 "<a href='http://a.jp/令和 1.pdf'>x</a>"
				 "<a href='tel:03 12'>y</a>"),
			    "x <http://a.jp/令和%201.pdf>y <0312>");
}

static void a_text_too_long_is_no_address(void **state)
{
	char html[2000], wanted[2000];

	snprintf(html, sizeof(html), "<a href='http://a.jp/'>b.jp/%01500d</a>",
		 0);
	snprintf(wanted, sizeof(wanted), "b.jp/%01500d <http://a.jp/>", 0);
	assert_string_equal(text(*state, html), wanted);
}

MAIN(WITH(links_say_where_they_lead),
     WITH(what_would_end_an_address_is_escaped),
     WITH(no_link_is_lost_to_what_is_around_it),
     WITH(an_address_in_the_text_stands_for_itself_alone),
     WITH(a_link_ends_with_the_page), WITH(the_name_of_a_file_is_no_host),
     WITH(blanks_of_an_address_are_those_that_a_browser_sends),
     WITH(a_text_too_long_is_no_address))
