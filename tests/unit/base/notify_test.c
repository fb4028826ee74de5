/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notify_test.c -- tests src/base/notify.c: the test is the service manager
 */
#include "base/notify.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/passed.h"

enum {
	FIRST_KEPT = 3,
	LONG = 10, /* seconds */
};

static struct {
	char folder[64], path[80];
	int fd;
	/* the newest datagram */
	char told[160];
	int passed;
} manager;

static int begin(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	(void)state;
	strcpy(manager.folder, "/tmp/notify-test-XXXXXX");
	assert_non_null(mkdtemp(manager.folder));
	snprintf(manager.path, sizeof(manager.path), "%s/notify",
		 manager.folder);
	strcpy(address.sun_path, manager.path);
	manager.fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
		bind(manager.fd, (struct sockaddr *)&address, sizeof(address)),
		0);
	setenv("NOTIFY_SOCKET", manager.path, 1);
	return 0;
}

static int end(void **state)
{
	(void)state;
	unsetenv("NOTIFY_SOCKET");
	close(manager.fd);
	unlink(manager.path);
	return rmdir(manager.folder);
}

/* False: nothing waits. */
static bool hear(void)
{
	union passed passed;
	struct iovec part = { manager.told, sizeof(manager.told) - 1 };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t len;

	passed_expect(&msg, &passed);
	len = recvmsg(manager.fd, &msg, MSG_DONTWAIT);
	if (len < 0)
		return false;
	manager.told[len] = '\0';
	manager.passed = passed_take(&msg);
	return true;
}

static void lines_are_told(void **state)
{
	(void)state;
	assert_true(notify("READY=1\nSTATUS=closed"));
	assert_true(hear());
	assert_string_equal(manager.told, "READY=1\nSTATUS=closed");
	assert_int_equal(manager.passed, -1);
	assert_false(hear());
}

static void a_descriptor_is_told_by_its_name(void **state)
{
	struct stat sent, came;

	(void)state;
	assert_true(notify_keep("owner", manager.fd));
	assert_true(hear());
	assert_string_equal(manager.told, "FDSTORE=1\nFDNAME=owner");
	assert_int_equal(fstat(manager.fd, &sent), 0);
	assert_int_equal(fstat(manager.passed, &came), 0);
	assert_true(sent.st_ino == came.st_ino);
	close(manager.passed);
}

static void without_a_manager_there_is_nothing_to_tell(void **state)
{
	(void)state;
	unsetenv("NOTIFY_SOCKET");
	assert_true(notify("READY=1"));
	setenv("NOTIFY_SOCKET", "relative/path", 1);
	assert_true(notify("READY=1"));
	assert_false(hear());
}

/* It is PID 1, perhaps, and has stopped. */
static void a_manager_that_stands_still_is_not_waited_for(void **state)
{
	unsigned n = 0;

	(void)state;
	alarm(LONG);
	while (notify("WATCHDOG=1"))
		n++;
	assert_in_range(n, 1, 100000);
	assert_false(notify("READY=1"));
	assert_false(notify_keep("owner", manager.fd));
	for (unsigned i = 0; i < n; i++)
		assert_true(hear());
	assert_false(hear());
	assert_true(notify("READY=1"));
	assert_true(hear());
	assert_string_equal(manager.told, "READY=1");
	alarm(0);
}

static void a_manager_that_is_gone_is_not_told(void **state)
{
	(void)state;
	unlink(manager.path);
	assert_false(notify("READY=1"));
	assert_int_equal(close(open(manager.path, O_CREAT | O_WRONLY, 0600)),
			 0);
}

/* ------ what it has kept ------ */

/* In a process of its own, whose descriptors from 3 on are `n` ends of pipes;
 * its exit status. */
static int with_kept(unsigned n, const char *names, const char *whose,
		     int (*act)(void))
{
	char number[16];
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		close_range(FIRST_KEPT, ~0U, 0);
		for (unsigned i = 0; i < n; i++)
			if (open("/dev/null", O_RDONLY) != FIRST_KEPT + (int)i)
				_exit(99);
		snprintf(number, sizeof(number), "%d", getpid());
		setenv("LISTEN_PID", whose ? whose : number, 1);
		snprintf(number, sizeof(number), "%u", n);
		setenv("LISTEN_FDS", number, 1);
		setenv("LISTEN_FDNAMES", names, 1);
		_exit(act());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

/* 0: not found; 1: out of the way, closed on exec, and all others are closed. */
static int take_owner(void)
{
	const int fd = notify_kept("owner");

	for (int i = FIRST_KEPT; i < 64; i++)
		if (is_open(i))
			return 2;
	if (getenv("LISTEN_PID") || getenv("LISTEN_FDS") ||
	    getenv("LISTEN_FDNAMES"))
		return 3;
	if (fd < 0)
		return 0;
	return fd >= 64 && fcntl(fd, F_GETFD) == FD_CLOEXEC ? 1 : 4;
}

static int leave_all(void)
{
	return notify_kept("owner") < 0 && is_open(FIRST_KEPT) ? 1 : 2;
}

static void what_was_kept_is_found_by_its_name(void **state)
{
	(void)state;
	assert_int_equal(with_kept(1, "owner", NULL, take_owner), 1);
	assert_int_equal(with_kept(3, "a:owner:b", NULL, take_owner), 1);
	assert_int_equal(with_kept(3, "a::owner", NULL, take_owner), 1);
	assert_int_equal(with_kept(2, "owner:owner", NULL, take_owner), 1);
	assert_int_equal(with_kept(2, "owners:own", NULL, take_owner), 0);
	assert_int_equal(with_kept(2, "a", NULL, take_owner), 0);
	assert_int_equal(with_kept(0, "", NULL, take_owner), 0);
}

static void what_was_kept_for_another_process_is_let_be(void **state)
{
	(void)state;
	assert_int_equal(with_kept(1, "owner", "1", leave_all), 1);
	assert_int_equal(with_kept(1, "owner", "x", leave_all), 1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(lines_are_told),
		CASE(a_descriptor_is_told_by_its_name),
		CASE(without_a_manager_there_is_nothing_to_tell),
		CASE(a_manager_that_stands_still_is_not_waited_for),
		CASE(a_manager_that_is_gone_is_not_told),
		CASE(what_was_kept_is_found_by_its_name),
		CASE(what_was_kept_for_another_process_is_let_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
