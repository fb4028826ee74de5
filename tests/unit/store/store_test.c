/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store_test.c -- tests src/store/store.c, volume.c and held.c
 */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fd.h"

#include "store_lab.h"

static void originals_are_found_by_reference(void **state)
{
	static const uint32_t sizes[] = { 0,    1,      4095,    4096,
					  4097, 300000, 1 << 20, 262144 };
	struct reference references[8];

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		references[i] = keep(i, sizes[i], NOON);
		assert_int_equal(references[i].day, 20261121);
		assert_int_equal(references[i].number, i + 1);
	}
	for (unsigned round = 0; round < 2; round++) {
		for (unsigned i = 0; i < 8; i++)
			is_there(references[i], i, sizes[i]);
		open_again(PLENTY);
	}
	assert_int_equal(keep(9, 9, NOON).number, 9);
}

static void nobody_else_opens_it_meanwhile(void **state)
{
	int other = openat(folder, ".", O_RDONLY | O_DIRECTORY);
	struct store second;

	(void)state;
	assert_int_equal(
		store_open(&second, other, &(struct store_rules){ PLENTY, 30 }),
		-EBUSY);
	close(other);
}

static void a_reference_that_was_never_given_is_not_there(void **state)
{
	static struct kept kept;
	struct reference reference = keep(1, 1, NOON);

	(void)state;
	reference.number++;
	assert_int_equal(store_find(&store, &reference, &kept), -ENOENT);
	assert_int_equal(store_erase(&store, &reference, "why"), -ENOENT);
	reference = (struct reference){ 20261120, 1 };
	assert_int_equal(store_find(&store, &reference, &kept), -ENOENT);
}

static void a_clock_set_back_begins_no_old_day(void **state)
{
	struct reference one = keep(1, 1, NOON);

	(void)state;
	assert_int_equal(keep(2, 1, NOON - DAY).day, one.day);
	assert_int_equal(keep(3, 1, NOON + DAY).day, 20261122);
	assert_int_equal(keep(4, 1, NOON).day, 20261122);
	/* what a clock kept in 1999 would be over when it is put right */
	assert_int_equal(keep(5, 1, 930000000).day, 20261122);
	open_again(PLENTY);
	assert_int_equal(keep(6, 1, 930000000).day, 20261122);
	is_there(one, 1, 1);
}

static void a_clock_that_leapt_ahead_spoils_its_own_day_alone(void **state)
{
	const struct reference one = keep(1, 1, NOON);
	const struct reference ahead = keep(2, 2, NOON + 365 * DAY);
	struct reference back = keep(3, 3, NOON);

	(void)state;
	assert_int_equal(ahead.day, 20271121);
	assert_int_equal(back.day, one.day);
	assert_int_equal(back.number, one.number + 1);
	open_again(PLENTY);
	back = keep(4, 4, NOON + 3600);
	assert_int_equal(back.day, one.day);
	assert_int_equal(back.number, one.number + 2);
	assert_int_equal(keep(5, 5, NOON + DAY).day, 20261122);
	assert_int_equal(keep(6, 6, NOON).day, 20261122);
	back = keep(7, 7, NOON + 365 * DAY);
	assert_int_equal(back.day, ahead.day);
	assert_int_equal(back.number, ahead.number + 1);
	is_there(one, 1, 1);
	is_there(ahead, 2, 2);
}

static void a_clock_that_was_ahead_for_days_spoils_those_alone(void **state)
{
	struct reference back;

	(void)state;
	keep(1, 1, NOON - DAY);
	keep(2, 2, NOON);
	for (unsigned day = 40; day < 43; day++)
		keep(3, 3, NOON + day * DAY);
	keep(4, 4, NOON + 365 * DAY);
	back = keep(5, 5, NOON);
	assert_int_equal(back.day, 20261121);
	assert_int_equal(back.number, 2);
	open_again(PLENTY);
	back = keep(6, 6, NOON);
	assert_int_equal(back.day, 20261121);
	assert_int_equal(back.number, 3);
	assert_int_equal(keep(7, 7, NOON + DAY).day, 20261122);
	/* and then it is behind */
	assert_int_equal(keep(8, 8, NOON - DAY).day, 20261122);
	assert_int_equal(keep(9, 9, 930000000).day, 20261122);
}

static void a_clock_behind_after_holidays_begins_no_old_day(void **state)
{
	(void)state;
	keep(1, 1, NOON);
	keep(2, 2, NOON + 10 * DAY);
	keep(3, 3, NOON + 11 * DAY);
	assert_int_equal(keep(4, 4, NOON + 5 * DAY).day, 20261202);
	open_again(PLENTY);
	assert_int_equal(keep(5, 5, NOON + 5 * DAY).day, 20261202);
}

