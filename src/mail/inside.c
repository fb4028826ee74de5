/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside.c -- the process that verifies, composes, and speaks to the next hop
 *
 * It believes nobody: a plain message must parse and re-encode to itself, and
 * its envelope must be the one that the outside opened and the next hop has
 * accepted. Then a new message is made, and the next hop's word is passed back.
 */
#include "mail/inside.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "mail/procs.h"
#include "privsep/channel.h"

enum {
	EXIT_PEER = 1,
	EVENTS = 64,
	/* epoll tags above the links */
	TAG_OUTSIDE = LIMIT_HOPS_OPEN,
	TAG_ZYGOTE,
	TAG_PARENT,
};

/* ------ transactions ------ */

static struct tx *tx_of(struct inside *inside, uint32_t id)
{
	size_t slot = id & SLOT_MASK;
	struct tx *tx = slot < N_SLOTS ? inside->txs[slot] : NULL;

	return tx && tx->state != TX_FREE && tx->id == id ? tx : NULL;
}

static void forget(struct inside *inside, struct tx *tx)
{
	if (tx->state == TX_WAITING)
		inside->n_waiting--;
	tx->state = TX_FREE;
	composed_finish(&tx->composed);
}

static void tell_rcpt(struct inside *inside, const struct tx *tx,
		      const struct answer *answer)
{
	uint8_t body[ANSWER_BODY];

	answer_pack(body, answer);
	if (channel_send(FD_INSIDE_OUTSIDE, MESSAGE_RCPT_ANSWER, tx->id, body,
			 sizeof(body), -1) < 0)
		inside->alone = true;
}

static void tell_done(struct inside *inside, const struct tx *tx)
{
	uint8_t body[DONE_MAX];
	struct pack pack = { body, body + sizeof(body), false };

	done_pack(&pack, &tx->done);
	if (channel_send(FD_INSIDE_OUTSIDE, MESSAGE_DONE, tx->id, body,
			 (size_t)(pack.pos - body), -1) < 0)
		inside->alone = true;
}

void tx_rcpt_answered(struct inside *inside, struct tx *tx,
		      const struct answer *answer)
{
	struct envelope *envelope = &tx->envelope;

	tx->state = TX_OPEN;
	if (answer_is_yes(answer))
		memcpy(envelope->rcpts[envelope->n_rcpts++], tx->rcpt,
		       sizeof(tx->rcpt));
	tell_rcpt(inside, tx, answer);
}

void tx_done(struct inside *inside, struct tx *tx, const struct answer *answer)
{
	struct link *link = tx->link;

	tx->done.answer = *answer;
	tell_done(inside, tx);
	tx->link = NULL;
	forget(inside, tx);
	if (link)
		link_release(inside, link);
}

void tx_lost(struct inside *inside, struct tx *tx)
{
	const struct answer answer = answer_of(ANSWER_NO_HOP);
	enum tx_state was = tx->state;

	tx->state = TX_LOST;
	if (was == TX_WAITING || was == TX_ASKING)
		tell_rcpt(inside, tx, &answer);
	else if (was == TX_SENDING)
		tx_done(inside, tx, &answer);
}

/* ------ what the outside may say ------ */

static bool open_tx(void *arg, struct message *message)
{
	struct wire wire = { message->body, message->body + message->body_len,
			     false };
	struct inside *inside = arg;
	size_t slot = message->id & SLOT_MASK;
	struct tx *tx;

	if (slot >= N_SLOTS)
		return false;
	if (!inside->txs[slot])
		inside->txs[slot] = xcalloc(1, sizeof(*tx));
	tx = inside->txs[slot];
	if (tx->state != TX_FREE)
		return false;
	wire_string(&wire, tx->envelope.sender);
	wire_string(&wire, tx->rcpt);
	if (!wire_done(&wire))
		return false;
	tx->id = message->id;
	tx->envelope.n_rcpts = 0;
	tx->retried = false;
	tx->done = (struct done){ 0 };
	tx->reference = (struct reference){ 0 };
	link_want(inside, tx);
	return true;
}

