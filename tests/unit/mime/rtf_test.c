/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf_test.c -- tests src/mime/outlook/rtf.c
 */
#include "mime/outlook/rtf.h"

#include "fixture.h"

static struct rtf_result result;

static const char *text(struct fixture *f, const char *rtf)
{
	result =
		rtf_read((const uint8_t *)rtf, strlen(rtf), &f->arena, &f->out);
	return fixture_text(f);
}

static void bytes_are_in_the_charset_of_their_font(void **state)
{
	assert_string_equal(
		text(*state, "{\\rtf1\\ansi\\ansicpg932 \\'93\\'fa\\'96\\'7b"
			     "\\'96\\{\\'95\\\\}"),
		"日本本表");
	assert_string_equal(text(*state,
				 "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 A;}"
				 "{\\f7\\fcharset128 B;}{\\f8\\fcharset204 C;}}"
				 "\\'e9\\f7\\'93\\'fa\\f8\\'e6\\f9\\'e9}"),
			    "é日жé");
	assert_string_equal(text(*state, "{\\rtf1\\ansicpg932 \x93\xfa\x95\\}"),
			    "日表");
}

/* The numbers of UTF-16: the writer has \\u for what is not ASCII. */
static void codes_of_two_bytes_are_no_charset_of_bytes(void **state)
{
	assert_string_equal(text(*state, "{\\rtf1\\ansicpg1200{\\fonttbl{\\f0"
					 "\\fcharset0 A;}{\\f1\\fcharset128 "
					 "\\cpg1200 B;}}\\f0 ab\\'80\\u26085?"
					 "\\f1\\'93\\'fa}"),
			    "ab€日日");
	assert_string_equal(text(*state, "{\\rtf1\\ansicpg1201 ab\\'e9}"),
			    "abé");
}

/* Text that names no font is in that of \\deff. */
static void the_default_font_has_a_charset_too(void **state)
{
#define FONTS                                       \
	"{\\fonttbl{\\f0 A;}{\\f1\\fcharset128 B;}" \
	"{\\f2\\fcharset204 C;}}"

	assert_string_equal(text(*state, "{\\rtf1\\ansi\\deff1" FONTS
					 "\\'93\\'fa\\f2\\'e6\\plain\\'93\\'fa"
					 "\\f0\\'e9\\f9\\'93\\'fa}"),
			    "日ж日é日");
	assert_string_equal(text(*state, "{\\rtf1\\ansi\\deff1" FONTS
					 "\x93\xfa\x95\\{\\f2\\'e6}\x93\xfa}"),
			    "日表ж日");
	assert_string_equal(text(*state, "{\\rtf1\\ansi{\\fonttbl{\\f0"
					 "\\fcharset128 A;}}\\'93\\'fa}"),
			    "日");
	assert_string_equal(text(*state, "{\\rtf1\\ansicpg1251\\deff7" FONTS
					 "\\'e6\\plain\\'e6}"),
			    "жж");
}

/* More of them than there is room for leave the last one as it is. */
static void a_table_of_many_fonts_is_no_trouble(void **state)
{
	struct fixture *f = *state;
	struct buf rtf = { .arena = &f->arena };
	char font[40];

	buf_put_text(&rtf, "{\\rtf1\\ansi{\\fonttbl");
	for (int i = 1; i < 2 * RTF_FONTS; i++) {
		snprintf(font, sizeof(font), "{\\f%d\\fcharset%d A;}", i,
			 i < RTF_FONTS ? 128 : 204);
		buf_put_text(&rtf, font);
	}
	snprintf(font, sizeof(font), "}\\f%d\\'93\\'fa}", RTF_FONTS - 1);
	buf_put_text(&rtf, font);
	buf_put_byte(&rtf, '\0');
	assert_string_equal(text(f, rtf.at), "日");
}

