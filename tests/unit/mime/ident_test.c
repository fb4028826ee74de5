/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ident_test.c -- tests src/mime/header/ident.c
 */
#include "mime/header/ident.h"

#include "fixture.h"

static void date_is(const char *in, const char *wanted)
{
	char out[IDENT_DATE];

	assert_true(ident_date((const uint8_t *)in, strlen(in), out));
	assert_string_equal(out, wanted);
}

static void no_date(const char *in)
{
	char out[IDENT_DATE] = "untouched";

	assert_false(ident_date((const uint8_t *)in, strlen(in), out));
	assert_string_equal(out, "untouched");
}

static void dates_are_written_anew(void **state)
{
	(void)state;
	date_is("Fri, 20 Nov 2026 10:00:00 +0900",
		"Fri, 20 Nov 2026 10:00:00 +0900");
	date_is("20 Nov 2026 10:00 - 09:30", "Fri, 20 Nov 2026 10:00:00 -0930");
	date_is("20 Nov 2026 10:00 GMT+0900",
		"Fri, 20 Nov 2026 10:00:00 +0900");
	date_is("20 Nov 2026 10:00 utc+09:00 (x)",
		"Fri, 20 Nov 2026 10:00:00 +0900");
	date_is(" 1 jan 26 9:05 GMT", "Thu, 01 Jan 2026 09:05:00 +0000");
	date_is("Mon,  29 Feb 2024\r\n 23:59:60 EST (x)",
		"Thu, 29 Feb 2024 23:59:60 -0500");
}

static void what_is_no_date_is_refused(void **state)
{
	(void)state;
	no_date("");
	no_date("20 Nov 2026");
	no_date("31 Feb 2026 10:00 +0900");
	no_date("29 Feb 2025 10:00 +0900");
	no_date("20 Nov 2026 25:00 +0900");
	no_date("20 Nov 2026 10:00 +9900");
	no_date("20 Nov 2026 10:00 JAP");
	no_date("20 Nov 2026 10:00 JST+0900");
	no_date("20 Nov 2026 10:00 +900");
	no_date("20 Nov 2026 10:00 +09");
	no_date("20 Nov 2026 10:00 +09:");
	no_date("20 Nov 2026 10:00 +09:60");
	no_date("20 Nov 2026 10:00 +09:5");
	no_date("20 Nov 2026 10:00 GMT+");
	no_date("20 Nov 2026 10:00 +0900\r\nX: y");
	no_date("20 Nov 99999 10:00 +0900");
}

static void addresses_are_strict(void **state)
{
	static const char *const good[] = {
		"a@b.c", "taro.yamada+x@example.jp", "\"a b\"@example.jp",
		"x@1.2", "o'neil@a-b.example",       "a@b_c.d",
	};
	static const char *const bad[] = {
		"",
		"@",
		"a@",
		"@b",
		"a",
		"a@b..c",
		"a..b@c",
		".a@c",
		"a.@c",
		"a@-b",
		"a@b-",
		"a@b.c.",
		"a b@c",
		"a@b c",
		"a@[1.2.3.4]",
		"\"a\"b\"@c",
		"\"a\\\"b\"@c",
		"a@b@c",
		"あ@b.c",
		"a@あ.jp",
		"a\r\n@b",
		"<a@b>",
		"a@b,c@d",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(ident_addr(good[i], strlen(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(ident_addr(bad[i], strlen(bad[i])));
}

static void an_address_has_the_length_of_rfc_5321(void **state)
{
	char addr[300];

	(void)state;
	memset(addr, 'a', sizeof(addr));
	memcpy(addr + 250, "@b.c", 4);
	assert_true(ident_addr(addr, 254));
	memset(addr, 'a', sizeof(addr));
	memcpy(addr + 251, "@b.c", 4);
	assert_false(ident_addr(addr, 255));
}

static void identifiers_are_found_among_junk(void **state)
{
	static const char text[] = "x <a@b> (c) <no> <<c.d@e> <f@g@h> <..@x> "
				   "<a@[1.2\r\n.3]> <i@[1.2.3.4]>";
	const uint8_t *at = (const uint8_t *)text, *end = at + strlen(text);
	const char *id;
	size_t len;

	(void)state;
	id = ident_next(&at, end, &len);
	assert_memory_equal(id, "<a@b>", len);
	id = ident_next(&at, end, &len);
	assert_memory_equal(id, "<c.d@e>", len);
	id = ident_next(&at, end, &len);
	assert_memory_equal(id, "<i@[1.2.3.4]>", len);
	assert_null(ident_next(&at, end, &len));
}

MAIN(cmocka_unit_test(dates_are_written_anew),
     cmocka_unit_test(what_is_no_date_is_refused),
     cmocka_unit_test(addresses_are_strict),
     cmocka_unit_test(an_address_has_the_length_of_rfc_5321),
     cmocka_unit_test(identifiers_are_found_among_junk))
