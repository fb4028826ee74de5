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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fd.h"

#include "folder.h"

enum {
	DAY = 86400,
	NOON = 1795230000, /* 2026-11-21 12:00 in Japan */
	PLENTY = 1 << 30,
};

static int folder;
static struct store store;

static int begin(void **state)
{
	(void)state;
	setenv("TZ", "JST-9", 1);
	tzset();
	folder = folder_make();
	return store_open(&store, folder, &(struct store_rules){ PLENTY, 30 });
}

static int end(void **state)
{
	(void)state;
	store_close(&store);
	folder_remove(folder);
	return 0;
}

static void open_again(uint64_t cap)
{
	store_close(&store);
	assert_int_equal(
		store_open(&store, folder, &(struct store_rules){ cap, 30 }),
		0);
}

/* A message of so many bytes, which its seed tells from others. */
static int make_message(unsigned seed, uint32_t size)
{
	int fd = memfd_create("message", MFD_CLOEXEC);
	uint8_t *bytes = malloc(size + 1);

	for (uint32_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(seed + i * 7 + i / 256);
	assert_int_equal(fd_write_at(fd, bytes, size, 0), 0);
	free(bytes);
	return fd;
}

static int append(unsigned seed, uint32_t size, uint64_t time,
		  struct reference *out)
{
	int fd = make_message(seed, size);
	const struct original original = { time, "from to", 7, fd, size };
	int r = store_append(&store, &original, out);

	close(fd);
	return r;
}

static struct reference keep(unsigned seed, uint32_t size, uint64_t time)
{
	struct reference reference = { 0 };

	assert_int_equal(append(seed, size, time, &reference), 0);
	assert_int_equal(store_commit(&store), 0);
	return reference;
}

static void is_there(struct reference reference, unsigned seed, uint32_t size)
{
	static struct kept kept;
	uint8_t byte;

	assert_int_equal(store_find(&store, &reference, &kept), 0);
	assert_int_equal(kept.place.record.size, size);
	assert_int_equal(volume_verify(&kept.volume, &kept.place), 0);
	assert_memory_equal(kept.place.front + RECORD_HEAD, "from to", 7);
	if (size) {
		assert_int_equal(volume_read(&kept.volume, &kept.place,
					     size - 1, &byte, 1),
				 0);
		assert_int_equal(byte, (uint8_t)(seed + (size - 1) * 7 +
						 (size - 1) / 256));
	}
	assert_int_equal(volume_read(&kept.volume, &kept.place, size, &byte, 1),
			 -EINVAL);
	kept_close(&kept);
}

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
	reference = (struct reference){ 20261120, 1 };
	assert_int_equal(store_find(&store, &reference, &kept), -ENOENT);
}

static void the_index_is_a_hint_only(void **state)
{
	static const uint8_t junk[100] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	struct reference one = keep(1, 5000, NOON), two = keep(2, 10, NOON);
	int fd;

	(void)state;
	fd = openat(folder, "20261121-01.index", O_RDWR);
	assert_int_equal(ftruncate(fd, 0), 0);
	is_there(two, 2, 10);
	assert_int_equal(fd_write_at(fd, junk, sizeof(junk), 0), 0);
	close(fd);
	is_there(one, 1, 5000);
	open_again(PLENTY);
	is_there(two, 2, 10);
	assert_int_equal(unlinkat(folder, "20261121-01.index", 0), 0);
	is_there(one, 1, 5000);
	assert_int_equal(keep(3, 3, NOON).number, 3);
}

static void a_clock_set_back_begins_no_old_day(void **state)
{
	struct reference one = keep(1, 1, NOON);

	(void)state;
	assert_int_equal(keep(2, 1, NOON - 2 * DAY).day, one.day);
	assert_int_equal(keep(3, 1, NOON + DAY).day, 20261122);
	assert_int_equal(keep(4, 1, NOON).day, 20261122);
	is_there(one, 1, 1);
}

