/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_expire_test.c -- tests src/mail/store/keeper.c: when days of originals
 * go, and what the journal has of them
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail/procs.h"
#include "mail/store/keeper.h"

enum {
	BEGIN = 1000, /* of the keeper's clock */
	HOUR = 3600,
};

static struct keeper keeper;
static char path[64];
static bool no_sync;

/* ld --wrap makes these of every call and of the C library's function. */
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);

int __wrap_fdatasync(int fd)
{
	errno = EIO;
	return no_sync ? -1 : __real_fdatasync(fd);
}

static char *path_of(const char *name)
{
	static char out[128];

	snprintf(out, sizeof(out), "%s/%s", path, name);
	return out;
}

static bool put_folder(const char *name, int as)
{
	int fd;

	if (mkdir(path_of(name), 0700) < 0)
		return false;
	fd = open(path_of(name), O_RDONLY | O_DIRECTORY);
	return fd >= 0 && dup2(fd, as) == as && (fd == as || close(fd) == 0);
}

/* Days long past, of which nobody knows more than that they are there. */
static int begin(void **state)
{
	static const char *const days[] = { "originals/20200101-01.mail",
					    "originals/20200102-01.mail",
					    "originals/20200103-01.mail",
					    "originals/20990101-01.mail" };

	(void)state;
	no_sync = false;
	strcpy(path, "/tmp/keeper-expire-XXXXXX");
	if (!mkdtemp(path) || !put_folder("originals", FD_STORE_ORIGINALS) ||
	    !put_folder("journal", FD_STORE_JOURNAL))
		return -1;
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++)
		close(open(path_of(days[i]), O_WRONLY | O_CREAT, 0600));
	memset(&keeper, 0, sizeof(keeper));
	keeper.settings.keep_days = 9;
	keeper.settings.keep_size = 1 << 20;
	return keeper_begin(&keeper, BEGIN) ? 0 : -1;
}

static int end(void **state)
{
	char command[128];

	(void)state;
	store_close(&keeper.store);
	journal_close(&keeper.journal);
	close(FD_STORE_ORIGINALS);
	close(FD_STORE_JOURNAL);
	snprintf(command, sizeof(command), "rm -r %s", path);
	return system(command); /* NOLINT(cert-env33-c): a folder of ours */
}

static bool is_there(unsigned day)
{
	char name[40];

	snprintf(name, sizeof(name), "originals/202001%02u-01.mail", day);
	return access(path_of(name), F_OK) == 0;
}

/* How many lines the journal has with this in it. */
static int lines_with(const char *text)
{
	FILE *file = fopen(path_of("journal/journal-000001.jsonl"), "r");
	char line[4096];
	int n = 0;

	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		n += strstr(line, text) != NULL;
	fclose(file);
	return n;
}

static void one_day_goes_each_hour_and_none_in_the_first(void **state)
{
	(void)state;
	keeper_expire(&keeper, BEGIN);
	keeper_expire(&keeper, BEGIN + HOUR - 1);
	assert_true(is_there(1));
	keeper_expire(&keeper, BEGIN + HOUR);
	keeper_expire(&keeper, BEGIN + 2 * HOUR - 1);
	assert_false(is_there(1));
	assert_true(is_there(2));
	assert_int_equal(lines_with("\"event\":\"originals-expired\","
				    "\"day\":20200101,\"bytes\":0,"
				    "\"days-left\":2,\"days-with-held\":0"),
			 1);
	keeper_expire(&keeper, BEGIN + 2 * HOUR);
	keeper_expire(&keeper, BEGIN + 3 * HOUR);
	keeper_expire(&keeper, BEGIN + 4 * HOUR);
	assert_false(is_there(2));
	assert_false(is_there(3));
	assert_int_equal(lines_with("originals-expired"), 3);
	assert_int_equal(access(path_of("originals/20990101-01.mail"), F_OK),
			 0);
}

static void a_line_that_a_disk_did_not_take_comes_later(void **state)
{
	(void)state;
	no_sync = true;
	keeper_expire(&keeper, BEGIN + HOUR);
	assert_false(is_there(1));
	keeper_expire(&keeper, BEGIN + 2 * HOUR);
	assert_true(is_there(2));
	no_sync = false;
	keeper_expire(&keeper, BEGIN + 3 * HOUR - 1);
	assert_int_equal(lines_with("originals-expired"), 0);
	keeper_expire(&keeper, BEGIN + 3 * HOUR);
	assert_false(is_there(2));
	assert_true(is_there(3));
	assert_int_equal(lines_with("\"day\":20200101"), 1);
	assert_int_equal(lines_with("\"day\":20200102"), 1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(one_day_goes_each_hour_and_none_in_the_first),
		CASE(a_line_that_a_disk_did_not_take_comes_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
