/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * walk_test.c -- tests src/store/walk.c
 */
#include "store/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fd.h"

#include "store_lab.h"

enum {
	PLACES = 32,
	ALL_DAYS = 99999999,
};

/* What the newest walk met. */
static struct reference met[PLACES];
static size_t n_met, n_unreadable;

static void walk(uint32_t day, uint32_t number, uint32_t last)
{
	static struct place place;
	struct walk walk;
	int r;

	n_met = n_unreadable = 0;
	assert_int_equal(walk_begin(&walk, folder,
				    &(struct reference){ day, number }, last),
			 0);
	while ((r = walk_step(&walk, &place)) != 1) {
		if (r == 0)
			met[n_met++] =
				(struct reference){ walk.volume.day,
						    place.record.number };
		else if (r != -EAGAIN)
			n_unreadable++;
		assert_true(n_met < PLACES);
	}
	walk_finish(&walk);
}

static void met_is(size_t at, struct reference reference)
{
	assert_true(at < n_met);
	assert_int_equal(met[at].day, reference.day);
	assert_int_equal(met[at].number, reference.number);
}

static void all_are_met_in_the_order_in_which_they_came(void **state)
{
	struct reference kept[9];

	(void)state;
	for (unsigned i = 0; i < 9; i++)
		kept[i] = keep(i, i * 3000, NOON + i / 3 * DAY);
	walk(0, 0, ALL_DAYS);
	assert_int_equal(n_met, 9);
	for (unsigned i = 0; i < 9; i++)
		met_is(i, kept[i]);
}

static void only_the_days_that_are_asked_for_are_walked(void **state)
{
	struct reference kept[3];

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		kept[i] = keep(i, 100, NOON + i * DAY);
	walk(kept[1].day, 0, kept[1].day);
	assert_int_equal(n_met, 1);
	met_is(0, kept[1]);
	walk(kept[2].day + 1, 0, ALL_DAYS);
	assert_int_equal(n_met, 0);
}

/* By the index, and without one. */
static void it_goes_on_behind_a_reference(void **state)
{
	struct reference kept[4];

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		kept[i] = keep(i, 9000, NOON + i / 3 * DAY);
	for (unsigned round = 0; round < 2; round++) {
		walk(kept[1].day, kept[1].number, ALL_DAYS);
		assert_int_equal(n_met, 2);
		met_is(0, kept[2]);
		met_is(1, kept[3]);
		unlinkat(folder, "20261121-01.index", 0);
	}
	/* One that was never given. */
	walk(kept[0].day, 77, ALL_DAYS);
	assert_int_equal(n_met, 1);
	met_is(0, kept[3]);
}

static void a_days_second_part_is_walked_too(void **state)
{
	struct reference one = keep(1, 100, NOON), two;
	int fd;

	(void)state;
	/* Without its first record it is not added to. */
	fd = openat(folder, "20261121-01.mail", O_RDWR);
	assert_int_equal(pwrite(fd, "X", 1, 0), 1);
	close(fd);
	open_again(PLENTY);
	two = keep(2, 100, NOON);
	walk(one.day, 0, one.day);
	assert_int_equal(n_met, 2);
	met_is(0, one);
	met_is(1, two);
}

static void what_is_damaged_is_passed_over(void **state)
{
	struct reference kept[3];
	int fd;

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		kept[i] = keep(i, 5000, NOON);
	/* The second one's head: behind the volume's own and three blocks. */
	fd = openat(folder, "20261121-01.mail", O_RDWR);
	assert_int_equal(pwrite(fd, "X", 1, 4L * RECORD_BLOCK), 1);
	close(fd);
	walk(kept[0].day, 0, ALL_DAYS);
	assert_int_equal(n_met, 2);
	met_is(0, kept[0]);
	met_is(1, kept[2]);
}

static void one_that_was_erased_is_met_as_such(void **state)
{
	struct reference one = keep(1, 9000, NOON), two = keep(2, 10, NOON);

	(void)state;
	assert_int_equal(store_erase(&store, &one, "who"), 0);
	walk(one.day, 0, ALL_DAYS);
	assert_int_equal(n_met, 2);
	met_is(0, one);
	met_is(1, two);
}

static void a_volume_that_cannot_be_read_does_not_end_it(void **state)
{
	struct reference one = keep(1, 10, NOON);

	(void)state;
	assert_int_equal(mkdirat(folder, "20261120-01.mail", 0700), 0);
	walk(0, 0, ALL_DAYS);
	assert_int_equal(n_unreadable, 1);
	assert_int_equal(n_met, 1);
	met_is(0, one);
	unlinkat(folder, "20261120-01.mail", AT_REMOVEDIR);
}

static void a_day_that_goes_meanwhile_does_not_hurt(void **state)
{
	static struct place place;
	struct reference two;
	struct walk walk;
	int r;

	(void)state;
	keep(1, 10, NOON);
	two = keep(2, 10, NOON + DAY);
	assert_int_equal(
		walk_begin(&walk, folder, &(struct reference){ 0 }, ALL_DAYS),
		0);
	assert_int_equal(unlinkat(folder, "20261121-01.mail", 0), 0);
	while ((r = walk_step(&walk, &place)) == -EAGAIN)
		;
	assert_int_equal(r, 0);
	assert_int_equal(walk.volume.day, two.day);
	walk_finish(&walk);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, lab_begin, lab_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(all_are_met_in_the_order_in_which_they_came),
		CASE(only_the_days_that_are_asked_for_are_walked),
		CASE(it_goes_on_behind_a_reference),
		CASE(a_days_second_part_is_walked_too),
		CASE(what_is_damaged_is_passed_over),
		CASE(one_that_was_erased_is_met_as_such),
		CASE(a_volume_that_cannot_be_read_does_not_end_it),
		CASE(a_day_that_goes_meanwhile_does_not_hurt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
