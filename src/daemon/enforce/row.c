/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * row.c -- the enforce process's row of the privilege table
 *
 * /proc is read for who has just changed the rules; what may be written are the
 * two switches of forwarding. Memory: three rulesets, each of which may be as
 * large as ruleset.h permits.
 */
#include "daemon/enforce/row.h"

#include <sys/syscall.h>

#include <linux/capability.h>

/* clang-format off */

static const int enforce_calls[] = {
	/* memory, time, its own end, log lines */
	SYS_read, SYS_write, SYS_close, SYS_exit_group, SYS_rt_sigreturn,
	SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_clock_gettime,
	/* packets on their way are waited for */
	SYS_membarrier,
	/* pauses; and what goes on with one after a stop */
	SYS_clock_nanosleep, SYS_restart_syscall,
	/* glibc's qsort() asks how much memory there is */
	SYS_sysinfo,
	/* channels */
	SYS_ppoll, SYS_poll, SYS_sendmsg, SYS_recvmsg,
	/* netlink sockets opened before */
	SYS_sendto, SYS_recvfrom,
	/* who it was; the switches of forwarding */
	SYS_openat, SYS_readlinkat, SYS_readlink,
	/* the kernel's own time zone */
	SYS_gettimeofday,
	/* answers go as sealed memory; is a ruleset sealed, how long */
	SYS_memfd_create, SYS_fcntl, SYS_lseek,
	-1,
};

static const struct path_rule enforce_paths[] = {
	{ "/proc", 0, PATH_READ },
	{ "/proc/sys/net/ipv4/ip_forward", 0, PATH_CHANGE },
	{ "/proc/sys/net/ipv6/conf/all/forwarding", 0, PATH_CHANGE },
	{ 0 },
};

const struct proc_spec enforce_row = {
	.name = "enforce", .user = "sekisho-enforce",
	.network = "the gateway's: nf_tables and conntrack by netlink",
	.keeps = "netlink socket that owns the gate's table, netlink events, stderr, channels to engine and parent",
	.capabilities = 1ULL << CAP_NET_ADMIN,
	.paths = enforce_paths,
	.calls = enforce_calls,
	.limits = { .memory = 4ULL << 30, .file_size = 256 << 20, .files = 64 },
};
