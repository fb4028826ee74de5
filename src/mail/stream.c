/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream.c -- between a socket and who speaks over it
 */
#include "mail/stream.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"

void stream_open(struct stream *stream, int fd)
{
	*stream = (struct stream){ .fd = fd };
}

/* ------ the socket ------ */

static size_t receive(struct stream *stream, void *buf, size_t size)
{
	ssize_t len;

	if (!stream->readable || size == 0)
		return 0;
	len = recv(stream->fd, buf, size, MSG_DONTWAIT);
	if (len <= 0) {
		stream->readable = false;
		stream->over |= len == 0 || errno != EAGAIN;
		return 0;
	}
	/* A short read has emptied the socket: the next edge will tell. */
	stream->readable = (size_t)len == size || stream->hung_up;
	return (size_t)len;
}

static size_t transmit(struct stream *stream, const void *bytes, size_t len)
{
	ssize_t n = send(stream->fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);

	stream->broken |= n < 0 && errno != EAGAIN;
	return n > 0 ? (size_t)n : 0;
}

/* ------ TLS on it ------ */

/* False: no byte came. */
static bool fill(struct stream *stream)
{
	size_t room, len;
	uint8_t *at = tls_room(stream->tls, &room);

	len = receive(stream, at, room);
	tls_received(stream->tls, len);
	return len > 0;
}

bool stream_flush(struct stream *stream)
{
	size_t len = 1, sent = 1;

	while (stream->tls && len && sent) {
		const uint8_t *bytes = tls_out(stream->tls, &len);

		sent = len ? transmit(stream, bytes, len) : 0;
		tls_written(stream->tls, sent);
	}
	return !stream->tls || len == 0;
}

void stream_secure(struct stream *stream, const struct tls_face *face)
{
	must(!stream->tls);
	stream->tls = tls_new(face);
}

enum tls_state stream_shake(struct stream *stream)
{
	enum tls_state state;

	do {
		state = tls_step(stream->tls);
		stream_flush(stream);
	} while (state == TLS_HANDSHAKE && fill(stream));
	stream->over |= state == TLS_CLOSED || state == TLS_FAILED;
	return state;
}

/* ------ either ------ */

size_t stream_read(struct stream *stream, void *buf, size_t size)
{
	size_t len;

	if (!stream->tls || size == 0)
		return receive(stream, buf, size);
	do {
		len = tls_read(stream->tls, buf, size);
		stream_flush(stream);
	} while (len == 0 && tls_state(stream->tls) == TLS_OPEN &&
		 fill(stream));
	stream->over |= len == 0 && tls_state(stream->tls) != TLS_OPEN;
	return len;
}

static size_t transmit_tls(struct stream *stream, const char *bytes, size_t len)
{
	size_t written = tls_write(stream->tls, bytes, len);
	bool empty = stream_flush(stream);

	/* A full buffer stood in the way of the rest of a record. */
	if (written == 0 && empty) {
		written = tls_write(stream->tls, bytes, len);
		stream_flush(stream);
	}
	return written;
}

size_t stream_write(struct stream *stream, const char *bytes, size_t len)
{
	size_t written = 0, n = 1;

	for (; written < len && n; written += n)
		n = stream->tls
			    ? transmit_tls(stream, bytes + written,
					   len - written)
			    : transmit(stream, bytes + written, len - written);
	return written;
}

bool stream_has_input(const struct stream *stream)
{
	char byte;

	return (stream->tls && tls_has_input(stream->tls)) ||
	       recv(stream->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

void stream_close(struct stream *stream)
{
	if (stream->tls) {
		tls_close(stream->tls);
		stream_flush(stream);
	}
	tls_free(stream->tls);
	stream->tls = NULL;
	close(stream->fd);
}
