/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * siphash_test.c -- tests src/base/siphash.c
 */
#include "base/siphash.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* The key 00 01 … 0f, and the input 00 01 … of this length. */
static uint64_t of(size_t len)
{
	uint8_t key[SIPHASH_KEY], bytes[64];

	for (uint8_t i = 0; i < sizeof(key); i++)
		key[i] = i;
	for (uint8_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = i;
	return siphash(key, bytes, len);
}

/* The paper's appendix A, and the authors' table of test vectors. */
static void published_values_come_out(void **state)
{
	(void)state;
	assert_true(of(15) == 0xa129ca6149be45e5);
	assert_true(of(0) == 0x726fdb47dd0e0e31);
	assert_true(of(1) == 0x74f839c593dc67fd);
	assert_true(of(8) == 0x93f5f5799a932462);
	assert_true(of(63) == 0x958a324ceb064572);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_values_come_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
