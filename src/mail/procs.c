/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * procs.c -- the relay's privilege table
 *
 * The parent, which starts these, keeps the rights it was started with: it
 * reads no byte of any message, and hears from the inside only "dial". The
 * transform inherits user, limits, network and Landlock of its zygote, which
 * never reads a message either, and gives up all but three system calls; one
 * that is reused, all but five.
 */
#include "mail/procs.h"

#include <sys/syscall.h>

#include "mail/limits.h"

/* clang-format off */

/*
 * Descriptors that were sent and not yet taken count for the sender's user, of
 * all relays and callers together, as if they were open: unix(7), ETOOMANYREFS.
 * Messages of several relays that wait for their transforms or stores; answers
 * that a caller's program leaves unread, by default 1,024 of them.
 */
enum {
	IN_FLIGHT = 4096
};

/* What every waiting process needs: memory, time, its own end, log lines. */
#define CALLS_BASE \
	SYS_read, SYS_write, SYS_close, SYS_exit_group, SYS_rt_sigreturn, \
	SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_clock_gettime

/* getrandom(3); glibc behind 2.40 asks the vDSO, and blocks signals while it
 * makes room for that. */
#define CALLS_RANDOM \
	SYS_getrandom, SYS_rt_sigprocmask

/* What OpenSSL makes in TLS: random numbers, is it still the same process, a
 * word to other threads, which are not there; and qsort(3), of a certificate's
 * many names, asks how much memory there is. */
#define CALLS_TLS \
	CALLS_RANDOM, SYS_getpid, SYS_futex | FILTER_WAKE, SYS_sysinfo

static const int outside_calls[] = {
	CALLS_BASE,
	SYS_epoll_wait, SYS_epoll_ctl,
	SYS_accept4, SYS_recvfrom, SYS_sendto, SYS_setsockopt, SYS_shutdown,
	SYS_sendmsg, SYS_recvmsg,
	SYS_memfd_create, SYS_fcntl,
	CALLS_TLS,
	-1,
};

static const int zygote_calls[] = {
	CALLS_BASE,
	SYS_ppoll, SYS_sendmsg, SYS_recvmsg, SYS_memfd_create, SYS_fcntl,
	/* to fork a transform, see to its end, and stop it in time */
	SYS_socketpair, SYS_clone, SYS_wait4, SYS_kill, SYS_set_robust_list, SYS_rseq,
	SYS_rt_sigprocmask,
	/* what a transform does before it confines itself */
	SYS_madvise, SYS_dup2, SYS_close_range, SYS_lseek, SYS_prlimit64,
	SYS_seccomp,
	-1,
};

static const int transform_calls[] = {
	SYS_read, SYS_write, SYS_exit_group,
	-1,
};

/* The same, and to be given the next message and its two descriptors. */
static const int reused_calls[] = {
	SYS_read, SYS_write, SYS_exit_group,
	SYS_recvmsg, SYS_close,
	-1,
};

static const int inside_calls[] = {
	CALLS_BASE,
	SYS_epoll_wait, SYS_epoll_ctl,
	SYS_recvfrom, SYS_sendto, SYS_getsockopt,
	SYS_sendmsg, SYS_recvmsg, SYS_pread64,
	CALLS_TLS,
	-1,
};

static const int store_calls[] = {
	CALLS_BASE,
	SYS_ppoll, SYS_restart_syscall, SYS_sendmsg, SYS_recvmsg,
	/* is it sealed, and how long */
	SYS_fcntl, SYS_fstat,
	/* volumes, marks and journal: names in their folders, and their bytes */
	SYS_openat, SYS_newfstatat, SYS_getdents64, SYS_faccessat,
	SYS_faccessat2, SYS_unlinkat, SYS_flock, SYS_lseek, SYS_pread64,
	SYS_pwrite64, SYS_fallocate, SYS_ftruncate, SYS_fdatasync, SYS_fsync,
	SYS_renameat,
	CALLS_RANDOM,
	/* an original that is read, an answer: sealed */
	SYS_memfd_create,
	/* glibc's qsort() of more than a kilobyte asks for the memory's size */
	SYS_sysinfo,
	-1,
};

