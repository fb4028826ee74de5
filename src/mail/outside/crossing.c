/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crossing.c -- kept, sent, held, answered: in this order
 */
#include "mail/outside/crossing.h"

#include <unistd.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/must.h"
#include "mail/outside/message_line.h"
#include "mail/outside/outside.h"
#include "mail/procs.h"
#include "privsep/channel.h"

static void tell(struct outside *outside, int channel, uint16_t type,
		 const struct crossing *crossing, const struct pack *pack,
		 const uint8_t *body)
{
	size_t len = pack ? (size_t)(pack->pos - body) : 0;
	bool whole = type == MESSAGE_TRANSFORM || type == MESSAGE_KEEP;

	must(!pack || !pack->bad);
	if (channel_send(channel, type, crossing->id, body, len,
			 whole ? crossing->message : -1) < 0)
		outside->alone = true;
}

static bool has_store(const struct outside *outside)
{
	return settings_runs(&outside->settings, PROC_STORE);
}

/* ------ before the message ------ */

void crossing_ask(struct outside *outside, struct crossing *crossing,
		  size_t slot, bool smtputf8, const char *sender,
		  const char *rcpt)
{
	uint8_t body[1 + 2 * STRING_MAX];
	struct pack pack = { body, body + sizeof(body), false };
	bool first = !crossing->id;

	if (first) {
		/* The serial wraps; 0 would say "no transaction". */
		if (++outside->serial << SLOT_BITS == 0)
			outside->serial++;
		*crossing = (struct crossing){
			.id = outside->serial << SLOT_BITS | (uint32_t)slot,
			.message = -1,
		};
		pack_u8(&pack, smtputf8);
		pack_string(&pack, sender);
	}
	pack_string(&pack, rcpt);
	tell(outside, FD_OUTSIDE_INSIDE, first ? MESSAGE_OPEN : MESSAGE_RCPT,
	     crossing, &pack, body);
}

/* Where it is held, or may be: the peer will bring it again. */
static void unhold(struct outside *outside, const struct crossing *crossing)
{
	uint8_t body[REFERENCE_LEN];
	struct pack pack = { body, body + sizeof(body), false };

	if (crossing->stage != CROSSING_HOLDING &&
	    crossing->stage != CROSSING_TELLING)
		return;
	pack_reference(&pack, &crossing->reference);
	tell(outside, FD_OUTSIDE_STORE, MESSAGE_UNHOLD, crossing, &pack, body);
}

void crossing_withdraw(struct outside *outside, struct crossing *crossing)
{
	if (crossing->id) {
		tell(outside, FD_OUTSIDE_INSIDE, MESSAGE_ABORT, crossing, NULL,
		     NULL);
		unhold(outside, crossing);
	}
	fd_closep(&crossing->message);
	*crossing = (struct crossing){ .message = -1 };
}

/* ------ its end ------ */

static void count(struct outside *outside, const struct crossing *crossing,
		  const struct done *done)
{
	static char text[MESSAGE_LINE_MAX];
	const bool held = crossing->why != HELD_NOT;
	const struct message_line line = {
		.relay = outside->settings.mark,
		.peer = crossing->peer,
		.sender = crossing->sender,
		.rcpts = crossing->rcpts,
		.n_rcpts = crossing->n_rcpts,
		.id = crossing->id,
		.reference = crossing->reference,
		.size = crossing->size,
		.plain_size = done->size,
		.digest = crossing->digest,
		.plain_digest = done->size ? done->digest : NULL,
		.result = tally_result(done->answer.code, held),
		.answer = done->answer,
		.held = held ? held_why_name(crossing->why) : NULL,
		.actions = done->actions,
		.removed = done->removed,
		.microseconds = outside_clock() - crossing->begun,
	};
	const size_t slot = crossing->id & SLOT_MASK;

	if (slot != SLOT_RELEASE)
		tally_add(&outside->tally, &outside->clients[slot]->addr,
			  line.result, line.size, line.microseconds);
	log_line(message_line_text(text, &line));
}

/* The owner may begin another with it at once. */
static void over(struct outside *outside, struct crossing *crossing,
		 const struct done *done)
{
	const size_t slot = crossing->id & SLOT_MASK;

	count(outside, crossing, done);
	fd_closep(&crossing->message);
	*crossing = (struct crossing){ .message = -1 };
	if (slot == SLOT_RELEASE)
		release_over(outside, &done->answer);
	else
		client_over(outside, slot, &done->answer);
}

static void over_with(struct outside *outside, struct crossing *crossing,
		      enum answer_reason reason)
{
	static struct done done;

	done = (struct done){ .answer = answer_of(reason) };
	tell(outside, FD_OUTSIDE_INSIDE, MESSAGE_ABORT, crossing, NULL, NULL);
	over(outside, crossing, &done);
}

void crossing_give_up(struct outside *outside, struct crossing *crossing)
{
	const bool store = crossing->stage == CROSSING_KEEPING ||
			   crossing->stage == CROSSING_HOLDING;

	unhold(outside, crossing);
	crossing->why = HELD_NOT;
	over_with(outside, crossing, store ? ANSWER_DISK : ANSWER_NO_HOP);
}

void crossing_cut(struct outside *outside, const struct crossing *crossing)
{
	static struct done done;

	done = (struct done){ .answer = answer_of(ANSWER_BUSY) };
	count(outside, crossing, &done);
}

/* ------ on its way ------ */

