/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tx.c -- transactions of the outside, and what it is told of them
 */
#include <string.h>

#include "mail/inside/inside.h"
#include "mail/procs.h"
#include "privsep/channel.h"

struct tx *tx_of(struct inside *inside, uint32_t id)
{
	size_t slot = id & SLOT_MASK;
	struct tx *tx = slot < N_SLOTS ? inside->txs[slot] : NULL;

	return tx && tx->state != TX_FREE && tx->id == id ? tx : NULL;
}

void tx_forget(struct inside *inside, struct tx *tx)
{
	if (tx->state == TX_WAITING)
		inside->n_waiting--;
	tx->state = TX_FREE;
	composed_finish(&tx->composed);
}

void tx_tell_rcpt(struct inside *inside, const struct tx *tx,
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

/* The recipient that was asked for. */
static void rcpt_over(struct inside *inside, struct tx *tx,
		      const struct answer *answer)
{
	struct envelope *envelope = &tx->envelope;

	tx->state = TX_OPEN;
	tx->due = DUE_NOTHING;
	tx->since = inside->now;
	if (answer_is_yes(answer)) {
		memcpy(envelope->rcpts[envelope->n_rcpts++], tx->rcpt,
		       sizeof(tx->rcpt));
		tx->n_said++;
	}
	tx_tell_rcpt(inside, tx, answer);
}

void tx_go_on(struct inside *inside, struct tx *tx)
{
	const struct answer not_ascii = answer_of(ANSWER_ASCII);
	struct link *link = tx->link;

	if (!link) {
		link_want(inside, tx);
		return;
	}
	link->since = inside->now;
	if (tx->n_said < tx->envelope.n_rcpts) {
		hop_rcpt(&link->hop, tx->envelope.rcpts[tx->n_said]);
	} else if (tx->due == DUE_RCPT && link_takes(link, tx->rcpt)) {
		tx->state = TX_ASKING;
		hop_rcpt(&link->hop, tx->rcpt);
	} else if (tx->due == DUE_RCPT) {
		rcpt_over(inside, tx, &not_ascii);
	} else {
		tx->state = TX_SENDING;
		link->sent = 0;
		hop_data(&link->hop, tx->composed.bytes, tx->composed.len);
	}
	link_flush(inside, link);
}

/* One that had been accepted on another link was said again. */
static void said_again(struct inside *inside, struct tx *tx,
		       const struct answer *answer)
{
	struct link *link = tx->link;

	if (answer_is_yes(answer)) {
		tx->n_said++;
		tx_go_on(inside, tx);
		return;
	}
	/* Its peer has been told yes: it has to ask for all of them again. */
	tx->link = NULL;
	tx_lost(inside, tx);
	link_release(inside, link);
}

void tx_rcpt_answered(struct inside *inside, struct tx *tx,
		      const struct answer *answer)
{
	if (tx->n_said < tx->envelope.n_rcpts)
		said_again(inside, tx, answer);
	else
		rcpt_over(inside, tx, answer);
}

static struct tx *longest_idle(struct inside *inside)
{
	struct tx *found = NULL;

	for (size_t i = 0; i < N_SLOTS; i++) {
		struct tx *tx = inside->txs[i];

		if (tx && tx->state == TX_OPEN && tx->link &&
		    inside->now - tx->since > LIMIT_PARK &&
		    (!found || tx->since < found->since))
			found = tx;
	}
	return found;
}

void tx_park_idle(struct inside *inside)
{
	if (inside->n_links + inside->n_dialling >=
	    inside->n_waiting + link_count_greeted(inside))
		return; /* new links come for those who wait */
	for (size_t n = inside->n_waiting; n; n--) {
		struct tx *tx = longest_idle(inside);
		struct link *link = tx ? tx->link : NULL;

		if (!link)
			return;
		tx->link = NULL;
		link_release(inside, link);
	}
}

void tx_done(struct inside *inside, struct tx *tx, const struct answer *answer)
{
	struct link *link = tx->link;

	tx->done.answer = *answer;
	tell_done(inside, tx);
	tx->link = NULL;
	tx_forget(inside, tx);
	if (link)
		link_release(inside, link);
}

void tx_lost(struct inside *inside, struct tx *tx)
{
	const struct answer answer = answer_of(ANSWER_NO_HOP);

	tx->state = TX_LOST;
	if (tx->due == DUE_MESSAGE)
		tx_done(inside, tx, &answer);
	else if (tx->due == DUE_RCPT)
		tx_tell_rcpt(inside, tx, &answer);
}

/* Asked for a recipient; what else comes is tried again later, by itself. */
void tx_refused(struct inside *inside, struct tx *tx)
{
	const struct answer answer = answer_of(ANSWER_ASCII);

	if (tx->envelope.n_rcpts) {
		tx_lost(inside, tx); /* another next hop had taken the others */
		return;
	}
	tx->state = TX_LOST;
	tx_tell_rcpt(inside, tx, &answer);
}
