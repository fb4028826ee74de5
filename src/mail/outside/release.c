/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * release.c -- a kept message crosses once more: a transaction without
 * a peer, begun by the store
 *
 * One at a time. Nothing is different for it but who hears the answer: what
 * cannot be made text is not passed on, and stays as it was.
 */
#include "base/cleanup.h"
#include "base/must.h"
#include "mail/outside/outside.h"
#include "mail/procs.h"
#include "privsep/channel.h"

static void tell(struct outside *outside, uint32_t ask,
		 const struct answer *answer, char *const *refused, size_t n)
{
	static uint8_t body[RELEASED_MAX];
	struct pack pack = { body + ANSWER_BODY, body + sizeof(body), false };

	answer_pack(body, answer);
	for (size_t i = 0; i < n; i++)
		pack_string(&pack, refused[i]);
	must(!pack.bad);
	if (channel_send(FD_OUTSIDE_STORE, MESSAGE_RELEASED, ask, body,
			 (size_t)(pack.pos - body), -1) < 0)
		outside->alone = true;
}

void release_over(struct outside *outside, const struct answer *answer)
{
	struct release *release = &outside->release;

	fd_closep(&release->message);
	release->message = -1;
	tell(outside, release->ask, answer, release->refused,
	     release->n_refused);
}

/* It comes to nothing, before it was sent or because nobody answers. */
static void give_up(struct outside *outside, const struct answer *answer)
{
	crossing_withdraw(outside, &outside->release.crossing);
	release_over(outside, answer);
}

static void ask_next(struct outside *outside)
{
	struct release *release = &outside->release;

	release->since = outside->now;
	crossing_ask(outside, &release->crossing, SLOT_RELEASE,
		     envelope_needs_utf8(&release->envelope),
		     release->envelope.sender,
		     release->envelope.rcpts[release->n_asked++]);
}

static void go(struct outside *outside)
{
	struct release *release = &outside->release;
	struct crossing *crossing = &release->crossing;

	release->since = outside->now;
	crossing->peer = "release";
	crossing->sender = release->envelope.sender;
	crossing->rcpts = release->rcpts;
	crossing->n_rcpts = release->n_rcpts;
	crossing->size = release->size;
	crossing->message = take_fd(&release->message);
	crossing_again(outside, crossing, &release->reference);
}

/* A recipient who is not there any more must not keep it from the others, and
 * the operator hears who that was; one who cannot be reached now puts it off for
 * all. */
bool release_rcpt_over(struct outside *outside, const struct answer *answer)
{
	struct release *release = &outside->release;
	char *rcpt;

	if (release->crossing.stage != CROSSING_OPEN)
		return false;
	rcpt = release->envelope.rcpts[release->n_asked - 1];
	if (answer_is_yes(answer)) {
		release->rcpts[release->n_rcpts++] = rcpt;
	} else {
		release->refusal = *answer;
		release->refused[release->n_refused++] = rcpt;
	}
	if (!answer_is_yes(answer) && answer->code < 500)
		give_up(outside, answer);
	else if (release->n_asked < release->envelope.n_rcpts)
		ask_next(outside);
	else if (release->n_rcpts == 0)
		give_up(outside, &release->refusal);
	else
		go(outside);
	return true;
}

bool release_begin(struct outside *outside, struct message *message)
{
	struct wire wire = message_wire(message);
	struct release *release = &outside->release;
	const struct answer busy = answer_of(ANSWER_BUSY);

	if (release->crossing.id || outside->quits_at) {
		tell(outside, message->id, &busy, NULL, 0);
		return true;
	}
	*release = (struct release){ .ask = message->id, .message = -1 };
	wire_reference(&wire, &release->reference);
	release->size = wire_u32(&wire);
	wire_envelope(&wire, &release->envelope);
	if (!wire_done(&wire))
		return false;
	release->message = take_fd(&message->fd);
	ask_next(outside);
	return true;
}

/* As for a peer's: what the next hop takes so late must not be told as refused. */
void release_end_late(struct outside *outside)
{
	const struct answer answer = answer_of(ANSWER_NO_HOP);
	struct release *release = &outside->release;

	if (!release->crossing.id ||
	    outside->now - release->since <= LIMIT_ANSWER)
		return;
	if (release->crossing.stage == CROSSING_OPEN)
		give_up(outside, &answer);
	else
		crossing_give_up(outside, &release->crossing);
}
