/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify_files_test.c -- tests src/mail/plain/verify_files.c
 */
#include "mail/plain/verify_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sample.h"

static const char with_files[] = SAMPLE_HEAD SAMPLE_FILES SAMPLE_TAIL;
static const struct file_rules rules = { "jpeg pdf", 4096, 8192 };

static struct plain plain;
static char buf[16384];

static const char *read_by(const struct file_rules *by, const char *records)
{
	size_t len = sample_write(buf, sizeof(buf), records);

	assert_true(len < sizeof(buf));
	return plain_read_files(buf, len, by, &plain);
}

/* The sample with `from` replaced by `to`, once. */
static const char *read_changed(const char *from, const char *to)
{
	static char records[16384];
	const char *at = strstr(with_files, from);

	assert_non_null(at);
	snprintf(records, sizeof(records), "%.*s%s%s", (int)(at - with_files),
		 with_files, to, at + strlen(from));
	return read_by(&rules, records);
}

static void files_are_read_as_they_are(void **state)
{
	(void)state;
	assert_null(read_by(&rules, with_files));
	assert_int_equal(plain.n_files, 2);
	assert_true(slice_is(plain.files[0].type, "pdf"));
	assert_true(slice_is(plain.files[0].name, "申請書 (1).pdf"));
	assert_int_equal(plain.files[0].bytes.len, 38);
	assert_int_equal(plain.files[1].bytes.len, 17);
	assert_int_equal(plain.n_lines, 3);
}

static void without_permission_there_is_no_file(void **state)
{
	static const struct file_rules none = { "", 0, 0 };
	size_t len = sample_write(buf, sizeof(buf), with_files);

	(void)state;
	assert_string_equal(plain_read(buf, len, &plain), "file");
	assert_string_equal(read_by(&none, with_files), "file");
	assert_null(read_by(&none, sample_records));
}

static void only_what_is_listed_passes(void **state)
{
	static const struct file_rules others[] = {
		{ "pdf", 4096, 8192 },
		{ "jpeg", 4096, 8192 },
		{ "pdfjpeg", 4096, 8192 },
		{ "docx xlsx pptx png", 4096, 8192 },
	};

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(read_by(&others[i], with_files), "file");
}

static void a_bound_holds_for_each_and_for_all(void **state)
{
	struct file_rules close = { "pdf jpeg", 38, 55 };

	(void)state;
	assert_null(read_by(&close, with_files));
	close.each = 37;
	assert_string_equal(read_by(&close, with_files), "file");
	close = (struct file_rules){ "pdf jpeg", 38, 54 };
	assert_string_equal(read_by(&close, with_files), "file");
}

static void type_name_and_first_bytes_are_one_kind(void **state)
{
	(void)state;
	assert_string_equal(read_changed("file-type 3 pdf", "file-type 4 jpeg"),
			    "file");
	assert_string_equal(read_changed("file-type 3 pdf", "file-type 3 exe"),
			    "file");
	assert_string_equal(read_changed("写真.JPG", "写真.PDF"), "file");
	assert_null(read_changed("10 写真.JPG", "11 写真.jpeg"));
	assert_string_equal(read_changed("%PDF-", "%PDf-"), "file");
	assert_string_equal(read_changed("\xff\xd8\xff", "\xff\xd8\xfe"),
			    "file");
}

static void a_name_hides_nothing(void **state)
{
	static const char *const names[] = {
		"8 /a/b.JPG", "5 a/.JPG",   "6 a\\b.JPG", "6 ..\\b.JPG",
		"4 .JPG",     "8 .jpg.JPG", "5  .JPG",    "6 a:b.JPG",
		"6 a|b.JPG",  "6 a\"b.JPG", "7 a[.]JPG",  "8 a\xe2\x80\xae.JPG",
		"6 a\rb.JPG", "4 JPG.",     "3 JPG",      "0 ",
	};
	char to[64];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(to, sizeof(to), "file-name %s", names[i]);
		if (!read_changed("file-name 10 写真.JPG", to))
			fail_msg("'%s' is taken", names[i]);
	}
	assert_null(read_changed("10 写真.JPG", "11 a b (c).JPG"));
}

static void records_stand_in_their_order_and_number(void **state)
{
	(void)state;
	assert_string_equal(read_changed("file-type 3 pdf\n", ""), "record");
	assert_string_equal(
		read_changed("\nfile-type 4", "\n= 1 x\nfile-type 4"),
		"record");
	assert_string_equal(read_changed("removed-name", "file-name"),
			    "record");
	assert_string_equal(read_changed("file-bytes 38", "file-bytes 038"),
			    "record");
	assert_string_equal(
		read_changed("file-sha256 64 0a", "file-sha256 64 0A"),
		"value");
}

static void twenty_files_pass_and_one_more_does_not(void **state)
{
	static const char one[] =
		"file-type 3 pdf\nfile-name 5 a.pdf\n"
		"file-sha256 64 " SAMPLE_SHA "\nfile-bytes 5 %PDF-\n";
	static char records[16384];

	(void)state;
	strcpy(records, SAMPLE_HEAD);
	for (int i = 0; i < PLAIN_FILES; i++)
		strcat(records, one);
	strcat(records, SAMPLE_TAIL);
	assert_null(read_by(&rules, records));
	assert_int_equal(plain.n_files, PLAIN_FILES);
	strcpy(records + strlen(records) - strlen(SAMPLE_TAIL), one);
	strcat(records, SAMPLE_TAIL);
	assert_string_equal(read_by(&rules, records), "record");
}

/* Room for files is no room for text. */
static void text_alone_is_bounded_as_ever(void **state)
{
	static char large[PLAIN_TEXT + 4096];
	size_t len = sample_write(large, sizeof(large), sample_records) -
		     strlen(SAMPLE_TAIL);

	(void)state;
	memset(large + len, 'x', sizeof(large) - len);
	for (int i = 0; i < 8; i++) {
		len += (size_t)sprintf(large + len, "= 1048570 ");
		large[len] = 'x';
		len += 1048570;
		large[len++] = '\n';
	}
	len += (size_t)sprintf(large + len, "end 3 1 8\n");
	assert_true(len > PLAIN_TEXT);
	sprintf(large, "sekisho-plain 1 %08zu", len);
	large[PLAIN_HEAD - 1] = '\n';
	assert_string_equal(plain_read(large, len, &plain), "length");
	assert_string_equal(plain_read_files(large, len, &rules, &plain),
			    "length");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_read_as_they_are),
		cmocka_unit_test(without_permission_there_is_no_file),
		cmocka_unit_test(only_what_is_listed_passes),
		cmocka_unit_test(a_bound_holds_for_each_and_for_all),
		cmocka_unit_test(type_name_and_first_bytes_are_one_kind),
		cmocka_unit_test(a_name_hides_nothing),
		cmocka_unit_test(records_stand_in_their_order_and_number),
		cmocka_unit_test(twenty_files_pass_and_one_more_does_not),
		cmocka_unit_test(text_alone_is_bounded_as_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
