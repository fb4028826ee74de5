/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * child.h -- a transform and its message, as the zygote sees them
 *
 * A fresh one ends with its message. One that is reused (reused.h) is given the
 * next one when it has done one; it is replaced after LIMIT_REUSES of them, and
 * when anything goes wrong; all of them are when the inside refutes what one has
 * said. A message that it dies of, and that was not its first, is tried again by
 * a new one: what an earlier message has broken is not the later one's fault, and
 * what is said of a message is what a fresh process says. So it has, like any other, LIMIT_TRANSFORM_CPU of its own.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "mail/messages.h"
#include "mail/transform/transform.h"

/* What MESSAGE_TRANSFORM says. */
struct job {
	uint32_t id;
	int message;
	size_t len;
	uint8_t body[ENVELOPE_MAX + 4];
};

struct child {
	pid_t pid; /* 0: free */
	bool busy; /* it has a message */
	time_t deadline;
	int result;
	bool reused;
	int channel;         /* to a reused one that may be given more; or -1 */
	uint32_t first;      /* message that it was given */
	unsigned n_messages; /* that it was given */
	uint64_t n_bytes;    /* of these, and of what it said of them */
	bool distrusted;     /* whatever it says counts no more */
	struct job job;
};

/* There is none, or it waits for its next message. */
bool child_has_room(const struct child *child);
/* Gives it its job, and its life before if it has none. False: that
 * is none. */
bool child_begin(struct child *child, const struct transform *transform);
/* Of one that is reused: it may have done its message. */
void child_hear(struct child *child);
/* One of those that are reused may have been taken over: this one ends, if it
 * has done a message, and what it has in hand is tried again. */
void child_distrust(struct child *child);
/* Its process has ended: says what became of its message, or begins anew. */
void child_end(struct child *child, const struct transform *transform,
	       int status);
/* Ends it, if its message has taken LIMIT_TRANSFORM_TIME. */
void child_stop_late(const struct child *child);
