/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch.h -- when to look around the gate again
 *
 * rtnetlink tells that something changed; what it tells is thrown away, for a
 * look reads everything. The first change after a quiet time is looked at at
 * once; while changes keep coming, looks are spaced: never closer than
 * WATCH_GAP_MS, and never more than a tenth of the processor's time is
 * spent looking. So a
 * flood of routes costs a bounded number of looks, and the last change is seen.
 * What has no events (switches, xtables) is polled.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
	WATCH_GAP_MS = 100,
	WATCH_GAP_MAX_MS = 5000,
	WATCH_POLL_MS = 10000,
};

struct around_watch {
	int fd; /* becomes readable when something changed */
	bool changed;
	int64_t looked_ms, gap_ms;
};

/* 0 or -errno. Needs no right. Open until the process ends. */
int around_watch_open(struct around_watch *watch);

/* When `fd` is readable: notes the change. Messages that were lost are a
 * change as well. -errno where the socket is broken. */
int around_watch_drain(struct around_watch *watch);
/* Milliseconds from `now` until the next look is due, 0: now. */
int64_t around_watch_due(const struct around_watch *watch, int64_t now_ms);
/* Whether to wait for `fd`: not while a look is due anyway. */
bool around_watch_hears(const struct around_watch *watch);
/* A look begins: what came before counts as seen. */
void around_watch_begin(struct around_watch *watch);
/* It ended at `now`, having taken `cost` of the processor's time: waiting for
 * the kernel's locks is nobody's work. */
void around_watch_looked(struct around_watch *watch, int64_t now_ms,
			 int64_t cost_ms);
