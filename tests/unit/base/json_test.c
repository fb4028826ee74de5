/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_test.c -- tests src/base/json.c and digest.c
 */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/text.h"

static void commas_and_escapes_are_right(void **state)
{
	_cleanup_(freep) char *text = NULL;
	size_t len;
	struct json json = { .out = open_memstream(&text, &len) };

	(void)state;
	json_object(&json);
	json_key(&json, "a");
	json_array(&json);
	json_number(&json, -1);
	json_bool(&json, true);
	json_string(&json, NULL);
	json_array_end(&json);
	json_key(&json, "b");
	json_string(&json, "\"\\\n\x01 漢 \xff\xe3\x81");
	json_object_end(&json);
	fclose(json.out);
	assert_string_equal(text,
			    "{\"a\":[-1,true,null],\"b\":\"\\\"\\\\\\u000a"
			    "\\u0001 漢 \xef\xbf\xbd\xef\xbf\xbd"
			    "\xef\xbf\xbd\"}");
}

static void what_a_terminal_obeys_is_escaped(void **state)
{
	_cleanup_(freep) char *text = NULL;
	size_t len;
	struct json json = { .out = open_memstream(&text, &len) };

	(void)state;
	json_string(&json, "a\x7f\xc2\x9b\xc2\xa0\u202e\ufeff漢\U000e0001"
			   "\U000e007f\U0001f600");
	fclose(json.out);
	assert_string_equal(text, "\"a\\u007f\\u009b\xc2\xa0\\u202e\\ufeff漢"
				  "\\udb40\\udc01\\udb40\\udc7f\U0001f600\"");
}

static void members_are_a_key_and_a_value(void **state)
{
	_cleanup_(freep) char *text = NULL;
	const uint8_t digest[DIGEST_LEN] = { 0xab, [DIGEST_LEN - 1] = 1 };
	size_t len;
	struct json json = { .out = open_memstream(&text, &len) };

	(void)state;
	json_object(&json);
	json_member(&json, "text", "t");
	json_member_number(&json, "number", INT64_MAX);
	json_member_digest(&json, "digest", digest);
	json_object_end(&json);
	fclose(json.out);
	assert_string_equal(text, "{\"text\":\"t\",\"number\":"
				  "9223372036854775807,\"digest\":\"ab"
				  "00000000000000000000000000000000000000000000"
				  "000000000000000001\"}");
}

static void sha256_gives_the_published_answer(void **state)
{
	uint8_t out[DIGEST_LEN];
	char hex[DIGEST_TEXT];

	(void)state;
	digest_of("abc", 3, out); /* FIPS 180-4's own example */
	assert_string_equal(text_hex(hex, out, sizeof(out)),
			    "ba7816bf8f01cfea414140de5dae2223"
			    "b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commas_and_escapes_are_right),
		cmocka_unit_test(what_a_terminal_obeys_is_escaped),
		cmocka_unit_test(members_are_a_key_and_a_value),
		cmocka_unit_test(sha256_gives_the_published_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
