/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link_sign_test.c -- tests src/mime/link/sign.c
 */
#include <stdbool.h>

#include "mime/link/name.h"
#include "mime/link/sign.h"
#include "mime/text/utf8.h"

#include "fixture.h"

/* The same, by one character after the other. */
static const uint8_t *slowly(const uint8_t *at, const uint8_t *end)
{
	size_t used;
	uint8_t c;

	for (; at < end; at += used) {
		c = link_fold(at, end, &used);
		if (c == '.' || c == ':' || c == '\\')
			return at;
		utf8_read(at, (size_t)(end - at), &used);
	}
	return end;
}

/* No address, as link/sign.h says. */
static bool may_be_passed(const char *text, size_t at)
{
	const char next = text[at + 1];

	if (text[at] == '.')
		return next && next <= ' ' && at &&
		       (text[at - 1] | 0x20) != 'w';
	return text[at] == ':' && next && next <= ' ' && next != '\n';
}

static void same(const char *text)
{
	/* Of its own: nothing is read behind its end. */
	const size_t len = strlen(text);
	uint8_t *copy = test_malloc(len + !len), folded = 0;
	const uint8_t *end = copy + len, *wanted, *got;
	size_t used = 0, again;

	memcpy(copy, text, len);
	wanted = slowly(copy, end);
	got = link_next_sign(copy, end, &folded, &used);
	while (wanted < got && may_be_passed(text, (size_t)(wanted - copy)))
		wanted = slowly(wanted + 1, end);
	assert_ptr_equal(got, wanted);
	if (got < end) {
		assert_int_equal(folded, link_fold(got, end, &again));
		assert_int_equal(used, again);
	}
	test_free(copy);
}

/* Each character, behind and before others of one, two, three and four bytes. */
static void no_character_is_passed_or_taken_for_a_sign(void **state)
{
	static const char *const before[] = {
		"",   "a",    "abcdefg",     "abcdefgh",
		"é",  "日",   "日本語ab",    "\U0001F300",
		"ｅ", "日本", "abcdefghijk",
	};
	static const char *const behind[] = { "", "b", "bcdefgh", "本" };
	char text[64], one[5];
	bool some;

	(void)state;
	for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		one[utf8_write(one, cp)] = '\0';
		/* Most of the others are kanji and hangul. */
		some = cp < 0x3400 || (cp >= 0xF000 && cp < 0x10000);
		for (size_t i = 0; i < (some ? 11 : 1); i++)
			for (size_t k = 0; k < 4; k++) {
				sprintf(text, "%s%s%s", before[i], one,
					behind[k]);
				same(text);
			}
	}
}

/* Each sign before and behind each byte, at each place of what is looked at
 * together. */
static void no_address_is_passed(void **state)
{
	static const char signs[] = ".:\\", before[] = "wWa. ";
	char text[64];

	(void)state;
	for (int place = 0; place < 40; place++)
		for (size_t i = 0; signs[i]; i++)
			for (size_t k = 0; before[k]; k++)
				for (int c = 1; c < 0x80; c++) {
					snprintf(text, sizeof(text),
						 "%*s%c%c%c%*s", place, "",
						 before[k], signs[i], c, 20,
						 "");
					same(text);
				}
}

MAIN(cmocka_unit_test(no_character_is_passed_or_taken_for_a_sign),
     cmocka_unit_test(no_address_is_passed))
