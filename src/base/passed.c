/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * passed.c -- the control message that bears a descriptor
 */
#include "base/passed.h"

#include <string.h>

void passed_put(struct msghdr *msg, union passed *room, int fd)
{
	struct cmsghdr *head = &room->head;

	if (fd < 0)
		return;
	msg->msg_control = room;
	msg->msg_controllen = sizeof(*room);
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
}

void passed_expect(struct msghdr *msg, union passed *room)
{
	msg->msg_control = room;
	/* Not CMSG_SPACE(): its padding has room for a second one. */
	msg->msg_controllen = CMSG_LEN(sizeof(int));
}

int passed_take(struct msghdr *msg)
{
	const struct cmsghdr *head = CMSG_FIRSTHDR(msg);
	int fd = -1;

	if (head && head->cmsg_level == SOL_SOCKET &&
	    head->cmsg_type == SCM_RIGHTS &&
	    head->cmsg_len == CMSG_LEN(sizeof(fd)))
		memcpy(&fd, CMSG_DATA(head), sizeof(fd));
	return fd;
}
