/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notify.c -- what the service manager is told, and keeps for us
 */
#include "base/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/passed.h"
#include "base/text.h"

enum {
	FIRST_KEPT = 3, /* SD_LISTEN_FDS_START */
	MANY = 64,
	OUT_OF_THE_WAY = 100
};

static bool find_socket(struct sockaddr_un *out, socklen_t *len)
{
	const char *path = getenv("NOTIFY_SOCKET");
	size_t n = path ? strlen(path) : 0;

	if (n < 2 || n >= sizeof(out->sun_path) ||
	    (path[0] != '/' && path[0] != '@'))
		return false;
	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(out->sun_path, path, n);
	if (path[0] == '@')
		out->sun_path[0] = '\0';
	*len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	return true;
}

static bool send_state(const char *state, int fd)
{
	_cleanup_(fd_closep) int to = -1;

	union passed passed = { 0 };
	struct sockaddr_un address;
	struct iovec part = { .iov_len = strlen(state) };
	struct msghdr msg = { .msg_name = &address,
			      .msg_iov = &part,
			      .msg_iovlen = 1 };

	if (!find_socket(&address, &msg.msg_namelen))
		return true;
	/* An iovec has no const; sendmsg() only reads. */
	memcpy(&part.iov_base, &state, sizeof(state));
	to = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	passed_put(&msg, &passed, fd);
	if (to >= 0 && sendmsg(to, &msg, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
		return true;
	if (errno != EAGAIN)
		log_errno(-errno, "notify");
	return false;
}

bool notify(const char *state)
{
	return send_state(state, -1);
}

bool notify_keep(const char *name, int fd)
{
	char state[128];

	snprintf(state, sizeof(state), "FDSTORE=1\nFDNAME=%s", name);
	return send_state(state, fd);
}

/* Of "a:b:c" the i-th is `name`. */
static bool is_named(const char *names, uint32_t i, const char *name)
{
	size_t len;

	for (; i > 0 && *names; i--) {
		names = strchrnul(names, ':');
		names += *names == ':';
	}
	len = strcspn(names, ":");
	return len == strlen(name) && !strncmp(names, name, len);
}

int notify_kept(const char *name)
{
	const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");
	const char *names = getenv("LISTEN_FDNAMES");
	uint32_t whose, many;
	int found = -1;

	if (!pid || !n || !names || !text_u32(pid, INT32_MAX, &whose) ||
	    !text_u32(n, MANY, &many) || whose != (uint32_t)getpid())
		return -1;
	for (uint32_t i = 0; i < many; i++) {
		int fd = FIRST_KEPT + (int)i;

		if (found < 0 && is_named(names, i, name))
			found = fcntl(fd, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
		close(fd);
	}
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return found;
}
