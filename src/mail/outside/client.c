/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client.c -- a peer's connection: bytes in, bytes out, and what its
 * session wants of the other processes
 */
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
#include "base/sealed.h"
#include "mail/outside/outside.h"

enum {
	/* A step is a buffer read, stored or written, or what is between two of
	 * them. Then the others are served, and it goes on in the next round:
	 * they wait for so much of each peer. */
	STEPS_AT_ONCE = 4
};

/* Its transaction, if there is one, comes to nothing. */
static void withdraw(struct outside *outside, struct client *client)
{
	uint8_t unused[DIGEST_LEN];

	crossing_withdraw(outside, &client->crossing);
	if (client->digest.begun)
		digest_end(&client->digest, unused);
}

void client_drop(struct outside *outside, size_t slot)
{
	struct client *client = outside->clients[slot];

	withdraw(outside, client);
	conduit_close(&client->conduit);
	session_finish(&client->session);
	free(client);
	outside->clients[slot] = NULL;
	outside->n_clients--;
}

bool client_flush(struct client *client)
{
	struct session *session = &client->session;
	struct conduit *conduit = &client->conduit;

	session_written(session,
			conduit_write(conduit, session->out, session->out_len));
	conduit_flush(conduit);
	return !conduit->broken;
}

/* False: nothing more to read for now, or ever. */
static bool receive(struct outside *outside, struct client *client)
{
	size_t room, len;
	char *at = session_room(&client->session, &room);

	len = conduit_read(&client->conduit, at, room);
	if (len) {
		client->times.since = outside->now;
		client->turn = ++outside->turns;
	}
	session_received(&client->session, len);
	return len > 0;
}

/* False: not over yet, or for ever. */
static bool shake(const struct outside *outside, struct client *client)
{
	struct conduit *conduit = &client->conduit;
	enum tls_state state;
	char words[TLS_WORDS];

	if (!conduit->tls)
		conduit_secure(conduit, outside->face);
	state = conduit_shake(conduit);
	if (state == TLS_HANDSHAKE)
		return false;
	if (state != TLS_OPEN) {
		log_warn("tls-refused peer=%s %s", client->peer,
			 tls_words(words, conduit->tls));
		return false;
	}
	log_info("tls peer=%s %s", client->peer,
		 tls_words(words, conduit->tls));
	session_secured(&client->session);
	return true;
}

/* Nothing is left to be said, or nobody there to hear it. */
static bool has_said_all(struct client *client)
{
	const struct tls *tls = client->conduit.tls;

	if (tls && tls_state(tls) != TLS_OPEN)
		return true;
	return !client->session.out_len && conduit_flush(&client->conduit);
}

/* Nothing is left to be heard of it either. What still comes is forgotten: to
 * close a socket with input unread resets the connection (RFC 2525 2.17), and
 * who is in the middle of its message would never see our last reply. */
static bool has_parted(const struct outside *outside, struct client *client)
{
	static char unheard[SESSION_IN];

	if (!client->parting) {
		conduit_end(&client->conduit);
		client->times.since = outside->now;
		client->parting = true;
	}
	while (client->n_steps < STEPS_AT_ONCE &&
	       conduit_read(&client->conduit, unheard, sizeof(unheard)))
		client->n_steps++;
	return client->conduit.over || outside->quits_at;
}

/* ------ what a session wants ------ */

static void ask_rcpt(struct outside *outside, struct client *client,
		     size_t slot)
{
	crossing_ask(outside, &client->crossing, slot, client->session.smtputf8,
		     client->session.sender, client->session.rcpt);
}

static void begin_tls(struct outside *outside, struct client *client)
{
	bool early = conduit_has_input(&client->conduit);

	if (early || outside_may_shake(outside, client))
		session_tls_go_ahead(&client->session, early);
	else
		session_tls_put_off(&client->session);
}

