/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fault_test.c -- each call by which the store writes fails, once or for a
 * while; and what cannot be read
 *
 * The same short life again and again, in which the disk refuses call after
 * call, as a full one and as a broken one: what it refuses to sync is on it as it
 * was before. Whatever was promised must be there, and when the disk is well
 * again the store must go on without being opened anew.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"

#include "store_lab.h"

enum {
	PROMISES = 16,
	WRITES = 64, /* between two syncs */
};

/* ------ a disk ------ */

static bool armed;
static int error;             /* what a failing call says */
static unsigned n_calls;      /* that could have failed */
static unsigned first, lasts; /* the first one that does, and how many do */

static struct write {
	ino_t file;
	off_t at;
	size_t len;
	uint8_t *before;
} writes[WRITES];

static size_t n_writes;

/* ld --wrap makes these of every call and of the C library's function. */
#define WRAPPED(type, name, ...)         \
	type __real_##name(__VA_ARGS__); \
	type __wrap_##name(__VA_ARGS__)

WRAPPED(ssize_t, pwrite64, int fd, const void *bytes, size_t len, off_t at);
WRAPPED(ssize_t, write, int fd, const void *bytes, size_t len);
WRAPPED(int, openat64, int folder, const char *name, int flags, ...);
WRAPPED(int, fallocate64, int fd, int mode, off_t at, off_t len);
WRAPPED(int, fdatasync, int fd);
WRAPPED(int, fsync, int fd);
WRAPPED(int, unlinkat, int folder, const char *name, int flags);
WRAPPED(ssize_t, pread64, int fd, void *bytes, size_t len, off_t at);

static bool fails(void)
{
	const bool is = armed && n_calls >= first && n_calls < first + lasts;

	n_calls += armed;
	if (is)
		errno = error;
	return is;
}

static ino_t inode(int fd)
{
	struct stat st;

	must(fstat(fd, &st) == 0);
	return st.st_ino;
}

static void note(int fd, off_t at, size_t len)
{
	struct write *write = &writes[n_writes++];
	ssize_t n;

	must(n_writes <= WRITES);
	*write = (struct write){ inode(fd), at, len, xcalloc(len, 1) };
	n = pread(fd, write->before, len, at);
	must(n >= 0);
}

/* What a file's unsynced writes become: nothing, or lasting. */
static void settle(int fd, bool undo)
{
	size_t left = 0;

	for (size_t i = n_writes; undo && i-- > 0;)
		if (writes[i].file == inode(fd))
			must(__real_pwrite64(fd, writes[i].before,
					     writes[i].len, writes[i].at) > 0);
	for (size_t i = 0; i < n_writes; i++) {
		if (writes[i].file == inode(fd))
			free(writes[i].before);
		else
			writes[left++] = writes[i];
	}
	n_writes = left;
}

/* Half of its blocks arrive. */
ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
	if (armed && fd >= 0)
		note(fd, at, len);
	if (fd < 0 || !fails())
		return __real_pwrite64(fd, bytes, len, at);
	len = len / 2 / RECORD_BLOCK * RECORD_BLOCK;
	must(__real_pwrite64(fd, bytes, len, at) >= 0);
	errno = error;
	return -1;
}

ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
	return fails() ? -1 : __real_write(fd, bytes, len);
}

int __wrap_openat64(int in, const char *name, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	va_start(ap, flags);
	if (flags & O_CREAT)
		mode = va_arg(ap, mode_t);
	va_end(ap);
	return fails() ? -1 : __real_openat64(in, name, flags, mode);
}

int __wrap_fallocate64(int fd, int mode, off_t at, off_t len)
{
	return fails() ? -1 : __real_fallocate64(fd, mode, at, len);
}

int __wrap_fdatasync(int fd)
{
	const bool bad = fails();

	settle(fd, bad);
	if (bad)
		errno = error;
	return bad ? -1 : __real_fdatasync(fd);
}

int __wrap_fsync(int fd)
{
	return fails() ? -1 : __real_fsync(fd);
}

int __wrap_unlinkat(int in, const char *name, int flags)
{
	return fails() ? -1 : __real_unlinkat(in, name, flags);
}

static struct {
	ino_t file; /* 0: none */
	off_t at;
} bad_sector;

ssize_t __wrap_pread64(int fd, void *bytes, size_t len, off_t at)
{
	if (fd < 0 || !bad_sector.file || bad_sector.file != inode(fd) ||
	    at > bad_sector.at || at + (off_t)len <= bad_sector.at)
		return __real_pread64(fd, bytes, len, at);
	errno = EIO;
	return -1;
}

/* ------ a life ------ */

static struct promise {
	struct reference reference;
	unsigned seed;
	bool erased, held, expired;
} promises[PROMISES];

static size_t n_promises, n_waiting;

static uint32_t size_of(unsigned seed)
{
	return seed * 1777;
}

/* As the store process does: only what could be appended is answered for. */
static void add(unsigned seed, uint64_t time)
{
	struct promise *promise = &promises[n_promises + n_waiting];
	int fd = make_message(seed, size_of(seed));
	const struct original original = { time, "from to", 7, fd,
					   size_of(seed) };

	*promise = (struct promise){ .seed = seed };
	armed = true;
	if (store_append(&store, &original, &promise->reference) == 0)
		n_waiting++;
	armed = false;
	close(fd);
}

