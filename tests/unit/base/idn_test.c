/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * idn_test.c -- tests src/base/idn.c
 */
#include "base/idn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The second column is Python's codec "punycode". */
static void each_name_has_one_form_of_either_kind(void **state)
{
	static const char *const names[][2] = {
		{ "日本語.jp", "xn--wgv71a119e.jp" },
		{ "例え.テスト", "xn--r8jz45g.xn--zckzah" },
		{ "総務省.jp", "xn--lhr645fjve.jp" },
		{ "ドメイン名例.jp", "xn--eckwd4c7cu47r2wf.jp" },
		{ "みんなの町.town.example.jp",
		  "xn--q9ji3c6dr705b.town.example.jp" },
		{ "町123.example.jp", "xn--123-du1h.example.jp" },
		{ "x.a1町b.jp", "x.xn--a1b-fu1h.jp" },
		{ "𠮷野町.example.jp", "xn--1nyp32doe3x.example.jp" },
		{ "市役所ー々〆.jp", "xn--u6jc05ei13kusb5zg.jp" },
		{ "ゔヵヶ.jp", "xn--xbkykd.jp" },
	};
	char out[IDN_NAME];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_true(idn_to_ascii(names[i][0], out));
		assert_string_equal(out, names[i][1]);
		assert_true(idn_to_unicode(names[i][1], out));
		assert_string_equal(out, names[i][0]);
	}
	assert_true(idn_to_ascii("Town.Example.JP", out));
	assert_string_equal(out, "town.example.jp");
	assert_true(idn_to_ascii("XN--WGV71A119E.jp", out));
	assert_string_equal(out, "xn--wgv71a119e.jp");
}

static void what_would_have_to_be_mapped_has_no_form(void **state)
{
	static const char *const names[] = {
		"ﾏﾁ.jp",           /* halfwidth */
		"か\u3099.jp",     /* not composed */
		"\uf900.jp",       /* a compatibility kanji */
		"日本語。jp",      /* not that dot */
		"ＪＰ.jp",         /* fullwidth */
		"ア・イ.jp",       /* depends on what is around it */
		"münchen.example", /* another script */
		"日\u200b本.jp",   "\xff.jp",
	};
	char out[IDN_NAME];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (idn_to_ascii(names[i], out))
			fail_msg("%s became %s", names[i], out);
}

static void what_is_no_punycode_has_no_other_form(void **state)
{
	static const char *const names[] = {
		"town.example.jp",  /* nothing to be changed */
		"xn--.jp",          /* empty */
		"xn--abc.jp",       /* decodes to other scripts */
		"xn--wgv71a119.jp", /* cut */
		"xn--wgv71a119e!.jp",
		"xn--999999999999.jp",
		"xn--mnchen-3ya.jp", /* ü */
		"xn--town-.jp",      /* ASCII in disguise */
		"XN--WGV71A119E.jp",
		"xn--\xe7\x94\xba.jp",
		"xn--wgv71a119e.xn--x", /* one of them is none */
	};
	char out[IDN_NAME];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (idn_to_unicode(names[i], out))
			fail_msg("%s became %s", names[i], out);
}

static void add(char *name, size_t size, const char *part)
{
	size_t len = strlen(name);

	snprintf(name + len, size - len, "%s", part);
}

static void what_is_too_long_has_no_form(void **state)
{
	char name[400] = "", out[IDN_NAME];

	(void)state;
	for (int i = 0; i < 30; i++)
		add(name, sizeof(name), "町");
	assert_true(idn_to_ascii(name, out));
	for (int i = 0; i < 40; i++)
		add(name, sizeof(name), "町");
	assert_false(idn_to_ascii(name, out));
	memset(name, 'a', 64);
	name[64] = '\0';
	assert_false(idn_to_ascii(name, out));
	for (size_t i = 0; i < 260; i++)
		name[i] = i % 10 == 9 ? '.' : 'a';
	name[253] = '\0';
	assert_true(idn_to_ascii(name, out));
	name[253] = 'a';
	name[254] = '\0';
	assert_false(idn_to_ascii(name, out));
}

static uint32_t seed = 1;

static uint32_t any(uint32_t n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

static void any_label_comes_back(void **state)
{
	static const char *const parts[] = { "町", "あ", "ー", "𠮷", "a",
					     "9",  "龥", "ヽ", "ぁ", "-x" };
	char name[IDN_NAME], ascii[IDN_NAME], again[IDN_NAME];

	(void)state;
	for (int round = 0; round < 20000; round++) {
		snprintf(name, sizeof(name), "町");
		for (uint32_t n = any(9); n; n--)
			add(name, sizeof(name), parts[any(10)]);
		assert_true(idn_to_ascii(name, ascii));
		assert_true(idn_to_unicode(ascii, again));
		assert_string_equal(again, name);
	}
	for (int round = 0; round < 200000; round++) {
		size_t len = 4 + any(70);

		snprintf(name, sizeof(name), "xn--");
		for (size_t i = 4; i < len; i++)
			name[i] = "abcdefghijklmnopqrstuvwxyz0123456789-."[any(
				38)];
		name[len] = '\0';
		if (!idn_to_unicode(name, again))
			continue;
		assert_true(idn_to_ascii(again, ascii));
		assert_string_equal(ascii, name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_name_has_one_form_of_either_kind),
		cmocka_unit_test(what_would_have_to_be_mapped_has_no_form),
		cmocka_unit_test(what_is_no_punycode_has_no_other_form),
		cmocka_unit_test(what_is_too_long_has_no_form),
		cmocka_unit_test(any_label_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
