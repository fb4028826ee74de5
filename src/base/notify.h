/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notify.h -- what the service manager is told, and keeps for us
 *
 * sd_notify(3) and sd_listen_fds(3), the protocol alone: a datagram to
 * $NOTIFY_SOCKET; kept descriptors from 3 on, named in $LISTEN_FDNAMES. All of
 * it is nothing where there is no service manager.
 *
 * Nobody waits for the service manager: of one that stands still the queue is
 * full, and what matters has to be told again.
 */
#pragma once

#include <stdbool.h>

/* "READY=1", "STATUS=…", "WATCHDOG=1": lines, as sd_notify(3) has them. False:
 * it was not told. */
bool notify(const char *state);
/* Has the service manager keep a copy of `fd` under that name. False: it was not
 * told. */
bool notify_keep(const char *name, int fd);
/*
 * The descriptor that was kept under that name, now above all numbers that
 * spawn.h uses, or -1. Every other kept one is closed. Once, at the start.
 */
int notify_kept(const char *name);
