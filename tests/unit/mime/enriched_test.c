/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enriched_test.c -- tests src/mime/part/enriched.c
 */
#include "mime/part/enriched.h"

#include "fixture.h"

static unsigned hidden;

static const char *read_as(struct fixture *f, enum enriched_kind kind,
			   const char *text)
{
	hidden = enriched_text(kind, (const uint8_t *)text, strlen(text),
			       &f->out);
	return fixture_text(f);
}

static const char *enriched(struct fixture *f, const char *text)
{
	return read_as(f, ENRICHED_TEXT, text);
}

static const char *rich(struct fixture *f, const char *text)
{
	return read_as(f, ENRICHED_RICH, text);
}

/* The example of RFC 1896. */
static void the_rfc_s_example_reads_as_it_says(void **state)
{
	assert_string_equal(
		enriched(*state,
			 "<bold>Now</bold> is the time for <italic>all</italic>"
			 "\r\ngood men\r\n<smaller>(and <<women>)</smaller> to"
			 "\r\n<ignoreme>come</ignoreme>\r\n\r\n"
			 "to the aid of their\r\n\r\n\r\n"
			 "<color><param>red</param>beloved</color>\r\ncountry."
			 "\r\n\r\nBy the way,\r\nI think that <paraindent>"
			 "<param>left</param><<smaller>\r\n\r\n</paraindent>"
			 "should REALLY be called\r\n\r\n<paraindent>"
			 "<param>left</param><<tinier></paraindent>\r\n\r\n"
			 "and that I am always right.\r\n\r\n-- the end\r\n"),
		"Now is the time for all good men (and <women>) to come\n"
		"to the aid of their\n\nbeloved country.\n"
		"By the way, I think that \n<smaller>\n"
		"should REALLY be called\n<tinier>\n"
		"and that I am always right.\n-- the end");
	assert_int_equal(hidden, 0);
}

static void ends_of_lines_are_one_fewer(void **state)
{
	assert_string_equal(enriched(*state, "a\nb\n\nc\n\n\nd"),
			    "a b\nc\n\nd");
	assert_string_equal(enriched(*state, "a\n \nb"), "a\nb");
	assert_string_equal(enriched(*state, "日\n本\nA"), "日本 A");
	assert_string_equal(enriched(*state, "\n"), "");
}

static void lines_of_nofill_end_where_they_are(void **state)
{
	assert_string_equal(
		enriched(*state,
			 "a\n<nofill>b\r\nc\n\nd</nofill>\ne\nf</nofill>g"),
		"a\nb\nc\n\nd\ne f\ng");
}

static void what_is_no_command_is_text(void **state)
{
	assert_string_equal(
		enriched(*state, "1 < 2 <a@b.example> <> </> <a b> <<b> <x"),
		"1 < 2 <a@b.example> <> </> <a b> <b> <x");
	assert_string_equal(
		enriched(*state,
			 "<abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
			 "abcdefghij>a<abcdefghijabcdefghijabcdefghijabcdefghij"
			 "abcdefghijabcdefghijk>"),
		"a<abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
		"abcdefghijk>");
	assert_string_equal(enriched(*state, "<lt>&lt;<nl>"), "&lt;");
}

static void quotes_are_marked(void **state)
{
	assert_string_equal(enriched(*state,
				     "hello\n<excerpt>a\nb\n\n\nc<EXCERPT>d"
				     "</Excerpt>\n\ne</excerpt>\nanswer"),
			    "hello\n> a b\n> \n> c\n>> d\n> e\nanswer");
	assert_string_equal(enriched(*state, "</excerpt>a"), "a");
}

static void parameters_are_not_shown(void **state)
{
	assert_string_equal(enriched(*state,
				     "<fontfamily><PARAM>Ti<<mes</Param>a"
				     "</fontfamily></param>b"),
			    "ab");
	assert_int_equal(hidden, 0);
	/* One without an end takes nothing along. */
	assert_string_equal(enriched(*state, "<param>a<param>b</para>"), "ab");
	assert_string_equal(
		enriched(*state,
			 "<param>012345678901234567890123456789012345678901"
			 "2345678901234567890123日</param>x"),
		"x");
	assert_int_equal(hidden, 65);
}

static void richtext_has_commands_of_its_own(void **state)
{
	assert_string_equal(rich(*state, "<bold>a\n\n\nb</bold><nl>c<lt>d<np>e"
					 "<comment>日本<comment></comment>f"
					 "<paragraph>g</paragraph>h <<i>j"),
			    "a b\nc<d\nef\ng\nh <j");
	assert_int_equal(hidden, 11);
}

MAIN(WITH(the_rfc_s_example_reads_as_it_says),
     WITH(ends_of_lines_are_one_fewer),
     WITH(lines_of_nofill_end_where_they_are), WITH(what_is_no_command_is_text),
     WITH(quotes_are_marked), WITH(parameters_are_not_shown),
     WITH(richtext_has_commands_of_its_own))
