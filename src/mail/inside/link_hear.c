/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link_hear.c -- what the next hop says on a connection, and what comes of it
 */
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/log.h"
#include "mail/inside/inside.h"

enum {
	NEWS = EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR
};

/* Of what comes beyond ten messages of one connection Exim leaves all to its
 * next run of the queue, half an hour later. A new connection costs little but
 * where there are many messages a second, and is not to be had where all that
 * it grants are in use. */
static bool has_served(const struct inside *inside, const struct link *link)
{
	return link->hop.n_taken >= LIMIT_HOP_TAKEN && !inside->n_waiting &&
	       inside->now - link->opened > LIMIT_HOP_SERVED;
}

static void finished(struct inside *inside, struct link *link)
{
	struct tx *tx = link->tx;

	link->tx = NULL;
	tx->link = NULL;
	tx_done(inside, tx, &link->hop.answer);
	if (link->hop.state != HOP_IDLE)
		link_release(inside, link);
	else if (has_served(inside, link))
		link_part(inside, link);
	else
		link_give(inside, link);
}

static void shake(struct inside *inside, struct link *link)
{
	char words[TLS_WORDS];

	switch (conduit_shake(&link->conduit)) {
	case TLS_HANDSHAKE:
		link->broken |= link->conduit.over || link->conduit.broken;
		return;
	case TLS_OPEN:
		log_info("next-hop-secure %s",
			 tls_words(words, link->conduit.tls));
		hop_secured(&link->hop);
		link_flush(inside, link);
		return;
	case TLS_CLOSED:
	case TLS_FAILED:
		log_warn("next-hop-refused %s",
			 tls_words(words, link->conduit.tls));
		link->broken = true;
		return;
	}
}

static const char *why_broken(const struct hop *hop)
{
	if (!hop->reply_code)
		return "no reply of SMTP";
	return hop->state == HOP_HELLO && hop->reply_code == 250
		       ? "it offers no STARTTLS, which must be"
		       : "that reply ends it";
}

/* False: nothing more to be done with it now. */
static bool obey(struct inside *inside, struct link *link, enum hop_event event)
{
	switch (event) {
	case HOP_MORE:
		link_flush(inside, link);
		return false;
	case HOP_SECURE:
		conduit_secure(&link->conduit, inside->face);
		shake(inside, link);
		return false;
	case HOP_GREETED:
		link_tell_hop(inside, link->hop.smtputf8);
		link_give(inside, link);
		return true;
	case HOP_CLEARED:
		link_give(inside, link);
		return true;
	case HOP_ANSWERED:
		tx_rcpt_answered(inside, link->tx, &link->hop.answer);
		return true;
	case HOP_FINISHED:
		finished(inside, link);
		return link->hop.state != HOP_FREE;
	case HOP_WORN:
		link_lose(inside, link);
		return false;
	case HOP_BROKEN:
		log_warn("next-hop-broken at=%s code=%u why=\"%s\"",
			 hop_state_name(link->hop.state), link->hop.reply_code,
			 why_broken(&link->hop));
		link_lose(inside, link);
		return false;
	}
	return false;
}

/* False: nothing came. */
static bool receive(struct inside *inside, struct link *link)
{
	size_t room, len;
	char *at = hop_room(&link->hop, &room);

	len = conduit_read(&link->conduit, at, room);
	if (len)
		link->since = inside->now;
	hop_received(&link->hop, len);
	return len > 0;
}

static bool is_connected(struct link *link)
{
	socklen_t len = sizeof(link->error);

	return getsockopt(link->conduit.fd, SOL_SOCKET, SO_ERROR, &link->error,
			  &len) == 0 &&
	       link->error == 0;
}

static void step(struct inside *inside, struct link *link)
{
	if (link->hop.state == HOP_SECURING && !link->broken)
		shake(inside, link);
	while (!link->broken && link->hop.state != HOP_FREE &&
	       link->hop.state != HOP_SECURING && receive(inside, link))
		while (!link->broken &&
		       obey(inside, link, hop_step(&link->hop)))
			;
	if (link->hop.state != HOP_FREE && link->conduit.over)
		link_lose(inside, link);
}

void link_sweep(struct inside *inside)
{
	for (size_t i = 0; i < LIMIT_HOPS_OPEN; i++) {
		struct link *link = &inside->links[i];

		if (link->hop.state == HOP_FREE || !link_is_spoiled(link))
			continue;
		/* It may have said why before it went. */
		link->conduit.readable = true;
		step(inside, link);
		if (link->hop.state != HOP_FREE)
			link_lose(inside, link);
	}
}

void link_wake(struct inside *inside, size_t i, uint32_t events)
{
	struct link *link = &inside->links[i];

	if (link->hop.state == HOP_FREE || link->broken)
		return; /* closed by an earlier event of this round */
	link->conduit.readable |= (events & NEWS) != 0;
	link->conduit.hung_up |= (events & NEWS & ~(uint32_t)EPOLLIN) != 0;
	if (link->hop.state == HOP_CONNECTING) {
		if (!is_connected(link)) {
			link_lose(inside, link);
			return;
		}
		if (!(events & EPOLLOUT))
			return;
		link->hop.state = HOP_BANNER;
	}
	if (events & EPOLLOUT)
		link_flush(inside, link);
	if (link->hop.state != HOP_FREE && events & NEWS)
		step(inside, link);
}
