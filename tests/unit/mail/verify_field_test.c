/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_field_test.c -- tests src/mail/plain/verify_field.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mail/plain/verify_text.h"

static struct slice of(const char *text)
{
	return (struct slice){ text, strlen(text) };
}

static void assert_all(const char *const *texts, size_t n,
		       bool (*check)(struct slice), bool expected)
{
	for (size_t i = 0; i < n; i++)
		if (check(of(texts[i])) != expected)
			fail_msg("%s: %s", expected ? "refused" : "taken",
				 texts[i]);
}

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

static void addresses_are_strict(void **state)
{
	static const char *const good[] = {
		"a@b",          "a.b+c@x.example", "\"a b\"@x",
		"\"a\\\"b\"@x", "\"a@b\"@x",       "!#$%&'*+-/=?^_`{|}~@x",
		"a@b_c",        "a@_b.c",
	};
	static const char *const bad[] = {
		"",
		"a",
		"@b",
		"a@",
		".a@b",
		"a..b@c",
		"a.@b",
		"a b@c",
		"a@b..c",
		"a@-b",
		"a@b-",
		"a@b-.c",
		"a@b.",
		"\"a@b",
		"\"a\"b\"@c",
		"\"a\\\"@c",
		"a,b@c",
		"a@b,c@d",
		"<a@b>",
		"a@b\r\nX: y",
		"a\r@b",
		"\xe3\x81\x82@b",
		"a@\xe3\x81\x82",
		"\"a\\\\\"b\"@c",
	};
	char text[400];

	(void)state;
	assert_all(good, N_OF(good), verify_address, true);
	assert_all(bad, N_OF(bad), verify_address, false);
	assert_all(good, N_OF(good), verify_mailbox, true);
	snprintf(text, sizeof(text), "%0252d@b", 0);
	assert_true(verify_address(of(text)));
	snprintf(text, sizeof(text), "%0253d@b", 0);
	assert_false(verify_address(of(text)));
	snprintf(text, sizeof(text), "a@%064d", 0);
	assert_false(verify_address(of(text)));
}

static void mailboxes_may_be_of_any_script(void **state)
{
	static const char *const good[] = {
		"山田@example.jp",
		"a@町.jp",
		"\"山 田\"@b",
		"ä.ö@ü.example",
	};
	static const char *const bad[] = {
		"",
		"山田",
		"山田@",
		"山 田@b",
		"山.@b",
		"山\xe3\x81@b",
		"\xc0\xaf@b",
		"a\xe2\x80\xae@b",
		"a\xe2\x80\x8b@b",
		"a\xe2\x80\xa8@b",
		"a@b\xc2\x85",
		"\xff@b",
		"山\r\n田@b",
		"<山@b>",
	};

	(void)state;
	assert_all(good, N_OF(good), verify_mailbox, true);
	assert_all(bad, N_OF(bad), verify_mailbox, false);
	assert_all(good, N_OF(good), verify_address, false);
}

static void identifiers_are_strict(void **state)
{
	static const char *const good[] = {
		"<1@b>",
		"<a.b$c@mx.example>",
		"<x@[is-no-atom>",
	};
	static const char *const bad[] = {
		"",          "<>",         "1@b",      "<1@b",
		"<1>",       "<@b>",       "<1@>",     "<1 2@b>",
		"<1@b>\r\n", "<1@b><2@b>", "<\xe3@b>",
	};

	(void)state;
	assert_all(good, 2, verify_message_id, true);
	assert_all(bad, N_OF(bad), verify_message_id, false);
	assert_true(verify_message_id(of("<a@[192.0.2.1]>")));
	assert_false(verify_message_id(of("<a@[192.0.2.1>")));
	assert_false(verify_message_id(of(good[2])));
	assert_true(verify_message_ids(of("<1@b> <2@b>")));
	assert_false(verify_message_ids(of("<1@b>  <2@b>")));
	assert_false(verify_message_ids(of("<1@b> ")));
	assert_false(verify_message_ids(of("")));
}

/* "In-Reply-To: " and the identifier stand in a line of 998 (RFC 5322 2.1.1). */
static void an_identifier_fits_into_a_line(void **state)
{
	char id[986] = "<";

	(void)state;
	memset(id + 1, 'a', sizeof(id) - 2);
	memcpy(id + 981 - 4, "@b>", 4);
	assert_true(verify_message_id((struct slice){ id, 980 }));
	memcpy(id + 981 - 4, "a@b>", 5);
	assert_false(verify_message_id((struct slice){ id, 981 }));
}

static void dates_have_one_shape(void **state)
{
	static const char *const good[] = {
		"Fri, 20 Nov 2026 08:05:00 +0900",
		"Mon, 01 Jan 1990 23:59:60 -0000",
	};
	static const char *const bad[] = {
		"",
		"Fri, 20 Nov 2026 08:05:00 +090",
		"Fri, 20 Nov 2026 08:05:00 +0900 ",
		"Xxx, 20 Nov 2026 08:05:00 +0900",
		"Fri, 20 Xxx 2026 08:05:00 +0900",
		"Fri, 32 Nov 2026 08:05:00 +0900",
		"Fri, 00 Nov 2026 08:05:00 +0900",
		"Fri, 20 Nov 1826 08:05:00 +0900",
		"Fri, 20 Nov 2026 24:05:00 +0900",
		"Fri, 20 Nov 2026 08:60:00 +0900",
		"Fri, 20 Nov 2026 08:05:00  0900",
		"Fri, 20 Nov 2026 08:05:00 +0960",
		"Fri; 20 Nov 2026 08:05:00 +0900",
	};

	(void)state;
	assert_all(good, N_OF(good), verify_date, true);
	assert_all(bad, N_OF(bad), verify_date, false);
}

static void words_tokens_and_digests_are_strict(void **state)
{
	char sha[] = "e3b0c44298fc1c149afbf4c8996fb924"
		     "27ae41e4649b934ca495991b7852b855";

	(void)state;
	assert_true(verify_word(of("html-to-text")));
	assert_false(verify_word(of("")));
	assert_false(verify_word(of("Html")));
	assert_false(verify_word(of("a b")));
	assert_true(verify_token(of("gw.example:mail-in=E3")));
	assert_false(verify_token(of("gw example")));
	assert_false(verify_token(of("")));
	assert_true(verify_sha256(of(sha)));
	assert_false(verify_sha256((struct slice){ sha, 63 }));
	assert_false(verify_sha256((struct slice){ sha, 65 }));
	sha[63] = 'B';
	assert_false(verify_sha256(of(sha)));
}

static void numbers_have_one_form(void **state)
{
	uint64_t n = 99;

	(void)state;
	assert_true(verify_number(of("0"), 10, &n));
	assert_int_equal(n, 0);
	assert_true(verify_number(of("10"), 10, &n));
	assert_false(verify_number(of("11"), 10, &n));
	assert_false(verify_number(of("01"), 10, &n));
	assert_false(verify_number(of(""), 10, &n));
	assert_false(verify_number(of("-1"), 10, &n));
	assert_false(verify_number(of("1 "), 10, &n));
	assert_false(verify_number(of("99999999999999999999"), UINT64_MAX, &n));
	assert_int_equal(n, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_strict),
		cmocka_unit_test(mailboxes_may_be_of_any_script),
		cmocka_unit_test(identifiers_are_strict),
		cmocka_unit_test(an_identifier_fits_into_a_line),
		cmocka_unit_test(dates_have_one_shape),
		cmocka_unit_test(words_tokens_and_digests_are_strict),
		cmocka_unit_test(numbers_have_one_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
