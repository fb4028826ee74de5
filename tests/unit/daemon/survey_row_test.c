/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * survey_row_test.c -- tests src/daemon/survey/row.c: what it must not do
 *
 * The jail is entered in a child, which then tries. What the process needs is
 * shown by tests/net/85-89, which let it live.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/survey/row.h"
#include "privsep/sanitizer.h"

enum {
	JAIL_FAILED = 9,
	OPENED = 0,
	REFUSED = 1
};

static const struct identity nobody = { true, 65534, 65534 };

static const struct {
	const char *name;
	long call;
} forbidden[] = {
	{ "socket", SYS_socket }, { "connect", SYS_connect },
	{ "bind", SYS_bind },     { "fork", SYS_fork },
	{ "clone3", SYS_clone3 }, { "execve", SYS_execve },
	{ "ptrace", SYS_ptrace }, { "unshare", SYS_unshare },
	{ "setns", SYS_setns },   { "mount", SYS_mount },
	{ "unlink", SYS_unlink }, { "rename", SYS_rename },
	{ "setuid", SYS_setuid }, { "prctl", SYS_prctl },
	{ "bpf", SYS_bpf },       { "setsockopt", SYS_setsockopt },
	{ "kill", SYS_kill },
};

static int status_of(pid_t pid)
{
	int status;

	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void whatever_it_does_not_need_ends_it(void **state)
{
	(void)state;
	if (SANITIZED)
		skip();
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(*forbidden); i++) {
		pid_t pid = fork();
		int status;

		if (pid == 0) {
			if (jail_enter(&survey_row, &nobody) < 0)
				_exit(JAIL_FAILED);
			syscall(forbidden[i].call, 0, 0, 0, 0, 0, 0);
			_exit(OPENED);
		}
		status = status_of(pid);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("%s: status %d", forbidden[i].name, status);
	}
}

/* Everybody may read these but for the jail. */
static int opening(const char *path, int flags)
{
	pid_t pid = fork();

	if (pid == 0) {
		if (jail_enter(&survey_row, &nobody) < 0)
			_exit(JAIL_FAILED);
		_exit(open(path, flags) >= 0 ? OPENED : REFUSED);
	}
	return WEXITSTATUS(status_of(pid));
}

static void it_reads_switches_and_no_other_file(void **state)
{
	(void)state;
	if (SANITIZED)
		skip();
	assert_int_equal(opening("/proc/sys/net/ipv4/ip_forward", O_RDONLY),
			 OPENED);
	assert_int_equal(opening("/proc/sys/net/ipv4/ip_forward", O_WRONLY),
			 REFUSED);
	assert_int_equal(opening("/etc/passwd", O_RDONLY), REFUSED);
	assert_int_equal(opening("/proc/self/status", O_RDONLY), REFUSED);
	assert_int_equal(opening("/proc/sys/kernel/ostype", O_RDONLY), REFUSED);
	assert_int_equal(opening("/tmp/made-by-survey", O_WRONLY | O_CREAT),
			 REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_it_does_not_need_ends_it),
		cmocka_unit_test(it_reads_switches_and_no_other_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
