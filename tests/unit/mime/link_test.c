/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link_test.c -- tests src/mime/link/link.c
 */
#include "mime/link/link.h"

#include "mime/link/name.h"
#include "mime/tables/tables.h"
#include "mime/text/clean.h"
#include "mime/text/utf8.h"

#include "fixture.h"

static void defangs(struct fixture *f, const char *in, const char *wanted,
		    unsigned n)
{
	buf_put_text(&f->out, "http://before.example ");
	buf_put_text(&f->out, in);
	assert_int_equal(link_defang(&f->out, 22), n);
	assert_string_equal(fixture_text(f) + 22, wanted);
}

static void web_addresses_become_inert(void **state)
{
	defangs(*state, "see https://a.example/x.html?y=1.",
		"see hxxps://a[.]example/x.html?y=1.", 1);
	defangs(*state, "HTTP://A.B ftp://c.d", "hxxp://A[.]B fxp://c[.]d", 2);
	defangs(*state, "www.example.jp.", "www[.]example[.]jp.", 1);
	defangs(*state, "http://www.a.b", "hxxp://www[.]a[.]b", 1);
	defangs(*state, "http://a.b/https:%2F%2Fc",
		"hxxp://a[.]b/hxxps:%2F%2Fc", 1);
	defangs(*state, "--1/a.example.jp--", "--1/a[.]example[.]jp--", 1);
	defangs(*state, "a.example.jp.-- %40a.jp.--x",
		"a[.]example[.]jp.-- %40a[.]jp.--x", 2);
	defangs(*state, "git:abc http: abc", "git[:]abc http: abc", 1);
	defangs(*state, "見よhttp://日本.jp。", "見よhxxp://日本[.]jp。", 1);
}

/* "www." with an escape behind it, wherever the name begins. */
static void a_last_www_has_its_dot_in_brackets(void **state)
{
	defangs(*state, "www.a.example.www.%61.com",
		"www[.]a[.]example[.]www[.]%61[.]com", 2);
	defangs(*state, "foo.www.%61", "foo[.]www[.]%61", 1);
	defangs(*state, "http://a.www.%61", "hxxp://a[.]www[.]%61", 1);
	defangs(*state, "http://u.v@www.%61", "hxxp://u[.]v@www[.]%61", 1);
	defangs(*state, "a@foo.www.", "a@foo.www.", 0);
	defangs(*state, "a@www.foo.www.%61", "a@www[.]foo[.]www[.]%61", 1);
}

static void what_is_no_link_stays(void **state)
{
	defangs(*state, "taro@example.jp a.b@c.example.jp 1.2.3",
		"taro@example.jp a.b@c.example.jp 1.2.3", 0);
	defangs(*state, "awww.b 資料.pdf e.g. U.S.A. end.The 10:30 a:b",
		"awww.b 資料.pdf e.g. U.S.A. end.The 10:30 a:b", 0);
	defangs(*state, "です。no.5 さい。PC ました。jp",
		"です。no.5 さい。PC ました。jp", 0);
	defangs(*state, "hxxp://a[.]b / // : \\\\ \\n ...",
		"hxxp://a[.]b / // : \\\\ \\n ...", 1);
	defangs(*state, "", "", 0);
}

static void bare_names_become_inert(void **state)
{
	defangs(*state, "見よa.example。次。a.jp．次 a.com.次.net",
		"見よa[.]example。次。a[.]jp．次 a[.]com.次[.]net", 4);
	defangs(*state, "a.com＠b.com", "a[.]com＠b[.]com", 2);
	defangs(*state, "例.世界 a.ファッション、пример.ком/a x.السعودية",
		"例[.]世界 a[.]ファッション、пример[.]ком/a x[.]السعودية", 4);
	/* Headings: no program takes that dot for one of a name. */
	defangs(*state, "１．健康 12．書籍、１．中国",
		"１．健康 12．書籍、１．中国", 0);
	defangs(*state, "123．健康 a．健康 １．健康．中国 1．com",
		"123[．]健康 a[．]健康 １[．]健康[．]中国 1[．]com", 4);
	defangs(*state, "1.世界の人口 です.世界中", "1.世界の人口 です.世界中",
		0);
	defangs(*state, "a.com.みんな", "a[.]com[.]みんな", 1);
	defangs(*state, "go to evil.example, now", "go to evil[.]example, now",
		1);
	defangs(*state, "詳細はa.b-c.co.jpを", "詳細はa[.]b-c[.]co[.]jpを", 1);
	defangs(*state, "http://8@www.a.b http://u@a.b/ c@www.d",
		"hxxp://8@www[.]a[.]b hxxp://u@a[.]b/ c@www[.]d", 3);
	defangs(*state, "http://www.%61.com", "hxxp://www[.]%61[.]com", 2);
	defangs(*state, "www.%61.com", "www[.]%61[.]com", 1);
	defangs(*state, "日本語.jp と 例.コム", "日本語[.]jp と 例[.]コム", 2);
	defangs(*state, "www2.a.b xn--a.xn--b", "www2[.]a[.]b xn--a[.]xn--b",
		2);
	defangs(*state, "x?u=evil.com@ y", "x?u=evil[.]com@ y", 1);
	defangs(*state, "a.com@.com b.com@", "a[.]com@.com b[.]com@", 2);
	defangs(*state, "a.b.c.d.e.com.x", "a.b.c.d.e.com.x", 0);
}