static void a_full_store_takes_nothing_and_loses_nothing(void **state)
{
	struct reference one, none = { 0 };

	(void)state;
	open_again(6 * RECORD_BLOCK);
	one = keep(1, 2 * RECORD_BLOCK, NOON);
	assert_int_equal(append(2, RECORD_BLOCK + 1, NOON, &none), -EXFULL);
	assert_int_equal(append(2, UINT32_MAX / 4096, NOON, &none), -EXFULL);
	keep(3, RECORD_BLOCK, NOON);
	assert_int_equal(append(4, 1, NOON, &none), -EXFULL);
	open_again(6 * RECORD_BLOCK);
	assert_int_equal(append(4, 1, NOON, &none), -EXFULL);
	is_there(one, 1, 2 * RECORD_BLOCK);
}

static void an_erased_one_is_gone_and_says_who(void **state)
{
	static const char secret[] = "from to";
	static struct kept kept;
	struct reference one = keep(1, 100000, NOON), two = keep(2, 9, NOON);
	const uint64_t used = store.used;
	static uint8_t bytes[100000];
	int fd;

	(void)state;
	assert_int_equal(store_erase(&store, &one, "tanaka: 誤送信"), 0);
	assert_true(store.used < used);
	assert_int_equal(store_find(&store, &one, &kept), 0);
	assert_int_equal(kept.place.record.state, RECORD_ERASED);
	assert_memory_equal(kept.place.front + RECORD_HEAD, "tanaka: ", 8);
	assert_int_equal(volume_read(&kept.volume, &kept.place, 0, bytes, 1),
			 -EINVAL);
	kept_close(&kept);
	fd = openat(folder, "20261121-01.mail", O_RDONLY);
	assert_int_equal(fd_read_at(fd, bytes, sizeof(bytes), 0), 0);
	close(fd);
	assert_null(memmem(bytes, 3 * RECORD_BLOCK, secret, 7));
	for (size_t i = 3 * RECORD_BLOCK; i < sizeof(bytes); i++)
		assert_int_equal(bytes[i], 0);
	open_again(PLENTY);
	is_there(two, 2, 9);
	assert_int_equal(keep(3, 3, NOON).number, 3);
	/* Once more: who tries again finds nothing to be undone. */
	assert_int_equal(store_erase(&store, &one, "again"), 0);
	is_there(two, 2, 9);
}

static void a_long_envelope_is_erased_too(void **state)
{
	static char envelope[RECORD_ENVELOPE_MAX];
	static uint8_t bytes[RECORD_FRONT_MAX];
	int message = make_message(1, 10);
	const struct original original = { NOON, envelope, sizeof(envelope),
					   message, 10 };
	struct reference one, two;
	int fd;

	(void)state;
	memset(envelope, 'e', sizeof(envelope));
	assert_int_equal(store_append(&store, &original, &one), 0);
	two = keep(2, 2, NOON);
	close(message);
	assert_int_equal(store_erase(&store, &one, ""), 0);
	fd = openat(folder, "20261121-01.mail", O_RDONLY);
	assert_int_equal(fd_read_at(fd, bytes, sizeof(bytes), 0), 0);
	close(fd);
	assert_null(memmem(bytes, sizeof(bytes), "eee", 3));
	open_again(PLENTY);
	is_there(two, 2, 2);
}

/* Behind the last byte of a message nothing is left of the one before. */
static void a_message_s_last_block_has_nothing_else(void **state)
{
	uint8_t block[RECORD_BLOCK];

	(void)state;
	keep(1, 100000, NOON);
	keep(2, 9, NOON);
	assert_int_equal(pread(store.current.file, block, sizeof(block),
			       (off_t)store.current.end - RECORD_BLOCK),
			 RECORD_BLOCK);
	for (size_t i = 9; i < sizeof(block); i++)
		assert_int_equal(block[i], 0);
}

static void what_cannot_be_read_is_not_kept(void **state)
{
	static char envelope[RECORD_ENVELOPE_MAX + 1];
	int message = make_message(1, 5000);
	struct original original = { NOON, envelope, 7, message, 900000 };
	struct reference one;

	(void)state;
	assert_true(store_append(&store, &original, &one) < 0);
	original.size = 5000;
	original.envelope_len = sizeof(envelope);
	assert_int_equal(store_append(&store, &original, &one), -E2BIG);
	close(message);
	one = keep(2, 5000, NOON);
	assert_int_equal(one.number, 1);
	is_there(one, 2, 5000);
}

static void a_day_s_numbers_come_to_an_end(void **state)
{
	struct reference last, none;

	(void)state;
	keep(1, 1, NOON);
	store.current.next = REFERENCE_NUMBER_MAX;
	last = keep(2, 1, NOON);
	assert_int_equal(last.number, REFERENCE_NUMBER_MAX);
	assert_int_equal(append(3, 1, NOON, &none), -EXFULL);
	is_there(last, 2, 1);
	assert_int_equal(keep(4, 1, NOON + DAY).number, 1);
}