static bool add_rcpt(void *arg, struct message *message)
{
	struct wire wire = { message->body, message->body + message->body_len,
			     false };
	struct inside *inside = arg;
	struct tx *tx = tx_of(inside, message->id);

	if (!tx || tx->envelope.n_rcpts >= LIMIT_RECIPIENTS)
		return false;
	wire_string(&wire, tx->rcpt);
	if (!wire_done(&wire))
		return false;
	if (tx->state == TX_LOST) {
		const struct answer answer = answer_of(ANSWER_NO_HOP);

		tell_rcpt(inside, tx, &answer);
		return true;
	}
	if (tx->state != TX_OPEN)
		return false;
	tx->state = TX_ASKING;
	tx->link->since = inside->now;
	hop_rcpt(&tx->link->hop, tx->rcpt);
	link_flush(inside, tx->link);
	return true;
}

/* The answer to its message may have crossed the abort. */
static bool abort_tx(void *arg, struct message *message)
{
	struct inside *inside = arg;
	struct tx *tx = tx_of(inside, message->id);
	struct link *link = tx ? tx->link : NULL;

	if (!tx)
		return true;
	tx->link = NULL;
	forget(inside, tx);
	if (link)
		link_release(inside, link);
	return true;
}

static bool take_reference(void *arg, struct message *message)
{
	struct wire wire = { message->body, message->body + message->body_len,
			     false };
	struct inside *inside = arg;
	struct tx *tx = tx_of(inside, message->id);
	struct reference reference;

	wire_reference(&wire, &reference);
	if (!wire_done(&wire) || !tx)
		return false;
	tx->reference = reference;
	return tx->state == TX_OPEN || tx->state == TX_LOST;
}

/* What was composed goes out, unless its link is gone. */
static void send_composed(struct inside *inside, struct tx *tx, bool composed,
			  const struct answer *why_not)
{
	if (!composed) {
		tx_done(inside, tx, why_not);
		return;
	}
	tx->state = TX_SENDING;
	tx->link->since = inside->now;
	tx->link->sent = 0;
	hop_data(&tx->link->hop, tx->composed.bytes, tx->composed.len);
	link_flush(inside, tx->link);
}

static bool take_notice(void *arg, struct message *message)
{
	struct wire wire = { message->body, message->body + message->body_len,
			     false };
	struct inside *inside = arg;
	struct tx *tx = tx_of(inside, message->id);
	struct answer answer = answer_of(ANSWER_NO_HOP);
	const uint8_t why = wire_u8(&wire);
	const uint32_t size = wire_u32(&wire);
	bool composed;

	if (!tx || (tx->state != TX_OPEN && tx->state != TX_LOST) ||
	    !tx->reference.day || why == HELD_NOT || why >= N_HELD_WHYS)
		return false;
	composed =
		tx->state == TX_OPEN &&
		tx_compose_held(inside, tx, (enum held_why)why, size, &answer);
	send_composed(inside, tx, composed, &answer);
	return true;
}

static const struct accept from_outside[] = {
	{ MESSAGE_OPEN, false, 4, 2 * STRING_MAX, open_tx },
	{ MESSAGE_RCPT, false, 2, STRING_MAX, add_rcpt },
	{ MESSAGE_ABORT, false, 0, 0, abort_tx },
	{ MESSAGE_REFERENCE, false, REFERENCE_LEN, REFERENCE_LEN,
	  take_reference },
	{ MESSAGE_NOTICE, false, 5, 5, take_notice },
};

static void hear(struct inside *inside, int channel, const struct accept *table,
		 size_t n_table)
{
	enum channel_verdict verdict;

	do
		verdict = channel_serve(channel, table, n_table, inside);
	while (verdict == CHANNEL_OK);
	if (verdict == CHANNEL_BROKEN)
		log_err("inside-misled channel=%d", channel);
	inside->alone |= verdict != CHANNEL_EMPTY;
}

static void hear_outside(struct inside *inside)
{
	hear(inside, FD_INSIDE_OUTSIDE, from_outside,
	     sizeof(from_outside) / sizeof(from_outside[0]));
}

/* ------ what the transform may say: a plain message, nothing else ------ */

/* What the outside said before it gave the message away is heard first: the
 * reference is to be in the notice. */
static bool take_plain(void *arg, struct message *message)
{
	struct wire wire = { message->body, message->body + message->body_len,
			     false };
	struct inside *inside = arg;
	const size_t len = wire_u32(&wire);
	struct answer answer = answer_of(ANSWER_NO_HOP);
	struct tx *tx;
	bool composed;

	hear_outside(inside); /* the body of *message is gone then */
	tx = tx_of(inside, message->id);
	if (!tx)
		return true; /* withdrawn meanwhile */
	if (tx->state != TX_OPEN && tx->state != TX_LOST)
		return false;
	composed = tx->state == TX_OPEN &&
		   tx_compose(inside, tx, message->fd, len, &answer);
	send_composed(inside, tx, composed, &answer);
	return true;
}

