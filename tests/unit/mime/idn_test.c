/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * idn_test.c -- tests src/mime/html/idn.c
 */
#include "mime/html/idn.h"

#include "fixture.h"

static struct html_span span(const char *text)
{
	return (struct html_span){ text, strlen(text) };
}

static void other_is(struct fixture *f, const char *host, const char *wanted)
{
	assert_int_equal(idn_other_form(span(host), &f->out), wanted[0] != 0);
	assert_string_equal(fixture_text(f), wanted);
}

static void names_have_two_spellings(void **state)
{
	/* RFC 3492 7.1 (I) and (L), and others. */
	other_is(*state, "なぜみんな日本語を話してくれないのか",
		 "xn--n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa");
	other_is(*state, "xn--3B-ww4c5e180e575a65lsy2b.jp",
		 "3年B組金八先生.jp");
	other_is(*state, "www.例.jp", "www.xn--fsq.jp");
	other_is(*state, "bücher.example", "xn--bcher-kva.example");
}

static void what_does_not_convert_is_left(void **state)
{
	struct fixture *f = *state;
	char many[400] = "";

	for (int i = 0; i < 63; i++)
		strcat(many, "例");
	assert_true(idn_other_form(span(many), &f->out));
	fixture_text(f);
	strcat(many, "例");
	other_is(*state, many, "");
	other_is(*state, "例.xn--99999999999", "");
	other_is(*state, "例.xn--", "xn--fsq.xn--");
	other_is(*state, "xn--99999999999.例", "");
	other_is(*state, "例.", "xn--fsq.");
	other_is(*state, "plain.example", "");
	other_is(*state, "xn--99999999999", "");
	other_is(*state, "xn--\xE3\x81\x82", "");
	other_is(*state, "", "");
}

static void alphabets_that_look_alike_are_told(void **state)
{
	(void)state;
	assert_true(idn_is_mixed(span("аpple.com")));
	assert_true(idn_is_mixed(span("а\u00C0.com")));
	assert_true(idn_is_mixed(span("а\u024F.com")));
	assert_true(idn_is_mixed(span("\u03BF\u043E.com")));
	assert_true(idn_is_mixed(span("o\u03BF.com")));
	assert_true(idn_is_mixed(span("o\u0585.com")));
	assert_false(idn_is_mixed(span("a\u0250\u30FB-1.com")));
	assert_false(idn_is_mixed(span("\u03B1.\u0430.a")));
	assert_false(idn_is_mixed(span("яндекс.com")));
	assert_false(idn_is_mixed(span("例x.jp")));
	assert_false(idn_is_mixed(span("bücher.example")));
}

MAIN(WITH(names_have_two_spellings), WITH(what_does_not_convert_is_left),
     cmocka_unit_test(alphabets_that_look_alike_are_told))