static void commit(void)
{
	armed = true;
	n_promises += store_commit(&store) == 0 ? n_waiting : 0;
	armed = false;
	n_waiting = 0;
}

static void hold(struct promise *promise)
{
	armed = true;
	promise->held = store_hold(&store, &promise->reference, "why") == 0;
	armed = false;
}

static void erase(struct promise *promise)
{
	armed = true;
	promise->erased =
		store_erase(&store, &promise->reference, "who and why") == 0;
	armed = false;
	/* Else it may be gone all the same, and is gone in the end. */
	if (!promise->erased)
		promise->erased = store_erase(&store, &promise->reference,
					      "who and why") == 0;
	assert_true(promise->erased);
}

static void expire(uint64_t time)
{
	const uint32_t from = reference_day_add(reference_day((time_t)time),
						1 - (int)store.rules.days);
	struct expired expired;

	armed = true;
	store_expire(&store, (time_t)time, &expired);
	armed = false;
	for (size_t i = 0; i < n_promises; i++)
		promises[i].expired |=
			promises[i].reference.day < from && !promises[i].held;
}

static void open_it_again(void)
{
	const struct store_rules rules = store.rules;

	store_close(&store);
	armed = true;
	if (store_open(&store, folder, &rules) < 0) {
		armed = false;
		assert_int_equal(store_open(&store, folder, &rules), 0);
	}
	armed = false;
}

static void live(void)
{
	add(1, NOON);
	add(2, NOON);
	commit();
	if (n_promises)
		hold(&promises[0]);
	add(3, NOON);
	add(4, NOON + DAY);
	commit();
	if (n_promises)
		erase(&promises[n_promises - 1]);
	add(5, NOON + DAY);
	commit();
	open_it_again();
	add(6, NOON + 2 * DAY);
	commit();
	expire(NOON + 31 * DAY);
}

/* ------ what is left of it ------ */

static void keeps_its_word(void)
{
	static struct kept kept;

	for (size_t i = 0; i < n_promises; i++) {
		const struct promise *promise = &promises[i];

		if (promise->expired)
			continue;
		if (promise->held)
			assert_true(store_is_held(&store, &promise->reference));
		assert_int_equal(store_find(&store, &promise->reference, &kept),
				 0);
		if (promise->erased)
			assert_int_equal(kept.place.record.state,
					 RECORD_ERASED);
		kept_close(&kept);
		if (!promise->erased)
			is_there(promise->reference, promise->seed,
				 size_of(promise->seed));
	}
}

static void no_reference_was_given_twice(void)
{
	for (size_t i = 0; i < n_promises; i++)
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(&promises[i].reference,
						&promises[j].reference,
						sizeof(struct reference));
}

static void goes_on(void)
{
	for (unsigned days = 2; days < 4; days++) {
		const size_t n = n_promises;

		add(7, NOON + days * DAY);
		commit();
		assert_int_equal(n_promises, n + 1);
	}
}

/* Whether a call failed at all. */
static bool one_life(unsigned at, unsigned how_many, int what)
{
	n_promises = n_waiting = n_calls = 0;
	first = at;
	lasts = how_many;
	error = what;
	print_message("%u calls from call %u on fail: %s\n", how_many, at,
		      strerrorname_np(what));
	must(lab_begin(NULL) == 0);
	live();
	first = UINT32_MAX;
	keeps_its_word();
	goes_on();
	keeps_its_word();
	open_again(PLENTY);
	keeps_its_word();
	no_reference_was_given_twice();
	lab_end(NULL);
	while (n_writes)
		free(writes[--n_writes].before);
	return n_calls > at;
}

static void whichever_call_fails_no_word_is_broken(void **state)
{
	static const unsigned many[] = { 1, 2, 3, 9 };
	static const int what[] = { EIO, ENOSPC };

	(void)state;
	for (unsigned i = 0; i < 8; i++) {
		unsigned at = 0;

		while (one_life(at, many[i / 2], what[i % 2]))
			at++;
		assert_true(at > 40);
	}
}

static void a_sector_that_cannot_be_read_costs_one_original(void **state)
{
	struct reference references[5], more;

	(void)state;
	for (unsigned i = 0; i < 5; i++)
		references[i] = keep(i, 5000, NOON);
	/* The third one's head. */
	bad_sector.file = inode(store.current.file);
	bad_sector.at = (off_t)(1 + 2 * 3) * RECORD_BLOCK;
	open_again(PLENTY);
	more = keep(9, 5000, NOON);
	assert_true(more.number > references[4].number);
	for (unsigned i = 0; i < 5; i++)
		if (i != 2)
			is_there(references[i], i, 5000);
	is_there(more, 9, 5000);
	bad_sector.file = 0;
	is_there(references[2], 2, 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whichever_call_fails_no_word_is_broken),
		cmocka_unit_test_setup_teardown(
			a_sector_that_cannot_be_read_costs_one_original,
			lab_begin, lab_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
