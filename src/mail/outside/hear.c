/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hear.c -- what the outer face's sisters may say to it
 */
#include "mail/outside/outside.h"
#include "mail/procs.h"
#include "privsep/channel.h"

/* NULL: an answer came too late, to a transaction that was withdrawn. */
static struct crossing *crossing_of(struct outside *outside, uint32_t id)
{
	size_t slot = id & SLOT_MASK;
	struct client *client =
		slot < LIMIT_SESSIONS ? outside->clients[slot] : NULL;
	struct crossing *crossing = client ? &client->crossing : NULL;

	if (slot == SLOT_RELEASE)
		crossing = &outside->release.crossing;
	return crossing && id && crossing->id == id ? crossing : NULL;
}

/* ------ the inside ------ */

/* Of what the inside says: whether the next hop did. */
static void note_hop(struct outside *outside, const struct answer *answer)
{
	if (answer->reason == ANSWER_HOP || answer->reason == ANSWER_NO_HOP)
		tally_hop(&outside->tally, answer->reason == ANSWER_HOP,
			  (uint64_t)time(NULL));
}

static bool take_rcpt_answer(void *arg, struct message *message)
{
	struct outside *outside = arg;
	struct crossing *crossing = crossing_of(outside, message->id);
	struct answer answer;

	if (!answer_unpack(message->body, message->body_len, &answer))
		return false;
	note_hop(outside, &answer);
	if (!crossing)
		return true;
	return crossing == &outside->release.crossing
		       ? release_rcpt_over(outside, &answer)
		       : client_rcpt_over(outside, message->id & SLOT_MASK,
					  &answer);
}

static bool take_done(void *arg, struct message *message)
{
	static struct done done;
	struct outside *outside = arg;
	struct crossing *crossing = crossing_of(outside, message->id);

	if (!done_unpack(message->body, message->body_len, &done))
		return false;
	note_hop(outside, &done.answer);
	return !crossing || crossing_done(outside, crossing, &done);
}

static bool take_hop(void *arg, struct message *message)
{
	struct outside *outside = arg;

	outside->hop_known = true;
	outside->rules.smtputf8 = message->body[0];
	return message->body[0] <= 1;
}

/* ------ the transform ------ */

static bool take_failure(void *arg, struct message *message)
{
	struct outside *outside = arg;
	struct crossing *crossing = crossing_of(outside, message->id);
	const uint8_t reason = message->body[0], why = message->body[1];

	if ((reason != ANSWER_TRANSFORM && reason != ANSWER_HELD) ||
	    why >= N_HELD_WHYS || (reason == ANSWER_HELD && why == HELD_NOT))
		return false;
	return !crossing ||
	       crossing_failed(outside, crossing, (enum answer_reason)reason,
			       (enum held_why)why);
}

/* ------ the store ------ */

static bool take_kept(void *arg, struct message *message)
{
	struct wire wire = message_wire(message);
	struct outside *outside = arg;
	struct crossing *crossing = crossing_of(outside, message->id);
	struct reference reference;

	wire_reference(&wire, &reference);
	if (!wire_done(&wire))
		return false;
	return !crossing || crossing_kept(outside, crossing, &reference);
}

static bool take_not_kept(void *arg, struct message *message)
{
	struct outside *outside = arg;
	struct crossing *crossing = crossing_of(outside, message->id);
	const uint8_t reason = message->body[0];

	if (reason != ANSWER_FULL && reason != ANSWER_DISK)
		return false;
	return !crossing ||
	       crossing_not_kept(outside, crossing, (enum answer_reason)reason);
}

static bool take_held(void *arg, struct message *message)
{
	struct outside *outside = arg;
	struct crossing *crossing = crossing_of(outside, message->id);

	return !crossing || crossing_held(outside, crossing);
}

static bool take_not_held(void *arg, struct message *message)
{
	struct outside *outside = arg;
	struct crossing *crossing = crossing_of(outside, message->id);

	return !crossing || crossing_not_held(outside, crossing);
}

static bool take_release(void *arg, struct message *message)
{
	return release_begin(arg, message);
}

/* ------ control ------ */

static bool take_status(void *arg, struct message *message)
{
	static uint8_t body[TALLY_MAX];
	struct outside *outside = arg;
	const size_t len = tally_pack(&outside->tally, body);

	if (channel_send(FD_OUTSIDE_CONTROL, MESSAGE_STATUS_IS, message->id,
			 body, len, -1) < 0)
		outside->alone = true;
	return true;
}

/* ------ all of them ------ */

static const struct accept from_inside[] = {
	{ MESSAGE_RCPT_ANSWER, false, ANSWER_BODY, ANSWER_BODY,
	  take_rcpt_answer },
	{ MESSAGE_DONE, false, ANSWER_BODY, DONE_MAX, take_done },
	{ MESSAGE_HOP, false, 1, 1, take_hop },
};

static const struct accept from_zygote[] = {
	{ MESSAGE_FAILED, false, 2, 2, take_failure },
};

static const struct accept from_store[] = {
	{ MESSAGE_KEPT, false, REFERENCE_LEN, REFERENCE_LEN, take_kept },
	{ MESSAGE_NOT_KEPT, false, 1, 1, take_not_kept },
	{ MESSAGE_HELD, false, 0, 0, take_held },
	{ MESSAGE_NOT_HELD, false, 0, 0, take_not_held },
	{ MESSAGE_RELEASE, true, REFERENCE_LEN + 8,
	  REFERENCE_LEN + 4 + ENVELOPE_MAX, take_release },
};

static const struct accept from_control[] = {
	{ MESSAGE_STATUS, false, 0, 0, take_status },
};

static const struct {
	int channel;
	const struct accept *rows;
	size_t n_rows;
} sisters[] = {
	{ FD_OUTSIDE_INSIDE, from_inside, 3 },
	{ FD_OUTSIDE_ZYGOTE, from_zygote, 1 },
	{ FD_OUTSIDE_STORE, from_store, 5 },
	{ FD_OUTSIDE_CONTROL, from_control, 1 },
};

void outside_hear(struct outside *outside, int channel)
{
	enum channel_verdict verdict;
	size_t i = 0;

	while (sisters[i].channel != channel)
		i++;
	verdict = channel_serve_all(channel, sisters[i].rows, sisters[i].n_rows,
				    outside, "outside-misled");
	outside->alone |= verdict != CHANNEL_EMPTY;
	outside->inside_gone |=
		channel == FD_OUTSIDE_INSIDE && verdict != CHANNEL_EMPTY;
}
