/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * erase_test.c -- what is said to be erased is gone from the file: where the
 * disk gives no blocks back, and whichever call fails
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fd.h"

#include "store_lab.h"

enum {
	NEVER = 1000,
	LONG = 600000, /* bytes: more than what is written at once */
	TRACE = 16,    /* of the same byte: more than comes by chance */
};

/* ------ a disk ------ */

static ino_t file; /* of which calls are counted */
static unsigned n_calls, failing;
static bool gives_back; /* blocks */

/* ld --wrap makes these of every call and of the C library's function. */
#define WRAPPED(type, name, ...)         \
	type __real_##name(__VA_ARGS__); \
	type __wrap_##name(__VA_ARGS__)

WRAPPED(ssize_t, pwrite64, int fd, const void *bytes, size_t len, off_t at);
WRAPPED(int, fallocate64, int fd, int mode, off_t at, off_t len);
WRAPPED(int, fdatasync, int fd);

static bool fails(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || st.st_ino != file)
		return false;
	errno = EIO;
	return n_calls++ == failing;
}

ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
	return fails(fd) ? -1 : __real_pwrite64(fd, bytes, len, at);
}

int __wrap_fallocate64(int fd, int mode, off_t at, off_t len)
{
	if (fails(fd))
		return -1;
	errno = EOPNOTSUPP;
	return gives_back ? __real_fallocate64(fd, mode, at, len) : -1;
}

int __wrap_fdatasync(int fd)
{
	return fails(fd) ? -1 : __real_fdatasync(fd);
}

/* ------ an original between two others ------ */

static const struct {
	uint32_t size, envelope_len;
} shapes[] = {
	{ 0, 7 },
	{ 1, 7 },
	{ LONG, 7 },
	{ RECORD_BLOCK, RECORD_ENVELOPE_MAX },
	{ 0, RECORD_ENVELOPE_MAX },
};

static struct reference before, it, after;

static void keep_three(size_t shape)
{
	static char letters[LONG];
	struct original original = {
		.time = NOON,
		.envelope = letters,
		.envelope_len = shapes[shape].envelope_len,
		.file = make_message(0, 0),
		.size = shapes[shape].size,
	};

	memset(letters, 'Z', sizeof(letters));
	assert_int_equal(fd_write_at(original.file, letters, original.size, 0),
			 0);
	before = keep(1, 5000, NOON);
	assert_int_equal(store_append(&store, &original, &it), 0);
	after = keep(2, 5000, NOON);
	close(original.file);
}

static int erase(void)
{
	struct stat st;
	int r;

	assert_int_equal(fstat(store.current.file, &st), 0);
	file = st.st_ino;
	n_calls = 0;
	r = store_erase(&store, &it, "who and why");
	file = 0;
	return r;
}

static void is_gone(void)
{
	static struct kept kept;
	static uint8_t bytes[LONG + 64 * RECORD_BLOCK];
	uint8_t trace[TRACE];
	ssize_t len = pread(store.current.file, bytes, sizeof(bytes), 0);

	memset(trace, 'Z', sizeof(trace));
	assert_true(len > 0 && len < (ssize_t)sizeof(bytes));
	assert_null(memmem(bytes, (size_t)len, trace, sizeof(trace)));
	assert_int_equal(store_find(&store, &it, &kept), 0);
	assert_int_equal(kept.place.record.state, RECORD_ERASED);
	assert_int_equal(kept.place.record.envelope_len, 11);
	assert_memory_equal(kept.place.front + RECORD_HEAD, "who and why", 11);
	kept_close(&kept);
	is_there(before, 1, 5000);
	is_there(after, 2, 5000);
}

/* Whether a call failed. */
static bool erased_in_the_end(size_t shape)
{
	int r;

	assert_int_equal(lab_begin(NULL), 0);
	keep_three(shape);
	r = erase();
	assert_int_equal(r, n_calls > failing ? -EIO : 0);
	if (r < 0) {
		unsigned was = failing;

		failing = NEVER;
		assert_int_equal(erase(), 0);
		failing = was;
	}
	is_gone();
	open_again(PLENTY);
	is_gone();
	lab_end(NULL);
	return r < 0;
}

static void whichever_call_fails_it_is_not_said_to_be_gone(void **state)
{
	(void)state;
	for (size_t shape = 0; shape < 5; shape++)
		for (int i = 0; i < 2; i++) {
			gives_back = i;
			failing = 0;
			while (erased_in_the_end(shape))
				failing++;
			assert_in_range(failing, 2, 12);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			whichever_call_fails_it_is_not_said_to_be_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
