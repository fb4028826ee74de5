/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose_body_test.c -- tests src/mail/plain/compose_body.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "mail/plain/compose.h"

static void finish(struct composed *out)
{
	composed_finish(out);
	assert_null(out->bytes);
}

/* Undoes base64 by OpenSSL, which knows nothing of ours. */
static size_t decode(const struct composed *in, unsigned char *out)
{
	EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
	int n = 0, last = 0;

	EVP_DecodeInit(ctx);
	assert_true(EVP_DecodeUpdate(ctx, out, &n,
				     (const unsigned char *)in->bytes,
				     (int)in->len) >= 0);
	assert_int_equal(EVP_DecodeFinal(ctx, out + n, &last), 1);
	EVP_ENCODE_CTX_free(ctx);
	return (size_t)(n + last);
}

static void base64_of_any_length_reads_back(void **state)
{
	char in[300];
	unsigned char back[512];

	(void)state;
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (char)(i * 7);
	for (size_t len = 0; len < sizeof(in); len++) {
		struct composed out = { 0 };

		compose_base64(&out, (struct slice){ in, len });
		assert_int_equal(decode(&out, back), len);
		assert_memory_equal(back, in, len);
		finish(&out);
	}
}

static void lines_are_76_characters_and_end_in_crlf(void **state)
{
	struct composed out = { 0 };
	char in[1000];

	(void)state;
	memset(in, 'x', sizeof(in));
	compose_base64(&out, (struct slice){ in, sizeof(in) });
	for (size_t at = 0; at < out.len;) {
		const char *cr = memchr(out.bytes + at, '\r', out.len - at);

		assert_non_null(cr);
		assert_true(cr - (out.bytes + at) <= 76);
		assert_int_equal(cr[1], '\n');
		at = (size_t)(cr + 2 - out.bytes);
	}
	finish(&out);
}

static const char *words(struct composed *out, const char *name,
			 const char *text)
{
	out->len = 0;
	composed_text(out, name);
	compose_words(out, (struct slice){ text, strlen(text) });
	composed_add(out, (struct slice){ "", 1 });
	return out->bytes;
}

static void plain_words_stay_and_others_are_encoded(void **state)
{
	struct composed out = { 0 };

	(void)state;
	assert_string_equal(words(&out, "S: ", "Hello world"),
			    "S: Hello world");
	assert_string_equal(words(&out, "S: ", ""), "S: ");
	assert_string_equal(words(&out, "S: ", "山田"),
			    "S: =?UTF-8?B?5bGx55Sw?=");
	/* what would be read as something else */
	assert_string_equal(words(&out, "S: ", "a, b"),
			    "S: =?UTF-8?B?YSwgYg==?=");
	assert_string_equal(words(&out, "S: ", "=?x?"),
			    "S: =?UTF-8?B?PT94Pw==?=");
	assert_string_equal(words(&out, "S: ", " a"), "S: =?UTF-8?B?IGE=?=");
	finish(&out);
}

/* RFC 2047 2 and 5: 75 characters a word, 76 a line, whole characters. */
static void long_text_is_cut_between_characters(void **state)
{
	struct composed out = { 0 };
	char text[3 * 200 + 1] = "";
	const char *at;
	size_t total = 0;

	(void)state;
	for (int i = 0; i < 200; i++)
		strcat(text, "あ");
	at = words(&out, "Subject: ", text);
	assert_memory_equal(at, "Subject: ", 9);
	at += 9;
	while (*at) {
		unsigned char back[64];
		size_t len = strcspn(at, "\r");
		int n;

		assert_true(len <= 75);
		assert_memory_equal(at, "=?UTF-8?B?", 10);
		n = EVP_DecodeBlock(back, (const unsigned char *)at + 10,
				    (int)len - 12);
		assert_true(n > 0);
		n -= (at[len - 3] == '=') + (at[len - 4] == '=');
		assert_int_equal(n % 3, 0);
		assert_memory_equal(back, text + total, (size_t)n);
		total += (size_t)n;
		at += len;
		if (*at) {
			assert_memory_equal(at, "\r\n ", 3);
			at += 3;
		}
	}
	assert_int_equal(total, strlen(text));
	finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_of_any_length_reads_back),
		cmocka_unit_test(lines_are_76_characters_and_end_in_crlf),
		cmocka_unit_test(plain_words_stay_and_others_are_encoded),
		cmocka_unit_test(long_text_is_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
