/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enforce_row_test.c -- tests src/daemon/enforce/row.c: what it must not do
 *
 * The jail is entered in a child, which then tries. What the process needs is
 * shown by tests/net/90-92, which let it live.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/capability.h>

#include "daemon/enforce/row.h"
#include "privsep/sanitizer.h"

#include "forbidden.h"

static const struct forbidden_call forbidden[] = {
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

static void whatever_it_does_not_need_ends_it(void **state)
{
	const char *allowed;

	(void)state;
	if (SANITIZED)
		skip();
	allowed = forbidden_allowed(&enforce_row, forbidden,
				    sizeof(forbidden) / sizeof(*forbidden));
	if (allowed)
		fail_msg("it may %s", allowed);
}

static bool opens(const char *path, int flags)
{
	return forbidden_opens(&enforce_row, path, flags);
}

static void it_reads_proc_and_writes_forwarding_alone(void **state)
{
	(void)state;
	if (SANITIZED || geteuid() != 0)
		skip();
	assert_true(opens("/proc/1/status", O_RDONLY));
	assert_true(opens("/proc/sys/net/ipv4/ip_forward", O_WRONLY));
	assert_false(opens("/proc/sys/net/ipv4/ip_default_ttl", O_WRONLY));
	assert_false(opens("/proc/self/comm", O_WRONLY));
	assert_false(opens("/proc/self/mem", O_RDWR));
	assert_false(opens("/etc/passwd", O_RDONLY));
	assert_false(opens("/sys/kernel/mm/ksm/run", O_RDONLY));
	assert_false(opens("/tmp/made-by-enforce", O_WRONLY | O_CREAT));
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
