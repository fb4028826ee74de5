/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reused.c -- a transform that is given one message after another
 *
 * Between two messages all memory that the first one's bytes have been in is
 * zero again: the arena, the message, the plain message. src/mime has no other
 * (no object of it outlives convert_message()).
 */
#include "mail/transform/reused.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "mail/messages.h"
#include "mail/transform/transform.h"

enum {
	MESSAGE, /* which descriptor */
	PLAIN,
	N_FDS
};

/* Room for the descriptors of one message. */
union rights {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(N_FDS * sizeof(int))];
};

/* ------ in the process ------ */

/* False: no more messages. */
static bool take(void *body, size_t *len, int fds[static N_FDS])
{
	union rights rights;
	struct iovec part = { body, *len };
	struct msghdr msg = { .msg_iov = &part,
			      .msg_iovlen = 1,
			      .msg_control = rights.bytes,
			      .msg_controllen = sizeof(rights.bytes) };
	const ssize_t n = recvmsg(STDIN_FILENO, &msg, 0);
	const struct cmsghdr *head = CMSG_FIRSTHDR(&msg);

	if (n <= 0 || !head || head->cmsg_len != CMSG_LEN(N_FDS * sizeof(int)))
		return false;
	memcpy(fds, CMSG_DATA(head), N_FDS * sizeof(int));
	*len = (size_t)n;
	return true;
}

__attribute__((noreturn)) static void serve(const struct transform *transform)
{
	static uint8_t body[4 + ENVELOPE_MAX];
	static struct envelope envelope;
	struct transform_work work;
	size_t len = sizeof(body);
	int fds[N_FDS], code;

	for (; take(body, &len, fds); len = sizeof(body)) {
		if (!transform_read_request(body, len, &envelope, &work.len))
			break;
		work.in = fds[MESSAGE];
		work.out = fds[PLAIN];
		code = transform_convert(transform, &envelope, &work);
		if (code != TRANSFORM_OK ||
		    work.len + transform->arena->used > LIMIT_REUSED_SIZE)
			_exit(code);
		close(work.in);
		close(work.out);
		if (write(STDIN_FILENO, "", 1) != 1)
			break;
		transform_forget(transform, &work);
		envelope_forget(&envelope);
		memset(body, 0, len);
	}
	_exit(TRANSFORM_FAILED);
}

/* ------ the zygote's side ------ */

pid_t reused_start(const struct transform *transform, int *channel)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return -1;
	pid = _Fork();
	if (pid == 0) {
		if (dup2(ends[1], STDIN_FILENO) < 0 ||
		    !transform_confine(transform, STDOUT_FILENO))
			_exit(TRANSFORM_FAILED);
		serve(transform);
	}
	close(ends[1]);
	*channel = ends[0];
	return pid;
}

void reused_give(int channel, const void *body, size_t len, int in, int out)
{
	const int fds[N_FDS] = { [MESSAGE] = in, [PLAIN] = out };
	union rights rights = { 0 };
	struct iovec part = { .iov_len = len };
	struct msghdr msg = { .msg_iov = &part,
			      .msg_iovlen = 1,
			      .msg_control = rights.bytes,
			      .msg_controllen = sizeof(rights.bytes) };
	struct cmsghdr *head = CMSG_FIRSTHDR(&msg);

	memcpy(&part.iov_base, &body, sizeof(body)); /* it is only read */
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fds));
	memcpy(CMSG_DATA(head), fds, sizeof(fds));
	/* Is it gone, its end will tell. */
	lseek(in, 0, SEEK_SET);
	sendmsg(channel, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool reused_is_done(int channel)
{
	char byte;
	struct iovec part = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };

	return channel >= 0 && recvmsg(channel, &msg, MSG_DONTWAIT) == 1;
}