static const struct accept from_zygote[] = {
	{ MESSAGE_PLAIN, true, 4, 4, take_plain },
};

/* ------ what the parent may say ------ */

static bool take_link(void *arg, struct message *message)
{
	struct inside *inside = arg;

	if (inside->n_dialling == 0)
		return false;
	inside->n_dialling--;
	link_add(inside, take_fd(&message->fd));
	return true;
}

static bool take_no_link(void *arg, struct message *message)
{
	struct inside *inside = arg;

	(void)message;
	if (inside->n_dialling == 0)
		return false;
	inside->n_dialling--;
	link_add_failed(inside);
	return true;
}

static const struct accept from_parent[] = {
	{ MESSAGE_DIALLED, true, 0, 0, take_link },
	{ MESSAGE_NOT_DIALLED, false, 0, 0, take_no_link },
};

/* ------ the life ------ */

static void check_time(struct inside *inside)
{
	link_check_time(inside);
	for (size_t i = 0; i < N_SLOTS; i++) {
		struct tx *tx = inside->txs[i];

		if (!tx || tx->state != TX_WAITING ||
		    inside->now - tx->since <= LIMIT_HOP_STEP)
			continue;
		inside->n_waiting--;
		tx_lost(inside, tx);
	}
}

/* New links come last: a slot that an earlier event of the round has freed
 * must not be filled while events of its old owner are left. */
static void serve(struct inside *inside)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(inside->epoll, events, EVENTS, 1000);
	bool parent = false;
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	if (t.tv_sec != inside->now) {
		inside->now = t.tv_sec;
		check_time(inside);
	}
	for (int i = 0; i < n; i++) {
		uint64_t tag = events[i].data.u64;

		if (tag < LIMIT_HOPS_OPEN)
			link_wake(inside, tag, events[i].events);
		else if (tag == TAG_OUTSIDE)
			hear_outside(inside);
		else if (tag == TAG_ZYGOTE)
			hear(inside, FD_INSIDE_ZYGOTE, from_zygote, 1);
		else
			parent = true;
	}
	if (parent)
		hear(inside, FD_INSIDE_PARENT, from_parent, 2);
	link_sweep(inside);
}

static void watch(const struct inside *inside, int fd, uint64_t tag)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = tag };

	must(epoll_ctl(inside->epoll, EPOLL_CTL_ADD, fd, &event) == 0);
}

/* Before confinement. Our certificate, if there is one, for a next hop that
 * asks who we are. */
static bool open_tls(struct inside *inside)
{
	const struct settings *settings = &inside->settings;
	struct tls_face_options options = {
		.client = true,
		.pins = &settings->next_hop_pin,
		.n_pins = settings->has_next_hop_pin,
	};

	if (settings->next_hop_tls == TLS_NONE)
		return true;
	tls_key_setup();
	if (settings_runs(settings, PROC_KEYS)) {
		if (!keys_asker_begin(&inside->asker, FD_INSIDE_KEYS) ||
		    !keys_asker_hurry(&inside->asker))
			return false;
		options.chain = settings->chain;
		options.signer = &inside->asker.signer;
	}
	inside->face = tls_face_new(&options);
	return inside->face;
}

int inside_main(void)
{
	static struct inside inside;

	if (settings_load(FD_SETTINGS, &inside.settings) < 0)
		return EXIT_PEER;
	close(FD_SETTINGS);
	inside.epoll = epoll_create1(EPOLL_CLOEXEC);
	watch(&inside, FD_INSIDE_OUTSIDE, TAG_OUTSIDE);
	watch(&inside, FD_INSIDE_ZYGOTE, TAG_ZYGOTE);
	watch(&inside, FD_INSIDE_PARENT, TAG_PARENT);
	tx_warm();
	digest_warm();
	if (!open_tls(&inside))
		return EXIT_PEER;
	if (jail_enter(&procs[PROC_INSIDE], &inside.settings.who[PROC_INSIDE]) <
	    0)
		return EXIT_PEER;
	while (!inside.alone)
		serve(&inside);
	return EXIT_PEER;
}
