/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_text_test.c -- tests src/mime/html/text.c
 */
#include "html_page.h"

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
		{ "margin:0;padding:9px 9px 9px", true },
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
	assert_string_equal(text(*state, "a<rp><img alt=x><hr></rp>b"), "ab");
	assert_string_equal(text(*state, "<p hidden><q>x</q></p>"
					 "<svg></svg>a<![CDATA[x]]>b"),
			    "ab");
}

static void the_end_of_a_span_is_its_own(void **state)
{
	assert_string_equal(
		text(*state, "2<b style='display:none;margin:9px'>x</b>5"),
		"25");
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
	assert_string_equal(text(*state, "<ul><li><div></div>a</ul>"), "・a");
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
	static const char *const boxes[] = { "block", "flex", "grid", "table",
					     "list-item" };
	static const char *const rows[] = { "flex", "inline-flex", "grid",
					    "inline-grid" };
	char html[200];

	for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++) {
		snprintf(html, sizeof(html),
			 "a<b style='display:%s;margin:0'>b</b>c", boxes[i]);
		assert_string_equal(text(*state, html), "a\nb\nc");
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(html, sizeof(html),
			 "<p style='display:%s'><b>a</b><b>b</b>", rows[i]);
		assert_string_equal(text(*state, html), "a\nb");
	}
	assert_string_equal(text(*state, "<p style='display:block'>a<b>b"),
			    "ab");
	assert_string_equal(text(*state,
				 "a<span style='display:block'>b</span>"
				 "<a style='display: flex !important'>c</a>d"
				 "<i style='display:inline-block'>e</i>"),
			    "a\nb\nc\nde");
	assert_string_equal(text(*state, "<style>.x{display:block}</style>a"
					 "<i class=x style='color:red'>b"),
			    "a\nb");
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
	assert_string_equal(text(*state, "<table><tr><td>a<td><p>b</p><tr><td>"
					 "c<td><p>d</p></table>"),
			    "a | b\nc | d");
	assert_string_equal(text(*state, "<table><tr><td>a<p>b</p><tr><td>c"
					 "<td>&nbsp;</table>d"),
			    "a\n\nb\n\nc\nd");
	assert_string_equal(text(*state, "<table><tr><td>a<td></table>b"),
			    "a\nb");
	assert_string_equal(text(*state, "<table><tr><td>a<td> <p>b</table>"),
			    "a | b");
	assert_string_equal(text(*state, "x &nbsp;<table><tr hidden><td "
					 "rowspan=9>y<tr><td>a<td>b<tr><td>c"
					 "<td>d</table>"),
			    "x\na | b\nc | d");
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
	assert_string_equal(
		text(*state, "<b style='border-top:1px solid'>a</b>"
			     "<div style='border-top:1px solid transparent'>b"
			     "</div><div style='border-top:solid 0'>c</div>"
			     "<div style='border-top:0px solid'>d</div>"
			     "<div style='border-top:1px none;x:solid'>e"),
		"a\nb\nc\nd\ne");
}

static void pictures_say_what_they_show(void **state)
{
	assert_string_equal(text(*state,
				 "<img alt='Logo' src=x> <img src=cid:1>"
				 "<img src=http://a/b>"),
			    "[画像: Logo] [画像]");
	assert_string_equal(text(*state, "a<img alt='' src=cid:1>"
					 "<img alt=' ' src=cid:1><img src=cid:>"
					 "<input type=image alt=b>"
					 "<input type=image>"
					 "<input type=text alt=x>"),
			    "a[b]");
}

static void preformatted_text_keeps_its_blanks(void **state)
{
	assert_string_equal(text(*state, "x<pre>\r\na&amp;\nb\r\n</pre>"),
			    "x\n\na&\nb");
	assert_string_equal(text(*state, "a<pre>\n b\n  c\n</pre>d"),
			    "a\n\n b\n  c\n\nd");
	assert_string_equal(text(*state, "<pre><div>a</div>b  c</pre>"),
			    "a\nb  c");
	assert_string_equal(
		text(*state, "<p style='white-space-collapse: preserve'>a\n b"
			     "<p style='white-space:break-spaces'>a\n b"
			     "<p style='white-space:nowrap'>a\n b"),
		"a\n b\n\na\n b\n\na b");
	assert_string_equal(text(*state, "<p style='white-space:preserve'>a\nb"
					 "<p style='white-space-collapse:"
					 "preserve-breaks'>a\nb<p style='white"
					 "-space-collapse:break-spaces'>a\nb"),
			    "a\nb\n\na\nb\n\na\nb");
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

static void hidden_letters_are_counted_as_seen(void **state)
{
	text(*state, "<p hidden>a 日\u00A0\u200B→é");
	assert_int_equal(hidden, 4);
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
     WITH(a_table_in_a_cell_stays_whole), WITH(a_line_above_a_letter_is_shown),
     WITH(pictures_say_what_they_show),
     WITH(preformatted_text_keeps_its_blanks),
     WITH(quotes_and_readings_are_marked),
     WITH(hidden_letters_are_counted_as_seen))