static void symbols_are_what_they_stand_for(void **state)
{
	assert_string_equal(text(*state, "{a\\\nb\\\rc\\\td\\~e\\_f\\-g\\:h}"),
			    "a\nb\nc\td\u00A0e-fgh");
	assert_string_equal(text(*state, "{\r\na\r\nb\0\r\n}"), "ab");
	assert_string_equal(text(*state, "{\\'41\\foo b\\'4g\\'g4\\'42"),
			    "Ab4gg4B");
	assert_string_equal(text(*state, "{\\'41\\'4"), "A4");
	assert_string_equal(text(*state, "{a}b"), "a");
	assert_string_equal(text(*state, "a}b"), "a");
	/* What "\\*" stands before is the next word alone. */
	assert_string_equal(text(*state, "{\\*\\plain\\foo a}"), "a");
	assert_string_equal(text(*state, "{\\*a\\foo b}"), "ab");
}

/* Word's own, and what it puts beside for older readers. */
static void text_in_a_box_is_text(void **state)
{
	assert_string_equal(
		text(*state,
		     "{a{\\shp{\\*\\shpinst\\shpleft1{\\sp{\\sn shapeType}"
		     "{\\sv 202}}{\\sp{\\sn pib}{\\sv{\\pict 8950}}}"
		     "{\\shptxt\\pard b\\par{\\b c}{\\*\\x d}}e}{\\shprslt"
		     "{\\*\\do\\dptxbx{\\dptxbxtext b}}}}f}"),
		"ab\ncf");
	assert_string_equal(text(*state, "{a{\\*\\x{\\shptxt b}}}"), "a");
	assert_string_equal(text(*state, "{a{\\v\\shptxt b}}"), "a");
}

static void unicode_hides_what_old_readers_get(void **state)
{
	assert_string_equal(text(*state, "{\\rtf1 \\u26085?\\uc2\\u26412"
					 "\\'96\\'7b\\uc0\\u-247x{\\uc3"
					 "\\u9312abcd}\\u9313 y}"),
			    "日本\xEF\xBC\x89x①d②y");
	assert_string_equal(text(*state, "{\\u-10179?\\u-8704?\\u-10179?x"
					 "\\u-8704?}"),
			    "😀〓x〓");
	assert_int_equal(result.unmapped, 2);
	assert_string_equal(text(*state, "{\\u26085\\u26412{}a\\u26085{a}}"),
			    "日本a日a");
	assert_string_equal(text(*state, "{\\u-10179?{\\u-8704?}}"), "😀");
	assert_string_equal(text(*state, "{\\u26085\\b ?}"), "日?");
	assert_string_equal(text(*state, "{\\u99999999999999999999?x}"), "〓x");
	assert_string_equal(text(*state, "{\\uc16\\u26085 1234567890123456a"
					 "\\uc17\\u26085 123}"),
			    "日a日23");
}

static void what_is_no_text_is_skipped(void **state)
{
	assert_string_equal(
		text(*state, "{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0"
			     ";}{\\*\\unknown a{b}c}{\\info{\\title t}}{\\pict "
			     "89504e}\\bin3 }}}a\\par b\\tab c\\-d\\~e{\\*}}f"),
		"a\nb\tcd\xC2\xA0"
		"e");
	assert_string_equal(text(*state, "a\\{b\\}\\\\c\\unknown1 d"),
			    "a{b}\\cd");
}

static void hidden_and_struck_text_is_marked(void **state)
{
	assert_string_equal(text(*state, "{a{\\v bcd}e\\v f\\v0 g}"), "aeg");
	assert_int_equal(result.hidden, 4);
	assert_string_equal(text(*state,
				 "{a {\\strike b\\b c}d\\strike e\\plain "
				 "f\\strike g}"),
			    "a 〔取消: bc〕d〔取消: e〕f〔取消: g〕");
}

static void a_link_says_where_it_leads(void **state)
{
	assert_string_equal(
		text(*state,
		     "{{\\field{\\*\\fldinst{ HYPERLINK "
		     "\"http://evil.example/\" \\\\o \"x\"}}{\\fldrslt"
		     "{\\ul good.example}}}, {\\field{\\*\\fldinst PAGE}"
		     "{\\fldrslt 3}}}"),
		"good.example <http://evil.example/> ※表示と異なるリンク先, "
		"3");
	assert_string_equal(
		text(*state, "{{\\field{\\*\\fldinst HYPERLINK "
			     "\"http://a.b/\"}{\\fldrslt {\\b a}.{\\b b}}}.}"),
		"a.b.");
	assert_string_equal(text(*state,
				 "{\\field{\\*\\fldinst HYPERLINK \\\\l \"a\"}"
				 "{\\fldrslt b}}"),
			    "b");
}

