/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_disk_test.c -- tests src/mail/store/keeper.c: the store process on
 * a disk that syncs nothing for a while
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>

#include "keeper_lab.h"

enum {
	SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE
};

/* Of the process as well. */
static atomic_bool *no_sync;

/* ld --wrap makes these of every call and of the C library's function. */
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);

int __wrap_fdatasync(int fd)
{
	errno = EIO;
	return *no_sync ? -1 : __real_fdatasync(fd);
}

static int begin_disk(void **state)
{
	(void)state;
	no_sync = mmap(NULL, sizeof(*no_sync), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return no_sync == MAP_FAILED ? -1 : 0;
}

static void what_is_not_on_the_disk_is_not_said_to_be_kept(void **state)
{
	bool seen[4] = { false };

	(void)state;
	kill(play.pid, SIGSTOP);
	for (uint32_t id = 1; id < 4; id++)
		keep(id, 5000, 5000, SEALS);
	*no_sync = true;
	kill(play.pid, SIGCONT);
	for (int i = 1; i < 4; i++) {
		expect(MESSAGE_NOT_KEPT);
		assert_in_range(play.id, 1, 3);
		assert_false(seen[play.id]);
		seen[play.id] = true;
		assert_int_equal(play.reason, ANSWER_DISK);
	}
	*no_sync = false;
	/* What is brought again is no more known than before. */
	keep(2, 5000, 5000, SEALS);
	expect(MESSAGE_KEPT);
	assert_int_equal(play.id, 2);
	stop();
	is_kept(&play.reference, 5000, 'c');
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_not_on_the_disk_is_not_said_to_be_kept),
	};

	return cmocka_run_group_tests(tests, begin_disk, NULL);
}
