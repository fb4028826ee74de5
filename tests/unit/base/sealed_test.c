/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sealed_test.c -- tests src/base/sealed.c
 */
#include "base/sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

/* How often the kernel is not to seal: by the linker (ld(1) --wrap). */
static unsigned n_busy;

int __real_fcntl64(int fd, int command, int arg);
int __wrap_fcntl64(int fd, int command, int arg);

int __wrap_fcntl64(int fd, int command, int arg)
{
	if (command == F_ADD_SEALS && n_busy > 0) {
		n_busy--;
		errno = EBUSY;
		return -1;
	}
	return __real_fcntl64(fd, command, arg);
}

static void what_was_sealed_is_read_and_cannot_be_changed(void **state)
{
	struct sealed sealed = { 0 };
	int fd = sealed_make("text", 4);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(sealed_map(fd, 4, &sealed), 0);
	assert_int_equal(sealed.len, 4);
	assert_memory_equal(sealed.bytes, "text", 4);
	assert_int_equal(pwrite(fd, "x", 1, 0), -1);
	assert_int_equal(ftruncate(fd, 0), -1);
	sealed_finish(&sealed);
	close(fd);
}

static void what_is_in_use_is_copied(void **state)
{
	struct sealed sealed = { 0 };
	int fd = memfd_create("used", MFD_ALLOW_SEALING);
	const int used = fd;
	char *bytes;

	(void)state;
	assert_int_equal(write(fd, "text", 4), 4);
	bytes = mmap(NULL, 4, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(bytes, MAP_FAILED);
	assert_int_equal(sealed_close(&fd, 4), 0);
	bytes[0] = 'x';
	assert_int_equal(sealed_map(fd, 4, &sealed), 0);
	assert_memory_equal(sealed.bytes, "text", 4);
	sealed_finish(&sealed);
	assert_int_equal(fcntl(used, F_GETFD), -1);
	munmap(bytes, 4);
	close(fd);
}

static void what_is_in_use_again_is_copied_again(void **state)
{
	int fd;

	(void)state;
	n_busy = 1;
	fd = sealed_make("text", 4);
	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GET_SEALS) & F_SEAL_WRITE);
	close(fd);
	n_busy = 2;
	assert_int_equal(sealed_make("text", 4), -EBUSY);
	assert_int_equal(n_busy, 0);
}

static void nothing_is_a_length_too(void **state)
{
	struct sealed sealed = { 0 };
	int fd = sealed_make(NULL, 0);

	(void)state;
	assert_int_equal(sealed_map(fd, 0, &sealed), 0);
	assert_int_equal(sealed.len, 0);
	assert_non_null(sealed.bytes);
	sealed_finish(&sealed);
	close(fd);
}

static void what_is_not_sealed_or_too_long_is_refused(void **state)
{
	struct sealed sealed = { 0 };
	int open_fd = memfd_create("open", MFD_ALLOW_SEALING);
	int fd = sealed_make("text", 4);
	int pipes[2];

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(sealed_map(open_fd, 9, &sealed), -EINVAL);
	assert_int_equal(sealed_map(pipes[0], 9, &sealed), -EINVAL);
	assert_int_equal(sealed_map(-1, 9, &sealed), -EINVAL);
	assert_int_equal(sealed_map(fd, 3, &sealed), -EFBIG);
	close(open_fd);
	close(fd);
	close(pipes[0]);
	close(pipes[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_sealed_is_read_and_cannot_be_changed),
		cmocka_unit_test(what_is_in_use_is_copied),
		cmocka_unit_test(what_is_in_use_again_is_copied_again),
		cmocka_unit_test(nothing_is_a_length_too),
		cmocka_unit_test(what_is_not_sealed_or_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
