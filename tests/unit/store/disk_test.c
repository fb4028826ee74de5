/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * disk_test.c -- a disk that syncs nothing for hours, has bad places, gives a
 * volume back shorter, or spoils an inode
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

#include "store/walk.h"

#include "store_lab.h"

/* ------ the disk ------ */

static bool no_sync, no_room, no_quota;
static bool is_stopped; /* as one whose own journal has failed */
static ino_t bad_file;  /* 0: none */
static off_t bad_from, bad_to;
static const char *bad_inode; /* a name; NULL: none */

/* ld --wrap makes these of every call and of the C library's function. */
#define WRAPPED(type, name, ...)         \
	type __real_##name(__VA_ARGS__); \
	type __wrap_##name(__VA_ARGS__)

WRAPPED(int, fdatasync, int fd);
WRAPPED(int, fsync, int fd);
WRAPPED(ssize_t, write, int fd, const void *bytes, size_t len);
WRAPPED(ssize_t, pwrite64, int fd, const void *bytes, size_t len, off_t at);
WRAPPED(ssize_t, pread64, int fd, void *bytes, size_t len, off_t at);
WRAPPED(int, fstatat64, int in, const char *name, struct stat *st, int flags);

static int failed(int error)
{
	errno = error;
	return -1;
}

int __wrap_fdatasync(int fd)
{
	return no_sync ? failed(EIO) : __real_fdatasync(fd);
}

int __wrap_fsync(int fd)
{
	return is_stopped ? failed(EROFS) : __real_fsync(fd);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
	return no_room ? failed(ENOSPC) : __real_write(fd, bytes, len);
}

ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
	return no_quota && fd == store.current.file
		       ? failed(EDQUOT)
		       : __real_pwrite64(fd, bytes, len, at);
}

static bool is_bad(int fd, off_t from, off_t to)
{
	struct stat st;

	return bad_file && from < bad_to && to > bad_from &&
	       fstat(fd, &st) == 0 && st.st_ino == bad_file;
}

ssize_t __wrap_pread64(int fd, void *bytes, size_t len, off_t at)
{
	return is_bad(fd, at, at + (off_t)len)
		       ? failed(EIO)
		       : __real_pread64(fd, bytes, len, at);
}

int __wrap_fstatat64(int in, const char *name, struct stat *st, int flags)
{
	return bad_inode && !strcmp(name, bad_inode)
		       ? failed(EUCLEAN)
		       : __real_fstatat64(in, name, st, flags);
}

/* The blocks from one to another of the volume that is added to. */
static void has_bad_blocks(unsigned from, unsigned to)
{
	struct stat st;

	assert_int_equal(fstat(store.current.file, &st), 0);
	bad_file = st.st_ino;
	bad_from = (off_t)from * RECORD_BLOCK;
	bad_to = (off_t)to * RECORD_BLOCK;
}

static int begin(void **state)
{
	no_sync = no_room = no_quota = is_stopped = false;
	bad_file = 0;
	bad_inode = NULL;
	return lab_begin(state);
}

/* ------ writing ------ */

static void a_disk_that_syncs_nothing_uses_up_no_day(void **state)
{
	const struct reference one = keep(1, 10, NOON);
	const uint64_t used = store.used;
	struct reference two;

	(void)state;
	no_sync = true;
	for (unsigned i = 0; i < VOLUME_PARTS + 10; i++) {
		assert_int_equal(append(2, 10, NOON, &two), 0);
		assert_int_equal(store_commit(&store), -EIO);
	}
	assert_true(store.used < used + (uint64_t)8 * RECORD_BLOCK);
	no_sync = false;
	two = keep(3, 3, NOON);
	assert_true(two.number > one.number);
	is_there(one, 1, 10);
	is_there(two, 3, 3);
	open_again(PLENTY);
	is_there(one, 1, 10);
	is_there(two, 3, 3);
}

/* By somebody, just then, in the place of one that is to go. */
/* What is appended around midnight is in two volumes. */
static void a_sync_that_fails_at_midnight_is_told(void **state)
{
	struct reference one, two;

	(void)state;
	assert_int_equal(append(1, 10, NOON, &one), 0);
	no_sync = true;
	append(2, 10, NOON + DAY, &two);
	no_sync = false;
	assert_int_equal(store_commit(&store), -EIO);
	two = keep(3, 3, NOON + DAY);
	open_again(PLENTY);
	is_there(two, 3, 3);
}

