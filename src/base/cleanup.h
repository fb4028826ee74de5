/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cleanup.h -- locals that own: freed at the end of their scope
 *
 * `_cleanup_(freep) char *text = NULL;` -- always initialised. Ownership leaves
 * a scope only through take_ptr() or take_fd(), so that one function can be
 * judged without reading its callees.
 */
#pragma once

#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(f) __attribute__((cleanup(f)))

#define take_ptr(p)                            \
	__extension__({                        \
		__typeof__(p) *from_ = &(p);   \
		__typeof__(p) taken_ = *from_; \
		*from_ = NULL;                 \
		taken_;                        \
	})

static inline void freep(void *p)
{
	free(*(void **)p);
}

/* Closed twice, a number may by then be another's. */
static inline void fd_closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}
