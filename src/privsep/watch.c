/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch.c -- descriptors that a process waits for
 */
#include "privsep/watch.h"

#include <errno.h>
#include <sys/epoll.h>

#include "base/log.h"

bool watch_begin(int epoll, int fd, uint32_t events, uint64_t tag)
{
	struct epoll_event event = { .events = events, .data.u64 = tag };
	int error;

	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0)
		return true;
	error = errno;
	log_errno(-error, "cannot-watch fd=%d", fd);
	errno = error;
	return false;
}
