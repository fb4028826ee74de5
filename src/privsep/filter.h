/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filter.h -- the system calls a process may still make
 *
 * A filter is built once, by libseccomp, from a list of calls, and can then be
 * loaded in any number of forked processes without memory or library calls. Any
 * other call, and any call of a foreign ABI, kills the whole process
 * (SECCOMP_RET_KILL_PROCESS, seccomp(2)). mmap is allowed without PROT_EXEC
 * only, unless the list has execve: a new program must be mapped. sendto and
 * sendmsg are without MSG_FASTOPEN, which would connect; shutdown is of what is
 * written only, which a listening socket does not feel. A filter can be narrowed
 * by a second one, never widened.
 */
#pragma once

#include <stddef.h>

struct sock_filter;

/* All zero: nothing built. filter_finish() frees it. */
struct filter {
	struct sock_filter *code;
	size_t n_code;
};

/* Added to a call's number: it does nothing but fail with EACCES, for programs
 * not ours that try and can do without. */
enum {
	FILTER_REFUSE = 1 << 24,
	/* To SYS_futex: it wakes whoever waits in this process, and no more. A
	 * library with threads in mind says so when it has begun, to nobody. */
	FILTER_WAKE = 1 << 25
};

/* `calls` are system call numbers (SYS_read, …), ended by -1.
 * 0, or -errno with *out untouched. */
int filter_build(const int *calls, struct filter *out);
/* Needs no_new_privs. Async-signal-safe; one system call. 0 or -errno. */
int filter_load(const struct filter *filter);
void filter_finish(struct filter *filter);
