/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform.h -- one message into one plain message, in a process of its own
 *
 * The process lives for one message. It has standard input (the message) and
 * standard output (the plain message), memory reserved beforehand, and three
 * system calls: read, write, exit_group.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

struct arena;
struct envelope;
struct filter;

/* Its exit status. Anything else, a signal above all, is a crash. */
enum transform_exit {
	TRANSFORM_OK,
	TRANSFORM_FAILED, /* it could not read, write or confine itself */
	TRANSFORM_HELD,   /* + enum convert_verdict: it cannot be made text */
};

/* Built once, before any message; the filter is struct filter's. */
struct transform {
	const struct filter *filter;
	struct arena *arena;     /* reserved, with a ceiling */
	const char *authserv_id; /* see mime/convert.h */
};

/* What must be in memory before the process is confined. */
void transform_warm(struct arena *arena);

/*
 * In the freshly forked process: takes the two descriptors as its standard
 * input and output, closes all others, confines itself, converts and ends.
 */
__attribute__((noreturn)) void transform_main(const struct transform *transform,
					      const struct envelope *envelope,
					      int in, int out, size_t len);
