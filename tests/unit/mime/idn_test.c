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
	other_is(*state, "plain.example", "");
	other_is(*state, "xn--99999999999", "");
	other_is(*state, "xn--\xE3\x81\x82", "");
	other_is(*state, "", "");
}

static void alphabets_that_look_alike_are_told(void **state)
{
	(void)state;
	assert_true(idn_is_mixed(span("аpple.com")));
	assert_false(idn_is_mixed(span("яндекс.com")));
	assert_false(idn_is_mixed(span("例x.jp")));
	assert_false(idn_is_mixed(span("bücher.example")));
}

MAIN(WITH(names_have_two_spellings), WITH(what_does_not_convert_is_left),
     cmocka_unit_test(alphabets_that_look_alike_are_told))
