/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_files_test.c -- what the inside does with files that the transform hands
 * it, where they may go along and where not
 */
#include <string.h>

#include "inside_lab.h"
#include "sample.h"

static const char with_files[] = SAMPLE_HEAD SAMPLE_FILES SAMPLE_TAIL;
static char stream[16384];

static int begin_outward(void **state)
{
	(void)state;
	play.attachments = "pdf jpeg";
	return begin_with(MY_NUMBER_REFUSE);
}

static int end_files(void **state)
{
	play.attachments = NULL;
	return end(state);
}

static void inward_no_file_passes_whatever_the_transform_says(void **state)
{
	(void)state;
	is_refuted(ID, with_files);
}

static void outward_a_file_goes_along(void **state)
{
	size_t len = sample_write(stream, sizeof(stream), with_files);
	const char *text;

	(void)state;
	open_transaction(ID);
	transform_says(ID, stream, len);
	hop_hears("DATA\r\n");
	hop_says("354 go\r\n");
	text = hop_hears("\r\n.\r\n");
	assert_non_null(strstr(text, "multipart/mixed"));
	assert_non_null(strstr(text, "\r\nJVBERi0xLjcNCi4NCi0tPV9zZWtpc2hvLS0N"
				     "CmVuZCAzIDEgMwo=\r\n--=_sekisho\r\n"));
	assert_non_null(strstr(text, "\r\n--=_sekisho--\r\n.\r\n"));
}

static void outward_a_file_with_another_digest_does_not(void **state)
{
	static char records[sizeof(with_files)];

	(void)state;
	strcpy(records, with_files);
	*strstr(records, "7ff91b") = '8';
	is_refuted(ID, records);
}

static void outward_a_kind_that_is_not_listed_does_not(void **state)
{
	static char records[sizeof(with_files)];

	(void)state;
	strcpy(records, with_files);
	memcpy(strstr(records, "4 jpeg"), "4 docx", 6);
	is_refuted(ID, records);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			inward_no_file_passes_whatever_the_transform_says,
			begin, end),
		cmocka_unit_test_setup_teardown(outward_a_file_goes_along,
						begin_outward, end_files),
		cmocka_unit_test_setup_teardown(
			outward_a_file_with_another_digest_does_not,
			begin_outward, end_files),
		cmocka_unit_test_setup_teardown(
			outward_a_kind_that_is_not_listed_does_not,
			begin_outward, end_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
