/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * base64_test.c -- tests src/base/base64.c
 */
#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* RFC 4648 10 */
static const char *const pairs[][2] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

static void the_vectors_of_the_rfc_go_both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		char text[BASE64_TEXT(6)];
		uint8_t bytes[6];
		size_t len = 0;

		base64_text(text, pairs[i][0], strlen(pairs[i][0]));
		assert_string_equal(text, pairs[i][1]);
		assert_true(base64_read(text, strlen(text), bytes,
					sizeof(bytes), &len));
		assert_int_equal(len, strlen(pairs[i][0]));
		assert_memory_equal(bytes, pairs[i][0], len);
	}
}

static void every_byte_comes_back(void **state)
{
	uint8_t bytes[256], again[256];
	char text[BASE64_TEXT(256)];
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	base64_text(text, bytes, sizeof(bytes));
	assert_int_equal(strlen(text) + 1, sizeof(text));
	assert_true(base64_read(text, strlen(text), again, sizeof(again), &n));
	assert_int_equal(n, sizeof(again));
	assert_memory_equal(bytes, again, n);
}

static void what_is_not_canonical_is_refused(void **state)
{
	static const char *const bad[] = {
		"Z",    "Zg",   "Zg=",  "Zh==",     "Zm9=",    "Zg==\n",
		"Z g=", "=Zg=", "====", "Zg==Zg==", "Zm9v===", "Zm-_",
	};
	uint8_t bytes[8];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(base64_read(bad[i], strlen(bad[i]), bytes,
					 sizeof(bytes), &len));
	assert_false(base64_read("Zm9v", 4, bytes, 2, &len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_vectors_of_the_rfc_go_both_ways),
		cmocka_unit_test(every_byte_comes_back),
		cmocka_unit_test(what_is_not_canonical_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
