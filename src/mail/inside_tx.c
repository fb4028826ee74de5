/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside_tx.c -- transactions of the outside, and what it is told of them
 */
#include <string.h>

#include "mail/inside.h"
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

void tx_rcpt_answered(struct inside *inside, struct tx *tx,
		      const struct answer *answer)
{
	struct envelope *envelope = &tx->envelope;

	tx->state = TX_OPEN;
	if (answer_is_yes(answer))
		memcpy(envelope->rcpts[envelope->n_rcpts++], tx->rcpt,
		       sizeof(tx->rcpt));
	tx_tell_rcpt(inside, tx, answer);
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
	enum tx_state was = tx->state;

	tx->state = TX_LOST;
	if (was == TX_WAITING || was == TX_ASKING)
		tx_tell_rcpt(inside, tx, &answer);
	else if (was == TX_SENDING)
		tx_done(inside, tx, &answer);
}

/* Asked for a recipient; what else comes is tried again later, by itself. */
void tx_refused(struct inside *inside, struct tx *tx)
{
	const struct answer answer = answer_of(ANSWER_ASCII);

	tx->state = TX_LOST;
	tx_tell_rcpt(inside, tx, &answer);
}
