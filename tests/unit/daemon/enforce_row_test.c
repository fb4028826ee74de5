/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enforce_row_test.c -- tests src/daemon/enforce/row.c: what it must not do
 *
 * The jail is entered in a child, which then tries. What the process needs is
 * shown by tests/net/90-92, which let it live.
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

#include <linux/capability.h>

#include "daemon/enforce/row.h"
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
	{ "socket", SYS_socket },
	{ "connect", SYS_connect },
	{ "bind", SYS_bind },
	{ "fork", SYS_fork },
	{ "clone3", SYS_clone3 },
	{ "execve", SYS_execve },
	{ "ptrace", SYS_ptrace },
	{ "process_vm_readv", SYS_process_vm_readv },
	{ "unshare", SYS_unshare },
	{ "setns", SYS_setns },
	{ "mount", SYS_mount },
	{ "unlink", SYS_unlink },
	{ "rename", SYS_rename },
	{ "setuid", SYS_setuid },
	{ "capset", SYS_capset },
	{ "prctl", SYS_prctl },
	{ "bpf", SYS_bpf },
	{ "ioctl", SYS_ioctl },
	{ "setsockopt", SYS_setsockopt },
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
			if (jail_enter(&enforce_row, &nobody) < 0)
				_exit(JAIL_FAILED);
			syscall(forbidden[i].call, 0, 0, 0, 0, 0, 0);
			_exit(OPENED);
		}
		status = status_of(pid);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("%s: status %d", forbidden[i].name, status);
	}
}

static int opening(const char *path, int flags)
{
	pid_t pid = fork();

	if (pid == 0) {
		if (jail_enter(&enforce_row, &nobody) < 0)
			_exit(JAIL_FAILED);
		_exit(open(path, flags) >= 0 ? OPENED : REFUSED);
	}
	return WEXITSTATUS(status_of(pid));
}

static void it_reads_proc_and_writes_forwarding_alone(void **state)
{
	(void)state;
	if (SANITIZED || geteuid() != 0)
		skip();
	assert_int_equal(opening("/proc/1/status", O_RDONLY), OPENED);
	assert_int_equal(opening("/proc/sys/net/ipv4/ip_forward", O_WRONLY),
			 OPENED);
	assert_int_equal(opening("/proc/sys/net/ipv4/ip_default_ttl", O_WRONLY),
			 REFUSED);
	assert_int_equal(opening("/proc/self/comm", O_WRONLY), REFUSED);
	assert_int_equal(opening("/proc/self/mem", O_RDWR), REFUSED);
	assert_int_equal(opening("/etc/passwd", O_RDONLY), REFUSED);
	assert_int_equal(opening("/sys/kernel/mm/ksm/run", O_RDONLY), REFUSED);
	assert_int_equal(opening("/tmp/made-by-enforce", O_WRONLY | O_CREAT),
			 REFUSED);
}

static void it_keeps_one_capability(void **state)
{
	(void)state;
	assert_true(enforce_row.capabilities == 1ULL << CAP_NET_ADMIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_it_does_not_need_ends_it),
		cmocka_unit_test(it_reads_proc_and_writes_forwarding_alone),
		cmocka_unit_test(it_keeps_one_capability),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
