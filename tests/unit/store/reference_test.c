/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reference_test.c -- tests src/store/reference.c
 */
#include "store/reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void what_is_written_is_read(void **state)
{
	const struct reference references[] = {
		{ 20261121, 1 },
		{ 20261121, 999999 },
		{ 20991231, REFERENCE_NUMBER_MAX },
	};
	struct reference read;
	char text[REFERENCE_TEXT];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		reference_text(text, &references[i]);
		assert_true(reference_read(text, &read));
		assert_int_equal(read.day, references[i].day);
		assert_int_equal(read.number, references[i].number);
	}
}

static void a_wrong_digit_is_noticed(void **state)
{
	const struct reference reference = { 20261121, 123 };
	struct reference read;
	char text[REFERENCE_TEXT], wrong[REFERENCE_TEXT];

	(void)state;
	reference_text(text, &reference);
	assert_string_equal(text, "20261121-000123-2");
	for (size_t i = 0; text[i]; i++)
		for (char c = '0'; text[i] != '-' && c <= '9'; c++) {
			memcpy(wrong, text, sizeof(wrong));
			wrong[i] = c;
			assert_int_equal(reference_read(wrong, &read),
					 c == text[i]);
		}
}

static void other_texts_are_none(void **state)
{
	static const char *const texts[] = {
		"",
		"20261121",
		"20261121-000123",
		"20261121-123-5",
		" 20261121-000123-5",
		"20261121-000123-5 ",
		"20261121-0000000000000123-5",
		"../../etc/passwd",
		"2026-1121-000123-5",
		"00000000-000000-0",
	};
	struct reference read;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_false(reference_read(texts[i], &read));
}

static void a_day_is_the_local_one(void **state)
{
	(void)state;
	setenv("TZ", "JST-9", 1);
	tzset();
	/* 2026-11-20 15:00 UTC is midnight in Japan. */
	assert_int_equal(reference_day(1795186800 - 1), 20261120);
	assert_int_equal(reference_day(1795186800), 20261121);
	assert_int_equal(reference_day_add(20261130, 1), 20261201);
	assert_int_equal(reference_day_add(20280301, -1), 20280229);
	assert_int_equal(reference_day_add(20270101, -365), 20260101);
}

static void a_wrong_check_digit_is_told_from_no_reference(void **state)
{
	struct reference out;

	(void)state;
	assert_int_equal(reference_judge("20261121-000123-2", &out),
			 REFERENCE_GOOD);
	assert_int_equal(reference_judge("20261121-000123-3", &out),
			 REFERENCE_MISREAD);
	assert_int_equal(reference_judge("20261121-000132-2", &out),
			 REFERENCE_MISREAD);
	assert_int_equal(reference_judge("20261121-000123-", &out),
			 REFERENCE_BAD);
	assert_int_equal(reference_judge("20261121-000123-22", &out),
			 REFERENCE_BAD);
	assert_int_equal(reference_judge("20261121-123-2", &out),
			 REFERENCE_BAD);
	assert_int_equal(reference_judge("", &out), REFERENCE_BAD);
	assert_int_equal(reference_judge("2", &out), REFERENCE_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_check_digit_is_told_from_no_reference),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(a_wrong_digit_is_noticed),
		cmocka_unit_test(other_texts_are_none),
		cmocka_unit_test(a_day_is_the_local_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
