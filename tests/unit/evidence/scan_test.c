/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_test.c -- tests src/evidence/scan.c and numbered.c
 */
#include "evidence/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "evidence/numbered.h"

#include "folder.h"

static struct scan scan_of(const char *text)
{
	return (struct scan){ text, text + strlen(text), false };
}

static void strings_come_back_as_json_wrote_them(void **state)
{
	static const char *const texts[] = { "",
					     "a",
					     "関所",
					     "\"\\\n\x1f\x7f",
					     "\\u0001",
					     "\xc2\x9b\xc2\xad\xd8\x9c",
					     "\u202e\ufeff\U000e0001漢" };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char *text = NULL;
		size_t len;
		struct json json = { .out = open_memstream(&text, &len) };
		struct scan scan;

		json_string(&json, texts[i]);
		fclose(json.out);
		scan = scan_of(text);
		assert_string_equal(scan_string(&scan, &arena, 100), texts[i]);
		assert_true(scan_done(&scan));
		free(text);
	}
	arena_finish(&arena);
}

static void other_strings_are_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"a",
		"\"",
		"\"a",
		"\"\\\"",
		"\"\\n\"",
		"\"\\u0\"",
		"\"\\u0000\"",
		"\"\\u0041\"",
		"\"\n\"",
		"\"\\u000A\"",
		"\"0123456789\"",
		"\"\x7f\"",
		"\"\xce\"",
		"\"\\ud83d\\ude00\"",
		"\"\\udb40\"",
		"\"\\udb40\\u0001\"",
		"\"\\udb40udc01\"",
		"\"\\udc01\"",
		"\"\\udb40\\ue001\"",
		"\"\\udb3f\\udc01\"",
		"\"1234567\\u202e\"",
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct scan scan = scan_of(texts[i]);

		assert_string_equal(scan_string(&scan, &arena, 9), "");
		assert_false(scan_done(&scan));
	}
	arena_finish(&arena);
}

static void values_are_taken_whole(void **state)
{
	struct scan scan = scan_of("\"a,}\\\"\",[1,{\"b\":\"]\"}],-3,null}");
	size_t len;
	const char *value;

	(void)state;
	value = scan_value(&scan, &len);
	assert_int_equal(len, strlen("\"a,}\\\"\""));
	scan_word(&scan, ",");
	value = scan_value(&scan, &len);
	assert_memory_equal(value, "[1,{\"b\":\"]\"}]", len);
	assert_int_equal(len, strlen("[1,{\"b\":\"]\"}]"));
	scan_word(&scan, ",");
	value = scan_value(&scan, &len);
	assert_memory_equal(value, "-3", len);
	scan_word(&scan, ",");
	scan_value(&scan, &len);
	assert_int_equal(len, 4);
	scan_word(&scan, "}");
	assert_true(scan_done(&scan));
	scan = scan_of("[1,2");
	scan_value(&scan, &len);
	assert_int_equal(len, 0);
	assert_true(scan.bad);
}

static void only_our_own_names_have_numbers(void **state)
{
	static const struct numbered kind = { "j-", ".x" };
	int folder = folder_make();
	struct arena arena = { 0 };
	struct numbers numbers;

	(void)state;
	folder_write(folder, "j-000002.x", "", 0);
	folder_write(folder, "j-1000000.x", "", 0);
	folder_write(folder, "j-000001.x", "", 0);
	folder_write(folder, "j-3.x", "", 0);
	folder_write(folder, "j-0000004.x", "", 0);
	folder_write(folder, "j-000000.x", "", 0);
	folder_write(folder, "j-000005.xy", "", 0);
	folder_write(folder, "j-00000-6.x", "", 0);
	folder_write(folder, "j-4294967296.x", "", 0);
	folder_write(folder, "j-99999999999999999999.x", "", 0);
	assert_int_equal(numbered_list(folder, &kind, &arena, &numbers), 0);
	assert_int_equal(numbers.list.n, 3);
	assert_int_equal(numbers.list.at[0], 1);
	assert_int_equal(numbers.list.at[1], 2);
	assert_int_equal(numbers.list.at[2], 1000000);
	arena_finish(&arena);
	folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_come_back_as_json_wrote_them),
		cmocka_unit_test(other_strings_are_refused),
		cmocka_unit_test(values_are_taken_whole),
		cmocka_unit_test(only_our_own_names_have_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
