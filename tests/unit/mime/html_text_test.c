/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_text_test.c -- tests src/mime/html_text.c
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

static void blanks_collapse_and_blocks_break(void **state)
{
	assert_string_equal(text(*state, "<p> a\n  b </p><p>c<br>d</p>"),
			    "a b\n\nc\nd");
	assert_string_equal(text(*state, "<div>a<div>b</div></div>c"),
			    "a\nb\nc");
	assert_string_equal(text(*state, "<p><p><p>x<p></p>"), "x");
	assert_string_equal(text(*state, "a<br><br><br><br><br>b"), "a\n\n\nb");
}

static void paragraphs_stand_apart_unless_they_have_no_margin(void **state)
{
	static const struct {
		const char *style;
		bool tight;
	} styles[] = {
		{ "margin:0", true },
		{ "margin: 0px auto", true },
		{ "margin:0 0 0 40px", true },
		{ "margin-top:0pt;margin-bottom:0pt", true },
		{ "margin:1em;margin-top:0;margin-bottom:0", true },
		{ "margin:0 0 16px", false },
		{ "margin:0.5em 0", false },
		{ "margin-top:0", false },
		{ "margin:0;margin-bottom:1em", false },
		{ "margin:", false },
		{ "color:red", false },
	};

	char html[200];

	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
		snprintf(html, sizeof(html),
			 "<p style='%s'>a</p><p style='%s'>b</p>",
			 styles[i].style, styles[i].style);
		assert_string_equal(text(*state, html),
				    styles[i].tight ? "a\nb" : "a\n\nb");
	}
}

static void the_end_of_a_line_inside_japanese_is_no_blank(void **state)
{
	assert_string_equal(text(*state, "今日は\r\n  よい。\n<b>ア</b>\n𠮷"),
			    "今日はよい。ア𠮷");
	assert_string_equal(text(*state, "山田 太郎\nab\n漢 \n字\n가\n나"),
			    "山田 太郎 ab 漢字 가 나");
	assert_string_equal(text(*state, "今日\nは <b>市</b> 役所 の<img "
					 "alt='絵\n'>日 時"),
			    "今日は 市 役所 の[画像: 絵]日 時");
	assert_string_equal(text(*state, "会\n<br>\n議<p>\n室\n<td>\n"),
			    "会\n議\n\n室");
}

static void what_is_for_machines_is_dropped(void **state)
{
	assert_string_equal(text(*state,
				 "<title>t</title><style>s</style>"
				 "<script>x</script>a<!-- c --><iframe>i"
				 "</iframe>b"),
			    "ab");
	assert_int_equal(hidden, 0);
}

static void the_end_of_a_span_is_its_own(void **state)
{
	assert_string_equal(text(*state, "a<span hidden>b<span>c</span>d</span>"
					 "e"),
			    "ae");
	assert_int_equal(hidden, 3);
	assert_string_equal(text(*state, "<td style='font-size:0'><font size=3>"
					 "a<font>b</font>c</font>d"),
			    "abc");
	assert_int_equal(hidden, 1);
}

static void what_was_filled_in_is_shown(void **state)
{
	assert_string_equal(text(*state,
				 "<input value=a><input type=hidden value=b>"
				 "<input type=password value=c>"
				 "<input type=checkbox checked>"
				 "<input type=radio><input value=' '>"),
			    "[a][x][ ]");
	assert_string_equal(
		text(*state, "<select><option>a<option>b</select>c"),
		"a\nb\nc");
	assert_string_equal(text(*state, "a</br>b<hr>c"),
			    "a\nb\n----------\nc");
}

static void a_page_that_is_one_picture_says_so(void **state)
{
	assert_string_equal(
		text(*state, "<center><img src=http://a/b></center>"),
		"[画像]");
}

static void text_below_any_depth_is_kept(void **state)
{
	static char html[60000];

	html[0] = '\0';
	for (size_t i = 0; i < 10000; i++)
		memcpy(html + i * 5, "<div>", 6);
	strcat(html, "deep");
	assert_string_equal(text(*state, html), "deep");
}