static void a_full_store_takes_nothing_and_loses_nothing(void **state)
{
	struct reference one, none = { 0 };

	(void)state;
	open_again(6 * RECORD_BLOCK);
	one = keep(1, 2 * RECORD_BLOCK, NOON);
	assert_int_equal(append(2, RECORD_BLOCK + 1, NOON, &none), -EDQUOT);
	assert_int_equal(append(2, UINT32_MAX / 4096, NOON, &none), -EDQUOT);
	keep(3, RECORD_BLOCK, NOON);
	assert_int_equal(append(4, 1, NOON, &none), -EDQUOT);
	open_again(6 * RECORD_BLOCK);
	assert_int_equal(append(4, 1, NOON, &none), -EDQUOT);
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
	assert_null(memmem(bytes, 2 * RECORD_BLOCK, secret, 7));
	for (size_t i = 2 * RECORD_BLOCK; i < sizeof(bytes); i++)
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

static void held_ones_are_marked_until_decided(void **state)
{
	struct reference one = keep(1, 1, NOON), two = keep(2, 1, NOON + DAY);
	struct arena arena = { 0 };
	struct references held = { 0 };

	(void)state;
	assert_int_equal(store_hold(&store, &two), 0);
	assert_int_equal(store_hold(&store, &one), 0);
	open_again(PLENTY);
	assert_int_equal(store_held(&store, &arena, &held), 0);
	assert_int_equal(held.list.n, 2);
	assert_int_equal(held.list.at[0].day, 20261121);
	assert_int_equal(store_unhold(&store, &one), 0);
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
	assert_int_equal(store_hold(&store, &held), 0);
	assert_int_equal(store_expire(&store, NOON, &expired), 0);
	assert_int_equal(expired.days, 1);
	assert_int_equal(expired.waiting, 1);
	assert_int_equal(expired.bytes, 3 * RECORD_BLOCK);
	assert_int_equal(store_find(&store, &old, &kept), -ENOENT);
	is_there(held, 2, 1);
	is_there(first, 3, 1);
	assert_int_equal(store_unhold(&store, &held), 0);
	assert_int_equal(store_expire(&store, NOON, &expired), 0);
	assert_int_equal(expired.days, 1);
	assert_int_equal(store_find(&store, &held, &kept), -ENOENT);
	is_there(now, 4, 1);
	assert_int_equal(store.used, 6 * RECORD_BLOCK);
}

static void what_a_disk_changed_is_noticed_and_costs_no_other(void **state)
{
	struct reference one = keep(1, 5000, NOON), two = keep(2, 10, NOON);
	static struct kept kept;
	int fd;

	(void)state;
	fd = openat(folder, "20261121-01.mail", O_RDWR);
	assert_int_equal(fd_write_at(fd, "x", 1, 2 * RECORD_BLOCK + 77), 0);
	assert_int_equal(store_find(&store, &one, &kept), 0);
	assert_int_equal(volume_verify(&kept.volume, &kept.place), -EBADMSG);
	kept_close(&kept);
	assert_int_equal(fd_write_at(fd, "x", 1, RECORD_BLOCK + 50), 0);
	close(fd);
	assert_int_equal(store_find(&store, &one, &kept), -ENOENT);
	is_there(two, 2, 10);
	open_again(PLENTY);
	is_there(two, 2, 10);
	assert_int_equal(keep(3, 3, NOON).number, 3);
	is_there((struct reference){ 20261121, 3 }, 3, 3);
}

static void without_its_first_record_a_volume_is_only_read(void **state)
{
	struct reference one = keep(1, 5000, NOON), two = keep(2, 10, NOON);
	struct reference three;
	int fd;

	(void)state;
	fd = openat(folder, "20261121-01.mail", O_RDWR);
	assert_int_equal(fd_write_at(fd, "x", 1, 0), 0);
	close(fd);
	open_again(PLENTY);
	three = keep(3, 3, NOON);
	assert_true(three.number > two.number);
	open_again(PLENTY);
	is_there(one, 1, 5000);
	is_there(two, 2, 10);
	is_there(three, 3, 3);
	assert_int_equal(keep(4, 4, NOON).number, three.number + 1);
}

/* A sender who knows the format writes a record into his mail; then the head of
 * that mail is lost, so that its bytes are gone through. */
static void a_record_that_a_mail_pretends_is_none(void **state)
{
	static uint8_t front[RECORD_FRONT_MAX];
	static struct kept kept;
	struct record record = {
		.number = 9000000,
		.state = RECORD_KEPT,
	};
	int message = memfd_create("message", MFD_CLOEXEC);
	struct reference reference = { 0, 0 };
	const struct original original = { NOON, "", 0, message, RECORD_BLOCK };
	int fd;

	(void)state;
	record_measure(&record);
	record_write(&record, "", front);
	assert_int_equal(fd_write_at(message, front, RECORD_BLOCK, 0), 0);
	assert_int_equal(store_append(&store, &original, &reference), 0);
	assert_int_equal(store_commit(&store), 0);
	close(message);
	fd = openat(folder, "20261121-01.mail", O_RDWR);
	assert_int_equal(fd_write_at(fd, "x", 1, RECORD_BLOCK), 0);
	close(fd);
	open_again(PLENTY);
	reference = keep(1, 1, NOON);
	assert_true(reference.number < 9000000);
	reference.number = 9000000;
	assert_int_equal(store_find(&store, &reference, &kept), -ENOENT);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(originals_are_found_by_reference),
		CASE(nobody_else_opens_it_meanwhile),
		CASE(a_reference_that_was_never_given_is_not_there),
		CASE(the_index_is_a_hint_only),
		CASE(a_clock_set_back_begins_no_old_day),
		CASE(a_full_store_takes_nothing_and_loses_nothing),
		CASE(an_erased_one_is_gone_and_says_who),
		CASE(a_long_envelope_is_erased_too),
		CASE(held_ones_are_marked_until_decided),
		CASE(days_end_but_not_for_held_ones),
		CASE(without_its_first_record_a_volume_is_only_read),
		CASE(a_record_that_a_mail_pretends_is_none),
		CASE(what_a_disk_changed_is_noticed_and_costs_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
