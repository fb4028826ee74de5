/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp_path_test.c -- tests src/mail/smtp/path.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mail/smtp/path.h"

static enum path_verdict read(const char *text, struct path *out)
{
	const char *end;

	return path_read(text, true, out, &end);
}

static void mailboxes_are_read_and_the_domain_is_lowered(void **state)
{
	static const struct {
		const char *text, *mailbox, *domain;
	} good[] = {
		{ "<a@b>", "a@b", "b" },
		{ "<First.Last+x@Town.Example.JP>",
		  "First.Last+x@town.example.jp", "town.example.jp" },
		{ "<\"a b\\\"@c\"@x.example>", "\"a b\\\"@c\"@x.example",
		  "x.example" },
		{ "<x@xn--abc-def.example>", "x@xn--abc-def.example",
		  "xn--abc-def.example" },
		{ "<x@mail_1.Example>", "x@mail_1.example", "mail_1.example" },
		{ "<a..b@Docomo.example>", "\"a..b\"@docomo.example",
		  "docomo.example" },
		{ "<a.@b>", "\"a.\"@b", "b" },
		{ "<.a@b>", "\".a\"@b", "b" },
		{ "<\"a..b\"@c>", "\"a..b\"@c", "c" },
	};
	struct path path;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(read(good[i].text, &path), PATH_OK);
		assert_string_equal(path.text, good[i].mailbox);
		assert_string_equal(path.domain, good[i].domain);
	}
}

static void the_null_path_is_for_senders_only(void **state)
{
	const char *end;
	struct path path;

	(void)state;
	assert_int_equal(path_read("<> X", true, &path, &end), PATH_OK);
	assert_string_equal(path.text, "");
	assert_string_equal(end, " X");
	assert_int_equal(path_read("<>", false, &path, &end), PATH_SYNTAX);
}

static void what_is_no_mailbox_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"a@b",
		"<a@b",
		"<a>",
		"<a@>",
		"<a@b >",
		"< a@b>",
		"<a b@c>",
		"<a@b..c>",
		"<a@-b>",
		"<a@b->",
		"<a@.b>",
		"<a@[1.2.3.4]>",
		"<\"a@b>",
		"<\"a\"b@c>",
		"<a\"b\"@c>",
		"<a@b.>",
		"<a@b@c>",
		"<a(x)@b>",
		"<a@b,c@d>",
		"<\"a\x01\"@b>",
		"<a<b@c>",
		"<a@b\r>",
	};
	struct path path;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (read(bad[i], &path) != PATH_SYNTAX)
			fail_msg("taken: %s", bad[i]);
}

static void routes_are_not_followed(void **state)
{
	struct path path;

	(void)state;
	assert_int_equal(read("<@a,@b:c@d>", &path), PATH_ROUTE);
	assert_int_equal(read("<a%b@c>", &path), PATH_ROUTE);
	assert_int_equal(read("<a!b@c>", &path), PATH_ROUTE);
	assert_int_equal(read("<\"a%b\"@c>", &path), PATH_ROUTE);
}

static void characters_beyond_ascii_are_told(void **state)
{
	static const char *const good[] = {
		"<山田@example.jp>", "<a@町.jp>", "<\"山 田\"@町.example.jp>",
		"<葛\xf3\xa0\x84\x80@b>", /* with a selector */
	};
	struct path path;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(read(good[i], &path), PATH_OK);
		assert_true(path.utf8);
		assert_memory_equal(path.text, good[i] + 1,
				    strlen(good[i]) - 2);
	}
	assert_int_equal(read("<a@b>", &path), PATH_OK);
	assert_false(path.utf8);
}

/* What the inner half would not let pass is refused where it comes in. */
static void what_is_no_text_is_no_mailbox(void **state)
{
	static const char *const bad[] = {
		"<\xe3\x81@b>", /* cut */
		"<\xc0\xaf@b>", /* too long a form */
		"<a@\xff.jp>",           "<\xed\xa0\x80@b>", /* surrogate */
		"<a\xc2\x85@b>",                             /* C1 */
		"<a\xe2\x80\xae@b>",     /* turns the reading */
		"<a\xe2\x80\x8b@b>",     /* no width */
		"<a\xe2\x80\xa8@b>",     /* line separator */
		"<\"\xe2\x80\xa9\"@b>",  /* paragraph separator */
		"<a@\xef\xbb\xbfjp>",    /* byte order mark */
		"<\xee\x80\x80@b>",      /* private use */
		"<a\xf3\xa0\x80\xa1@b>", /* tag */
	};
	struct path path;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (read(bad[i], &path) != PATH_8BIT)
			fail_msg("taken: %zu", i);
}

static void lengths_are_bounded(void **state)
{
	char text[400];
	struct path path;

	(void)state;
	snprintf(text, sizeof(text), "<%0252d@b>", 0);
	assert_int_equal(read(text, &path), PATH_OK);
	snprintf(text, sizeof(text), "<%0253d@b>", 0);
	assert_int_equal(read(text, &path), PATH_TOO_LONG);
	/* with the quotes that it lacks */
	snprintf(text, sizeof(text), "<%0249d.@b>", 0);
	assert_int_equal(read(text, &path), PATH_OK);
	assert_int_equal(strlen(path.text), LIMIT_PATH);
	assert_string_equal(path.domain, "b");
	snprintf(text, sizeof(text), "<%0250d.@b>", 0);
	assert_int_equal(read(text, &path), PATH_TOO_LONG);
	snprintf(text, sizeof(text), "<a@%063d.b>", 0);
	assert_int_equal(read(text, &path), PATH_OK);
	snprintf(text, sizeof(text), "<a@%064d.b>", 0);
	assert_int_equal(read(text, &path), PATH_SYNTAX);
	snprintf(text, sizeof(text), "<%060d@%063d.%063d.%063d>", 0, 0, 0, 0);
	assert_int_equal(read(text, &path), PATH_OK);
	snprintf(text, sizeof(text), "<%063d@%063d.%063d.%063d>", 0, 0, 0, 0);
	assert_int_equal(read(text, &path), PATH_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mailboxes_are_read_and_the_domain_is_lowered),
		cmocka_unit_test(the_null_path_is_for_senders_only),
		cmocka_unit_test(what_is_no_mailbox_is_refused),
		cmocka_unit_test(routes_are_not_followed),
		cmocka_unit_test(characters_beyond_ascii_are_told),
		cmocka_unit_test(what_is_no_text_is_no_mailbox),
		cmocka_unit_test(lengths_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
