/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landlock_test.c -- tests src/privsep/landlock.c
 */
#include "privsep/landlock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	FOLDER = 60, /* a descriptor out of the way */
	NO_LANDLOCK = 77,
	FREE = 1
};

/* Runs act() in a confined child; its result is the exit status. */
static int result_of(int (*act)(int version), const struct path_rule *rules)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		int version;

		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		version = landlock_confine(rules);
		if (version <= 0)
			_exit(version == 0 ? NO_LANDLOCK : FREE);
		_exit(act(version));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == NO_LANDLOCK)
		skip();
	return WEXITSTATUS(status);
}

static int touch_files(int version)
{
	(void)version;
	return open("/etc/passwd", O_RDONLY) >= 0 || errno != EACCES ||
	       open("/tmp/sekisho-landlock", O_CREAT | O_WRONLY, 0600) >= 0 ||
	       execl("/bin/true", "true", (char *)NULL) == 0 || errno != EACCES;
}

static int use_ports(int version)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (version < 4)
		return NO_LANDLOCK;
	return connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0 ||
	       errno != EACCES ||
	       bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 ||
	       errno != EACCES;
}

static void no_file_can_be_opened_made_or_run(void **state)
{
	(void)state;
	assert_int_equal(result_of(touch_files, NULL), 0);
}

static void no_port_can_be_bound_or_connected(void **state)
{
	(void)state;
	assert_int_equal(result_of(use_ports, NULL), 0);
}

static int read_only_etc(int version)
{
	(void)version;
	return open("/etc/passwd", O_RDONLY) < 0 ||
	       open("/etc/passwd", O_RDWR) >= 0 ||
	       open("/usr/bin/env", O_RDONLY) >= 0 ||
	       open("/tmp/sekisho-landlock", O_CREAT | O_WRONLY, 0600) >= 0;
}

static void only_what_is_named_can_be_opened(void **state)
{
	const struct path_rule rules[] = {
		{ "/etc", 0, PATH_READ },
		{ "/no/such/folder", 0, PATH_READ },
		{ 0 },
	};

	(void)state;
	assert_int_equal(result_of(read_only_etc, rules), 0);
}

static int change_folder(int version)
{
	(void)version;
	return mkdirat(FOLDER, "a", 0700) < 0 ||
	       openat(FOLDER, "a/b", O_CREAT | O_WRONLY, 0600) < 0 ||
	       renameat(FOLDER, "a/b", FOLDER, "c") < 0 ||
	       unlinkat(FOLDER, "c", 0) < 0 ||
	       unlinkat(FOLDER, "a", AT_REMOVEDIR) < 0 ||
	       open("/etc/passwd", O_RDONLY) >= 0;
}

static void an_inherited_folder_can_be_changed(void **state)
{
	char name[] = "/tmp/sekisho-landlock-XXXXXX";
	const struct path_rule rules[] = {
		{ "the folder", FOLDER, PATH_CHANGE },
		{ 0 },
	};
	int fd;

	(void)state;
	assert_non_null(mkdtemp(name));
	fd = open(name, O_RDONLY | O_DIRECTORY);
	assert_int_equal(dup2(fd, FOLDER), FOLDER);
	assert_int_equal(result_of(change_folder, rules), 0);
	close(fd);
	close(FOLDER);
	assert_int_equal(rmdir(name), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_file_can_be_opened_made_or_run),
		cmocka_unit_test(no_port_can_be_bound_or_connected),
		cmocka_unit_test(only_what_is_named_can_be_opened),
		cmocka_unit_test(an_inherited_folder_can_be_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
