/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eights_test.c -- tests src/base/eights.h: every byte at every place
 */
#include "base/eights.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>

#include <cmocka.h>

static bool is_beyond(uint8_t c)
{
	return c >= 0x80;
}

static uint64_t flag_equal(uint64_t word)
{
	return eights_equal(word, '.');
}

static bool is_dot(uint8_t c)
{
	return c == '.';
}

static uint64_t flag_nul(uint64_t word)
{
	return eights_equal(word, 0);
}

static bool is_nul(uint8_t c)
{
	return !c;
}

static uint64_t flag_below(uint64_t word)
{
	return eights_below(word, ' ');
}

static bool is_below(uint8_t c)
{
	return c < ' ';
}

static bool is_unprintable(uint8_t c)
{
	return c < ' ' || c >= 0x7F;
}

static uint64_t flag_sign(uint64_t word)
{
	return eights_beyond(word) | eights_maybe_equal(word, '.') |
	       eights_maybe_equal(word, ' ') | eights_maybe_equal(word, 0);
}

static bool is_sign(uint8_t c)
{
	return is_beyond(c) || is_dot(c) || is_nul(c) || c == ' ';
}

/* Whatever the neighbours are: what borrows, what carries, what is asked for. */
static void the_first_flag_is_true(void **state)
{
	static const struct {
		uint64_t (*flag)(uint64_t word);
		bool (*is)(uint8_t c);
	} kinds[] = {
		{ eights_beyond, is_beyond },
		{ flag_equal, is_dot },
		{ flag_nul, is_nul },
		{ flag_below, is_below },
		{ flag_sign, is_sign },
		{ eights_unprintable, is_unprintable },
	};

	static const uint8_t around[] = { 0,    1,    0x1F, ' ',  '-',
					  '.',  '/',  0x7E, 0x7F, 0x80,
					  0x9F, 0xA0, 0xAE, 0xFF };

	(void)state;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
		for (unsigned i = 0; i < sizeof(around) * 256 * 8; i++) {
			uint8_t bytes[8];
			size_t first = 0;
			uint64_t flags;

			memset(bytes, around[i / 2048], sizeof(bytes));
			bytes[i % 8] = (uint8_t)(i / 8 % 256);
			while (first < 8 && !kinds[k].is(bytes[first]))
				first++;
			flags = kinds[k].flag(eights_load(bytes));
			assert_int_equal(flags ? eights_first(flags) : 8,
					 first);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_flag_is_true),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
