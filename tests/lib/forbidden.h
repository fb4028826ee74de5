/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forbidden.h -- system calls that a process behind a filter must not make, and
 * what the kernel does if it tries
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "privsep/jail.h"

struct forbidden_call {
	const char *name;
	long call;
};

enum {
	N_FORBIDDEN = 31
};

/* What none of ours may, but where a test says otherwise. */
extern const struct forbidden_call forbidden_calls[N_FORBIDDEN];

/* The signal that ends a process in that jail which makes the call, or 0. Before
 * it enters, `prepare` (or NULL) is called. */
int forbidden_signal(const struct proc_spec *spec, void (*prepare)(void),
		     long call);
/* The name of the first of these calls that does not end a process in that jail
 * by SIGSYS; NULL: each does. */
const char *forbidden_allowed(const struct proc_spec *spec,
			      const struct forbidden_call *calls, size_t n);
/* Whether a process in that jail opens the file. */
bool forbidden_opens(const struct proc_spec *spec, const char *path, int flags);
/* AddressSanitizer maps and protects memory as it likes. */
bool forbidden_is_sanitizers(long call);
