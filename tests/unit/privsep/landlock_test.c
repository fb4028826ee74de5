/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landlock_test.c -- tests src/privsep/landlock.c
 */
#include "privsep/landlock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
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

static int read_one_file(int version)
{
	(void)version;
	return open("/etc/passwd", O_RDONLY) < 0 ||
	       open("/etc/passwd", O_RDWR) >= 0 ||
	       open("/etc/group", O_RDONLY) >= 0;
}

static void of_a_folder_one_file_can_be_named(void **state)
{
	const struct path_rule rules[] = {
		{ "/etc/passwd", 0, PATH_READ },
		{ 0 },
	};

	(void)state;
	assert_int_equal(result_of(read_one_file, rules), 0);
}

/* Of a device that may be opened; without Landlock this one knows no such. */
static int command_device(int version)
{
	int fd = open("/dev/null", O_RDWR);
	struct termios unused;

	if (version < 5)
		return NO_LANDLOCK;
	return fd < 0 || ioctl(fd, TCGETS, &unused) == 0 || errno != EACCES;
}

static void no_device_can_be_commanded(void **state)
{
	const struct path_rule rules[] = {
		{ "/dev", 0, PATH_CHANGE },
		{ 0 },
	};

	(void)state;
	assert_int_equal(result_of(command_device, rules), 0);
}

/* An abstract name, which no path guards. */
static struct sockaddr_un name_of(pid_t pid)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };

	snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1,
		 "sekisho-landlock-%d", pid);
	return name;
}

static int reach_parent(int version)
{
	const struct sockaddr_un name = name_of(getppid());
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (version < 6)
		return NO_LANDLOCK;
	return kill(getppid(), 0) == 0 || errno != EPERM ||
	       connect(fd, (const struct sockaddr *)&name, sizeof(name)) == 0 ||
	       errno != EPERM;
}

static void nobody_outside_can_be_reached(void **state)
{
	const struct sockaddr_un name = name_of(getpid());
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	assert_int_equal(bind(fd, (const struct sockaddr *)&name, sizeof(name)),
			 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(result_of(reach_parent, NULL), 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_file_can_be_opened_made_or_run),
		cmocka_unit_test(no_port_can_be_bound_or_connected),
		cmocka_unit_test(only_what_is_named_can_be_opened),
		cmocka_unit_test(of_a_folder_one_file_can_be_named),
		cmocka_unit_test(no_device_can_be_commanded),
		cmocka_unit_test(nobody_outside_can_be_reached),
		cmocka_unit_test(an_inherited_folder_can_be_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