static void begin_data(struct client *client)
{
	bool early = conduit_has_input(&client->conduit);
	int *message = &client->crossing.message;

	fd_closep(message);
	*message = memfd_create("message", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (*message < 0) {
		session_end(&client->session, "out of memory");
		return;
	}
	client->no_room = false;
	if (!client->digest.begun)
		digest_begin(&client->digest);
	session_go_ahead(&client->session, early);
}

/* Of a message that comes or is on its way; that of a session without one is
 * 0 bytes long. */
static uint64_t held_by(const struct client *client)
{
	const uint64_t size = client->session.size;
	const uint64_t most = client->session.rules->max_size;

	if (client->no_room || client->session.state == SESSION_ENDED)
		return 0;
	return size < most ? size : most;
}

/* For this client's message, with the chunk that has just come. */
static bool has_room(const struct outside *outside, const struct client *client)
{
	uint64_t all = 0, of_peer = 0;

	for (size_t i = 0; i < LIMIT_SESSIONS; i++) {
		const struct client *other = outside->clients[i];

		if (!other)
			continue;
		all += held_by(other);
		if (addr_cmp(&other->share, &client->share) == 0)
			of_peer += held_by(other);
	}
	return all <= LIMIT_MESSAGES && of_peer <= LIMIT_MESSAGES_PER_PEER;
}

/* Without room it is read to its end as well, for there its answer is due. */
static void store(const struct outside *outside, struct client *client)
{
	const char *at = client->session.chunk;
	size_t left = client->session.chunk_len;

	if (client->no_room || !has_room(outside, client)) {
		client->no_room = true;
		fd_closep(&client->crossing.message);
		return;
	}
	while (left) {
		ssize_t len = write(client->crossing.message, at, left);

		if (len < 0) {
			session_end(&client->session, "out of memory");
			return;
		}
		digest_add(&client->digest, at, (size_t)len);
		at += len;
		left -= (size_t)len;
	}
}

/* Nobody changes it from now on, ourselves included. False: somebody may. */
static bool seal(struct client *client)
{
	int r = sealed_close(&client->crossing.message, client->session.size);

	if (r < 0)
		log_errno(r, "sealing a message of %s", client->peer);
	return r == 0;
}

static void send_message(struct outside *outside, struct client *client)
{
	const struct answer refusal = answer_of(
		client->session.too_large ? ANSWER_TOO_LARGE : ANSWER_MEMORY);
	struct session *session = &client->session;
	struct crossing *crossing = &client->crossing;

	crossing->peer = client->peer;
	crossing->sender = session->sender;
	crossing->rcpts = session->rcpts;
	crossing->n_rcpts = session->n_rcpts;
	crossing->size = session->size;
	digest_end(&client->digest, client->hash);
	if (session->too_large || client->no_room || !seal(client)) {
		crossing_refuse(outside, crossing, &refusal);
		session_message_answered(session, &refusal);
		return;
	}
	crossing->digest = client->hash;
	crossing_go(outside, crossing);
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
	case SESSION_WANTS_TLS:
		begin_tls(outside, client);
		return true;
	case SESSION_WANTS_HANDSHAKE:
		return shake(outside, client);
	case SESSION_WANTS_STORE:
		store(outside, client);
		return true;
	case SESSION_WANTS_MESSAGE:
		send_message(outside, client);
		return true;
	case SESSION_WANTS_FLUSH:
		return client_flush(client) && !client->session.out_len;
	case SESSION_WANTS_INPUT:
		return client_flush(client) && receive(outside, client);
	case SESSION_WANTS_NOTHING:
	case SESSION_WANTS_ANSWER:
	case SESSION_WANTS_CLOSE:
		break;
	}
	return false;
}

/* op: EPOLL_CTL_MOD tells once more what is there already. */
static bool watch(const struct outside *outside, int fd, size_t slot, int op)
{
	struct epoll_event event = {
		.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
		.data.u64 = slot,
	};

	return epoll_ctl(outside->epoll, op, fd, &event) == 0;
}

static void wait_for_news(const struct outside *outside, struct client *client,
			  size_t slot)
{
	session_times_note(&client->times, &client->session, outside->now);
	if (client->n_steps == STEPS_AT_ONCE)
		must(watch(outside, client->conduit.fd, slot, EPOLL_CTL_MOD));
	client->n_steps = 0;
}

void client_drive(struct outside *outside, size_t slot)
{
	struct client *client = outside->clients[slot];
	enum session_want want;
	bool done;

	do {
		want = session_advance(&client->session);
		done = satisfy(outside, client, slot, want);
	} while (done && ++client->n_steps < STEPS_AT_ONCE);
	outside->tally.rcpts_refused += client->session.n_refused;
	client->session.n_refused = 0;
	if (!client_flush(client) ||
	    (!done && client->conduit.over &&
	     (want == SESSION_WANTS_INPUT ||
	      want == SESSION_WANTS_HANDSHAKE)) ||
	    (want == SESSION_WANTS_CLOSE && has_said_all(client) &&
	     has_parted(outside, client)))
		client_drop(outside, slot);
	else
		wait_for_news(outside, client, slot);
}

/* ------ answers ------ */

bool client_rcpt_over(struct outside *outside, size_t slot,
		      const struct answer *answer)
{
	struct client *client = outside->clients[slot];

	if (client->session.state != SESSION_RCPT_ASKED)
		return false;
	session_rcpt_answered(&client->session, answer);
	client->times.since = outside->now;
	client_drive(outside, slot);
	return true;
}

void client_over(struct outside *outside, size_t slot,
		 const struct answer *answer)
{
	struct client *client = outside->clients[slot];

	session_message_answered(&client->session, answer);
	client->times.since = outside->now;
	if (outside->quits_at)
		session_end(&client->session, "closing down");
	client_drive(outside, slot);
}

bool client_welcome(struct outside *outside, size_t slot, int fd,
		    const struct addr *addr)
{
	struct client *client;
	const int on = 1;

	if (!watch(outside, fd, slot, EPOLL_CTL_ADD))
		return false;
	client = xcalloc(1, sizeof(*client));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	conduit_open(&client->conduit, fd);
	client->crossing.message = -1;
	client->times.since = outside->now;
	client->turn = ++outside->turns;
	client->addr = *addr;
	client->share = settings_share(&outside->settings, addr);
	addr_text(client->peer, addr);
	session_begin(&client->session, &outside->rules);
	client->session.peer = &client->share;
	outside->clients[slot] = client;
	outside->n_clients++;
	outside->tally.sessions++;
	client_drive(outside, slot);
	return true;
}
