/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control_row_test.c -- tests src/daemon/control/row.c: what it must not do
 *
 * The jail is entered in a child, which then tries; the kernel must end it.
 * What the process needs is shown by the tests that let it live.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/control/row.h"
#include "privsep/sanitizer.h"

/* Raw, so that nothing but the call itself is tried. */
static const struct {
	const char *name;
	long call;
} forbidden[] = {
	{ "open", SYS_open },
	{ "openat", SYS_openat },
	{ "openat2", SYS_openat2 },
	{ "creat", SYS_creat },
	{ "stat", SYS_stat },
	{ "newfstatat", SYS_newfstatat },
	{ "unlink", SYS_unlink },
	{ "rename", SYS_rename },
	{ "socket", SYS_socket },
	{ "socketpair", SYS_socketpair },
	{ "connect", SYS_connect },
	{ "bind", SYS_bind },
	{ "listen", SYS_listen },
	{ "fork", SYS_fork },
	{ "vfork", SYS_vfork },
	{ "clone3", SYS_clone3 },
	{ "execve", SYS_execve },
	{ "execveat", SYS_execveat },
	{ "ptrace", SYS_ptrace },
	{ "unshare", SYS_unshare },
	{ "setns", SYS_setns },
	{ "mount", SYS_mount },
	{ "setuid", SYS_setuid },
	{ "prctl", SYS_prctl },
	{ "mprotect", SYS_mprotect },
	{ "process_vm_readv", SYS_process_vm_readv },
	{ "io_uring_setup", SYS_io_uring_setup },
	{ "bpf", SYS_bpf },
	{ "keyctl", SYS_keyctl },
	{ "tkill", SYS_tkill },
	{ "pidfd_getfd", SYS_pidfd_getfd },
	{ "kill", SYS_kill },
	{ "clone", SYS_clone },
	{ "memfd_create", SYS_memfd_create },
	{ "setsockopt", SYS_setsockopt },
	{ "fstat", SYS_fstat },
	{ "chmod", SYS_chmod },
};

static const struct identity nobody = { true, 65534, 65534 };

static int signal_of(const struct proc_spec *spec, long call)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		if (jail_enter(spec, &nobody) < 0)
			_exit(9);
		syscall(call, 0, 0, 0, 0, 0, 0);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status))
		assert_int_equal(WEXITSTATUS(status), 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/* AddressSanitizer maps and protects memory as it likes. */
static bool is_for_sanitizer(long call)
{
	return SANITIZED && call == SYS_mprotect;
}

static void it_is_stopped_at_what_it_must_not_do(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
		if (!is_for_sanitizer(forbidden[i].call) &&
		    signal_of(&control_row, forbidden[i].call) != SIGSYS)
			fail_msg("control may %s", forbidden[i].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_stopped_at_what_it_must_not_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
