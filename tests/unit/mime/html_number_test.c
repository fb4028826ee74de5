/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_number_test.c -- tests src/mime/html/number.c
 */
#include "mime/html/number.h"

#include "fixture.h"

static struct html_span span(const char *text)
{
	return (struct html_span){ text, strlen(text) };
}

/* CSS Values 4, 6 and 7; of a letter of 16 pixels, a window of 800. */
static void every_unit_has_its_length(void **state)
{
	static const struct {
		const char *text;
		long n;
		enum html_unit unit;
	} rows[] = {
		{ "1", 1000, UNIT_NONE },
		{ "1%", 1000, UNIT_PERCENT },
		{ "1px", 1000, UNIT_PIXELS },
		{ "1pt", 1333, UNIT_PIXELS },
		{ "1em", 16000, UNIT_PIXELS },
		{ "1REM", 16000, UNIT_PIXELS },
		{ "1mm", 3780, UNIT_PIXELS },
		{ "1cm", 37795, UNIT_PIXELS },
		{ "1in", 96000, UNIT_PIXELS },
		{ "1pc", 16000, UNIT_PIXELS },
		{ "1Q", 945, UNIT_PIXELS },
		{ "1ex", 8000, UNIT_PIXELS },
		{ "1ch", 8000, UNIT_PIXELS },
		{ "1rex", 8000, UNIT_PIXELS },
		{ "1rch", 8000, UNIT_PIXELS },
		{ "1cap", 11000, UNIT_PIXELS },
		{ "1rcap", 11000, UNIT_PIXELS },
		{ "1ic", 16000, UNIT_PIXELS },
		{ "1ric", 16000, UNIT_PIXELS },
		{ "1lh", 19200, UNIT_PIXELS },
		{ "1rlh", 19200, UNIT_PIXELS },
		{ "1deg", 1000, UNIT_DEGREES },
		{ "1grad", 900, UNIT_DEGREES },
		{ "1rad", 57296, UNIT_DEGREES },
		{ "1turn", 360000, UNIT_DEGREES },
		{ "1vw", 8000, UNIT_PIXELS },
		{ "1svh", 8000, UNIT_PIXELS },
		{ "1lvi", 8000, UNIT_PIXELS },
		{ "1dvb", 8000, UNIT_PIXELS },
		{ "1cqmin", 8000, UNIT_PIXELS },
		{ "1vmax", 8000, UNIT_PIXELS },
		{ "1.5in", 144000, UNIT_PIXELS },
		{ "-2.25cm", -85038, UNIT_PIXELS },
	};
	struct html_number got;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(html_number_only(span(rows[i].text), &got));
		assert_int_equal(got.n, rows[i].n);
		assert_int_equal(got.unit, rows[i].unit);
	}
}

static void digits_are_read_as_css_reads_them(void **state)
{
	static const struct {
		const char *text;
		long n;
	} rows[] = {
		{ "+5", 5000 },
		{ "-5", -5000 },
		{ ".5", 500 },
		{ "-.125", -125 },
		{ "0.0625", 62 },
		{ "12.3456789", 12345 },
		{ "2e1", 20000 },
		{ "2E+1", 20000 },
		{ "25e-1", 2500 },
		{ "1e-9", 0 },
		{ "5 ! important", 5000 },
	};
	struct html_number got;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(html_number_only(span(rows[i].text), &got));
		assert_int_equal(got.n, rows[i].n);
	}
}

static void what_is_no_number_alone_is_none(void **state)
{
	static const char *const texts[] = {
		"",    "-",    "+",   ".",    "px",   "+-5",  "5 5",
		"5,5", "5xy",  "5vx", "5.",   "5.px", "5..5", "1.5.5",
		"e5",  "5em5", "#5",  "5-px", "5 %",
	};
	struct html_number got;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(html_number_only(span(texts[i]), &got));
}

/* As far away, with its sign, whatever there is of it. */
static void a_number_without_end_stays_large(void **state)
{
	static const char *const texts[] = {
		"99999999999999999999999999999999999999999in",
		"9223372036854775807turn",
		"1e99999999999999999999em",
		"999999999e99px",
	};
	char minus[64] = "-";
	struct html_number got;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_true(html_number_only(span(texts[i]), &got));
		assert_true(got.n >= 100000000L * 1000);
		strcpy(minus + 1, texts[i]);
		assert_true(html_number_only(span(minus), &got));
		assert_true(got.n <= -100000000L * 1000);
	}
}

static void numbers_are_found_behind_words_and_brackets(void **state)
{
	static const char *const functions[] = {
		"calc",  "var", "env",   "min", "max",
		"clamp", "mod", "round", "rem",
	};
	struct html_span value = span("a1 b(2px,-c 3%) #4 5");
	struct html_number got;
	char text[64];

	(void)state;
	assert_true(html_number_next(&value, &got));
	assert_int_equal(got.n, 2000);
	assert_true(html_number_next(&value, &got));
	assert_int_equal(got.unit, UNIT_PERCENT);
	assert_true(html_number_next(&value, &got));
	assert_int_equal(got.n, 5000);
	assert_false(html_number_next(&value, &got));
	assert_int_equal(value.len, 0);
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		sprintf(text, "%s((1) 2 (3)) 4px", functions[i]);
		value = span(text);
		assert_true(html_number_next(&value, &got));
		assert_int_equal(got.n, 4000);
		sprintf(text, "%s(1", functions[i]);
		value = span(text);
		assert_false(html_number_next(&value, &got));
	}
}

MAIN(cmocka_unit_test(every_unit_has_its_length),
     cmocka_unit_test(digits_are_read_as_css_reads_them),
     cmocka_unit_test(what_is_no_number_alone_is_none),
     cmocka_unit_test(a_number_without_end_stays_large),
     cmocka_unit_test(numbers_are_found_behind_words_and_brackets))
