/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transform.h -- one message into one plain message, in a process of its own
 *
 * The process lives for one message. It has standard input (the message) and
 * standard output (the plain message), memory reserved beforehand, and three
 * system calls: read, write, exit_group. What the pieces of its life are,
 * reused.c puts together otherwise.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "mime/convert.h"

struct arena;
struct envelope;
struct filter;

/* Its exit status. Anything else, a signal above all, is a crash. */
enum transform_exit {
	TRANSFORM_OK,
	TRANSFORM_FAILED, /* it could not read, write or confine itself */
	TRANSFORM_HELD,   /* + enum convert_verdict: it cannot be made text */
};

static inline int transform_exit_held(enum convert_verdict why)
{
	return (int)TRANSFORM_HELD + (int)why;
}

/* Is it such an exit, and why? */
static inline bool transform_is_held(int code, enum convert_verdict *why)
{
	*why = (enum convert_verdict)(code - (int)TRANSFORM_HELD);
	return code > transform_exit_held(CONVERT_OK) &&
	       code < transform_exit_held(N_CONVERT_VERDICTS);
}

/* Built once, before any message; the filter is struct filter's. */
struct transform {
	const struct filter *filter;
	struct arena *arena;     /* reserved, with a ceiling */
	const char *authserv_id; /* this and the others: see mime/convert.h */
	const char *attachments;
	uint64_t attachment_size, attachments_size;
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

/* ------ its pieces ------ */

/* One message. */
struct transform_work {
	int in, out;      /* the message from its first byte; an empty file */
	size_t len;       /* bytes of the message */
	size_t plain_len; /* of the plain message, once it is made */
};

/* The body of MESSAGE_TRANSFORM. False: it is none. */
bool transform_read_request(const uint8_t *body, size_t body_len,
			    struct envelope *envelope, size_t *len);
/* Closes all descriptors from `first_closed` on, and takes the limit of CPU
 * time and the filter upon itself. */
bool transform_confine(const struct transform *transform, int first_closed);
/* enum transform_exit */
int transform_convert(const struct transform *transform,
		      const struct envelope *envelope,
		      struct transform_work *work);
/* No byte of it is left in memory. */
void transform_forget(const struct transform *transform,
		      const struct transform_work *work);
