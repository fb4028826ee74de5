/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * around_poll.c -- the survey's polls as often as the test wants them
 *
 * $AROUND_POLL_MS instead of WATCH_POLL_MS: never, where each finding has to
 * come by an event; often, where there is none. Linked with
 * --wrap=around_watch_due.
 */
#include <stdlib.h>

#include "kernel/around/watch.h"

int64_t real_due(const struct around_watch *watch,
		 int64_t now_ms) __asm__("__real_around_watch_due");
int64_t poll_due(const struct around_watch *watch,
		 int64_t now_ms) __asm__("__wrap_around_watch_due");

int64_t poll_due(const struct around_watch *watch, int64_t now_ms)
{
	const char *poll = getenv("AROUND_POLL_MS");
	int64_t due;

	if (watch->changed || !poll)
		return real_due(watch, now_ms);
	due = watch->looked_ms + strtoll(poll, NULL, 10) - now_ms;
	return due > 0 ? due : 0;
}
