/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ident_test.c -- tests src/mime/header/ident.c
 */
#include "mime/header/ident.h"

#include "mime/limits.h"

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

static void every_month_day_and_zone_has_its_name(void **state)
{
	static const char *const rows[][2] = {
		{ "1 Jan 2026 1:00 UT", "Thu, 01 Jan 2026 01:00:00 +0000" },
		{ "1 feb 2026 1:00 utc", "Sun, 01 Feb 2026 01:00:00 +0000" },
		{ "1 MAR 2026 1:00 Z", "Sun, 01 Mar 2026 01:00:00 +0000" },
		{ "1 Apr 2026 1:00 EST", "Wed, 01 Apr 2026 01:00:00 -0500" },
		{ "1 May 2026 1:00 EDT", "Fri, 01 May 2026 01:00:00 -0400" },
		{ "1 Jun 2026 1:00 CST", "Mon, 01 Jun 2026 01:00:00 -0600" },
		{ "1 Jul 2026 1:00 CDT", "Wed, 01 Jul 2026 01:00:00 -0500" },
		{ "1 Aug 2026 1:00 MST", "Sat, 01 Aug 2026 01:00:00 -0700" },
		{ "1 Sep 2026 1:00 MDT", "Tue, 01 Sep 2026 01:00:00 -0600" },
		{ "1 Oct 2026 1:00 PST", "Thu, 01 Oct 2026 01:00:00 -0800" },
		{ "1 Nov 2026 1:00 PDT", "Sun, 01 Nov 2026 01:00:00 -0700" },
		{ "1 Dec 2026 1:00 JST", "Tue, 01 Dec 2026 01:00:00 +0900" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		date_is(rows[i][0], rows[i][1]);
}

/* RFC 5322 4.3 */
static void years_of_two_and_three_digits_are_of_a_century(void **state)
{
	(void)state;
	date_is("1 Jan 49 1:00 GMT", "Fri, 01 Jan 2049 01:00:00 +0000");
	date_is("1 Jan 70 1:00 GMT", "Thu, 01 Jan 1970 01:00:00 +0000");
	date_is("1 Jan 126 1:00 GMT", "Thu, 01 Jan 2026 01:00:00 +0000");
	date_is("28 Feb 2100 1:00 +1400", "Sun, 28 Feb 2100 01:00:00 +1400");
	date_is("29 Feb 2400 1:00 -1400", "Tue, 29 Feb 2400 01:00:00 -1400");
	date_is("31 Dec 2999 1:00 GMT", "Tue, 31 Dec 2999 01:00:00 +0000");
	date_is("1 Jan 049 1:00 GMT", "Sat, 01 Jan 1949 01:00:00 +0000");
	date_is("1 Jan 000 1:00 GMT", "Mon, 01 Jan 1900 01:00:00 +0000");
	date_is("1 Jan 0102 1:00 GMT", "Tue, 01 Jan 2002 01:00:00 +0000");
	date_is("1 Jan 0002 1:00 GMT", "Tue, 01 Jan 2002 01:00:00 +0000");
	date_is("1 Jan 50 1:00 GMT", "Sun, 01 Jan 1950 01:00:00 +0000");
	/* A clock that was not set, west of Greenwich. */
	date_is("31 Dec 1969 16:00 PST", "Wed, 31 Dec 1969 16:00:00 -0800");
	date_is("1 Jan 1900 1:00 GMT", "Mon, 01 Jan 1900 01:00:00 +0000");
	no_date("31 Dec 1899 1:00 GMT");
	no_date("29 Feb 1900 1:00 GMT");
	no_date("1 Jan 3000 1:00 GMT");
	no_date("1 Jan 6 1:00 GMT");
	no_date("1 Jan 02026 1:00 GMT");
	no_date("29 Feb 2100 1:00 GMT");
}

/* RFC 5322 4.3 */
static void zones_that_nobody_knows_are_none(void **state)
{
	static const char *const zones[] = { "A",   "i",    "K",    "y",
					     "MEZ", "CEST", "AKSTX" };
	char in[40];

	(void)state;
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		snprintf(in, sizeof(in), "1 Jan 2026 1:00 %s (x)", zones[i]);
		date_is(in, "Thu, 01 Jan 2026 01:00:00 -0000");
	}
	date_is("1 Jan 2026 1:00 z", "Thu, 01 Jan 2026 01:00:00 +0000");
	date_is("1 Jan 2026 1:00 -0000", "Thu, 01 Jan 2026 01:00:00 -0000");
	no_date("1 Jan 2026 1:00 J");
	no_date("1 Jan 2026 1:00 j");
	no_date("1 Jan 2026 1:00 AM");
	no_date("1 Jan 2026 1:00 ABCDEF");
	no_date("1 Jan 2026 1:00 MET DST");
	no_date("1 Jan 2026 1:00 ()");
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
	no_date("20 Nov 2026 10:00 +1401");
	no_date("20 Nov 2026 10:00 +09000");
	no_date("20 Nov 2026 10:00 +0960");
	no_date("20 Nov 2026 10:00");
	no_date("020 Nov 2026 10:00 GMT");
	no_date("0 Nov 2026 10:00 GMT");
	no_date("20 Nov 2026 10:60 GMT");
	no_date("20 Nov 2026 10:00:61 GMT");
	no_date("20 Nov 2026 10:00:5 GMT");
	no_date("20 Nov 2026 10:5 GMT");
	no_date("Fri 20 Nov 2026 10:00 GMT");
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
		"",           "@",      "a@",       "@b",      "a",
		"a@b..c",     "a..b@c", ".a@c",     "a.@c",    "a@-b",
		"a@b-",       "a@b.c.", "a b@c",    "a@b c",   "a@[1.2.3.4]",
		"\"a\"b\"@c", "\"\"@c", "\"\\\"@c", "=?a@b",   "\"a\\\"b\"@c",
		"a@b@c",      "あ@b.c", "a@あ.jp",  "a\r\n@b", "<a@b>",
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

/* RFC 1035 2.3.4 */
static void a_label_has_63_letters(void **state)
{
	char addr[80];

	(void)state;
	memset(addr, 'a', sizeof(addr));
	addr[1] = '@';
	assert_true(ident_addr(addr, 2 + 63));
	assert_false(ident_addr(addr, 2 + 64));
}

static void a_long_identifier_is_none(void **state)
{
	char text[LIMIT_MSGID + 1];
	const uint8_t *at, *end = (const uint8_t *)text + sizeof(text);
	size_t len;

	(void)state;
	memset(text, 'a', sizeof(text));
	text[0] = '<';
	text[2] = '@';
	text[LIMIT_MSGID - 1] = '>';
	at = (const uint8_t *)text;
	assert_non_null(ident_next(&at, end, &len));
	assert_int_equal(len, LIMIT_MSGID);
	text[LIMIT_MSGID - 1] = 'a';
	text[LIMIT_MSGID] = '>';
	at = (const uint8_t *)text;
	assert_null(ident_next(&at, end, &len));
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
     cmocka_unit_test(every_month_day_and_zone_has_its_name),
     cmocka_unit_test(years_of_two_and_three_digits_are_of_a_century),
     cmocka_unit_test(a_label_has_63_letters),
     cmocka_unit_test(a_long_identifier_is_none),
     cmocka_unit_test(zones_that_nobody_knows_are_none),
     cmocka_unit_test(what_is_no_date_is_refused),
     cmocka_unit_test(addresses_are_strict),
     cmocka_unit_test(an_address_has_the_length_of_rfc_5321),
     cmocka_unit_test(identifiers_are_found_among_junk))
