/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link.c -- the connections to the next hop, and who uses which
 */
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/log.h"
#include "base/must.h"
#include "mail/inside/inside.h"
#include "mail/procs.h"
#include "privsep/channel.h"
#include "privsep/watch.h"

/* It has just refused one beside those that it grants. */
static bool is_full(const struct inside *inside)
{
	return inside->full && inside->now - inside->full < LIMIT_HOP_FULL &&
	       link_count_greeted(inside);
}

static void dial(struct inside *inside)
{
	if (inside->n_dialling >= inside->n_waiting ||
	    inside->n_links + inside->n_dialling >= LIMIT_HOPS_OPEN ||
	    is_full(inside))
		return;
	link_probe(inside);
}

void link_probe(struct inside *inside)
{
	inside->n_dialling++;
	if (channel_send(FD_INSIDE_PARENT, MESSAGE_DIAL, 0, NULL, 0, -1) < 0)
		inside->alone = true;
}

/* Peers are let in when the outside has heard this for the first time. */
void link_tell_hop(struct inside *inside, bool smtputf8)
{
	const uint8_t body = smtputf8;

	if (inside->hop_told && inside->hop_smtputf8 == smtputf8)
		return;
	inside->hop_told = true;
	inside->hop_smtputf8 = smtputf8;
	if (channel_send(FD_INSIDE_OUTSIDE, MESSAGE_HOP, 0, &body, 1, -1) < 0)
		inside->alone = true;
}

bool link_takes(const struct link *link, const char *mailbox)
{
	return link->hop.smtputf8 || !mailbox_needs_utf8(mailbox);
}

/* What it says with MAIL is said again, or for the first time. */
static bool takes_all(const struct link *link, const struct tx *tx)
{
	return (link->hop.smtputf8 || !envelope_needs_utf8(&tx->envelope)) &&
	       (tx->envelope.n_rcpts || link_takes(link, tx->rcpt));
}

/* False: the next hop does not take such mailboxes (RFC 6531 3.2). */
static bool put(struct inside *inside, struct tx *tx, struct link *link)
{
	if (!takes_all(link, tx)) {
		tx_refused(inside, tx);
		return false;
	}
	tx->link = link;
	tx->state = TX_ASKING;
	tx->since = link->since = inside->now;
	link->tx = tx;
	tx->n_said = 0;
	hop_open(&link->hop, tx->envelope.sender,
		 tx->envelope.n_rcpts ? tx->envelope.rcpts[0] : tx->rcpt,
		 tx->smtputf8 && link->hop.smtputf8);
	link_flush(inside, link);
	return true;
}

static struct tx *first_waiting(struct inside *inside)
{
	struct tx *first = NULL;

	for (size_t i = 0; i < N_SLOTS && inside->n_waiting; i++) {
		struct tx *tx = inside->txs[i];

		if (tx && tx->state == TX_WAITING &&
		    (!first || tx->place < first->place))
			first = tx;
	}
	return first;
}

void link_give(struct inside *inside, struct link *link)
{
	struct tx *tx;

	link->since = inside->now;
	link->tx = NULL;
	while ((tx = first_waiting(inside))) {
		inside->n_waiting--;
		if (put(inside, tx, link))
			return;
	}
}

bool link_is_spoiled(const struct link *link)
{
	return link->broken || link->conduit.broken;
}

static struct link *idle_link(struct inside *inside)
{
	for (size_t i = 0; i < LIMIT_HOPS_OPEN; i++) {
		struct link *link = &inside->links[i];

		if (link->hop.state == HOP_IDLE && !link->tx &&
		    !link_is_spoiled(link))
			return link;
	}
	return NULL;
}

/* Where one idle connection has died, the others may have too. */
void link_want(struct inside *inside, struct tx *tx)
{
	const bool room =
		inside->n_links + inside->n_dialling < LIMIT_HOPS_OPEN;
	struct link *idle = tx->retried && room ? NULL : idle_link(inside);

	if (idle) {
		put(inside, tx, idle);
		return;
	}
	tx->state = TX_WAITING;
	tx->link = NULL;
	tx->place = inside->places++;
	tx->since = inside->now;
	inside->n_waiting++;
	dial(inside);
	tx_park_idle(inside);
}

size_t link_count_greeted(const struct inside *inside)
{
	size_t n = 0;

	for (size_t i = 0; i < LIMIT_HOPS_OPEN; i++)
		n += inside->links[i].hop.state >= HOP_IDLE;
	return n;
}

void link_lose(struct inside *inside, struct link *link)
{
	struct tx *tx = link->tx;
	bool unused = link->hop.state == HOP_MAIL;
	const enum hop_state at = link->hop.state;

	conduit_close(&link->conduit);
	link->hop.state = HOP_FREE;
	link->tx = NULL;
	link->broken = false;
	inside->n_links--;
	if (at < HOP_IDLE)
		link_add_failed(inside, at, link->error);
	else
		dial(inside); /* somebody may have waited for this place */
	if (!tx)
		return;
	tx->link = NULL;
	if (tx->state == TX_OPEN)
		return; /* parked: nothing was under way */
	if (unused && (!tx->retried || link->hop.n_taken)) {
		/* It had died while idle, or is worn: nothing was said that
		 * counts. A fresh one decides at the latest. */
		tx->retried = true;
		link_want(inside, tx);
	} else if (at == HOP_RCPT && link->hop.mail_refused &&
		   !tx->envelope.n_rcpts) {
		/* MAIL's answer is that of the RCPT behind it as well. */
		tx_rcpt_answered(inside, tx, &link->hop.answer);
	} else {
		tx_lost(inside, tx);
	}
}

