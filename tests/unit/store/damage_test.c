/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * damage_test.c -- what a disk changed costs the store no other original
 */
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
#include "store/store.h"
#include "store/volume_index.h"

#include "store_lab.h"

static void the_index_is_a_hint_only(void **state)
{
	static const uint8_t junk[100] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	static const uint8_t begin[8] = { [7] = 1 }; /* the volume's own */
	struct reference one = keep(1, 5000, NOON), two = keep(2, 10, NOON);
	int fd;

	(void)state;
	fd = openat(folder, "20261121-01.index", O_RDWR);
	assert_int_equal(ftruncate(fd, 0), 0);
	is_there(two, 2, 10);
	assert_int_equal(fd_write_at(fd, begin, sizeof(begin), 8), 0);
	is_there(one, 1, 5000);
	assert_int_equal(fd_write_at(fd, junk, sizeof(junk), 0), 0);
	close(fd);
	is_there(one, 1, 5000);
	open_again(PLENTY);
	is_there(two, 2, 10);
	assert_int_equal(unlinkat(folder, "20261121-01.index", 0), 0);
	is_there(one, 1, 5000);
	assert_int_equal(keep(3, 3, NOON).number, 3);
}

/* Else each question goes through the whole day again. */
static void an_index_that_is_lost_is_written_again(void **state)
{
	struct reference all[4];
	uint64_t at;
	int fd;

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		all[i] = keep(i, 5000, NOON);
	open_again(PLENTY);
	assert_int_equal(unlinkat(folder, "20261121-01.index", 0), 0);
	is_there(all[2], 2, 5000);
	fd = openat(folder, "20261121-01.index", O_RDWR);
	for (uint32_t i = 0; i < 3; i++) {
		assert_true(volume_index_get(fd, all[i].number, &at));
		assert_int_equal(at, (1 + 3 * i) * RECORD_BLOCK);
	}
	close(fd);
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

static void lose_head(off_t block)
{
	int fd = openat(folder, "20261121-01.mail", O_RDWR);

	assert_int_equal(fd_write_at(fd, "x", 1, block * RECORD_BLOCK), 0);
	close(fd);
}

/* Somebody may have read it out over the telephone. */
static void a_number_whose_record_was_lost_is_not_given_again(void **state)
{
	static char found[10];
	struct reference next;
	int fd;

	(void)state;
	keep(1, 5000, NOON);
	keep(2, 10, NOON);
	keep(3, 10, NOON);
	lose_head(4);
	lose_head(6);
	open_again(PLENTY);
	next = keep(4, 3, NOON);
	assert_int_equal(next.number, 4);
	is_there(next, 4, 3);
	/* Nor is what is left of it written over. */
	fd = openat(folder, "20261121-01.mail", O_RDWR);
	assert_int_equal(fd_read_at(fd, found, 10, (off_t)7 * RECORD_BLOCK), 0);
	close(fd);
	assert_int_not_equal(found[0], 0);
	open_again(PLENTY);
	is_there(next, 4, 3);
}

static void nor_is_that_of_a_volume_s_only_record(void **state)
{
	(void)state;
	keep(1, 10, NOON);
	lose_head(1);
	open_again(PLENTY);
	assert_int_equal(keep(2, 3, NOON).number, 2);
}

/* By somebody who made room, or who has put back what a backup had. */
static void what_comes_after_a_volume_was_taken_away_is_kept(void **state)
{
	const struct reference one = keep(1, 1, NOON);
	struct reference two = { 0 }, three;
	static struct kept kept;

	(void)state;
	assert_int_equal(renameat(folder, "20261121-01.mail", folder, "aside"),
			 0);
	assert_int_equal(append(2, 2, NOON, &two), 0);
	assert_int_not_equal(store_commit(&store), 0);
	two = keep(2, 2, NOON);
	is_there(two, 2, 2);
	assert_int_equal(store_find(&store, &one, &kept), -ENOENT);
	/* Over the one that is open. */
	assert_int_equal(renameat(folder, "aside", folder, "20261121-01.mail"),
			 0);
	is_there(one, 1, 1);
	assert_int_equal(append(3, 3, NOON, &three), 0);
	assert_int_not_equal(store_commit(&store), 0);
	three = keep(3, 3, NOON);
	assert_true(three.number > two.number && two.number > one.number);
	is_there(three, 3, 3);
	open_again(PLENTY);
	is_there(one, 1, 1);
	is_there(three, 3, 3);
}

static void a_mark_s_number_is_not_given_again(void **state)
{
	struct reference one = keep(1, 10, NOON);

	(void)state;
	assert_int_equal(store_hold(&store, &one, "too-deep"), 0);
	lose_head(1);
	assert_int_equal(unlinkat(folder, "20261121-01.index", 0), 0);
	open_again(PLENTY);
	assert_int_equal(keep(2, 3, NOON).number, 2);
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

#define CASE(f) cmocka_unit_test_setup_teardown(f, lab_begin, lab_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_index_is_a_hint_only),
		CASE(an_index_that_is_lost_is_written_again),
		CASE(what_a_disk_changed_is_noticed_and_costs_no_other),
		CASE(a_number_whose_record_was_lost_is_not_given_again),
		CASE(nor_is_that_of_a_volume_s_only_record),
		CASE(what_comes_after_a_volume_was_taken_away_is_kept),
		CASE(a_mark_s_number_is_not_given_again),
		CASE(without_its_first_record_a_volume_is_only_read),
		CASE(a_record_that_a_mail_pretends_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
