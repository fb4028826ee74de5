/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conduit.c -- between a socket and who speaks over it
 */
#include "mail/smtp/conduit.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"

void conduit_open(struct conduit *conduit, int fd)
{
	*conduit = (struct conduit){ .fd = fd };
}

/* ------ the socket ------ */

static size_t receive(struct conduit *conduit, void *buf, size_t size)
{
	ssize_t len;

	if (!conduit->readable || size == 0)
		return 0;
	len = recv(conduit->fd, buf, size, MSG_DONTWAIT);
	if (len <= 0) {
		conduit->readable = false;
		conduit->over |= len == 0 || errno != EAGAIN;
		return 0;
	}
	/* A short read has emptied the socket: the next edge will tell. */
	conduit->readable = (size_t)len == size || conduit->hung_up;
	return (size_t)len;
}

static size_t transmit(struct conduit *conduit, const void *bytes, size_t len)
{
	ssize_t n = send(conduit->fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);

	conduit->broken |= n < 0 && errno != EAGAIN;
	return n > 0 ? (size_t)n : 0;
}

/* ------ TLS on it ------ */

/* False: no byte came. */
static bool fill(struct conduit *conduit)
{
	size_t room, len;
	uint8_t *at = tls_room(conduit->tls, &room);

	len = receive(conduit, at, room);
	tls_received(conduit->tls, len);
	return len > 0;
}

bool conduit_flush(struct conduit *conduit)
{
	size_t len = 1, sent = 1;

	while (conduit->tls && len && sent) {
		const uint8_t *bytes = tls_out(conduit->tls, &len);

		sent = len ? transmit(conduit, bytes, len) : 0;
		tls_written(conduit->tls, sent);
	}
	return !conduit->tls || len == 0;
}

void conduit_secure(struct conduit *conduit, const struct tls_face *face)
{
	must(!conduit->tls);
	conduit->tls = tls_new(face);
}

enum tls_state conduit_shake(struct conduit *conduit)
{
	enum tls_state state;

	do {
		state = tls_step(conduit->tls);
		conduit_flush(conduit);
	} while (state == TLS_HANDSHAKE && fill(conduit));
	conduit->over |= state == TLS_CLOSED || state == TLS_FAILED;
	return state;
}

/* ------ either ------ */

size_t conduit_read(struct conduit *conduit, void *buf, size_t size)
{
	size_t len;

	if (!conduit->tls || size == 0)
		return receive(conduit, buf, size);
	do {
		len = tls_read(conduit->tls, buf, size);
		conduit_flush(conduit);
	} while (len == 0 && tls_state(conduit->tls) == TLS_OPEN &&
		 fill(conduit));
	conduit->over |= len == 0 && tls_state(conduit->tls) != TLS_OPEN;
	return len;
}

/* A full buffer may stand in the way of the rest of a record, and again, for
 * behind that rest TLS begins another: until something is taken, or the socket
 * is full. */
static size_t transmit_tls(struct conduit *conduit, const char *bytes,
			   size_t len)
{
	size_t written, waiting;

	do {
		written = tls_write(conduit->tls, bytes, len);
		tls_out(conduit->tls, &waiting);
	} while (conduit_flush(conduit) && written == 0 && waiting);
	return written;
}

size_t conduit_write(struct conduit *conduit, const char *bytes, size_t len)
{
	size_t written = 0, n = 1;

	for (; written < len && n; written += n)
		n = conduit->tls
			    ? transmit_tls(conduit, bytes + written,
					   len - written)
			    : transmit(conduit, bytes + written, len - written);
	return written;
}

bool conduit_has_input(const struct conduit *conduit)
{
	char byte;

	return (conduit->tls && tls_has_input(conduit->tls)) ||
	       recv(conduit->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

static void end_tls(struct conduit *conduit)
{
	if (conduit->tls) {
		tls_close(conduit->tls);
		conduit_flush(conduit);
	}
	tls_free(conduit->tls);
	conduit->tls = NULL;
}

void conduit_end(struct conduit *conduit)
{
	end_tls(conduit);
	shutdown(conduit->fd, SHUT_WR);
}

void conduit_close(struct conduit *conduit)
{
	end_tls(conduit);
	close(conduit->fd);
}
