/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel.c -- messages between our processes, checked against a table
 */
#include "privsep/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/passed.h"
#include "base/wire.h"

/* One packet at a time each way: a process has one channel loop. */
static uint8_t packet[CHANNEL_HEAD + CHANNEL_BODY];
static uint8_t outgoing[CHANNEL_HEAD + CHANNEL_BODY];
/* … but while it handles one it may ask a third process. */
static uint8_t awaited[CHANNEL_HEAD + CHANNEL_BODY];

int channel_open(int ends[static 2], int room)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK,
		       0, ends) < 0)
		return -errno;
	for (int i = 0; i < 2; i++)
		if (setsockopt(ends[i], SOL_SOCKET, SO_SNDBUFFORCE, &room,
			       sizeof(room)) < 0)
			setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &room,
				   sizeof(room));
	return 0;
}

int channel_send(int channel, uint16_t type, uint32_t id, const void *body,
		 size_t body_len, int fd)
{
	struct pack pack = { outgoing, outgoing + sizeof(outgoing), false };

	union passed passed = { 0 };
	struct iovec part = { outgoing, CHANNEL_HEAD + body_len };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };

	if (body_len > CHANNEL_BODY)
		return -EMSGSIZE;
	pack_u16(&pack, type);
	pack_u16(&pack, 0);
	pack_u32(&pack, id);
	pack_bytes(&pack, body, body_len);
	passed_put(&msg, &passed, fd);
	if (sendmsg(channel, &msg, MSG_NOSIGNAL) < 0)
		return -errno;
	return 0;
}

static const struct accept *find_row(const struct accept *table, size_t n_table,
				     const struct message *message)
{
	for (const struct accept *row = table; row < table + n_table; row++)
		if (row->type == message->type &&
		    row->fd == (message->fd >= 0) &&
		    row->min <= message->body_len &&
		    message->body_len <= row->max)
			return row;
	return NULL;
}

static enum channel_verdict dispatch(struct wire *wire, int fd,
				     const struct accept *table, size_t n_table,
				     void *state)
{
	struct message message = { .fd = fd };
	const struct accept *row;
	uint16_t flags;

	message.type = wire_u16(wire);
	flags = wire_u16(wire);
	message.id = wire_u32(wire);
	message.body = wire->pos;
	message.body_len = (size_t)(wire->end - wire->pos);
	row = wire->bad || flags ? NULL : find_row(table, n_table, &message);
	if (!row || !row->handle(state, &message)) {
		fd_closep(&message.fd);
		return CHANNEL_BROKEN;
	}
	fd_closep(&message.fd);
	return CHANNEL_OK;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): the kernel writes there */
static enum channel_verdict receive(int channel, int flags, uint8_t *buf,
				    const struct accept *table, size_t n_table,
				    void *state)
{
	union passed passed;
	struct iovec part = { buf, sizeof(packet) };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };
	struct wire wire = { buf, buf, false };
	enum channel_verdict verdict;
	ssize_t len;
	int fd;

	passed_expect(&msg, &passed);
	len = recvmsg(channel, &msg, MSG_CMSG_CLOEXEC | flags);
	if (len < 0)
		return errno == EAGAIN || errno == EINTR ? CHANNEL_EMPTY
							 : CHANNEL_GONE;
	wire.end += len;
	fd = passed_take(&msg);
	if (len == 0) {
		fd_closep(&fd);
		return CHANNEL_GONE;
	}
	if (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
		fd_closep(&fd);
		return CHANNEL_BROKEN;
	}
	verdict = dispatch(&wire, fd, table, n_table, state);
	/* Who is forked with the next message has no part in this one. */
	memset(buf, 0, (size_t)len);
	return verdict;
}

enum channel_verdict channel_serve(int channel, const struct accept *table,
				   size_t n_table, void *state)
{
	return receive(channel, MSG_DONTWAIT, packet, table, n_table, state);
}

enum channel_verdict channel_serve_all(int channel, const struct accept *table,
				       size_t n_table, void *state,
				       const char *misled)
{
	enum channel_verdict verdict;

	do
		verdict = channel_serve(channel, table, n_table, state);
	while (verdict == CHANNEL_OK);
	if (verdict == CHANNEL_BROKEN)
		log_err("%s channel=%d", misled, channel);
	return verdict;
}

int channel_make_waiting(int end, int milliseconds)
{
	const struct timeval time = {
		milliseconds / 1000, (suseconds_t)(milliseconds % 1000) * 1000
	};
	int flags = fcntl(end, F_GETFL);

	if (flags < 0 || fcntl(end, F_SETFL, flags & ~O_NONBLOCK) < 0 ||
	    setsockopt(end, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)) < 0 ||
	    setsockopt(end, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time)) < 0)
		return -errno;
	return 0;
}

enum channel_verdict channel_await(int channel, const struct accept *table,
				   size_t n_table, void *state)
{
	return receive(channel, 0, awaited, table, n_table, state);
}
