/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hear.c -- what the inner face's sisters and the parent may say to it
 */
#include <string.h>
#include <sys/epoll.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "mail/inside/inside.h"
#include "mail/plain/verify_text.h"
#include "mail/procs.h"
#include "privsep/channel.h"

/* ------ what the outside may say ------ */

/* It stands between "<" and ">" of a command to the next hop: nothing that is
 * read as another one can be in it, whoever has taken the outside over. */
static bool is_mailbox(const char *path)
{
	return verify_mailbox(slice_of(path));
}

static const char *domain_of(const char *mailbox)
{
	return strrchr(mailbox, '@') + 1;
}

/* The outside has asked this already; it may have been taken over since, or the
 * original that is released is older than the policy. */
static bool may_cross(const struct inside *inside, const struct tx *tx)
{
	const struct settings *settings = &inside->settings;
	const char *recipient = domain_of(tx->rcpt);
	const char *sender =
		*tx->envelope.sender ? domain_of(tx->envelope.sender) : NULL;

	if (settings_takes_domain(settings, recipient) &&
	    (!sender || settings_takes_sender(settings, sender)))
		return true;
	/* A local part in quotes may have blanks, and look like other words. */
	log_warn("envelope-refused sender-domain=%s recipient-domain=%s "
		 "do=\"is an original being released that is older than the "
		 "policy? if not, tell who maintains the relay\"",
		 sender ? sender : "", recipient);
	return false;
}

static void ask_rcpt(struct inside *inside, struct tx *tx)
{
	const struct answer not_ours = answer_of(ANSWER_DOMAIN);

	if (!may_cross(inside, tx)) {
		tx_tell_rcpt(inside, tx, &not_ours);
		return;
	}
	tx->due = DUE_RCPT;
	tx_go_on(inside, tx);
}

static bool open_tx(void *arg, struct message *message)
{
	struct wire wire = message_wire(message);
	struct inside *inside = arg;
	size_t slot = message->id & SLOT_MASK;
	uint8_t smtputf8;
	struct tx *tx;

	if (slot >= N_SLOTS)
		return false;
	if (!inside->txs[slot])
		inside->txs[slot] = xcalloc(1, sizeof(*tx));
	tx = inside->txs[slot];
	if (tx->state != TX_FREE)
		return false;
	smtputf8 = wire_u8(&wire);
	wire_string(&wire, tx->envelope.sender);
	wire_string(&wire, tx->rcpt);
	if (!wire_done(&wire) || smtputf8 > 1 ||
	    (tx->envelope.sender[0] && !is_mailbox(tx->envelope.sender)) ||
	    !is_mailbox(tx->rcpt))
		return false;
	tx->id = message->id;
	tx->smtputf8 = smtputf8;
	tx->envelope.n_rcpts = 0;
	tx->retried = false;
	tx->due = DUE_NOTHING;
	tx->done = (struct done){ 0 };
	tx->reference = (struct reference){ 0 };
	tx->state = TX_OPEN;
	tx->link = NULL;
	tx->since = inside->now;
	ask_rcpt(inside, tx);
	return true;
}

static bool add_rcpt(void *arg, struct message *message)
{
	struct wire wire = message_wire(message);
	struct inside *inside = arg;
	struct tx *tx = tx_of(inside, message->id);

	if (!tx || tx->envelope.n_rcpts >= LIMIT_RECIPIENTS)
		return false;
	wire_string(&wire, tx->rcpt);
	if (!wire_done(&wire) || !is_mailbox(tx->rcpt))
		return false;
	if (tx->state == TX_LOST) {
		const struct answer answer = answer_of(ANSWER_NO_HOP);

		tx_tell_rcpt(inside, tx, &answer);
		return true;
	}
	if (tx->state != TX_OPEN)
		return false;
	ask_rcpt(inside, tx);
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
	tx_forget(inside, tx);
	if (link)
		link_release(inside, link);
	return true;
}

static bool take_reference(void *arg, struct message *message)
{
	struct wire wire = message_wire(message);
	struct inside *inside = arg;
	struct tx *tx = tx_of(inside, message->id);
	struct reference reference;

	wire_reference(&wire, &reference);
	if (!wire_done(&wire) || !tx)
		return false;
	tx->reference = reference;
	return tx->state == TX_OPEN || tx->state == TX_LOST;
}

static void send_composed(struct inside *inside, struct tx *tx, bool composed,
			  const struct answer *why_not)
{
	if (!composed) {
		tx_done(inside, tx, why_not);
		return;
	}
	tx->due = DUE_MESSAGE;
	tx_go_on(inside, tx);
}

static bool take_notice(void *arg, struct message *message)
{
	struct wire wire = message_wire(message);
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
	{ MESSAGE_OPEN, false, 5, 1 + 2 * STRING_MAX, open_tx },
	{ MESSAGE_RCPT, false, 2, STRING_MAX, add_rcpt },
	{ MESSAGE_ABORT, false, 0, 0, abort_tx },
	{ MESSAGE_REFERENCE, false, REFERENCE_LEN, REFERENCE_LEN,
	  take_reference },
	{ MESSAGE_NOTICE, false, 5, 5, take_notice },
};

static enum channel_verdict hear(struct inside *inside, int channel,
				 const struct accept *table, size_t n_table)
{
	const enum channel_verdict verdict = channel_serve_all(
		channel, table, n_table, inside, "inside-misled");

	inside->alone |= verdict == CHANNEL_BROKEN;
	return verdict;
}

void inside_hear_outside(struct inside *inside)
{
	inside->alone |= hear(inside, FD_INSIDE_OUTSIDE, from_outside,
			      sizeof(from_outside) / sizeof(from_outside[0])) ==
			 CHANNEL_GONE;
}

/* ------ what the transform may say: a plain message, nothing else ------ */

/* What the outside said before it gave the message away is heard first: the
 * reference is to be in the notice. */
static bool take_plain(void *arg, struct message *message)
{
	struct wire wire = message_wire(message);
	struct inside *inside = arg;
	const size_t len = wire_u32(&wire);
	struct answer answer = answer_of(ANSWER_NO_HOP);
	struct tx *tx;
	bool composed;

	inside_hear_outside(inside); /* the body of *message is gone then */
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

	if (inside->n_dialling == 0)
		return false;
	inside->n_dialling--;
	link_add_failed(inside, HOP_CONNECTING, (int)message->id);
	return true;
}

static const struct accept from_parent[] = {
	{ MESSAGE_DIALLED, true, 0, 0, take_link },
	{ MESSAGE_NOT_DIALLED, false, 0, 0, take_no_link },
};

/* When it is gone the outside leaves too, and ends us by that; until then what
 * was sent to the next hop is answered. */
void inside_hear_zygote(struct inside *inside)
{
	if (hear(inside, FD_INSIDE_ZYGOTE, from_zygote,
		 sizeof(from_zygote) / sizeof(from_zygote[0])) == CHANNEL_GONE)
		epoll_ctl(inside->epoll, EPOLL_CTL_DEL, FD_INSIDE_ZYGOTE, NULL);
}

void inside_hear_parent(struct inside *inside)
{
	inside->alone |= hear(inside, FD_INSIDE_PARENT, from_parent,
			      sizeof(from_parent) / sizeof(from_parent[0])) ==
			 CHANNEL_GONE;
}
