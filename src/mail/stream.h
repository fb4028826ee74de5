/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream.h -- a connection's bytes, in the clear or in TLS
 *
 * Non-blocking, for edge-triggered epoll(7): the owner sets `readable` and
 * `hung_up` when told so, reads until nothing comes, and calls stream_flush()
 * when the socket takes bytes again.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "mail/tls.h"

struct stream {
	int fd;
	bool readable;   /* the last read did not empty the socket */
	bool hung_up;    /* nothing will come behind what is there */
	bool over;       /* … and that has been read */
	bool broken;     /* nothing can be written any more */
	struct tls *tls; /* NULL: in the clear */
};

/* Takes the descriptor. */
void stream_open(struct stream *stream, int fd);
/* Says so first where it is in TLS. What was not flushed is lost. */
void stream_close(struct stream *stream);

/* How many bytes came; 0: nothing for now, or ever, says `over`. */
size_t stream_read(struct stream *stream, void *buf, size_t size);
/* How many were taken: all, or as many as the socket takes now. */
size_t stream_write(struct stream *stream, const char *bytes, size_t len);
/* Writes out what TLS has taken; true: nothing is left of it. */
bool stream_flush(struct stream *stream);
/* Is there anything that came and was not read? */
bool stream_has_input(const struct stream *stream);

/* From now on it is TLS. */
void stream_secure(struct stream *stream, const struct tls_face *face);
/* The handshake, as far as it goes now. */
enum tls_state stream_shake(struct stream *stream);
