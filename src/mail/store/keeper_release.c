/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_release.c -- a held original goes through the relay once more, or an
 * officer has dealt with it
 *
 * What still cannot be made text stays held: there is no way around that.
 */
#include <errno.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "mail/procs.h"
#include "mail/store/keeper_ask.h"
#include "privsep/channel.h"

static void unhold(const struct question *question, const char *why)
{
	int r;

	if (!question_note(question, "original-released", why))
		return;
	r = store_unhold(&question->keeper->store, &question->reference);
	if (r < 0 && r != -ENOENT) {
		question_failed(question, "end that it is held", r);
		return;
	}
	question_say(question, "held no more (保留を解いた): %s", why);
	keeper_done(question, ANSWER_YES);
}

/* ------ once more through the relay ------ */

/* Its envelope, as the outside takes it; 0: it is none. */
static size_t pack_release(const struct question *question,
			   const struct place *place, uint8_t *out, size_t size)
{
	static struct envelope envelope;
	struct pack pack = { out, out + size, false };
	char peer[LIMIT_PATH + 1];

	if (!original_envelope(place, peer, &envelope))
		return 0;
	pack_reference(&pack, &question->reference);
	pack_u32(&pack, (uint32_t)place->record.size);
	pack_u16(&pack, (uint16_t)envelope.n_rcpts);
	pack_string(&pack, envelope.sender);
	for (size_t i = 0; i < envelope.n_rcpts; i++)
		pack_string(&pack, envelope.rcpts[i]);
	return pack.bad ? 0 : (size_t)(pack.pos - out);
}

static void begin(const struct question *question, const struct kept *kept)
{
	static uint8_t body[REFERENCE_LEN + 4 + ENVELOPE_MAX];
	const size_t len =
		pack_release(question, &kept->place, body, sizeof(body));
	_cleanup_(fd_closep) int fd = original_take(kept);

	if (fd < 0 || !len) {
		question_failed(question, "read the original",
				fd < 0 ? fd : -EBADMSG);
		return;
	}
	if (!question_note(question, "release-asked", NULL))
		return;
	question->keeper->releasing = *question;
	if (channel_send(FD_STORE_OUTSIDE, MESSAGE_RELEASE, question->id, body,
			 len, fd) < 0)
		_exit(EXIT_PEER);
}

static void say_refused(const struct question *question, struct wire wire)
{
	char rcpt[LIMIT_PATH + 1], letters[ADDRESS_LETTERS];

	while (!wire_done(&wire)) {
		wire_string(&wire, rcpt);
		question_say(question,
			     "not to <%s>, whom the next hop refused "
			     "(転送先が拒否した宛先。届いていない)",
			     address_letters(letters, rcpt));
	}
}

static bool are_strings(struct wire wire)
{
	char string[LIMIT_PATH + 1];

	while (!wire.bad && wire.pos < wire.end)
		wire_string(&wire, string);
	return wire_done(&wire);
}

/* Whatever becomes of its mark and its line, that it was delivered is said. */
static void delivered(const struct question *question, struct wire refused)
{
	const bool to_all = refused.pos == refused.end;

	question_say(question, "delivered (配送した)");
	say_refused(question, refused);
	unhold(question, to_all ? "delivered" : "delivered-in-part");
}

static void not_delivered(const struct question *question,
			  const struct answer *answer)
{
	char text[ANSWER_TEXT];

	answer_text(text, answer);
	if (answer->reason == ANSWER_HELD)
		question_say(question,
			     "it still cannot be made text, and stays held "
			     "(変換できないため保留のまま); --by-hand or mail "
			     "delete ends that");
	else if (answer->reason == ANSWER_NO_HOP)
		question_say(question,
			     "the next hop does not answer: as far as is known "
			     "not delivered, and stays held; see there before "
			     "another try (転送先が応答しない。届いていない"
			     "ことを確かめてからやり直す。保留のまま)");
	else
		question_say(question,
			     "not delivered, and stays held "
			     "(配送できないため保留のまま): %s",
			     text);
	if (question_note(question, "still-held",
			  answer_reason_name(answer->reason)))
		keeper_done(question, ANSWER_NO);
}

bool keeper_released(void *arg, struct message *message)
{
	struct keeper *keeper = arg;
	const struct question question = keeper->releasing;
	const uint8_t *end = message->body + message->body_len;
	const struct wire refused = { message->body + ANSWER_BODY, end, false };
	struct answer answer;

	if (!answer_unpack(message->body, ANSWER_BODY, &answer) ||
	    !are_strings(refused) || !question.id || question.id != message->id)
		return false;
	keeper->releasing.id = 0;
	if (answer_is_yes(&answer))
		delivered(&question, refused);
	else
		not_delivered(&question, &answer);
	return true;
}

bool keeper_is_releasing(const struct question *question)
{
	const struct question *first = &question->keeper->releasing;

	if (!first->id ||
	    !reference_is(&first->reference, &question->reference))
		return false;
	question_say(question, "it is just being released; try again (解除中)");
	question_done(question, ANSWER_MACHINE, -1);
	return true;
}

void keeper_release(const struct question *question)
{
	static struct kept kept;

	if (!store_is_held(&question->keeper->store, &question->reference)) {
		question_say(question, "%s is not held (保留されていない)",
			     question->request.word);
		question_done(question, ANSWER_NO, -1);
		return;
	}
	if (keeper_is_releasing(question))
		return;
	if (question->request.flags & REQUEST_BY_HAND) {
		unhold(question, "by-hand");
		return;
	}
	if (question->keeper->releasing.id) {
		question_say(question, "another one is being released; try "
				       "again (ほかの解除が進行中)");
		question_done(question, ANSWER_MACHINE, -1);
		return;
	}
	if (!question_find(question, &kept))
		return;
	begin(question, &kept);
	kept_close(&kept);
}
