/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filter.c -- a list of system calls becomes a BPF program
 */
#include "privsep/filter.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <seccomp.h>

#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "privsep/sanitizer.h"

enum {
	MAX_CODE = BPF_MAXINSNS
};

/* What AddressSanitizer's allocator and reports need beside the list; empty in
 * every build that is delivered. */
static const int sanitizer_calls[] = {
#if SANITIZED
	SYS_mmap,   SYS_munmap, SYS_madvise, SYS_mprotect,    SYS_sched_yield,
	SYS_gettid, SYS_futex,  SYS_getpid,  SYS_sigaltstack, SYS_write,
	SYS_brk,
#endif
	-1,
};

static void release(scmp_filter_ctx *ctx)
{
	if (*ctx)
		seccomp_release(*ctx);
}

static bool has_call(const int *calls, int call)
{
	while (*calls >= 0 && *calls != call)
		calls++;
	return *calls >= 0;
}

/* With an address and this flag a send is a connect(2) that no list has and
 * Landlock does not see, by any TCP socket that there is; by a listening one as
 * well, once it is shut down. */
static int allow_send(scmp_filter_ctx ctx, int call)
{
	const unsigned flags = call == SYS_sendmsg ? 2 : 3; /* which argument */

	return seccomp_rule_add(
		ctx, SCMP_ACT_ALLOW, call, 1,
		SCMP_CMP(flags, SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0));
}

static int allow_call(scmp_filter_ctx ctx, int call, bool executes)
{
	if (call & FILTER_REFUSE)
		return seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES),
					call & ~FILTER_REFUSE, 0);
	if (call & FILTER_WAKE)
		return seccomp_rule_add(
			ctx, SCMP_ACT_ALLOW, call & ~FILTER_WAKE, 1,
			SCMP_A1(SCMP_CMP_EQ, FUTEX_WAKE_PRIVATE));
	if (call == SYS_sendmsg || call == SYS_sendto || call == SYS_sendmmsg)
		return allow_send(ctx, call);
	if (call == SYS_shutdown)
		return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 1,
					SCMP_A1(SCMP_CMP_EQ, SHUT_WR));
	if (call == SYS_mmap && !executes)
		return seccomp_rule_add(
			ctx, SCMP_ACT_ALLOW, call, 1,
			SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 0);
}

static int allow(scmp_filter_ctx ctx, const int *calls)
{
	bool executes = has_call(calls, SYS_execve);
	int r = 0;

	for (; r == 0 && *calls >= 0; calls++)
		r = allow_call(ctx, *calls, executes);
	return r;
}

/* libseccomp hands its program out through a descriptor only. */
static int export_code(scmp_filter_ctx ctx, struct filter *out)
{
	const size_t size = MAX_CODE * sizeof(struct sock_filter);
	_cleanup_(fd_closep) int fd = memfd_create("filter", MFD_CLOEXEC);
	_cleanup_(freep) struct sock_filter *code = xcalloc(1, size);
	ssize_t len;
	int r;

	if (fd < 0)
		return -errno;
	r = seccomp_export_bpf(ctx, fd);
	if (r < 0)
		return r;
	len = pread(fd, code, size, 0);
	if (len < 0)
		return -errno;
	out->n_code = (size_t)len / sizeof(*code);
	out->code = take_ptr(code);
	return 0;
}

int filter_build(const int *calls, struct filter *out)
{
	_cleanup_(release) scmp_filter_ctx ctx =
		seccomp_init(SCMP_ACT_KILL_PROCESS);
	int r;

	if (!ctx)
		return -ENOMEM;
	r = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
			     SCMP_ACT_KILL_PROCESS);
	if (r == 0)
		r = allow(ctx, calls);
	if (r == 0)
		r = allow(ctx, sanitizer_calls);
	if (r < 0)
		return r;
	return export_code(ctx, out);
}

int filter_load(const struct filter *filter)
{
	const struct sock_fprog prog = {
		.len = (unsigned short)filter->n_code,
		.filter = filter->code,
	};

	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) < 0)
		return -errno;
	return 0;
}

void filter_finish(struct filter *filter)
{
	free(filter->code);
	*filter = (struct filter){ 0 };
}
