/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * row.c -- the control process's row of the privilege table
 */
#include "daemon/control/row.h"

#include <sys/syscall.h>

#include "daemon/control/control.h"

/* clang-format off */

static const int control_calls[] = {
	/* memory, time, its own end, log lines */
	SYS_read, SYS_write, SYS_close, SYS_exit_group, SYS_rt_sigreturn,
	SYS_brk, SYS_mmap, SYS_munmap, SYS_mremap, SYS_clock_gettime,
	/* callers and channels */
	SYS_epoll_wait, SYS_epoll_ctl, SYS_accept4, SYS_sendmsg, SYS_recvmsg,
	/* who asks: SO_PEERCRED, SO_PEERGROUPS */
	SYS_getsockopt,
	/* is it sealed, and how long */
	SYS_fcntl, SYS_lseek,
	-1,
};

const struct proc_spec control_row = {
	.name = "control", .user = "sekisho-control",
	.network = "the gateway's, unused",
	.keeps = "listening Unix socket, stderr, channels to engine and parent",
	.calls = control_calls,
	/* A caller has its socket and at most one descriptor that waits. */
	.limits = { .memory = 256ULL << 20, .files = 2 * CONTROL_CALLERS + 64 },
};
