/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * record_test.c -- tests src/store/record.c
 */
#include "store/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static uint8_t front[RECORD_FRONT_MAX];

static struct record sample(void)
{
	struct record record = {
		.number = 7,
		.state = RECORD_KEPT,
		.time = 1795186800,
		.size = 10000,
		.envelope_len = 3,
	};

	memset(record.digest, 0xAB, DIGEST_LEN);
	record_measure(&record);
	record_write(&record, "abc", front);
	return record;
}

static void a_head_says_what_was_kept(void **state)
{
	struct record record = sample(), read;

	(void)state;
	assert_int_equal(record.blocks, 1 + 3);
	assert_true(record_read(front, &read));
	assert_memory_equal(&read, &record, sizeof(read));
	assert_true(record_check(front, &read));
	assert_memory_equal(front + RECORD_HEAD, "abc", 3);
}

static void every_wrong_bit_of_head_and_envelope_is_noticed(void **state)
{
	struct record record = sample(), read;

	(void)state;
	for (size_t bit = 0; bit < (RECORD_HEAD + 3) * 8; bit++) {
		front[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(record_read(front, &read) &&
			     record_check(front, &read));
		front[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_true(record_check(front, &record));
}

static void the_longest_envelope_fits(void **state)
{
	static char envelope[RECORD_ENVELOPE_MAX];
	struct record record = sample(), read;

	(void)state;
	memset(envelope, 'e', sizeof(envelope));
	record.envelope_len = sizeof(envelope);
	record_measure(&record);
	record_write(&record, envelope, front);
	assert_int_equal(record_front(record.envelope_len), RECORD_FRONT_MAX);
	assert_true(record_read(front, &read) && record_check(front, &read));
}

/* Its reader has room for the head alone. */
static void a_volume_s_own_record_has_nothing_behind_its_head(void **state)
{
	const struct record begin = {
		.number = 1,
		.state = RECORD_BEGIN,
		.blocks = 1,
	};
	struct record record = begin, read;

	(void)state;
	record_write(&record, NULL, front);
	assert_true(record_read(front, &read));
	record.envelope_len = 3;
	record_write(&record, "abc", front);
	assert_false(record_read(front, &read));
	record = begin;
	record.size = 1;
	record_write(&record, NULL, front);
	assert_false(record_read(front, &read));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_says_what_was_kept),
		cmocka_unit_test(
			every_wrong_bit_of_head_and_envelope_is_noticed),
		cmocka_unit_test(the_longest_envelope_fits),
		cmocka_unit_test(
			a_volume_s_own_record_has_nothing_behind_its_head),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
