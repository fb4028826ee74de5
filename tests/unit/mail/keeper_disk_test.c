/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_disk_test.c -- tests src/mail/store/keeper.c: the store process on
 * a disk that syncs nothing for a while
 */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "keeper_desk.h"

enum {
	ALL = 1,
	ORIGINALS, /* their file is larger than a journal of some lines */
	LARGE = 4096
};

/* Of the process as well: which files. */
static atomic_int *no_sync;

/* ld --wrap makes these of every call and of the C library's function. */
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);

int __wrap_fdatasync(int fd)
{
	if (*no_sync == 0 ||
	    (*no_sync == ORIGINALS && lseek(fd, 0, SEEK_END) < LARGE))
		return __real_fdatasync(fd);
	errno = EIO;
	return -1;
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
	*no_sync = ALL;
	kill(play.pid, SIGCONT);
	for (int i = 1; i < 4; i++) {
		expect(MESSAGE_NOT_KEPT);
		assert_in_range(play.id, 1, 3);
		assert_false(seen[play.id]);
		seen[play.id] = true;
		assert_int_equal(play.reason, ANSWER_DISK);
	}
	assert_true(is_failing());
	*no_sync = 0;
	/* What is brought again is no more known than before. */
	keep(2, 5000, 5000, SEALS);
	expect(MESSAGE_KEPT);
	assert_int_equal(play.id, 2);
	assert_false(is_failing());
	stop();
	is_kept(&play.reference, 5000, 'c');
}

/* And the first person's word stands. */
static void what_is_not_erased_is_not_said_to_be(void **state)
{
	(void)state;
	keep_one(false);
	assert_int_equal(asked(SUZUKI, VERB_MAIL_DELETE), ANSWER_YES);
	*no_sync = ORIGINALS;
	assert_int_equal(asked(SATO, VERB_MAIL_DELETE), ANSWER_MACHINE);
	assert_non_null(strstr(said, "erase it: Input/output error"));
	*no_sync = 0;
	assert_int_equal(asked(SATO, VERB_MAIL_DELETE), ANSWER_YES);
	assert_non_null(strstr(said, "suzuki, sato"));
	assert_int_equal(asked(SATO, VERB_MAIL_FETCH), ANSWER_NO);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_not_on_the_disk_is_not_said_to_be_kept),
		CASE(what_is_not_erased_is_not_said_to_be),
	};

	return cmocka_run_group_tests(tests, begin_disk, NULL);
}
