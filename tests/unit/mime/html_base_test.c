/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html_base_test.c -- tests src/mime/html/{base,host}.c
 */
#include "mime/html/base.h"

#include "fixture.h"

static const char *resolve(const char *base, const char *url)
{
	static struct html_base around;
	struct html_span got;

	around.len = strlen(base);
	memcpy(around.at, base, around.len);
	got = html_base_resolve(&around,
				(struct html_span){ url, strlen(url) });
	around.room[got.len] = '\0';
	return around.room;
}

/* RFC 3986 5.4.1, less those that ".." shortens. */
static void the_examples_of_the_rfc_resolve(void **state)
{
	static const char base[] = "http://a/b/c/d;p?q";
	static const char *const pairs[][2] = {
		{ "g:h", "g:h" },
		{ "g", "http://a/b/c/g" },
		{ "g/", "http://a/b/c/g/" },
		{ "/g", "http://a/g" },
		{ "//g", "http://g" },
		{ "?y", "http://a/b/c/d;p?y" },
		{ "g?y", "http://a/b/c/g?y" },
		{ "#s", "http://a/b/c/d;p?q#s" },
		{ "g#s", "http://a/b/c/g#s" },
		{ ";x", "http://a/b/c/;x" },
		{ "", "http://a/b/c/d;p?q" },
		{ "http:g", "http://a/b/c/g" },
		{ "https:g", "https://g" },
		{ "http:/g", "http://a/g" },
		{ "http:\\g", "http://a/g" },
		{ "http:/\\g", "http://g" },
		{ "https:/g", "https://g" },
		{ "ftp:g", "ftp://g" },
		{ "\\g", "http://a/g" },
		{ "g+1.x-y:h", "g+1.x-y:h" },
		{ "1:h", "http://a/b/c/1:h" },
		{ "a-scheme-of-many-letters-is-one:h",
		  "a-scheme-of-many-letters-is-one:h" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		assert_string_equal(resolve(base, pairs[i][0]), pairs[i][1]);
}

static void slashes_of_the_web_are_straight(void **state)
{
	(void)state;
	assert_string_equal(resolve("", "http:\\\\a\\b?c\\d"),
			    "http://a/b?c\\d");
	assert_string_equal(resolve("", " HTTP:////a"), "HTTP://a");
	assert_string_equal(resolve("", "https:a"), "https://a");
	assert_string_equal(resolve("", "/\\a"), "http://a");
	assert_string_equal(resolve("https://a/b/", "http:c"), "http://c");
	assert_string_equal(resolve("foo:a/b", "foo:c"), "foo:c");
	assert_string_equal(resolve("", "http:/a#b\\c"), "http://a#b\\c");
	assert_string_equal(resolve("", "h\nt\ttp:\r/\na"), "http://a");
	assert_string_equal(resolve("", "http://a.jp/b\tcdef"),
			    "http://a.jp/bcdef");
	assert_string_equal(resolve("", "http://a.jp/bcdef\ng"),
			    "http://a.jp/bcdefg");
	assert_string_equal(resolve("https://a", "b"), "https://a/b");
	assert_string_equal(resolve("https://a?b/c", "d"), "https://a/d");
	assert_string_equal(resolve("https://a", "/\\b"), "https://b");
	assert_string_equal(resolve("http://a", "http:\\\\b"), "http://b");
}

static void hosts_are_what_browsers_make_of_them(void **state)
{
	static const char *const pairs[][2] = {
		{ "http://ｅｖｉｌ。jp/ａ", "http://evil.jp/ａ" },
		{ "http://%65vil%2ejp/%65", "http://evil.jp/%65" },
		{ "http://e\u00ADv\u200Bil.jp", "http://evil.jp" },
		{ "http://日本語｡jp", "http://日本語.jp" },
		{ "http://a%E3%80%82%EF%BC%AAp", "http://a.Jp" },
		{ "http://%E6%97%A5%F0%A0%AE%B7.jp/%E6", "http://日𠮷.jp/%E6" },
		{ "http://e%C2%ADvil%E2%80%8B.jp", "http://evil.jp" },
		{ "http://e\u00AD日.jp", "http://e日.jp" },
		{ "http://a%5Fb%2Dc.jp", "http://a_b-c.jp" },
		{ "http://[@a%62/", "http://[@ab/" },
		{ "http://ａ%62@ａ%62:8%30?%62", "http://ａ%62@ab:8%30?%62" },
		{ "ftp://ａ\\ｂ", "ftp://a/ｂ" },
		/* None of these is a host to a browser. */
		{ "http://a.jp／.b", "http://a.jp／.b" },
		{ "http://a.jp%2F.b%", "http://a.jp%2F.b%" },
		{ "http://a%2", "http://a%2" },
		{ "http://a%E6.b%zz", "http://a%E6.b%zz" },
		{ "http://a%E6%97b%E6%97", "http://a%E6%97b%E6%97" },
		{ "http://%C0%AE%00%0A%20", "http://%C0%AE%00%0A%20" },
		{ "http://a%g4%8F%BF%BF", "http://a%g4%8F%BF%BF" },
		{ "http://[::％]/", "http://[::％]/" },
		{ "http://[%31::]/", "http://[%31::]/" },
		{ "mailto:ａ@b", "mailto:ａ@b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		assert_string_equal(resolve("", pairs[i][0]), pairs[i][1]);
}

/* What an address before it left in the room is none of it. */
static void an_address_ends_where_it_ends(void **state)
{
	(void)state;
	assert_string_equal(resolve("", "http://a%41"), "http://aA");
	assert_string_equal(resolve("", "http://a%4"), "http://a%4");
	assert_string_equal(resolve("http://a/b", "//c"), "http://c");
	assert_string_equal(resolve("http://a/b", "/"), "http://a/");
}

static const char *of_page(const char *page)
{
	static struct html_base around;
	struct html_span got;

	around = (struct html_base){ .page = (const uint8_t *)page,
				     .page_len = strlen(page) };
	got = html_base_resolve(&around, (struct html_span){ "x", 1 });
	around.room[got.len] = '\0';
	return around.room;
}

static void the_first_base_with_an_address_counts(void **state)
{
	static const char *const pages[][2] = {
		{ "<base href='http://a/'><base href='http://b/'>",
		  "http://a/x" },
		{ "<base target=_top><base href='http://b/'>", "http://b/x" },
		{ "a<BASE href='http://b/'/>", "http://b/x" },
		{ "<textarea><base href='http://a/'></textarea>"
		  "<base href='http://b/'>",
		  "http://b/x" },
		{ "<svg><base href='http://a/'></svg><base href='http://b/'>",
		  "http://b/x" },
		{ "<svg/><base href='http://b/'>", "http://b/x" },
		{ "</svg><base href='http://b/'>", "http://b/x" },
		{ "<base href='data:text/html,a/'>", "x" },
		{ "<base href='javascript:a/'>", "x" },
		{ "<base href='a/'>", "x" },
		{ "<base href='//a/'>", "http://a/x" },
		{ "</base href='http://a/'>", "x" },
		/* WHATWG URL, 4.4: without a host it is none. */
		{ "<base href='http://'>", "x" },
		{ "<base href='HTTPS:'><base href='http://b/'>", "x" },
		{ "<base href='http://?a'>", "x" },
		{ "<base href='http://#a'>", "x" },
		{ "<base href='http://u:p@'>", "x" },
		{ "<base href='http://u@/a/'>", "x" },
		{ "<base href='http://:80/'>", "x" },
		{ "<base href='http:///a/'>", "http://a/x" },
		{ "<base href='http://u@a:80'>", "http://u@a:80/x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_string_equal(of_page(pages[i][0]), pages[i][1]);
}

static void what_is_not_of_the_web_stays(void **state)
{
	(void)state;
	assert_string_equal(resolve("", "\\\\a\\b"), "\\\\a\\b");
	assert_string_equal(resolve("http://x", "\\\\a\\b"), "\\\\a\\b");
	assert_string_equal(resolve("http://x", "mailto:a\\b"), "mailto:a\\b");
	assert_string_equal(resolve("", "a/b"), "a/b");
}

MAIN(cmocka_unit_test(the_examples_of_the_rfc_resolve),
     cmocka_unit_test(slashes_of_the_web_are_straight),
     cmocka_unit_test(hosts_are_what_browsers_make_of_them),
     cmocka_unit_test(an_address_ends_where_it_ends),
     cmocka_unit_test(the_first_base_with_an_address_counts),
     cmocka_unit_test(what_is_not_of_the_web_stays))