static void lists_have_marks_and_numbers(void **state)
{
	assert_string_equal(text(*state, "<ul><li>a<li>b<ol><li>c<li>d</ol>"
					 "</ul><ol start=5><li>e</ol>"),
			    "・a\n・b\n  1. c\n  2. d\n\n5. e");
}

/* As a letter refers to them. */
static void numbers_are_written_as_the_list_says(void **state)
{
	assert_string_equal(
		text(*state, "<ol type=a><li>x<li>y</ol>"
			     "<ol type=I start=3><li>x<li>y</ol>"
			     "<ol style='list-style-type: upper-alpha' "
			     "start=26><li>x<li>y</ol>"
			     "<ol type=i start=388><li>x<li value=400>y</ol>"
			     "<ol type=a><li value=0>x</ol>"),
		"a. x\nb. y\n\nIII. x\nIV. y\n\nZ. x\nAA. y\n\n"
		"ccclxxxviii. x\n400. y\n\n0. x");
}

static void a_style_makes_lines_of_spans(void **state)
{
	assert_string_equal(text(*state,
				 "a<span style='display:block'>b</span>"
				 "<a style='display: flex !important'>c</a>d"
				 "<i style='display:inline-block'>e</i>"),
			    "a\nb\nc\nde");
	assert_string_equal(text(*state,
				 "<table><tr><td style='display:block'>a"
				 "<td style='display:block'>b</table>"),
			    "a | b");
}

static void a_row_is_a_line(void **state)
{
	assert_string_equal(
		text(*state,
		     "<table><tr><th>a<th>b</tr><tr><td><p>1</p></td><td><div>2"
		     "</div></td></tr><tr><td><td>3</table>x"),
		"a | b\n1 | 2\n  | 3\nx");
	assert_string_equal(text(*state, "<table><tr><td>a<br>b</td><td>c</td>"
					 "</tr></table>"),
			    "a\nb\nc");
	assert_string_equal(text(*state, "<tr><td>a<td><td>b<tr><td>c"),
			    "a | b\nc");
}

static void a_cell_spans_columns_and_rows(void **state)
{
	assert_string_equal(text(*state, "<table><tr><td colspan=2>a<td>b<tr>"
					 "<td>c<td>d<td>e</table>"),
			    "a     | b\nc | d | e");
	assert_string_equal(text(*state, "<table><tr><td rowspan=2>a<td>b<tr>"
					 "<td>c<tr><td>d<td>e</table>"),
			    "a | b\n  | c\nd | e");
	assert_string_equal(
		text(*state, "<table><tr><td colspan=999999 rowspan=999999>a"
			     "<td>b<tr><td>c<td>d</table>"),
		"a | b\nc | d");
}

static void lines_of_a_cell_stand_beside_the_next(void **state)
{
	assert_string_equal(text(*state, "<table><tr><td>a<br>b<td>c<tr>"
					 "<td>d<td>e<p>f</table>"),
			    "a | c\nb\nd | e\n  | f");
}

/* A month of days, and more than any room. */
static void no_cell_of_many_is_lost(void **state)
{
	static const int counts[] = { 24, 25, 32, 40, 41, 99 };
	static char html[3000];
	char last[16];
	const char *shown;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		strcpy(html, "<table>");
		for (int row = 0; row < 2; row++) {
			strcat(html, "<tr>");
			for (int n = 1; n < counts[i]; n++)
				strcat(html, "<td>x");
			snprintf(last, sizeof(last), "<td>z%d", row);
			strcat(html, last);
		}
		shown = text(*state, html);
		assert_non_null(strstr(shown, "x | z0\nx | "));
		assert_non_null(strstr(shown, "x | z1"));
	}
}

/* Too wide for columns: an empty cell shifts no other. */
static void a_row_of_a_wide_table_is_one_line(void **state)
{
	char html[400], wanted[400];

	snprintf(html, sizeof(html),
		 "<table><tr><td>a<td>%0130d<td>b<td>c"
		 "<tr><td>d<td><td>e<br>f<td>g"
		 "<tr><td>h<td>i<td>j<br>k<br>l<td>m</table>",
		 0);
	snprintf(wanted, sizeof(wanted),
		 "a | %0130d | b | c\nd |  | e f | g\nh | i | j\nk\nl\nm", 0);
	assert_string_equal(text(*state, html), wanted);
}

