/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forbidden.c -- system calls that a process behind a filter must not make, and
 * what the kernel does if it tries
 */
#include "forbidden.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "privsep/sanitizer.h"

/* Raw, so that nothing but the call itself is tried. */
const struct forbidden_call forbidden_calls[N_FORBIDDEN] = {
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
};

int forbidden_signal(const struct proc_spec *spec, void (*prepare)(void),
		     long call)
{
	static const struct identity nobody = { true, 65534, 65534 };
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		if (prepare)
			prepare();
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

bool forbidden_is_sanitizers(long call)
{
	return SANITIZED && call == SYS_mprotect;
}
