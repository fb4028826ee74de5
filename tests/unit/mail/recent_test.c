/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * recent_test.c -- tests src/mail/store/recent.c: no other message is taken for
 * one that is brought again
 */
#include "mail/store/recent.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	SIZE = 600000, /* bytes: more than what is read at once */
	LATER = RECENT_PAUSE + 1
};

static void each_byte_counts(void **state)
{
	static const off_t at[] = { 0,      65535,  65536,  262143,
				    262144, 524287, 524288, SIZE - 1 };

	uint8_t first[DIGEST_LEN], key[DIGEST_LEN];
	int file = memfd_create("message", MFD_CLOEXEC);

	(void)state;
	assert_int_equal(ftruncate(file, SIZE), 0);
	assert_int_equal(recent_key("e", 1, file, SIZE, first), 0);
	assert_int_equal(recent_key("e", 1, file, SIZE, key), 0);
	assert_memory_equal(key, first, DIGEST_LEN);
	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		assert_int_equal(pwrite(file, "x", 1, at[i]), 1);
		assert_int_equal(recent_key("e", 1, file, SIZE, key), 0);
		assert_memory_not_equal(key, first, DIGEST_LEN);
		assert_int_equal(pwrite(file, "", 1, at[i]), 1);
	}
	assert_int_equal(recent_key("f", 1, file, SIZE, key), 0);
	assert_memory_not_equal(key, first, DIGEST_LEN);
	assert_int_equal(recent_key("e", 1, file, SIZE - 1, key), 0);
	assert_memory_not_equal(key, first, DIGEST_LEN);
	assert_true(recent_key("e", 1, file, SIZE + 1, key) < 0);
	close(file);
}

static void one_of_the_same_place_is_another(void **state)
{
	static struct recent recent;
	const struct reference one = { 20261121, 1 }, two = { 20261121, 2 };
	struct reference out;

	(void)state;
	for (size_t i = 0; i < DIGEST_LEN; i++) {
		uint8_t a[DIGEST_LEN] = { 0 }, b[DIGEST_LEN] = { 0 };

		b[i] = 1;
		memset(&recent, 0, sizeof(recent));
		assert_false(recent_get(&recent, a, LATER, &out));
		recent_put(&recent, a, &one, 0);
		assert_false(recent_get(&recent, b, LATER, &out));
		assert_false(recent_get(&recent, a, RECENT_PAUSE, &out));
		assert_true(recent_get(&recent, a, LATER, &out));
		assert_int_equal(out.number, 1);
		recent_put(&recent, b, &two, 0);
		assert_true(recent_get(&recent, b, LATER, &out));
		assert_int_equal(out.number, 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_byte_counts),
		cmocka_unit_test(one_of_the_same_place_is_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
