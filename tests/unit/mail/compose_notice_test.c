/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_notice_test.c -- tests src/mail/plain/compose_notice.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "mail/plain/notice.h"

#include "sample.h"

static struct plain plain;
static struct compose_options options;
static char buf[16384];

static void read_sample(void)
{
	size_t len = sample_write(buf, sizeof(buf), sample_records);

	assert_null(plain_read(buf, len, &plain));
}

static const char *notice_of(const char *template)
{
	static struct composed out;

	composed_finish(&out);
	options.notice = template;
	notice_add(&out, &options, &plain);
	composed_add(&out, (struct slice){ "", 1 });
	return out.bytes;
}

static void what_the_outer_server_found_stands_before_all_the_rest(void **state)
{
	static const char template[] = "[tail]\nt\n[auth]\n確認 {auth}\n"
				       "[head]\nh\n[removed]\nr\n";

	(void)state;
	read_sample();
	assert_string_equal(notice_of(template),
			    "確認 spf=pass dkim=fail\r\nh\r\nr\r\nt\r\n");
	/* alone, where there is nothing else to say */
	plain.n_removed = 0;
	assert_string_equal(notice_of(template), "確認 spf=pass dkim=fail\r\n");
	plain.auth.len = 0;
	assert_string_equal(notice_of(template), "");
}

static void what_was_removed_is_told_with_all_its_marks(void **state)
{
	static const char template[] =
		"# a remark\n[head]\n件数 {removed-count}\n"
		"[removed]\n{number} {removed-name} {removed-size} "
		"{removed-declared} {removed-sniffed} {removed-why} "
		"{removed-sha256} {other}\n[removed-why attachment]\n添付\n"
		"[mark locked]\n鍵 {removed-name}\n[mark macro]\nマクロ\n"
		"[mark program]\nno\n[tail]\n{message-id}\n";

	(void)state;
	read_sample();
	assert_string_equal(
		notice_of(template),
		"件数 1\r\n1 申請.zip 0 application/zip application/zip 添付 " SAMPLE_SHA
		" {other}\r\n鍵 申請.zip\r\nマクロ\r\n<1@b.example>\r\n");
}

static void actions_and_defects_speak_if_they_have_words(void **state)
{
	static const char template[] =
		"[head]\n[action links-defanged]\nリンク {links}\n"
		"[action other]\nno\n[defect qp-ws]\n空白\n[removed]\n[tail]\n";

	(void)state;
	read_sample();
	assert_string_equal(notice_of(template), "リンク 2\r\n空白\r\n");
}

/* Its last line needs no end. */
static void a_template_may_end_anywhere(void **state)
{
	(void)state;
	read_sample();
	assert_string_equal(notice_of("[head]\nh\n[removed]\nr\n[tail]"),
			    "h\r\nr\r\n");
	assert_string_equal(notice_of("[tail]\nt\n[head]\n[removed]\nr"),
			    "r\r\nt\r\n");
}

static void with_nothing_to_say_nothing_is_said(void **state)
{
	(void)state;
	read_sample();
	plain.n_removed = 0;
	assert_string_equal(notice_of("[head]\nh\n[removed]\n[tail]\nt\n"), "");
	plain.to.more = 3;
	assert_string_equal(notice_of("[head]\nh\n[people]\n{to-more}\n"
				      "[removed]\n[tail]\n"),
			    "h\r\n3\r\n");
}

/* What a sender writes is filled in, not read. */
static void values_are_not_templates(void **state)
{
	(void)state;
	read_sample();
	plain.removed[0].name = slice_of("{removed-size}");
	assert_string_equal(
		notice_of("[head]\n[removed]\n{removed-name}\n[tail]\n"),
		"{removed-size}\r\n");
}

static void an_empty_value_has_its_own_words(void **state)
{
	(void)state;
	read_sample();
	plain.removed[0].name.len = 0;
	assert_string_equal(notice_of("[head]\n[removed]\n{removed-name}.\n"
				      "[removed-name]\n（名前なし）\n[tail]\n"),
			    "（名前なし）.\r\n");
}

/* {removed-…} is of one part; a list has no one value. */
static void a_key_without_one_value_stands_as_it_is(void **state)
{
	(void)state;
	read_sample();
	assert_string_equal(notice_of("[head]\n{removed-size} {rcpt} {number} "
				      "{subject\n[removed]\n[tail]\n{}{\n"),
			    "{removed-size} {rcpt} {number} {subject\r\n"
			    "{}{\r\n");
}

static void where_the_original_is_kept_its_number_is_told(void **state)
{
	static const char template[] = "[head]\n[removed]\n"
				       "[original]\n番号 {reference}\n[tail]\n";

	(void)state;
	read_sample();
	assert_string_equal(notice_of(template), "");
	options.reference = "20261121-7";
	assert_string_equal(notice_of(template), "番号 20261121-7\r\n");
	options.reference = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_the_outer_server_found_stands_before_all_the_rest),
		cmocka_unit_test(what_was_removed_is_told_with_all_its_marks),
		cmocka_unit_test(actions_and_defects_speak_if_they_have_words),
		cmocka_unit_test(a_template_may_end_anywhere),
		cmocka_unit_test(with_nothing_to_say_nothing_is_said),
		cmocka_unit_test(values_are_not_templates),
		cmocka_unit_test(an_empty_value_has_its_own_words),
		cmocka_unit_test(a_key_without_one_value_stands_as_it_is),
		cmocka_unit_test(where_the_original_is_kept_its_number_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
