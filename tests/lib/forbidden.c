/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forbidden.c -- system calls that a process behind a filter must not make, and
 * what the kernel does if it tries
 */
#include "forbidden.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "privsep/sanitizer.h"

enum {
	JAIL_FAILED = 9,
};

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

static void enter(const struct proc_spec *spec)
{
	static const struct identity nobody = { true, 65534, 65534 };

	if (jail_enter(spec, &nobody) < 0)
		_exit(JAIL_FAILED);
}

/* As waitpid(2) says it, of one that has been in the jail. */
static int status_of(pid_t pid)
{
	int status;

	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == JAIL_FAILED);
	return status;
}

int forbidden_signal(const struct proc_spec *spec, void (*prepare)(void),
		     long call)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (prepare)
			prepare();
		enter(spec);
		syscall(call, 0, 0, 0, 0, 0, 0);
		_exit(0);
	}
	status = status_of(pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

const char *forbidden_allowed(const struct proc_spec *spec,
			      const struct forbidden_call *calls, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (forbidden_signal(spec, NULL, calls[i].call) != SIGSYS)
			return calls[i].name;
	return NULL;
}

bool forbidden_opens(const struct proc_spec *spec, const char *path, int flags)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		enter(spec);
		_exit(open(path, flags, 0600) < 0);
	}
	status = status_of(pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status) == 0;
}

bool forbidden_is_sanitizers(long call)
{
	return SANITIZED && call == SYS_mprotect;
}
