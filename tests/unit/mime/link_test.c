/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link_test.c -- tests src/mime/link.c
 */
#include "mime/link.h"

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
	defangs(*state, "見よhttp://日本.jp。", "見よhxxp://日本[.]jp。", 1);
}

static void what_is_no_link_stays(void **state)
{
	defangs(*state, "a://b taro@example.jp 1.2.3",
		"a://b taro@example.jp 1.2.3", 0);
	defangs(*state, "awww.b", "awww.b", 0);
	defangs(*state, "", "", 0);
}

MAIN(WITH(web_addresses_become_inert), WITH(what_is_no_link_stays))