static const struct path_rule store_paths[] = {
	{ "originals", FD_STORE_ORIGINALS, PATH_CHANGE },
	{ "journal", FD_STORE_JOURNAL, PATH_CHANGE },
	{ 0 },
};

static const int control_calls[] = {
	CALLS_BASE,
	SYS_ppoll, SYS_restart_syscall, SYS_accept4, SYS_sendmsg, SYS_recvmsg,
	/* who asks: SO_PEERCRED, SO_PEERGROUPS */
	SYS_getsockopt,
	/* the text of a status, sealed */
	SYS_memfd_create, SYS_fcntl,
	-1,
};

static const int keys_calls[] = {
	CALLS_BASE,
	SYS_ppoll, SYS_restart_syscall, SYS_sendmsg, SYS_recvmsg,
	CALLS_TLS,
	-1,
};

const struct proc_spec procs[N_PROCS] = {
	[PROC_OUTSIDE] = {
		.name = "outside", .user = "sekisho-outside",
		.network = "the outer side's",
		.keeps = "listening socket, stderr, channels to zygote, inside, store, control and keys",
		.calls = outside_calls,
		.limits = { .memory = 4ULL << 30, .files = IN_FLIGHT },
	},
	[PROC_ZYGOTE] = {
		.name = "zygote", .user = "sekisho-transform",
		.network = "none (an empty network namespace)",
		.keeps = "stderr, channels from outside and to inside",
		.calls = zygote_calls,
		.limits = { .memory = 512ULL << 20, .file_size = LIMIT_PLAIN,
			    .files = IN_FLIGHT, .forks = true },
	},
	[PROC_TRANSFORM] = {
		.name = "transform", .user = "sekisho-transform",
		.network = "none (an empty network namespace)",
		.keeps = "one message to read, one plain message to write",
		.calls = transform_calls,
		.limits = { .memory = 512ULL << 20, .file_size = LIMIT_PLAIN,
			    .files = IN_FLIGHT, .cpu = LIMIT_TRANSFORM_CPU },
	},
	[PROC_REUSED] = {
		.name = "reused", .user = "sekisho-transform",
		.network = "none (an empty network namespace)",
		.keeps = "channel to zygote, one message to read, one plain message to write",
		.calls = reused_calls,
		.limits = { .memory = 512ULL << 20, .file_size = LIMIT_PLAIN,
			    .files = IN_FLIGHT, .cpu = LIMIT_TRANSFORM_CPU },
	},
	[PROC_INSIDE] = {
		.name = "inside", .user = "sekisho-inside",
		.network = "the inner side's, by sockets the parent connects",
		.keeps = "stderr, channels to outside, zygote, parent and keys",
		.calls = inside_calls,
		.limits = { .memory = 1ULL << 30, .files = 2 * LIMIT_SESSIONS + 64 },
	},
	[PROC_STORE] = {
		.name = "store", .user = "sekisho-store",
		.network = "none (an empty network namespace)",
		.keeps = "folders of originals and journal, stderr, channels to outside and control",
		.paths = store_paths,
		.calls = store_calls,
		.limits = { .memory = 512ULL << 20, .files = 64 },
	},
	[PROC_CONTROL] = {
		.name = "control", .user = "sekisho-mail-control",
		.network = "none (an empty network namespace)",
		.keeps = "listening Unix socket, stderr, channels to outside, store and parent",
		.calls = control_calls,
		.limits = { .memory = 256ULL << 20, .files = IN_FLIGHT },
	},
	[PROC_KEYS] = {
		.name = "keys", .user = "sekisho-keys",
		.network = "none (an empty network namespace)",
		.keeps = "the private key, stderr, channels to outside and inside",
		.calls = keys_calls,
		.limits = { .memory = 256ULL << 20, .files = 64 },
	},
};
/* clang-format on */