/* Of a field's code the address alone; names of fields are in any case. */
static void the_address_of_a_field_is_found(void **state)
{
	static const struct {
		const char *code, *shown;
	} fields[] = {
		{ "HYPERLINK \"http://a.b/\"", "x <http://a.b/>" },
		{ "hyperlink \"http://a.b/\"", "x <http://a.b/>" },
		{ "HYPERLINK http://a.b/", "x <http://a.b/>" },
		{ "HYPERLINK http://a.b/ \\\\o \"y\"", "x <http://a.b/>" },
		{ "HYPERLINK \\\\o \"y z\" \"http://a.b/\"",
		  "x <http://a.b/>" },
		{ "HYPERLINK \\\\t \"_blank\" \"http://a.b/\"",
		  "x <http://a.b/>" },
		{ "HYPERLINK \\\\h \"http://a.b/\"", "x <http://a.b/>" },
		{ "HYPERLINK \"http://a.b/\" \\\\l \"y\"", "x <http://a.b/>" },
		{ "HYPERLINK \\\\l \"y\"", "x" },
		{ "HYPERLINK \\\\o \"http://a.b/\"", "x" },
		{ "HYPERLINK", "x" },
		{ "INCLUDETEXT \"http://a.b/\"", "x" },
		{ "HYPERLINKS \"http://a.b/\"", "x" },
	};

	char rtf[200];

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		snprintf(rtf, sizeof(rtf),
			 "{\\field{\\*\\fldinst %s}{\\fldrslt x}}",
			 fields[i].code);
		assert_string_equal(text(*state, rtf), fields[i].shown);
	}
}

static void html_comes_out_of_its_tags(void **state)
{
	assert_string_equal(
		text(*state,
		     "{\\rtf1\\ansi\\ansicpg932\\fromhtml1{\\*\\htmltag64 <p>}"
		     "\\htmlrtf \\par twice\\htmlrtf0 \\'93\\'fa <b>&"
		     "{\\*\\htmltag84 &amp;}\\htmlrtf &\\htmlrtf0 {\\htmlrtf a}"
		     "b{\\*\\mhtmltag x}{\\*\\htmltag72 </p>\\par}}"),
		"<p>日 &lt;b&gt;&&amp;b</p>\n");
	assert_true(result.html);
	assert_string_equal(text(*state, "{\\rtf1\\fromhtml1{\\*\\htmltag0 <b>}"
					 "R&amp;D A&D \\'26lt;}"),
			    "<b>R&amp;D A&D &lt;");
	/* MS-OXRTFEX 2.1.3.1.1: a tag is one wherever it stands. */
	assert_string_equal(
		text(*state, "{\\rtf1\\fromhtml1\\htmlrtf a{\\*\\htmltag64 <p>}"
			     "b\\htmlrtf0 c}"),
		"<p>c");
}

/* MS-OXRTFEX 2.1.3.1: the item itself has its number. */
static void the_number_of_an_item_of_html_is_said_once(void **state)
{
	assert_string_equal(text(*state,
				 "{\\rtf1\\fromhtml1{\\*\\htmltag64 <li>}"
				 "\\htmlrtf {\\htmlrtf0 {\\pntext 1.\\tab}a}}"),
			    "<li>a");
	assert_string_equal(text(*state, "{\\rtf1{\\pntext 1.\\tab}a}"),
			    "1.\ta");
}

/* The names of the two differ in their end alone. */
static void a_letter_of_wingdings_is_its_picture(void **state)
{
#define PICTURES                                                       \
	"{\\rtf1{\\fonttbl{\\f1\\fcharset2{\\*\\panose 05}Wingdings;}" \
	"{\\f2\\fcharset2 Wingdings 2;}{\\f3\\fcharset2 Symbol;}"      \
	"{\\f4\\fcharset2 Wing;}{\\f5 Wingdings;}}"

	assert_string_equal(text(*state, PICTURES "\\f1 J\\'e0A\\'a7\\'b7"
						  "\\'fc}"),
			    "☺→A▪・✓");
	assert_string_equal(text(*state, PICTURES "\\f2 J\\f3 J\\'b7\\'e0"
						  "\\f4 J\\f5 J}"),
			    "JJ・〓JJ");
	/* Their place in Unicode: U+F0FC, U+F0B7 */
	assert_string_equal(text(*state,
				 PICTURES "\\f1\\u61692\\'3f\\u-3913 ?\\f3"
					  "\\u-3913 ?\\f5\\u-3913 ?}"),
			    "✓・・\uF0B7");
}