/* The last byte of the body has left us, not only our hands. */
static void send_body(struct inside *inside, struct link *link)
{
	struct hop *hop = &link->hop;
	size_t n = conduit_write(&link->conduit, hop->body + link->sent,
				 hop->body_len - link->sent);

	link->sent += n;
	if (n)
		link->since = inside->now;
	if (link->sent == hop->body_len && conduit_flush(&link->conduit))
		hop_sent(hop);
}

void link_flush(struct inside *inside, struct link *link)
{
	struct hop *hop = &link->hop;

	if (hop->state == HOP_CONNECTING || link_is_spoiled(link))
		return;
	hop_written(hop, conduit_write(&link->conduit, hop->out, hop->out_len));
	conduit_flush(&link->conduit);
	if (hop->state == HOP_BODY && !hop->body_sent && !hop->out_len)
		send_body(inside, link);
}

void link_release(struct inside *inside, struct link *link)
{
	link->tx = NULL;
	link->since = inside->now;
	if (link->hop.state != HOP_READY) {
		/* Something is under way: not a byte more of it. */
		link->broken = true;
		return;
	}
	hop_reset(&link->hop);
	link_flush(inside, link);
}

void link_add(struct inside *inside, int fd)
{
	size_t i = 0;

	while (inside->links[i].hop.state != HOP_FREE)
		i++;
	must(i < LIMIT_HOPS_OPEN);
	if (!watch_begin(inside->epoll, fd,
			 EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, i)) {
		const int error = errno;

		close(fd);
		link_add_failed(inside, HOP_CONNECTING, error);
		return;
	}
	conduit_open(&inside->links[i].conduit, fd);
	inside->links[i].tx = NULL;
	inside->links[i].error = 0;
	inside->links[i].since = inside->links[i].opened = inside->now;
	inside->n_links++;
	hop_begin(&inside->links[i].hop, inside->settings.hostname);
	inside->links[i].hop.wants_tls = inside->face;
	inside->links[i].hop.needs_tls =
		inside->settings.next_hop_tls == TLS_MUST;
}

static const char *why_not(int error)
{
	return error ? strerrordesc_np(error) : "it went no further";
}

/* Many servers have only so many connections of one client. */
static void wait_for_others(struct inside *inside, size_t greeted,
			    enum hop_state at, int error)
{
	struct link *idle = idle_link(inside);

	log_warn("next-hop-full at=%s waiting=%zu connected=%zu do=\"see "
		 "whether it takes %d connections of this machine\" "
		 "why=\"%s\"",
		 hop_state_name(at), inside->n_waiting, greeted,
		 LIMIT_HOPS_OPEN, why_not(error));
	inside->full = inside->now;
	if (idle)
		link_give(inside, idle);
}

static void log_unreachable(const struct inside *inside, enum hop_state at,
			    int error)
{
	char text[ADDR_TEXT];

	log_warn("next-hop-unreachable address=%s port=%u at=%s waiting=%zu "
		 "do=\"see whether a mail server answers there\" why=\"%s\"",
		 addr_text(text, &inside->settings.next_hop),
		 inside->settings.next_hop_port, hop_state_name(at),
		 inside->n_waiting, why_not(error));
}

/* Who waits has one of the connections that work, or of those that are being
 * made; with the last of these nobody waits any longer. */
void link_add_failed(struct inside *inside, enum hop_state at, int error)
{
	const size_t greeted = link_count_greeted(inside);
	struct tx *tx;

	if (greeted) {
		wait_for_others(inside, greeted, at, error);
		return;
	}
	log_unreachable(inside, at, error);
	/* Not knowing, we offer: who needs it is told 451 at RCPT and waits,
	 * while without the offer it would send the mail back for good. */
	if (!inside->hop_told)
		link_tell_hop(inside, true);
	if (inside->n_links + inside->n_dialling)
		return;
	while ((tx = first_waiting(inside))) {
		inside->n_waiting--;
		tx_lost(inside, tx);
	}
}

void link_part(struct inside *inside, struct link *link)
{
	hop_quit(&link->hop);
	link_flush(inside, link);
	link_lose(inside, link);
}

static time_t patience(const struct link *link)
{
	if (link->hop.state == HOP_IDLE)
		return LIMIT_HOP_IDLE;
	if (link->hop.state == HOP_CONNECTING)
		return LIMIT_HOP_CONNECT;
	if (link->hop.state == HOP_BODY)
		return LIMIT_HOP_MESSAGE;
	/* The outside's timers end a transaction that waits for its peer. */
	return link->hop.state == HOP_READY ? LIMIT_TRANSACTION
					    : LIMIT_HOP_STEP;
}

void link_check_time(struct inside *inside)
{
	if (inside->full && !is_full(inside)) {
		inside->full = 0;
		dial(inside);
	}
	for (size_t i = 0; i < LIMIT_HOPS_OPEN; i++) {
		struct link *link = &inside->links[i];

		if (link->hop.state == HOP_FREE ||
		    inside->now - link->since <= patience(link))
			continue;
		if (link->hop.state == HOP_IDLE) {
			link_part(inside, link);
			continue;
		}
		log_warn("next-hop-slow at=%s",
			 hop_state_name(link->hop.state));
		link_lose(inside, link);
	}
}