/* Rich Edit of Windows links its schemes, Outlook and Thunderbird a name that
 * begins with "ftp." too; "@" makes mail only of what a host stands behind. */
static void what_some_programs_alone_link_is_inert(void **state)
{
	defangs(*state, "outlook:x onenote:x callto:x webcal:x",
		"outlook[:]x onenote[:]x callto[:]x webcal[:]x", 4);
	defangs(*state, "ftp.a.invalidtop ftp.b sftp.b",
		"ftp[.]a[.]invalidtop ftp[.]b sftp.b", 2);
	defangs(*state, "evil.com@x a.com@b.c evil.com@ x",
		"evil[.]com@x a[.]com@b.c evil[.]com@ x", 3);
	defangs(*state, "a.example@www.b.example a.example@ftp.b.example",
		"a[.]example@www[.]b[.]example a[.]example@ftp[.]b[.]example",
		4);
	defangs(*state, "a.jp@b.example a.jp@c.co.jp.",
		"a.jp@b.example a.jp@c.co.jp.", 0);
	defangs(*state, "evil.cfd evil.cyou evil.bond",
		"evil[.]cfd evil[.]cyou evil[.]bond", 3);
}

static void letters_count_as_what_they_look_like(void **state)
{
	defangs(*state, "ｈｔｔｐ：／／ｅｖｉｌ．ｅｘａｍｐｌｅ／",
		"hxxp：／／ｅｖｉｌ[．]ｅｘａｍｐｌｅ／", 1);
	defangs(*state, "𝐡𝐭𝐭𝐩𝐬://a.b", "hxxps://a[.]b", 1);
	defangs(*state, "evil。com evil｡com evil․com",
		"evil[。]com evil[｡]com evil[․]com", 3);
	defangs(*state, "http:\\\\a.b\\c", "hxxp:[\\\\]a[.]b\\c", 1);
	defangs(*state, "ｗｗｗ．a", "ｗｗｗ[．]a", 1);
}

static void other_schemes_lose_their_colon(void **state)
{
	defangs(*state, "smb://a/b x.http://c file:///d",
		"smb[:]//a/b x.hxxp://c file[:]///d", 3);
	defangs(*state, "javascript:alert(1) ms-word:ofe|u|x data: no",
		"javascript[:]alert(1) ms-word[:]ofe|u|x data: no", 2);
	defangs(*state, "memo:a 12:30 example:b ms: c",
		"memo:a 12:30 example:b ms: c", 0);
	defangs(*state, "\\\\\\x\\1", "\\[\\\\]x\\1", 1);
	defangs(*state, "\\\\server\\share \\\\10.0.0.1\\x",
		"[\\\\]server\\share [\\\\]10[.]0[.]0[.]1\\x", 2);
}

static void a_line_end_inside_hides_nothing(void **state)
{
	defangs(*state, "http:\n//a.b http:\n> //c",
		"hxxp:\n//a[.]b hxxp:\n> //c", 2);
	defangs(*state, "htt\np://evil.example", "htt\np[:]//evil[.]example",
		1);
}

static void every_character_that_folds_is_folded(void **state)
{
	char bytes[4];
	size_t used;

	(void)state;
	for (size_t i = 0; i < n_cp_folds; i++) {
		used = utf8_write(bytes, cp_folds[i].cp);
		assert_int_equal(link_fold((const uint8_t *)bytes,
					   (const uint8_t *)bytes + used,
					   &used),
				 cp_folds[i].ascii);
	}
	assert_true(n_cp_folds > 1000);
}

static void what_is_skipped_neither_folds_nor_vanishes(void **state)
{
	char bytes[4];
	size_t used, n = 0;

	(void)state;
	for (uint32_t cp = 0x80; cp < 0x10000; cp++) {
		const uint8_t *at = (const uint8_t *)bytes;

		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		used = utf8_write(bytes, cp);
		if (!link_plain_run(at, at + used))
			continue;
		n++;
		assert_int_equal(link_plain_run(at, at + used), used);
		assert_int_equal(link_fold(at, at + used, &used), 0);
		assert_false(clean_drops(cp));
	}
	assert_true(n > 37000);
}

/* No top of a name is that long; the shorter one is. */
static void a_label_of_any_length_is_read(void **state)
{
	char in[300], wanted[300];

	for (int len = 1; len < 200; len++) {
		snprintf(in, sizeof(in), "x.%0*d y.com", len, 1);
		snprintf(wanted, sizeof(wanted), "x.%0*d y[.]com", len, 1);
		memset(in + 2, 'q', (size_t)len);
		memset(wanted + 2, 'q', (size_t)len);
		defangs(*state, in, wanted, 1);
	}
	for (int len = 3; len < 200; len += 3) {
		strcpy(in, "例.");
		for (int i = 0; i < len; i += 3)
			strcat(in, "鬱");
		defangs(*state, in, in, 0);
	}
}

MAIN(WITH(every_character_that_folds_is_folded),
     WITH(what_is_skipped_neither_folds_nor_vanishes),
     WITH(web_addresses_become_inert), WITH(a_last_www_has_its_dot_in_brackets),
     WITH(what_is_no_link_stays), WITH(bare_names_become_inert),
     WITH(what_some_programs_alone_link_is_inert),
     WITH(letters_count_as_what_they_look_like),
     WITH(other_schemes_lose_their_colon), WITH(a_label_of_any_length_is_read),
     WITH(a_line_end_inside_hides_nothing))