static void a_table_in_a_cell_stays_whole(void **state)
{
	assert_string_equal(text(*state, "<table><tr><td>a<td><table><tr><td>b"
					 "<td>c<tr><td>d<td>e</table><td>f<tr>"
					 "<td>g<td>h</table>"),
			    "a\nb | c\nd | e\nf\ng | h");
}

static void links_say_where_they_lead(void **state)
{
	assert_string_equal(text(*state, "<a href='http://a.b/'>x</a>."),
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
	assert_string_equal(text(*state, "<a href='#top'>y</a>"), "y");
	assert_string_equal(text(*state, "a <a href='http://a.b/'><img></a>"),
			    "a <http://a.b/>");
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

static void a_line_above_a_letter_is_shown(void **state)
{
	assert_string_equal(
		text(*state, "<p class=MsoNormal>a</p><div style='border:"
			     "none;border-top:solid #E1E1E1 1.0pt;padding:"
			     "3.0pt 0mm 0mm 0mm'><p class=MsoNormal>From: b"),
		"a\n----------\nFrom: b");
	assert_string_equal(text(*state,
				 "a<p style='border-top:0 solid;margin:0'>b"
				 "<div style='border-top:none'>c</div>"
				 "<div style='font-size:0'><hr></div>d"),
			    "a\nb\nc\n----------\nd");
	assert_int_equal(hidden, 0);
}

static void pictures_say_what_they_show(void **state)
{
	assert_string_equal(text(*state,
				 "<img alt='Logo' src=x> <img src=cid:1>"
				 "<img src=http://a/b>"),
			    "[画像: Logo] [画像]");
}

static void preformatted_text_keeps_its_blanks(void **state)
{
	assert_string_equal(text(*state, "a<pre>\n b\n  c\n</pre>d"),
			    "a\n\n b\n  c\n\nd");
	assert_string_equal(
		text(*state, "<p style='white-space-collapse: preserve'>a\n b"
			     "<p style='white-space:break-spaces'>a\n b"
			     "<p style='white-space:nowrap'>a\n b"),
		"a\n b\n\na\n b\n\na b");
}

static void quotes_and_readings_are_marked(void **state)
{
	assert_string_equal(text(*state, "<blockquote>a<br>b</blockquote>"
					 "<ruby>漢<rp>(</rp><rt>かん</rt>"
					 "<rp>)</rp></ruby>"),
			    "> a\n> b\n\n漢(かん)");
	assert_string_equal(text(*state, "a <ruby>\n 漢\n <rt>かん</rt>\n 字"
					 "\n <rt>じ</rt>\n</ruby> b"
					 "<ruby>x<rt></rt></ruby>y"),
			    "a 漢(かん)字(じ) bxy");
}

MAIN(WITH(blanks_collapse_and_blocks_break),
     WITH(paragraphs_stand_apart_unless_they_have_no_margin),
     WITH(the_end_of_a_line_inside_japanese_is_no_blank),
     WITH(what_is_for_machines_is_dropped), WITH(the_end_of_a_span_is_its_own),
     WITH(what_was_filled_in_is_shown),
     WITH(a_page_that_is_one_picture_says_so),
     WITH(text_below_any_depth_is_kept), WITH(lists_have_marks_and_numbers),
     WITH(numbers_are_written_as_the_list_says),
     WITH(a_style_makes_lines_of_spans), WITH(a_row_is_a_line),
     WITH(a_cell_spans_columns_and_rows),
     WITH(lines_of_a_cell_stand_beside_the_next), WITH(no_cell_of_many_is_lost),
     WITH(a_row_of_a_wide_table_is_one_line),
     WITH(a_table_in_a_cell_stays_whole), WITH(links_say_where_they_lead),
     WITH(the_name_of_a_file_is_no_host), WITH(a_line_above_a_letter_is_shown),
     WITH(pictures_say_what_they_show),
     WITH(preformatted_text_keeps_its_blanks),
     WITH(quotes_and_readings_are_marked))
