/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * punycode_test.c -- tests src/base/punycode.c
 */
#include "base/punycode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint32_t any_point(void)
{
	static const uint32_t most[] = { 0x7f, 0x3ff, 0xd7ff, 0x10ffff };
	uint32_t code = (uint32_t)random() % (most[random() % 4] + 1);

	return code >= 0xd800 && code <= 0xdfff ? 0xe000 : code;
}

static void comes_back(const struct code_points *label)
{
	char text[PUNYCODE_TEXT];
	struct code_points again;
	size_t len = punycode_encode(label, text);

	assert_true(len <= sizeof(text));
	assert_true(punycode_decode(text, len, &again));
	assert_int_equal(again.n, label->n);
	assert_memory_equal(again.at, label->at,
			    label->n * sizeof(again.at[0]));
}

static void any_label_comes_back(void **state)
{
	struct code_points label;

	(void)state;
	srandom(3492);
	for (int round = 0; round < 20000; round++) {
		label.n = 1 + (size_t)random() % PUNYCODE_POINTS;
		for (size_t i = 0; i < label.n; i++)
			label.at[i] = any_point();
		comes_back(&label);
	}
}

static void the_dearest_label_has_room(void **state)
{
	struct code_points label = { .n = PUNYCODE_POINTS };

	(void)state;
	for (size_t i = 0; i < label.n; i++)
		label.at[i] = i % 2 ? 0x80 : 0x10ffff;
	comes_back(&label);
	for (size_t i = 0; i < label.n; i++)
		label.at[i] = 0x10ffff - (uint32_t)(i * 0x4000);
	comes_back(&label);
}

static void what_is_none_is_refused(void **state)
{
	static const char *const texts[] = {
		"",            /* no point */
		"99999999999", /* beyond 32 bits */
		"zzzz",        /* ends within a number */
		"a-b!",
		"\xe7-a",
		"ib9b", /* U+D800 */
	};
	char text[2 * PUNYCODE_POINTS + 2];
	struct code_points out;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (punycode_decode(texts[i], strlen(texts[i]), &out))
			fail_msg("'%s' was read", texts[i]);
	memset(text, 'a', sizeof(text));
	text[PUNYCODE_POINTS + 1] = '-';
	assert_false(punycode_decode(text, PUNYCODE_POINTS + 2, &out));
	assert_false(punycode_decode(text, PUNYCODE_POINTS + 1, &out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_label_comes_back),
		cmocka_unit_test(the_dearest_label_has_room),
		cmocka_unit_test(what_is_none_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
