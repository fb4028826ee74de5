/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel.h -- what one process says to another: whole messages, one
 * descriptor at most
 *
 * A SOCK_SEQPACKET socket pair. Every message is `u16 type, u16 0, u32 id` and
 * a body, big-endian, of at most CHANNEL_BODY bytes. The receiver states in a
 * table what it may be told; anything else -- unknown type, wrong size, a
 * descriptor too many or too few, a body its handler does not like -- is
 * misbehaviour of the peer, and the receiver must stop.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"

enum {
	CHANNEL_HEAD = 8,
	CHANNEL_BODY = 48 << 10,
};

struct message {
	uint16_t type;
	uint32_t id;
	const uint8_t *body;
	size_t body_len;
	int fd; /* -1: none; the handler takes it with take_fd() */
};

static inline struct wire message_wire(const struct message *message)
{
	return (struct wire){ message->body, message->body + message->body_len,
			      false };
}

struct accept {
	uint16_t type;
	bool fd;           /* bears a descriptor */
	uint32_t min, max; /* bytes of body */
	/* false: the body is not what it should be */
	bool (*handle)(void *state, struct message *message);
};

enum channel_verdict {
	CHANNEL_OK,
	CHANNEL_EMPTY, /* nothing more for now */
	CHANNEL_GONE,  /* the peer has closed or died */
	CHANNEL_BROKEN /* the peer does not keep to the grammar: stop */
};

/* Two non-blocking ends, with room for `room` bytes in flight if the kernel
 * lets us (it does root). 0 or -errno. */
int channel_open(int ends[static 2], int room);

/* fd -1: none; stays the caller's. 0; -EAGAIN when the peer does not keep up;
 * -EPIPE or another -errno when it is gone. */
int channel_send(int channel, uint16_t type, uint32_t id, const void *body,
		 size_t body_len, int fd);

/* Receives one message and hands it to its row of the table. */
enum channel_verdict channel_serve(int channel, const struct accept *table,
				   size_t n_table, void *state);

/* All that waits, one message after another. CHANNEL_EMPTY: it was all served;
 * else the channel is at its end. One that is broken is logged as the event
 * `misled`. */
enum channel_verdict channel_serve_all(int channel, const struct accept *table,
				       size_t n_table, void *state,
				       const char *misled);

/* A channel on which one side asks and waits for the answer: its end waits, to
 * send and to receive, that long and no longer. 0 or -errno. */
int channel_make_waiting(int end, int milliseconds);
/* channel_serve() on such an end, that may be called while a handler of another
 * channel runs. CHANNEL_EMPTY: nothing came in time. */
enum channel_verdict channel_await(int channel, const struct accept *table,
				   size_t n_table, void *state);
