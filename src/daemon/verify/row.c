/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * row.c -- what the verify process and its ssh-keygen may still do
 *
 * A filter cannot tell the two apart: what ssh-keygen inherits must suffice to
 * load and run it, on Debian 12 and newer. It has nothing to write to but a
 * pipe. It asks who it is (getpwuid(3)), for which glibc first tries nscd's
 * socket; that is refused, and /etc/passwd answers. The folder is named, not
 * the file: useradd(8) and ldconfig(8) put another file in the place of the
 * old, and a rule goes with the old one.
 */
#include <sys/syscall.h>

#include "daemon/verify/verify.h"

/* clang-format off */
static const int verify_calls[] = {
	/* hear, answer, wait */
	SYS_read, SYS_write, SYS_close, SYS_poll, SYS_ppoll, SYS_sendmsg,
	SYS_recvmsg, SYS_sendto, SYS_clock_gettime, SYS_exit_group, SYS_exit,
	SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn,
	SYS_restart_syscall,
	/* memory, sealed and other */
	SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_mprotect, SYS_madvise,
	SYS_memfd_create, SYS_fcntl, SYS_lseek,
	/* start ssh-keygen, and stop it in time */
	SYS_clone, SYS_pipe2, SYS_dup2, SYS_close_range, SYS_execve, SYS_wait4,
	SYS_kill,
	/* ssh-keygen: loading */
	SYS_access, SYS_faccessat, SYS_faccessat2, SYS_openat, SYS_open,
	SYS_newfstatat, SYS_fstat, SYS_stat, SYS_statx, SYS_pread64,
	SYS_readv, SYS_arch_prctl, SYS_set_tid_address, SYS_set_robust_list,
	SYS_rseq, SYS_prlimit64, SYS_getrlimit, SYS_setrlimit, SYS_prctl,
	SYS_futex,
	/* … and running */
	SYS_getrandom, SYS_getpid, SYS_gettid, SYS_getppid, SYS_getuid,
	SYS_geteuid, SYS_getgid, SYS_getegid, SYS_uname, SYS_sysinfo,
	SYS_ioctl, SYS_statfs, SYS_fstatfs, SYS_writev, SYS_dup, SYS_dup3,
	SYS_getcwd, SYS_readlink, SYS_readlinkat, SYS_clock_nanosleep,
	SYS_gettimeofday, SYS_time, SYS_sigaltstack, SYS_tgkill,
	SYS_sched_yield, SYS_sched_getaffinity,
	FILTER_REFUSE | SYS_socket, FILTER_REFUSE | SYS_connect,
	-1,
};

static const struct path_rule verify_paths[] = {
	{ "/usr", 0, PATH_EXECUTE },
	{ "/lib", 0, PATH_EXECUTE },
	{ "/lib64", 0, PATH_EXECUTE },
	{ "/etc", 0, PATH_READ },
	{ "/dev/null", 0, PATH_CHANGE },
	{ 0 },
};

const struct proc_spec verify_row = {
	.name = "verify", .user = "sekisho-verify",
	.network = "an empty one",
	.keeps = "stderr, channels to engine and parent",
	.paths = verify_paths,
	.calls = verify_calls,
	.limits = { .memory = 1ULL << 30, .file_size = 128 << 20, .files = 128,
		    .forks = true },
};
/* clang-format on */
