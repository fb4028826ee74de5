/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform_plain_test.c -- tests src/mail/transform/transform_plain.c
 *
 * The writer against the reader it has never seen: whatever a message holds,
 * what the transform writes must verify.
 */
#include "mail/transform/transform_plain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "mail/messages.h"
#include "mail/plain/plain.h"
#include "mime/convert.h"

enum {
	BATCH = 4096
};

static const struct envelope envelope = {
	.sender = "a@b.example",
	.n_rcpts = 1,
	.rcpts = { "x@town.example.jp" },
};

static struct plain plain;
static char out[PLAIN_BYTES];

static const char *wrong_with(const char *message, size_t len)
{
	const struct convert_options options = {
		.loop_mark = "X-Sekisho-Relay",
	};
	struct arena arena = { .ceiling = 64 << 20 };
	struct converted converted;
	const char *wrong;

	assert_int_equal(convert_message((const uint8_t *)message, len,
					 &options, &arena, &converted),
			 CONVERT_OK);
	len = transform_plain(&envelope, &converted, out, sizeof(out));
	assert_true(len > 0);
	wrong = plain_read(out, len, &plain);
	arena_finish(&arena);
	return wrong;
}

static size_t put_utf8(char *at, uint32_t point)
{
	size_t len = point < 0x80      ? 1
		     : point < 0x800   ? 2
		     : point < 0x10000 ? 3
				       : 4;

	if (len == 1) {
		at[0] = (char)point;
		return 1;
	}
	at[0] = (char)((0xf00 >> len) | point >> (6 * (len - 1)));
	for (size_t i = 1; i < len; i++)
		at[i] = (char)(0x80 | (point >> (6 * (len - 1 - i)) & 63));
	return len;
}

/* Every code point, in subject, name and body, after a letter, after an
 * ideograph, and many times in a row. */
static void every_character_verifies(void **state)
{
	char *message = malloc(64 * BATCH);

	(void)state;
	for (uint32_t first = 0; first < 0x110000; first += BATCH) {
		char *at = message;

		at += sprintf(at, "From: =?utf-8?q?");
		at += sprintf(at, "x?= <a@b.example>\r\nSubject: ");
		at += put_utf8(at, first + 0x41);
		at += sprintf(at, "\r\nContent-Type: text/plain; "
				  "charset=utf-8\r\n\r\n");
		for (uint32_t p = first; p < first + BATCH; p++) {
			at += put_utf8(at, p);
			*at++ = 'a';
			at += put_utf8(at, p);
			at += put_utf8(at, p);
			at += sprintf(at, "葛");
			for (int i = 0; i < 3; i++)
				at += put_utf8(at, p);
			at += sprintf(at, "\r\n");
		}
		if (wrong_with(message, (size_t)(at - message)))
			fail_msg("U+%04X…", first);
	}
	free(message);
}

static void floods_of_marks_verify(void **state)
{
	static const char *const marks[] = {
		"\u0301",       "\ufe0f", "\U000e0100",
		"\u0301\ufe0f", "\u20dd", "葛\U000e0100\u0301",
	};
	char message[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		strcpy(message, "Subject: x\r\nContent-Type: text/plain; "
				"charset=utf-8\r\n\r\ne");
		for (int n = 0; n < 30; n++)
			strcat(message, marks[i]);
		strcat(message, "\r\n葛");
		for (int n = 0; n < 30; n++)
			strcat(message, marks[i]);
		assert_null(wrong_with(message, strlen(message)));
	}
}

static void a_mark_that_is_none_is_not_passed_on(void **state)
{
	static const char message[] = "X-Sekisho-Relay: no mark: at all\r\n"
				      "X-Sekisho-Relay: none\r\n"
				      "X-Sekisho-Relay: gw2.example:up\r\n"
				      "X-Sekisho-Relay: \r\n\r\n";

	(void)state;
	assert_null(wrong_with(message, strlen(message)));
	assert_int_equal(plain.n_marks, 1);
	assert_true(slice_is(plain.marks[0], "gw2.example:up"));
}

static void strange_headers_verify(void **state)
{
	static const char *const headers[] = {
		"",
		"\r\n",
		"From: a@b, c@d\r\n\r\nx",
		"From: \"a b\"@c.example\r\nTo: x:y@z;, <q@r>\r\n\r\n",
		"From: =?utf-8?b?4oCu?= <a@b>\r\nMessage-ID: <a b@c>\r\n\r\n",
		"Date: yesterday\r\nReferences: <a@b> junk <c@d>\r\n\r\n",
		"X-Sekisho-Relay: \xe3\x81\x82 x\r\n\r\n",
		"Content-Type: text/plain; charset=\"a\001b\"\r\n\r\n\xff",
		"Content-Type: application/x; name=\"a\x1b[31m.zip\"\r\n\r\nx",
		"Content-Type: \xff/\xfe\r\n\r\nx",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		if (wrong_with(headers[i], strlen(headers[i])))
			fail_msg("%s: %s", headers[i],
				 wrong_with(headers[i], strlen(headers[i])));
}

static void what_does_not_fit_is_not_written(void **state)
{
	static const char message[] = "Subject: x\r\n\r\nhello\r\n";
	const struct convert_options options = { 0 };
	struct arena arena = { .ceiling = 1 << 20 };
	struct converted converted;
	size_t len;

	(void)state;
	assert_int_equal(convert_message((const uint8_t *)message,
					 sizeof(message) - 1, &options, &arena,
					 &converted),
			 CONVERT_OK);
	len = transform_plain(&envelope, &converted, out, sizeof(out));
	assert_int_equal(transform_plain(&envelope, &converted, out, len), len);
	assert_int_equal(transform_plain(&envelope, &converted, out, len - 1),
			 0);
	assert_int_equal(transform_plain(&envelope, &converted, out, 0), 0);
	arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_character_verifies),
		cmocka_unit_test(floods_of_marks_verify),
		cmocka_unit_test(a_mark_that_is_none_is_not_passed_on),
		cmocka_unit_test(strange_headers_verify),
		cmocka_unit_test(what_does_not_fit_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