static void what_was_put_in_its_place_is_not_taken_away(void **state)
{
	struct reference one = keep(1, 1, NOON), two;
	struct stat st;

	(void)state;
	no_sync = true;
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(append(2, 2, NOON, &two), 0);
		assert_int_equal(store_commit(&store), -EIO);
	}
	no_sync = false;
	assert_int_equal(unlinkat(folder, "20261121-02.mail", 0), 0);
	assert_int_equal(linkat(folder, "20261121-01.mail", folder,
				"20261121-02.mail", 0),
			 0);
	two = keep(3, 3, NOON);
	is_there(two, 3, 3);
	assert_int_equal(fstatat(folder, "20261121-02.mail", &st, 0), 0);
	assert_int_equal(st.st_nlink, 2);
	is_there(one, 1, 1);
}

static void what_could_not_be_marked_has_no_mark(void **state)
{
	const struct reference one = keep(1, 1, NOON);

	(void)state;
	no_room = true;
	assert_int_equal(store_hold(&store, &one, "too-deep"), -ENOSPC);
	no_room = false;
	assert_false(store_is_held(&store, &one));
	assert_int_equal(store_hold(&store, &one, "too-deep"), 0);
	no_room = true;
	assert_int_equal(store_hold(&store, &one, "too-deep"), -ENOSPC);
	no_room = false;
	assert_true(store_is_held(&store, &one));
}

/* Who makes room has to know which of both it is. */
static void the_disk_s_quota_is_not_the_cap(void **state)
{
	struct reference one;

	(void)state;
	keep(1, 1, NOON);
	no_quota = true;
	assert_int_equal(append(2, 1, NOON, &one), -EDQUOT);
	no_quota = false;
	one = keep(2, 1, NOON);
	is_there(one, 2, 1);
	open_again(RECORD_BLOCK);
	assert_int_equal(append(3, 1, NOON, &one), -EXFULL);
}

static void a_store_on_a_disk_that_has_stopped_is_read(void **state)
{
	const struct reference one = keep(1, 1, NOON);
	struct reference two;

	(void)state;
	is_stopped = true;
	open_again(PLENTY);
	is_there(one, 1, 1);
	assert_int_equal(append(2, 2, NOON, &two), -EROFS);
	is_stopped = false;
	two = keep(2, 2, NOON);
	is_there(two, 2, 2);
	assert_int_equal(store.current.part, 2);
}

/* ------ reading ------ */

static void keep_five(struct reference out[static 5])
{
	for (unsigned i = 0; i < 5; i++)
		out[i] = keep(i, 5000, NOON);
}

static unsigned n_met(unsigned *n_errors)
{
	static struct place place;
	struct walk walk;
	unsigned n = 0;
	int r;

	*n_errors = 0;
	assert_int_equal(walk_begin(&walk, folder,
				    &(struct reference){ 20261121, 0 },
				    20261121),
			 0);
	while ((r = walk_step(&walk, &place)) != 1) {
		n += r == 0;
		*n_errors += r < 0 && r != -EAGAIN;
	}
	walk_finish(&walk);
	return n;
}

static void a_bad_place_hides_nothing_behind_it(void **state)
{
	static struct kept kept;
	struct reference all[5];
	unsigned n_errors;

	(void)state;
	keep_five(all);
	has_bad_blocks(7, 9); /* the third one's head, and more */
	assert_int_equal(n_met(&n_errors), 4);
	assert_int_equal(n_errors, 1);
	assert_int_equal(unlinkat(folder, "20261121-01.index", 0), 0);
	for (unsigned i = 0; i < 5; i++)
		if (i != 2)
			is_there(all[i], i, 5000);
	assert_int_equal(store_find(&store, &all[2], &kept), -EIO);
}

