/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * full_disk_test.c -- a real file system that is full, in a mount namespace
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"
#include "evidence/generations.h"
#include "evidence/journal_verify.h"

#include "folder.h"

/* A file system of 256 KiB in a folder made for it; -1: not permitted here. */
static int mount_small(char path[static PATH_MAX])
{
	int below = folder_make();
	char link[64];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", below);
	memset(path, 0, PATH_MAX);
	must(readlink(link, path, PATH_MAX - 1) > 0);
	close(below);
	if (unshare(CLONE_NEWNS) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("small", path, "tmpfs", 0, "size=256k") < 0)
		return -1;
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* As many bytes as there is room for, but for `spare`. */
static void fill(int folder, size_t spare)
{
	int fd =
		openat(folder, "ballast", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	char block[512] = { 1 };
	off_t len = 0;
	ssize_t n;

	must(fd >= 0);
	while ((n = write(fd, block, sizeof(block))) > 0)
		len += n;
	must(errno == ENOSPC && len > (off_t)spare);
	must(ftruncate(fd, len - (off_t)spare) == 0);
	close(fd);
}

static void assert_good(int folder, const struct journal_head *head)
{
	struct journal_known known = { .head = *head };
	struct journal_verdict verdict;

	assert_int_equal(journal_verify(folder, &known, &verdict), 0);
	assert_string_equal(verdict.text, "");
	assert_int_equal(verdict.head.n, head->n);
}

static void check_journal(int folder)
{
	struct journal journal;
	uint64_t n;
	int r = 0;

	fill(folder, 0);
	assert_int_equal(journal_open(&journal, folder, 16384), 0);
	assert_int_equal(journal_add(&journal, "apply", NULL, NULL), -ENOSPC);
	fill(folder, 64 << 10);
	while (r == 0)
		r = journal_add(&journal, "apply", NULL, NULL);
	assert_int_equal(r, -ENOSPC);
	n = journal.head.n;
	assert_true(n > 100);
	assert_good(folder, &journal.head);
	for (int i = 0; i < 20; i++)
		assert_int_equal(journal_add(&journal, "apply", NULL, NULL),
				 -ENOSPC);
	assert_int_equal(journal.head.n, n);
	assert_good(folder, &journal.head);
	journal_close(&journal);
	/* Full as it is, it opens. */
	assert_int_equal(journal_open(&journal, folder, 16384), 0);
	assert_string_equal(journal.fault, "");
	assert_int_equal(journal.head.n, n);
	assert_int_equal(unlinkat(folder, "ballast", 0), 0);
	assert_int_equal(journal_add(&journal, "apply", NULL, NULL), 0);
	assert_good(folder, &journal.head);
	journal_close(&journal);
}

static void check_generations(int state)
{
	struct generation record = { .author = "a" };
	struct generations store;
	uint32_t confirmed;
	char big[8192];

	memset(big, 'x', sizeof(big));
	assert_int_equal(generations_open(&store, state), 0);
	assert_int_equal(generations_keep(&store, "p", 1, record.policy), 0);
	assert_int_equal(generations_add(&store, &record), 0);
	assert_int_equal(generations_confirm(&store, 1), 0);
	fill(state, 0);
	assert_int_equal(
		generations_keep(&store, big, sizeof(big), record.policy),
		-ENOSPC);
	assert_int_equal(generations_add(&store, &record), -ENOSPC);
	assert_int_equal(generations_confirm(&store, 1), -ENOSPC);
	assert_int_equal(generations_confirmed(&store, &confirmed, NULL), 0);
	assert_int_equal(confirmed, 1);
	assert_int_equal(unlinkat(state, "ballast", 0), 0);
	assert_int_equal(
		generations_keep(&store, big, sizeof(big), record.policy), 0);
	assert_int_equal(generations_add(&store, &record), 0);
	assert_int_equal(record.number, 2);
	assert_int_equal(generations_confirm(&store, 2), 0);
	generations_close(&store);
}

static void a_full_disk_refuses_and_spoils_nothing(void **state)
{
	char path[PATH_MAX];
	int small = mount_small(path);

	(void)state;
	if (small < 0) {
		print_message("no mount namespace here: skipped\n");
		rmdir(path);
		skip();
	}
	check_journal(small);
	check_generations(small);
	close(small);
	assert_int_equal(umount(path), 0);
	rmdir(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_disk_refuses_and_spoils_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
