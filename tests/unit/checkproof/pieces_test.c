/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pieces_test.c -- the pieces of a range are all of it, and nothing else
 */
#include "cli/certificate/pieces.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool is_in(const struct piece *piece, unsigned number)
{
	return piece->lo[0] <= number >> 8 && number >> 8 <= piece->hi[0] &&
	       piece->lo[1] <= (number & 255) && (number & 255) <= piece->hi[1];
}

static void check(unsigned first, unsigned last)
{
	const uint8_t lo[] = { (uint8_t)(first >> 8), (uint8_t)first };
	const uint8_t hi[] = { (uint8_t)(last >> 8), (uint8_t)last };
	struct piece pieces[MOST_PIECES];
	size_t n = pieces_of(lo, hi, 2, pieces);

	assert_in_range(n, 1, 3);
	for (unsigned number = 0; number < 65536; number++) {
		unsigned in = 0;

		for (size_t i = 0; i < n; i++)
			in += is_in(&pieces[i], number);
		assert_int_equal(in, number >= first && number <= last);
	}
}

static void pieces_are_the_range(void **state)
{
	static const unsigned ends[] = { 0,    1,    80,    255,   256,
					 257,  511,  512,   1023,  1024,
					 3000, 3999, 65279, 65280, 65535 };
	const size_t n = sizeof(ends) / sizeof(*ends);

	(void)state;
	for (size_t i = 0; i < n * n; i++)
		if (ends[i / n] <= ends[i % n])
			check(ends[i / n], ends[i % n]);
}

static void a_prefix_is_one_piece(void **state)
{
	static const uint8_t lo[16] = { 0xfd, 0, 0, 0x20 };
	static const uint8_t hi[16] = { 0xfd, 0,   0,   0x2f, 255, 255,
					255,  255, 255, 255,  255, 255,
					255,  255, 255, 255 };
	struct piece pieces[MOST_PIECES];

	(void)state;
	assert_int_equal(pieces_of(lo, hi, 16, pieces), 1);
}

/* ::1 to the last but one: of each byte one piece that begins, one that ends. */
static void no_range_has_more_than_fit(void **state)
{
	uint8_t lo[16] = { 0 }, hi[16];
	struct piece pieces[MOST_PIECES];

	(void)state;
	lo[15] = 1;
	for (size_t i = 0; i < 16; i++)
		hi[i] = i < 15 ? 255 : 254;
	assert_int_equal(pieces_of(lo, hi, 16, pieces), 31);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_the_range),
		cmocka_unit_test(a_prefix_is_one_piece),
		cmocka_unit_test(no_range_has_more_than_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
