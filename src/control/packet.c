/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet.c -- sendmsg(2) and recvmsg(2) of whole packets
 */
#include "control/packet.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cleanup.h"
#include "base/passed.h"
#include "base/wire.h"

int packet_send(int socket, uint16_t type, uint32_t id, const void *body,
		size_t body_len, int fd)
{
	uint8_t head[PACKET_HEAD], none;
	struct pack pack = { head, head + sizeof(head), false };
	union passed passed = { 0 };
	struct iovec parts[] = {
		{ head, sizeof(head) },
		{ &none, 0 },
	};
	struct msghdr msg = { .msg_iov = parts, .msg_iovlen = 2 };

	if (body_len > PACKET_BODY)
		return -EMSGSIZE;
	pack_u16(&pack, type);
	pack_u16(&pack, 0);
	pack_u32(&pack, id);
	if (body_len) {
		/* An iovec has no const; sendmsg() only reads. */
		memcpy(&parts[1].iov_base, &body, sizeof(body));
		parts[1].iov_len = body_len;
	}
	passed_put(&msg, &passed, fd);
	return sendmsg(socket, &msg, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* A peer that closed before it had read all that we sent leaves this error in
 * front of what it said itself: that is still there, behind it. */
static ssize_t receive(int socket, struct msghdr *msg)
{
	ssize_t len = recvmsg(socket, msg, MSG_CMSG_CLOEXEC);

	if (len < 0 && errno == ECONNRESET)
		len = recvmsg(socket, msg, MSG_CMSG_CLOEXEC);
	return len;
}

enum packet_verdict packet_receive(int socket, void *buf, size_t size,
				   struct packet *out)
{
	_cleanup_(fd_closep) int fd = -1;
	union passed passed = { 0 };
	struct iovec part = { buf, size };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };
	struct wire wire = { buf, buf, false };
	uint16_t zero;
	ssize_t len;

	passed_expect(&msg, &passed);
	len = receive(socket, &msg);
	if (len < 0)
		return errno == EAGAIN || errno == EINTR ? PACKET_NONE
							 : PACKET_GONE;
	wire.end += len;
	fd = passed_take(&msg);
	if (len == 0)
		return PACKET_GONE;
	if (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC))
		return PACKET_BAD;
	out->type = wire_u16(&wire);
	zero = wire_u16(&wire);
	out->id = wire_u32(&wire);
	if (wire.bad || zero)
		return PACKET_BAD;
	out->body = wire.pos;
	out->body_len = (size_t)(wire.end - wire.pos);
	out->fd = take_fd(&fd);
	return PACKET_OK;
}