static void a_disk_that_reads_nothing_is_not_asked_without_end(void **state)
{
	static struct kept kept;
	const struct reference one = keep(1, 1 << 20, NOON);
	unsigned n_errors;

	(void)state;
	has_bad_blocks(0, 1000);
	assert_int_equal(n_met(&n_errors), 0);
	assert_int_equal(n_errors, 1);
	assert_int_equal(store_find(&store, &one, &kept), -EIO);
}

/* What the store says while it is opened once more. */
static const char *said(void)
{
	static char text[1000];
	const int file = memfd_create("log", MFD_CLOEXEC);
	const int log = dup(STDERR_FILENO);
	ssize_t len;

	assert_true(dup2(file, STDERR_FILENO) >= 0);
	open_again(PLENTY);
	assert_true(dup2(log, STDERR_FILENO) >= 0);
	len = pread(file, text, sizeof(text) - 1, 0);
	assert_true(len >= 0);
	text[len] = '\0';
	close(log);
	close(file);
	return text;
}

/* By fsck(8), or by somebody. */
static void what_a_volume_cut_short_has_lost_is_told(void **state)
{
	struct reference all[5], next;
	const char *log;
	int fd;

	(void)state;
	keep_five(all);
	fd = openat(folder, "20261121-01.mail", O_RDWR);
	assert_int_equal(ftruncate(fd, (off_t)10 * RECORD_BLOCK + 77), 0);
	close(fd);
	log = said();
	assert_non_null(strstr(log, "store-damaged day=20261121 part=1 "
				    "lost=4-5"));
	assert_null(strstr(log, "store-torn"));
	assert_true(store.damaged);
	next = keep(9, 9, NOON);
	assert_int_equal(next.number, 6);
	is_there(next, 9, 9);
	is_there(all[2], 2, 5000);
}

/* … in the middle of a message. */
static void a_message_cut_short_was_promised(void **state)
{
	struct reference all[5];
	const char *log;
	int fd;

	(void)state;
	keep_five(all);
	fd = openat(folder, "20261121-01.mail", O_RDWR);
	assert_int_equal(ftruncate(fd, (off_t)15 * RECORD_BLOCK), 0);
	close(fd);
	log = said();
	assert_non_null(strstr(log, "store-damaged day=20261121 part=1 "
				    "lost=5-5"));
	assert_null(strstr(log, "store-torn"));
}

static void nothing_is_left_of_a_volume_and_its_numbers_are_known(void **state)
{
	struct reference all[5];
	const char *log;
	int fd;

	(void)state;
	keep_five(all);
	fd = openat(folder, "20261121-01.mail", O_RDWR);
	assert_int_equal(ftruncate(fd, 0), 0);
	close(fd);
	log = said();
	assert_non_null(strstr(log, "lost=1-5"));
	assert_null(strstr(log, "store-torn"));
	assert_true(store.damaged);
	assert_int_equal(keep(9, 9, NOON).number, 6);
}

static void a_spoilt_inode_costs_no_other_day(void **state)
{
	struct reference two;
	struct expired expired;

	(void)state;
	keep(1, 1, NOON);
	two = keep(2, 2, NOON + DAY);
	bad_inode = "20261121-01.mail";
	assert_non_null(strstr(said(), "store-damaged day=20261121 part=1"));
	is_there(two, 2, 2);
	keep(3, 3, NOON + 2 * DAY);
	assert_int_equal(store_expire(&store, NOON + 32 * DAY, &expired), 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, lab_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_disk_that_syncs_nothing_uses_up_no_day),
		CASE(a_sync_that_fails_at_midnight_is_told),
		CASE(what_was_put_in_its_place_is_not_taken_away),
		CASE(what_could_not_be_marked_has_no_mark),
		CASE(the_disk_s_quota_is_not_the_cap),
		CASE(a_store_on_a_disk_that_has_stopped_is_read),
		CASE(a_bad_place_hides_nothing_behind_it),
		CASE(a_disk_that_reads_nothing_is_not_asked_without_end),
		CASE(what_a_volume_cut_short_has_lost_is_told),
		CASE(a_message_cut_short_was_promised),
		CASE(nothing_is_left_of_a_volume_and_its_numbers_are_known),
		CASE(a_spoilt_inode_costs_no_other_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
