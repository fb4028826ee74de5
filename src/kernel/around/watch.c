/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch.c -- when to look around the gate again
 */
#include "kernel/around/watch.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "kernel/around/ask.h"

enum {
	AT_ONCE = 4096,    /* messages thrown away in one go */
	LOOKING_SHARE = 10 /* at most one part in so many of the time */
};

static const int groups[] = {
	RTNLGRP_LINK,         RTNLGRP_TC,         RTNLGRP_IPV4_IFADDR,
	RTNLGRP_IPV6_IFADDR,  RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,
	RTNLGRP_IPV4_RULE,    RTNLGRP_IPV6_RULE,  RTNLGRP_IPV4_NETCONF,
	RTNLGRP_IPV6_NETCONF, RTNLGRP_NEXTHOP,
};

int around_watch_open(struct around_watch *watch)
{
	int fd = ask_open(NETLINK_ROUTE, SOCK_NONBLOCK);

	if (fd < 0)
		return fd;
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			       &groups[i], sizeof(groups[i])) < 0) {
			int error = -errno;

			close(fd);
			return error;
		}
	*watch = (struct around_watch){ .fd = fd,
					.changed = true,
					.looked_ms = -WATCH_GAP_MAX_MS,
					.gap_ms = WATCH_GAP_MS };
	return 0;
}

/* A byte of each message is enough: the kernel drops the rest of it. */
int around_watch_drain(struct around_watch *watch)
{
	char byte;

	for (int i = 0; i < AT_ONCE; i++) {
		if (recv(watch->fd, &byte, 1, MSG_DONTWAIT) >= 0 ||
		    errno == ENOBUFS) {
			watch->changed = true;
			continue;
		}
		if (errno == EAGAIN)
			return 0;
		if (errno != EINTR)
			return -errno;
	}
	return 0;
}

int64_t around_watch_due(const struct around_watch *watch, int64_t now_ms)
{
	int64_t wait = watch->changed ? watch->gap_ms : WATCH_POLL_MS;
	int64_t due = watch->looked_ms + wait - now_ms;

	return due > 0 ? due : 0;
}

bool around_watch_hears(const struct around_watch *watch)
{
	return !watch->changed;
}

void around_watch_begin(struct around_watch *watch)
{
	(void)around_watch_drain(watch);
	watch->changed = false;
}

void around_watch_looked(struct around_watch *watch, int64_t now_ms,
			 int64_t cost_ms)
{
	int64_t gap = cost_ms * (LOOKING_SHARE - 1);

	if (gap < WATCH_GAP_MS)
		gap = WATCH_GAP_MS;
	if (gap > WATCH_GAP_MAX_MS)
		gap = WATCH_GAP_MAX_MS;
	watch->gap_ms = gap;
	watch->looked_ms = now_ms;
}
