/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside_client.c -- a peer's connection: bytes in, bytes out, and what its
 * session wants of the other processes
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "mail/messages.h"
#include "mail/outside.h"
#include "mail/procs.h"
#include "privsep/channel.h"

static void tell(struct outside *outside, int channel, uint16_t type,
		 const struct client *client, const struct pack *pack,
		 const uint8_t *body)
{
	size_t len = pack ? (size_t)(pack->pos - body) : 0;
	int fd = type == MESSAGE_TRANSFORM ? client->message : -1;

	must(!pack || !pack->bad);
	if (channel_send(channel, type, client->id, body, len, fd) < 0)
		outside->alone = true;
}

/* Its transaction, if there is one, comes to nothing. */
static void withdraw(struct outside *outside, struct client *client)
{
	if (client->id)
		tell(outside, FD_OUTSIDE_INSIDE, MESSAGE_ABORT, client, NULL,
		     NULL);
	client->id = 0;
	fd_closep(&client->message);
	client->message = -1;
}

void client_drop(struct outside *outside, size_t slot)
{
	struct client *client = outside->clients[slot];

	withdraw(outside, client);
	close(client->fd);
	session_finish(&client->session);
	free(client);
	outside->clients[slot] = NULL;
	outside->n_clients--;
}

bool client_flush(struct client *client)
{
	while (client->session.out_len) {
		ssize_t len = send(client->fd, client->session.out,
				   client->session.out_len,
				   MSG_NOSIGNAL | MSG_DONTWAIT);

		if (len < 0)
			return errno == EAGAIN || errno == EINTR;
		session_written(&client->session, (size_t)len);
	}
	return true;
}

/* False: nothing more to read for now, or ever. */
static bool receive(struct client *client, time_t now)
{
	size_t room;
	char *at = session_room(&client->session, &room);
	ssize_t len;

	if (!client->readable || room == 0)
		return false;
	len = recv(client->fd, at, room, MSG_DONTWAIT);
	if (len <= 0) {
		client->readable = false;
		client->over |= len == 0 || errno != EAGAIN;
		return false;
	}
	/* A short read has emptied the socket: the next edge will tell. */
	client->readable = (size_t)len == room || client->hung_up;
	client->times.since = now;
	session_received(&client->session, (size_t)len);
	return true;
}

/* ------ what a session wants ------ */

static void ask_rcpt(struct outside *outside, struct client *client,
		     size_t slot)
{
	uint8_t body[2 * STRING_MAX];
	struct pack pack = { body, body + sizeof(body), false };
	bool first = !client->id;

	if (first) {
		/* The serial wraps; 0 would say "no transaction". */
		if (++outside->serial << SLOT_BITS == 0)
			outside->serial++;
		client->id = outside->serial << SLOT_BITS | (uint32_t)slot;
		pack_string(&pack, client->session.sender);
	}
	pack_string(&pack, client->session.rcpt);
	tell(outside, FD_OUTSIDE_INSIDE, first ? MESSAGE_OPEN : MESSAGE_RCPT,
	     client, &pack, body);
}

static void begin_data(struct client *client)
{
	char byte;
	bool early = recv(client->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;

	fd_closep(&client->message);
	client->message =
		memfd_create("message", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (client->message < 0)
		session_end(&client->session, "out of memory");
	else
		session_go_ahead(&client->session, early);
}

static void store(struct client *client)
{
	const char *at = client->session.chunk;
	size_t left = client->session.chunk_len;

	while (left) {
		ssize_t len = write(client->message, at, left);

		if (len < 0) {
			session_end(&client->session, "out of memory");
			return;
		}
		at += len;
		left -= (size_t)len;
	}
}

static void send_message(struct outside *outside, struct client *client)
{
	static uint8_t body[ENVELOPE_MAX + 4];
	const struct session *session = &client->session;
	struct pack pack = { body, body + sizeof(body), false };

	/* Nobody changes it from now on, ourselves included. */
	must(fcntl(client->message, F_ADD_SEALS,
		   F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) ==
	     0);
	pack_u32(&pack, (uint32_t)session->size);
	pack_envelope(&pack, session->sender, session->rcpts, session->n_rcpts);
	tell(outside, FD_OUTSIDE_ZYGOTE, MESSAGE_TRANSFORM, client, &pack,
	     body);
	close(take_fd(&client->message));
}

/* Does what can be done at once; false when it cannot go on by itself. */
static bool satisfy(struct outside *outside, struct client *client, size_t slot,
		    enum session_want want)
{
	switch (want) {
	case SESSION_WANTS_RCPT:
		ask_rcpt(outside, client, slot);
		return true;
	case SESSION_WANTS_ABANDON:
		withdraw(outside, client);
		return true;
	case SESSION_WANTS_DATA:
		begin_data(client);
		return true;
	case SESSION_WANTS_STORE:
		store(client);
		return true;
	case SESSION_WANTS_MESSAGE:
		send_message(outside, client);
		return true;
	case SESSION_WANTS_FLUSH:
		return client_flush(client) && !client->session.out_len;
	case SESSION_WANTS_INPUT:
		return client_flush(client) && receive(client, outside->now);
	case SESSION_WANTS_NOTHING:
	case SESSION_WANTS_ANSWER:
	case SESSION_WANTS_CLOSE:
		break;
	}
	return false;
}

void client_drive(struct outside *outside, size_t slot)
{
	struct client *client = outside->clients[slot];
	enum session_want want;

	do
		want = session_advance(&client->session);
	while (satisfy(outside, client, slot, want));
	if (!client_flush(client) ||
	    (want == SESSION_WANTS_INPUT && client->over) ||
	    (want == SESSION_WANTS_CLOSE && !client->session.out_len))
		client_drop(outside, slot);
	else
		session_times_note(&client->times, &client->session,
				   outside->now);
}

void client_finish_message(struct outside *outside, size_t slot,
			   const struct done *done)
{
	const struct answer *answer = &done->answer;
	struct client *client = outside->clients[slot];
	const struct session *session = &client->session;

	log_info("message id=%08x relay=%s peer=%s size=%zu from=<%s> "
		 "to=<%s> rcpts=%zu answer=%u/%u.%u.%u reason=%s seconds=%ld",
		 client->id, outside->settings.mark, client->peer,
		 (size_t)session->size, session->sender, session->rcpts[0],
		 session->n_rcpts, answer->code, answer->code / 100,
		 answer->subject, answer->detail,
		 answer_reason_name(answer->reason),
		 (long)(outside->now - client->times.opened));
	session_message_answered(&client->session, answer);
	client->id = 0;
	client->times.since = outside->now;
	if (outside->quits_at)
		session_end(&client->session, "closing down");
	client_drive(outside, slot);
}

void client_welcome(struct outside *outside, size_t slot, int fd,
		    const struct addr *addr)
{
	struct epoll_event event = {
		.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
		.data.u64 = slot,
	};
	struct client *client = xcalloc(1, sizeof(*client));
	const int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	client->fd = fd;
	client->message = -1;
	client->times.since = outside->now;
	client->addr = *addr;
	addr_text(client->peer, addr);
	session_begin(&client->session, &outside->rules);
	outside->clients[slot] = client;
	outside->n_clients++;
	must(epoll_ctl(outside->epoll, EPOLL_CTL_ADD, fd, &event) == 0);
	client_drive(outside, slot);
}
