/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conduit.h -- a connection's bytes, in the clear or in TLS
 *
 * Non-blocking, for edge-triggered epoll(7): the owner sets `readable` and
 * `hung_up` when told so, reads until nothing comes, and calls conduit_flush()
 * when the socket takes bytes again.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "mail/tls/tls.h"

struct conduit {
	int fd;
	bool readable;   /* the last read did not empty the socket */
	bool hung_up;    /* nothing will come behind what is there */
	bool over;       /* … and that has been read */
	bool broken;     /* nothing can be written any more */
	struct tls *tls; /* NULL: in the clear */
};

/* Takes the descriptor. */
void conduit_open(struct conduit *conduit, int fd);
/* Nothing more will be said, which the other end is told; in TLS, so that it
 * knows nobody else did. What comes may still be read, as bytes. What was not
 * flushed is lost. */
void conduit_end(struct conduit *conduit);
/* Both directions. */
void conduit_close(struct conduit *conduit);

/* How many bytes came; 0: nothing for now, or ever, says `over`. */
size_t conduit_read(struct conduit *conduit, void *buf, size_t size);
/* How many were taken: all, or as many as the socket takes now. */
size_t conduit_write(struct conduit *conduit, const char *bytes, size_t len);
/* Writes out what TLS has taken; true: nothing is left of it. */
bool conduit_flush(struct conduit *conduit);
/* Is there anything that came and was not read? */
bool conduit_has_input(const struct conduit *conduit);

/* From now on it is TLS. */
void conduit_secure(struct conduit *conduit, const struct tls_face *face);
/* The handshake, as far as it goes now. */
enum tls_state conduit_shake(struct conduit *conduit);