static void held_ones_are_marked_until_decided(void **state)
{
	struct reference one = keep(1, 1, NOON), two = keep(2, 1, NOON + DAY);
	struct arena arena = { 0 };
	struct references held = { 0 };
	char why[HELD_WHY];

	(void)state;
	assert_int_equal(store_hold(&store, &two, "too-deep"), 0);
	assert_int_equal(store_hold(&store, &one, ""), 0);
	open_again(PLENTY);
	assert_int_equal(store_held(&store, &arena, &held), 0);
	assert_int_equal(held.list.n, 2);
	assert_int_equal(held.list.at[0].day, 20261121);
	assert_int_equal(store_held_why(&store, &two, why), 0);
	assert_string_equal(why, "too-deep");
	assert_int_equal(store_held_why(&store, &one, why), 0);
	assert_string_equal(why, "");
	assert_int_equal(store_unhold(&store, &one), 0);
	assert_int_equal(store_held_why(&store, &one, why), -ENOENT);
	assert_int_equal(store_unhold(&store, &one), -ENOENT);
	assert_int_equal(store_erase(&store, &two, "x"), 0);
	assert_int_equal(store_held(&store, &arena, &held), 0);
	assert_int_equal(held.list.n, 0);
	arena_finish(&arena);
}

static void days_end_but_not_for_held_ones(void **state)
{
	struct reference old = keep(1, 1, NOON - 40 * DAY);
	struct reference held = keep(2, 1, NOON - 35 * DAY);
	struct reference first = keep(3, 1, NOON - 29 * DAY);
	struct reference now = keep(4, 1, NOON);
	static struct kept kept;
	struct expired expired;

	(void)state;
	assert_int_equal(store_hold(&store, &held, "no-text"), 0);
	assert_int_equal(store_expire(&store, NOON, &expired), 0);
	assert_int_equal(expired.day, old.day);
	assert_int_equal(expired.waiting, 1);
	assert_int_equal(expired.bytes, 3 * RECORD_BLOCK);
	assert_int_equal(store_find(&store, &old, &kept), -ENOENT);
	is_there(held, 2, 1);
	is_there(first, 3, 1);
	assert_int_equal(store_unhold(&store, &held), 0);
	assert_int_equal(store_expire(&store, NOON, &expired), 0);
	assert_int_equal(expired.day, held.day);
	assert_int_equal(store_find(&store, &held, &kept), -ENOENT);
	is_there(now, 4, 1);
	assert_int_equal(store.used, 6 * RECORD_BLOCK);
}

/* One that somebody keeps from being removed, say. */
static void a_day_that_stays_keeps_no_other_from_its_end(void **state)
{
	struct reference old = keep(1, 1, NOON - 40 * DAY);
	static struct kept kept;
	struct expired expired;

	(void)state;
	keep(2, 1, NOON);
	assert_int_equal(mkdirat(folder, "20260101-01.mail", 0700), 0);
	assert_true(store_expire(&store, NOON, &expired) < 0);
	assert_int_equal(expired.day, old.day);
	assert_int_equal(store_find(&store, &old, &kept), -ENOENT);
	assert_int_equal(unlinkat(folder, "20260101-01.mail", AT_REMOVEDIR), 0);
}

static void a_clock_that_leaps_takes_a_day_at_a_time(void **state)
{
	struct reference one = keep(1, 1, NOON - 2 * DAY);
	struct reference two = keep(2, 1, NOON - DAY);
	struct reference three = keep(3, 1, NOON);
	static struct kept kept;
	struct expired expired;

	(void)state;
	assert_int_equal(store_expire(&store, NOON + 4000 * DAY, &expired), 0);
	assert_int_equal(expired.day, one.day);
	assert_int_equal(expired.left, 1); /* the newest day stays */
	assert_int_equal(store_find(&store, &one, &kept), -ENOENT);
	is_there(two, 2, 1);
	assert_int_equal(store_expire(&store, NOON, &expired), 0);
	assert_int_equal(expired.day, 0);
	is_there(two, 2, 1);
	is_there(three, 3, 1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, lab_begin, lab_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(originals_are_found_by_reference),
		CASE(nobody_else_opens_it_meanwhile),
		CASE(a_reference_that_was_never_given_is_not_there),
		CASE(a_clock_set_back_begins_no_old_day),
		CASE(a_clock_that_leapt_ahead_spoils_its_own_day_alone),
		CASE(a_clock_that_was_ahead_for_days_spoils_those_alone),
		CASE(a_clock_behind_after_holidays_begins_no_old_day),
		CASE(a_full_store_takes_nothing_and_loses_nothing),
		CASE(an_erased_one_is_gone_and_says_who),
		CASE(a_long_envelope_is_erased_too),
		CASE(a_message_s_last_block_has_nothing_else),
		CASE(what_cannot_be_read_is_not_kept),
		CASE(a_day_s_numbers_come_to_an_end),
		CASE(held_ones_are_marked_until_decided),
		CASE(days_end_but_not_for_held_ones),
		CASE(a_day_that_stays_keeps_no_other_from_its_end),
		CASE(a_clock_that_leaps_takes_a_day_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
