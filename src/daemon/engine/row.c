/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * row.c -- the engine's and the worker's rows of the privilege table
 *
 * A worker inherits all of the engine's and narrows it: what it needs, the
 * engine has to have, but it has no state folder and no channel.
 */
#include "daemon/engine/row.h"

#include <sys/syscall.h>

#include "daemon/procs.h"

/* clang-format off */

static const int engine_calls[] = {
	/* memory, time, its own end, log lines */
	SYS_read, SYS_write, SYS_close, SYS_exit_group, SYS_rt_sigreturn,
	SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise,
	SYS_clock_gettime, SYS_sysinfo, SYS_futex,
	/* channels */
	SYS_poll, SYS_ppoll, SYS_sendmsg, SYS_recvmsg,
	/* what goes on with poll() after a stop or a suspend */
	SYS_restart_syscall,
	/* the stores: names in the state folder, and the rules to read */
	SYS_openat, SYS_pread64, SYS_newfstatat, SYS_fstat, SYS_getdents64,
	SYS_fsync, SYS_fdatasync, SYS_ftruncate, SYS_renameat, SYS_renameat2,
	SYS_unlinkat, SYS_mkdirat, SYS_faccessat, SYS_faccessat2, SYS_flock,
	SYS_lseek, SYS_fcntl, SYS_dup, SYS_sendfile, SYS_access,
	/* sealed memory */
	SYS_memfd_create,
	/* a worker: forked (glibc behind 2.36 blocks signals meanwhile),
	 * narrowed, waited for */
	SYS_clone, SYS_rt_sigprocmask, SYS_set_robust_list, SYS_rseq,
	SYS_close_range,
	SYS_pidfd_open, SYS_wait4, SYS_kill, SYS_getpid, SYS_gettid,
	SYS_landlock_create_ruleset, SYS_landlock_add_rule,
	SYS_landlock_restrict_self, SYS_seccomp, SYS_prctl,
	-1,
};

static const int worker_calls[] = {
	SYS_read, SYS_write, SYS_close, SYS_exit_group, SYS_rt_sigreturn,
	SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_madvise,
	SYS_clock_gettime, SYS_sysinfo, SYS_futex,
	/* the texts, and the rules */
	SYS_openat, SYS_newfstatat, SYS_fstat, SYS_lseek, SYS_dup, SYS_fcntl,
	SYS_access,
	-1,
};

static const struct path_rule engine_paths[] = {
	{ "state folder", FD_ENGINE_STATE, PATH_CHANGE },
	{ "rules folder", FD_ENGINE_RULES, PATH_READ },
	{ 0 },
};

static const struct path_rule worker_paths[] = {
	{ "rules folder", FD_ENGINE_RULES, PATH_READ },
	{ 0 },
};

const struct proc_spec engine_row = {
	.name = "engine", .user = "sekisho-engine",
	.network = "an empty one",
	.keeps = "state folder, rules folder, stderr, channels to all",
	.paths = engine_paths,
	.calls = engine_calls,
	.limits = { .memory = 8ULL << 30, .files = 128, .forks = true },
};

const struct proc_spec worker_row = {
	.name = "worker", .user = "sekisho-engine",
	.network = "an empty one",
	.keeps = "policy texts, dumps of the rules, rules folder, memory that it answers into, stderr",
	.paths = worker_paths,
	.calls = worker_calls,
	.limits = { .memory = 8ULL << 30, .files = 128 },
};
/* clang-format on */
