/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * row.c -- the survey process's row of the privilege table
 */
#include "daemon/survey/row.h"

#include <sys/syscall.h>

/* clang-format off */

static const int survey_calls[] = {
	/* memory, time, its own end, log lines */
	SYS_read, SYS_write, SYS_close, SYS_exit_group, SYS_rt_sigreturn,
	SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_clock_gettime,
	/* glibc's qsort() asks how much memory there is */
	SYS_sysinfo,
	/* channels */
	SYS_ppoll, SYS_poll, SYS_sendmsg, SYS_recvmsg,
	/* what goes on with poll() after a stop or a suspend */
	SYS_restart_syscall,
	/* netlink sockets opened before */
	SYS_sendto, SYS_recvfrom,
	/* switches; the lists of legacy tables */
	SYS_openat, SYS_newfstatat, SYS_lseek,
	/* findings go as sealed memory; is an expectation sealed, how long */
	SYS_memfd_create, SYS_fcntl,
	-1,
};

static const struct path_rule survey_paths[] = {
	{ "/proc/sys/net", 0, PATH_READ },
	{ 0 },
};

const struct proc_spec survey_row = {
	.name = "survey", .user = "sekisho-survey",
	.network = "the gateway's: lists links, routes, tc by rtnetlink",
	.keeps = "rtnetlink sockets, IPsec policy events, lists of legacy tables, stderr, channels to engine and parent",
	.paths = survey_paths,
	.calls = survey_calls,
	.limits = { .memory = 512ULL << 20, .file_size = 8 << 20, .files = 64 },
};
