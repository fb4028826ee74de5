/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet.h -- one packet between a client and the daemon: head, body, and one
 * descriptor at most
 *
 * Over a SOCK_SEQPACKET socket of unix(7); request.h has the grammar. Whether
 * a call waits is the socket's own setting (O_NONBLOCK).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	PACKET_HEAD = 8,
	PACKET_BODY = 48 << 10,
};

struct packet {
	uint16_t type;
	uint32_t id;
	const uint8_t *body; /* inside the receiver's buffer */
	size_t body_len;
	int fd; /* -1: none; else the receiver's to close */
};

enum packet_verdict {
	PACKET_OK,
	PACKET_NONE, /* nothing for now */
	PACKET_GONE, /* the peer has closed, or has sent an empty packet */
	/* Longer than the buffer, shorter than a head, bits set that mean
	 * nothing, more than one descriptor. */
	PACKET_BAD,
};

/* fd -1: none; stays the caller's. 0; -EAGAIN when the peer does not read;
 * -EPIPE or another -errno. */
int packet_send(int socket, uint16_t type, uint32_t id, const void *body,
		size_t body_len, int fd);

/* `out` and its descriptor are the caller's after PACKET_OK alone. */
enum packet_verdict packet_receive(int socket, void *buf, size_t size,
				   struct packet *out);