static void ask_to_keep(struct outside *outside, struct crossing *crossing)
{
	static uint8_t body[4 + STRING_MAX + ENVELOPE_MAX];
	struct pack pack = { body, body + sizeof(body), false };

	pack_u32(&pack, (uint32_t)crossing->size);
	pack_string(&pack, crossing->peer);
	pack_envelope(&pack, crossing->sender, crossing->rcpts,
		      crossing->n_rcpts);
	crossing->stage = CROSSING_KEEPING;
	tell(outside, FD_OUTSIDE_STORE, MESSAGE_KEEP, crossing, &pack, body);
}

/* The inside hears the reference first: what it is given by the transform
 * comes later than what has been in its channel before. */
static void send_on(struct outside *outside, struct crossing *crossing)
{
	static uint8_t body[4 + ENVELOPE_MAX];
	struct pack pack = { body, body + sizeof(body), false };

	if (crossing->reference.day) {
		pack_reference(&pack, &crossing->reference);
		tell(outside, FD_OUTSIDE_INSIDE, MESSAGE_REFERENCE, crossing,
		     &pack, body);
	}
	pack = (struct pack){ body, body + sizeof(body), false };
	pack_u32(&pack, (uint32_t)crossing->size);
	pack_envelope(&pack, crossing->sender, crossing->rcpts,
		      crossing->n_rcpts);
	crossing->stage = CROSSING_SENT;
	tell(outside, FD_OUTSIDE_ZYGOTE, MESSAGE_TRANSFORM, crossing, &pack,
	     body);
	close(take_fd(&crossing->message));
}

void crossing_go(struct outside *outside, struct crossing *crossing)
{
	crossing->begun = outside_clock();
	if (has_store(outside))
		ask_to_keep(outside, crossing);
	else
		send_on(outside, crossing);
}

void crossing_refuse(struct outside *outside, struct crossing *crossing,
		     const struct answer *answer)
{
	static struct done done;

	crossing->begun = outside_clock();
	done = (struct done){ .answer = *answer };
	count(outside, crossing, &done);
	crossing_withdraw(outside, crossing);
}

void crossing_again(struct outside *outside, struct crossing *crossing,
		    const struct reference *reference)
{
	crossing->begun = outside_clock();
	crossing->reference = *reference;
	crossing->again = true;
	send_on(outside, crossing);
}

bool crossing_kept(struct outside *outside, struct crossing *crossing,
		   const struct reference *reference)
{
	if (crossing->stage != CROSSING_KEEPING)
		return false;
	crossing->reference = *reference;
	send_on(outside, crossing);
	return true;
}

bool crossing_not_kept(struct outside *outside, struct crossing *crossing,
		       enum answer_reason reason)
{
	if (crossing->stage != CROSSING_KEEPING)
		return false;
	over_with(outside, crossing, reason);
	return true;
}

/* ------ what cannot be made text ------ */

/* Whether the next try would be the same (deaths.h). */
static bool kills_again(struct outside *outside,
			const struct crossing *crossing, enum held_why why)
{
	const uint32_t bound =
		crossing->reference.day ? DEATHS_HELD : DEATHS_REFUSED;

	return why == HELD_CONVERTER_DIED && !crossing->again &&
	       crossing->digest &&
	       deaths_note(&outside->deaths, crossing->digest) >= bound;
}

bool crossing_failed(struct outside *outside, struct crossing *crossing,
		     enum answer_reason reason, enum held_why why)
{
	uint8_t body[REFERENCE_LEN + 1];
	struct pack pack = { body, body + sizeof(body), false };

	if (crossing->stage != CROSSING_SENT)
		return false;
	if (reason == ANSWER_TRANSFORM && kills_again(outside, crossing, why))
		reason = ANSWER_HELD;
	crossing->why = reason == ANSWER_HELD ? why : HELD_NOT;
	if (reason != ANSWER_HELD || !crossing->reference.day ||
	    crossing->again) {
		over_with(outside, crossing, reason);
		return true;
	}
	crossing->stage = CROSSING_HOLDING;
	pack_reference(&pack, &crossing->reference);
	pack_u8(&pack, (uint8_t)why);
	tell(outside, FD_OUTSIDE_STORE, MESSAGE_HOLD, crossing, &pack, body);
	return true;
}

bool crossing_held(struct outside *outside, struct crossing *crossing)
{
	uint8_t body[5];
	struct pack pack = { body, body + sizeof(body), false };

	if (crossing->stage != CROSSING_HOLDING)
		return false;
	crossing->stage = CROSSING_TELLING;
	pack_u8(&pack, (uint8_t)crossing->why);
	pack_u32(&pack, (uint32_t)crossing->size);
	tell(outside, FD_OUTSIDE_INSIDE, MESSAGE_NOTICE, crossing, &pack, body);
	return true;
}

bool crossing_not_held(struct outside *outside, struct crossing *crossing)
{
	if (crossing->stage != CROSSING_HOLDING)
		return false;
	crossing->why = HELD_NOT;
	over_with(outside, crossing, ANSWER_DISK);
	return true;
}

bool crossing_done(struct outside *outside, struct crossing *crossing,
		   const struct done *done)
{
	if (crossing->stage != CROSSING_SENT &&
	    crossing->stage != CROSSING_TELLING)
		return false;
	if (!answer_is_yes(&done->answer))
		unhold(outside, crossing);
	over(outside, crossing, done);
	return true;
}
