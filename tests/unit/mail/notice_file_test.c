/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notice_file_test.c -- tests src/mail/notice_file.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail/settings.h"

static struct settings settings;
static char path[32], said[1024];
static int file, log_to;

static int begin(void **state)
{
	(void)state;
	file = memfd_create("notice", 0);
	log_to = memfd_create("log", 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	return file < 0 || log_to < 0 ? -1 : 0;
}

/* What is logged of it is in `said`. */
static int read_text(int (*read_it)(struct settings *, const char *),
		     const char *text)
{
	const int before = dup(STDERR_FILENO);
	ssize_t len;
	int r;

	assert_int_equal(ftruncate(file, 0), 0);
	assert_int_equal(ftruncate(log_to, 0), 0);
	assert_int_equal(pwrite(file, text, strlen(text), 0), strlen(text));
	lseek(log_to, 0, SEEK_SET);
	dup2(log_to, STDERR_FILENO);
	r = read_it(&settings, path);
	dup2(before, STDERR_FILENO);
	close(before);
	len = pread(log_to, said, sizeof(said) - 1, 0);
	said[len > 0 ? len : 0] = '\0';
	return r;
}

static void assert_said(const char *what)
{
	if (!strstr(said, what))
		fail_msg("no '%s' in '%s'", what, said);
}

static void a_notice_has_its_sections(void **state)
{
	(void)state;
	assert_int_equal(
		read_text(settings_read_notice, "[head]\n[removed]\n[tail]\n"),
		0);
	assert_string_equal(settings.notice, "[head]\n[removed]\n[tail]\n");
	assert_true(read_text(settings_read_notice, "[head]\n[removed]\n") < 0);
	assert_said("[tail] is missing");
	assert_true(read_text(settings_read_notice, "") < 0);
	assert_said("[head] is missing");
	assert_int_equal(
		read_text(settings_read_held, "[subject]\nx\n[body]\n"), 0);
	assert_true(read_text(settings_read_held, "[subject]\nx\n") < 0);
	assert_said("[body] is missing");
	assert_true(read_text(settings_read_held, "[body]\nx\n") < 0);
	assert_said("[subject] is missing");
}

static void a_line_that_may_not_leave_is_named(void **state)
{
	(void)state;
	assert_true(read_text(settings_read_notice,
			      "[head]\n\x1b\n[removed]\n[tail]\n") < 0);
	assert_said("line=2 ");
	assert_true(read_text(settings_read_notice,
			      "[head]\n\xff\n[removed]\n[tail]\n") < 0);
	assert_said("line=2 ");
	assert_true(read_text(settings_read_notice, "[head]\r\n") < 0);
	assert_said("line=1 ");
	assert_true(read_text(settings_read_held,
			      "[subject]\nx\n[body]\n\x1b\n") < 0);
	assert_said("line=4 ");
}

static void a_word_that_nothing_stands_for_is_named(void **state)
{
	(void)state;
	assert_int_equal(read_text(settings_read_notice,
				   "[head]\n{subject} {from-name}\n[removed]\n"
				   "{{number} {removed-marks}\n# {remark}\n"
				   "[tail]\n{ } {reference}\n"),
			 0);
	assert_string_equal(said, "");
	assert_int_equal(read_text(settings_read_notice,
				   "[head]\n[removed]\n{number}{removed_name}\n"
				   "[tail]\n{受付番号}\n"),
			 0);
	assert_said("notice-word-unknown ");
	assert_said("line=3 word=\"{removed_name}\"");
	assert_said("line=5 word=\"{受付番号}\"");
	assert_int_equal(read_text(settings_read_held,
				   "[subject]\n{reference} {refrence}\n"
				   "[body]\n{subject} {why}\n"),
			 0);
	assert_said("line=2 word=\"{refrence}\"");
	assert_said("line=4 word=\"{subject}\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notice_has_its_sections),
		cmocka_unit_test(a_line_that_may_not_leave_is_named),
		cmocka_unit_test(a_word_that_nothing_stands_for_is_named),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}