static void a_western_font_is_believed_where_the_document_fails(void **state)
{
#define DOCUMENT "{\\rtf1\\ansicpg932{\\fonttbl{\\f1\\fcharset0 A;}{\\f2 B;}}"

	assert_string_equal(text(*state, DOCUMENT "\\f1 \\'93\\f2 a\\f1 "
						  "\\'94 \\'e9!}"),
			    "“a” é!");
	assert_string_equal(text(*state, DOCUMENT "\\f1 \\'93\\'fa}"), "日");
	assert_string_equal(text(*state, DOCUMENT "\\f1 \\'93\\'fa\\'94}"),
			    "日〓");
	assert_string_equal(text(*state, DOCUMENT "\\f2 \\'93}"), "〓");
}

/* RTF 1.9.1: \* is the first of its group. */
static void a_star_within_a_group_hides_nothing(void **state)
{
	assert_string_equal(text(*state, "{a{\\i0\\*\\cs7 b}{x\\*\\cs7 c}"
					 "{\\'41\\*\\cs7 d}{{}\\*\\cs7 e}"
					 "{\\~\\*\\cs7 f}}"),
			    "abxcAde\u00A0f");
	assert_string_equal(text(*state, "{a{\r\n\\*\\cs7 b}{\\*\n\\cs7 c}}"),
			    "a");
}

static void depth_costs_no_text(void **state)
{
	struct fixture *f = *state;
	struct buf rtf = { .arena = &f->arena };

	for (int i = 0; i < 200; i++)
		buf_put_text(&rtf, "{a{\\*\\x b}");
	for (int i = 0; i < 199; i++)
		buf_put_text(&rtf, "}");
	buf_put_text(&rtf, "c}d");
	result = rtf_read((const uint8_t *)rtf.at, rtf.len, &f->arena, &f->out);
	assert_int_equal(f->out.len, 200 + 1 + 200 - RTF_DEPTH + 1);
	assert_int_equal(f->out.at[f->out.len - 1], 'c');
}

static void a_field_longer_than_its_bound_is_said(void **state)
{
	static char rtf[RTF_CODE + 100];

	for (size_t len = RTF_CODE - 1; len <= RTF_CODE + 1; len++) {
		strcpy(rtf, "{\\field{\\*\\fldinst ");
		memset(rtf + strlen(rtf), 'a', len);
		strcpy(rtf + strlen("{\\field{\\*\\fldinst ") + len,
		       "}{\\fldrslt b}}");
		assert_string_equal(text(*state, rtf), "b");
		assert_int_equal(result.cut, len > RTF_CODE);
	}
}

MAIN(WITH(bytes_are_in_the_charset_of_their_font),
     WITH(codes_of_two_bytes_are_no_charset_of_bytes),
     WITH(the_default_font_has_a_charset_too),
     WITH(a_table_of_many_fonts_is_no_trouble),
     WITH(symbols_are_what_they_stand_for), WITH(text_in_a_box_is_text),
     WITH(unicode_hides_what_old_readers_get), WITH(what_is_no_text_is_skipped),
     WITH(hidden_and_struck_text_is_marked), WITH(a_link_says_where_it_leads),
     WITH(the_address_of_a_field_is_found), WITH(html_comes_out_of_its_tags),
     WITH(the_number_of_an_item_of_html_is_said_once),
     WITH(a_letter_of_wingdings_is_its_picture),
     WITH(a_western_font_is_believed_where_the_document_fails),
     WITH(a_star_within_a_group_hides_nothing), WITH(depth_costs_no_text),
     WITH(a_field_longer_than_its_bound_is_said))
