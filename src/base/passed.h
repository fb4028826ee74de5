/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * passed.h -- a descriptor that goes along with a message: one, or none
 *
 * SCM_RIGHTS of unix(7), around the caller's own sendmsg(2) and recvmsg(2).
 */
#pragma once

#include <stdint.h>
#include <sys/socket.h>

/* The room that it takes in a message; all zero before it is sent. */
union passed {
	struct cmsghdr head;
	uint8_t bytes[CMSG_SPACE(sizeof(int))];
};

/* Before sendmsg(): `fd` (stays the caller's) goes along; -1: nothing does. */
void passed_put(struct msghdr *msg, union passed *room, int fd);
/* Before recvmsg() with MSG_CMSG_CLOEXEC: one may come. Where there are more,
 * the kernel closes them and sets MSG_CTRUNC. */
void passed_expect(struct msghdr *msg, union passed *room);
/* After it: the one that came, which is the caller's now; or -1. */
int passed_take(struct msghdr *msg);
