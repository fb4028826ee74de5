/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * engine_jail.c -- a process with an engine's folders and jail, for a test
 */
#include "engine_jail.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/must.h"
#include "daemon/engine/row.h"
#include "daemon/procs.h"

const struct attempt forbidden[N_FORBIDDEN] = {
	{ "open", SYS_open },
	{ "openat2", SYS_openat2 },
	{ "creat", SYS_creat },
	{ "socket", SYS_socket },
	{ "socketpair", SYS_socketpair },
	{ "connect", SYS_connect },
	{ "bind", SYS_bind },
	{ "listen", SYS_listen },
	{ "accept4", SYS_accept4 },
	{ "sendto", SYS_sendto },
	{ "fork", SYS_fork },
	{ "vfork", SYS_vfork },
	{ "clone3", SYS_clone3 },
	{ "execve", SYS_execve },
	{ "execveat", SYS_execveat },
	{ "ptrace", SYS_ptrace },
	{ "process_vm_readv", SYS_process_vm_readv },
	{ "process_vm_writev", SYS_process_vm_writev },
	{ "pidfd_getfd", SYS_pidfd_getfd },
	{ "unshare", SYS_unshare },
	{ "setns", SYS_setns },
	{ "mount", SYS_mount },
	{ "chroot", SYS_chroot },
	{ "setuid", SYS_setuid },
	{ "capset", SYS_capset },
	{ "mprotect", SYS_mprotect },
	{ "io_uring_setup", SYS_io_uring_setup },
	{ "bpf", SYS_bpf },
	{ "keyctl", SYS_keyctl },
	{ "chmod", SYS_chmod },
	{ "fchmodat", SYS_fchmodat },
	{ "fchownat", SYS_fchownat },
	{ "symlinkat", SYS_symlinkat },
	{ "linkat", SYS_linkat },
	{ "ioctl", SYS_ioctl },
	{ "setsockopt", SYS_setsockopt },
	{ "tkill", SYS_tkill },
	{ "clock_settime", SYS_clock_settime },
	{ "reboot", SYS_reboot },
};

static const struct identity nobody = { true, 65534, 65534 };
char folder[40];

static void put_at(const char *path, int number)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	must(fd >= 0 && dup2(fd, number) == number);
	if (fd != number)
		close(fd);
}

/* A state folder and one with rules, where an engine has them. */
int jail_setup(void **state)
{
	char path[64];
	int fd;

	(void)state;
	memcpy(folder, "/tmp/sekisho-engine-row-XXXXXX", 31);
	must(mkdtemp(folder));
	must(chmod(folder, 0777) == 0);
	snprintf(path, sizeof(path), "%s/journal", folder);
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
	must(fd >= 0 && fchmod(fd, 0666) == 0);
	close(fd);
	/* Something stands for the channels. */
	put_at("/", FD_SETTINGS);
	put_at("/", FD_PARENT);
	put_at(folder, FD_ENGINE_STATE);
	put_at("rules", FD_ENGINE_RULES);
	return 0;
}

int jail_teardown(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", folder);
	/* NOLINTNEXTLINE(cert-env33-c): a folder that this test has made */
	return system(command);
}

void enter_engine(void)
{
	if (jail_leave_network() < 0 || jail_enter(&engine_row, &nobody) < 0)
		_exit(JAIL_FAILED);
}

int status_of(pid_t pid)
{
	int status;

	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}
