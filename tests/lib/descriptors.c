/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * descriptors.c -- packets with several descriptors, and how many are open
 */
#include "descriptors.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

void descriptors_send(int socket, const void *bytes, size_t len, const int *fds,
		      size_t n)
{
	static uint8_t copy[1 << 16];

	union {
		struct cmsghdr head;
		uint8_t bytes[CMSG_SPACE(DESCRIPTORS_MOST * sizeof(int))];
	} room = { 0 };

	struct iovec part = { copy, len };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };

	assert_in_range(len, 0, sizeof(copy));
	assert_in_range(n, 0, DESCRIPTORS_MOST);
	memcpy(copy, bytes, len);
	if (n) {
		msg.msg_control = &room;
		msg.msg_controllen = CMSG_SPACE(n * sizeof(int));
		room.head.cmsg_level = SOL_SOCKET;
		room.head.cmsg_type = SCM_RIGHTS;
		room.head.cmsg_len = CMSG_LEN(n * sizeof(int));
		memcpy(CMSG_DATA(&room.head), fds, n * sizeof(int));
	}
	assert_int_equal(sendmsg(socket, &msg, MSG_NOSIGNAL), len);
}

size_t descriptors_open(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}
