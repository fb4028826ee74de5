/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * param_test.c -- tests src/mime/header/param.c
 */
#include "mime/header/param.h"

#include "mime/header/field.h"

#include "fixture.h"

static struct params read(struct fixture *f, const char *text)
{
	struct field field = { .at = (const uint8_t *)text,
			       .len = strlen(text) };
	struct params params;

	params_read(&f->mime, &field, &params);
	return params;
}

static void one_is(struct fixture *f, const char *text, const char *name,
		   const char *wanted)
{
	struct params params = read(f, text);
	struct param_values values = params_values(&f->mime, &params, name);

	assert_int_equal(values.n, 1);
	assert_int_equal(values.at[0].len, strlen(wanted));
	assert_memory_equal(values.at[0].at, wanted, strlen(wanted));
}

static void values_are_found_quoted_or_not(void **state)
{
	one_is(*state, " a/b; x=1; y=\"2;3\"", "y", "2;3");
	one_is(*state, " a/b; x = 1 ; y=2", "X", "1");
	one_is(*state, "a/b;x=\"a\\\"b\"", "x", "a\"b");
	one_is(*state, "a/b;\r\n\tx=\"a\r\n b\"", "x", "a b");
	one_is(*state, "a/b; name=my file.txt; z=1", "name", "my file.txt");
	one_is(*state, "a/b (comment; x=2); x=1", "x", "1");
	one_is(*state, "a/b;;; x=1;", "x", "1");
	one_is(*state, "a/b; x=a\\b", "x", "a\\b");
	one_is(*state, "a/b (\\); x=2); x=1", "x", "1");
	one_is(*state, "a/b; x*=utf-8''a%2Bb%zz%2z%2", "x", "a+b%zz%2z%2");
}

static void pieces_are_joined_in_their_order(void **state)
{
	one_is(*state, "a; n*0=a; n*1=b; n*2*=%63", "n", "abc");
	one_is(*state, "a; n*0*=utf-8'ja'%E3%81; n*1*=%82", "n", "あ");
	one_is(*state, "a; n*0*=utf-8''; n*1*=a'b'c", "n", "a'b'c");
	one_is(*state, "a; n*0*=utf-8''%E3%8; n*1*=1%82%; n*2*=41", "n", "あA");
	one_is(*state, "a; n*0*=''%4; n*1=1; n*2*=%2541; n*3*=%3", "n",
	       "%41%41%3");
	one_is(*state, "a; m*0=x; n*0=a; m*1=y; n*1=b", "n", "ab");
}

/* Some readers go by the numbers, some by the order. */
static void pieces_out_of_place_are_two_readings(void **state)
{
	static const char *const cases[][3] = {
		{ "a; n*1=b; n*0=a; n*2*=%63", "abc", "bac" },
		{ "a; n*0=a; n*2=c", "a", "ac" },
		{ "a; n*1*=utf-8''b; n*0*=a", "autf-8''b", "ba" },
		{ "a; n*1=b; n*2=c", "bc", NULL },
		{ "a; n*0=a; n*0=b", "a", "ab" },
		{ "a; n*0=a; n*999=b", "a", "ab" },
		{ "a; n*4294967296=b", "b", NULL },
		{ "a; n*/=b", "b", NULL },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct params params = read(f, cases[i][0]);
		struct param_values values =
			params_values(&f->mime, &params, "n");

		assert_int_equal(values.n, cases[i][2] ? 2 : 1);
		for (size_t k = 0; k < values.n; k++) {
			const char *wanted = cases[i][k + 1];

			assert_int_equal(values.at[k].len, strlen(wanted));
			assert_memory_equal(values.at[k].at, wanted,
					    strlen(wanted));
		}
		assert_true(f->mime.defects & defect_bit(DEFECT_PARAM_SYNTAX));
		f->mime.defects = 0;
	}
}

static void pieces_and_a_whole_are_two_readings(void **state)
{
	struct fixture *f = *state;
	struct params params = read(f, "a; n=b; n*0=a");
	struct param_values values = params_values(&f->mime, &params, "n");

	assert_int_equal(values.n, 2);
	assert_memory_equal(values.at[0].at, "a", 1);
	assert_memory_equal(values.at[1].at, "b", 1);
	assert_false(f->mime.defects & defect_bit(DEFECT_PARAM_SYNTAX));
}

static void raw_japanese_hides_no_quotes(void **state)
{
	one_is(*state, "a; n=\"\x1b$B$\"!\"\x1b(B.txt\"; m=1", "m", "1");
	one_is(*state, "a; n=\"\x83\x5C\"; m=1", "m", "1");
	one_is(*state, "a; n=\"\x83\x5C\"; m=1", "n", "\x83\x5C");
}

static void two_values_are_two_readings(void **state)
{
	struct fixture *f = *state;
	struct params params = read(f, "a; b=1; b=2; b=1");
	struct param_values values = params_values(&f->mime, &params, "b");

	assert_int_equal(values.n, 2);
	assert_true(f->mime.defects & defect_bit(DEFECT_PARAM_TWICE));
	params = read(f, "a; b=12; b=1");
	assert_int_equal(params_values(&f->mime, &params, "b").n, 2);
}

/* Readers take the first or the last of many. */
static void of_many_values_the_last_is_kept(void **state)
{
	struct fixture *f = *state;
	struct params params = read(f, "a; x=1; x=2; x=3; x=4; x=5; x=6");
	struct param_values values = params_values(&f->mime, &params, "x");

	assert_int_equal(values.n, LIMIT_READINGS);
	assert_memory_equal(values.at[0].at, "1", 1);
	assert_memory_equal(values.at[LIMIT_READINGS - 1].at, "6", 1);
}

static void too_many_parameters_are_said(void **state)
{
	struct fixture *f = *state;
	char text[4000] = "a";

	for (int i = 0; i < LIMIT_PARAMS + 10; i++)
		strcat(text, "; x=1");
	assert_int_equal(read(f, text).n, LIMIT_PARAMS);
	assert_true(f->mime.defects & defect_bit(DEFECT_PARAM_COUNT));
}

static void junk_is_damage(void **state)
{
	struct fixture *f = *state;

	assert_true(read(f, "a; \"x").damaged);
	assert_true(read(f, "a; x=\"1").damaged);
	assert_true(read(f, "a; x=\"1\" 2; y=3").damaged);
	assert_true(read(f, "a; x=b(c)").damaged);
	assert_true(read(f, "a; x=b (c").damaged);
	assert_false(read(f, "a; x=1;").damaged);
	assert_true(read(f, "a (x); y=1").commented);
}

MAIN(WITH(values_are_found_quoted_or_not),
     WITH(pieces_are_joined_in_their_order),
     WITH(pieces_out_of_place_are_two_readings),
     WITH(pieces_and_a_whole_are_two_readings),
     WITH(raw_japanese_hides_no_quotes), WITH(two_values_are_two_readings),
     WITH(of_many_values_the_last_is_kept), WITH(too_many_parameters_are_said),
     WITH(junk_is_damage))
