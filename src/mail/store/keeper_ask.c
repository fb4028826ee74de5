/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper_ask.c -- what operators ask of originals: who may was judged by
 * control, that it was asked is written down here
 */
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/sealed.h"
#include "base/text.h"
#include "mail/control/status.h"
#include "mail/procs.h"
#include "mail/store/keeper_search.h"
#include "privsep/channel.h"
#include "store/listing.h"

enum {
	PIECE = 64 << 10,
};

/* ------ answers ------ */

static void tell(uint16_t type, uint32_t id, const void *body, size_t len,
		 int fd)
{
	if (channel_send(FD_STORE_CONTROL, type, id, body, len, fd) < 0)
		_exit(EXIT_PEER);
}

void question_say(const struct question *question, const char *fmt, ...)
{
	char text[2048];
	va_list ap;
	size_t len;

	va_start(ap, fmt);
	len = text_line(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (len)
		tell(ANSWER_SAID, question->id, text, len, -1);
}

void question_done(const struct question *question, int status, int fd)
{
	const uint8_t body = (uint8_t)status;

	tell(ANSWER_DONE, question->id, &body, sizeof(body), fd);
}

const char journal_fails[] =
	"what cannot be written into the journal of accesses is not done "
	"(記録できない操作はしない)";

void question_failed(const struct question *question, const char *doing,
		     int error)
{
	log_errno(error, "%s reference=%s", doing, question->request.word);
	question_say(question, "%s: %s", doing, strerrordesc_np(-error));
	question_done(question, ANSWER_MACHINE, -1);
}

bool question_note(const struct question *question, const char *event,
		   const char *why)
{
	const char *reason = question->request.reason;
	int r = keeper_note(question->keeper, event, &question->reference, why,
			    &question->asker, *reason ? reason : NULL);

	if (r == 0)
		return true;
	question_failed(question, journal_fails, r);
	return false;
}

bool question_find(const struct question *question, struct kept *kept)
{
	int r = store_find(&question->keeper->store, &question->reference,
			   kept);

	if (r == 0)
		return true;
	if (r == -ENOENT) {
		question_say(
			question,
			"nothing is kept under %s "
			"(該当する原本がない。保存期間が過ぎたか、別の中継の番号): "
			"its days are over, or it is of another relay "
			"(--relay)",
			question->request.word);
		question_done(question, ANSWER_NO, -1);
	} else {
		question_failed(question, "look it up", r);
	}
	return false;
}

/* ------ an original ------ */

bool original_envelope(const struct place *place,
		       char peer[static LIMIT_PATH + 1], struct envelope *out)
{
	const uint8_t *bytes = place->front + RECORD_HEAD;
	struct wire wire = { bytes, bytes + place->record.envelope_len, false };

	if (place->record.state != RECORD_KEPT ||
	    wire_u8(&wire) != KEEPER_ENVELOPE)
		return false;
	wire_string(&wire, peer);
	wire_envelope(&wire, out);
	return wire_done(&wire);
}

const char *address_letters(char out[static ADDRESS_LETTERS],
			    const char *address)
{
	const size_t len = strlen(address);

	return text_is_utf8(address, len) && !text_has_control(address)
		       ? address
		       : text_escape(out, ADDRESS_LETTERS, address, len);
}

static int copy(const struct kept *kept, int to)
{
	static uint8_t bytes[PIECE];
	const uint64_t size = kept->place.record.size;
	int r = 0;

	for (uint64_t at = 0; r == 0 && at < size; at += PIECE) {
		const size_t len = size - at < PIECE ? size - at : PIECE;

		r = volume_read(&kept->volume, &kept->place, at, bytes, len);
		if (r == 0)
			r = fd_write_all(to, bytes, len);
	}
	return r;
}

int original_take(const struct kept *kept)
{
	_cleanup_(fd_closep) int fd = -1;
	int r = volume_verify(&kept->volume, &kept->place);

	if (r < 0)
		return r;
	fd = memfd_create("original", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return -errno;
	r = copy(kept, fd);
	if (r == 0)
		r = sealed_close(&fd, (size_t)kept->place.record.size);
	return r < 0 ? r : take_fd(&fd);
}

static void give(const struct question *question, const struct kept *kept)
{
	_cleanup_(fd_closep) int fd = -1;

	if (kept->place.record.state != RECORD_KEPT) {
		question_say(question, "%s was erased (削除済み)",
			     question->request.word);
		question_done(question, ANSWER_NO, -1);
		return;
	}
	fd = original_take(kept);
	if (fd < 0) {
		question_failed(question,
				fd == -EBADMSG ? "the original on the disk is "
						 "not the one that was kept "
						 "(原本が改変されている)"
					       : "read it",
				fd);
	} else if (question_note(question, "original-fetched", NULL)) {
		question_done(question, ANSWER_YES, fd);
	}
}

static void fetch(const struct question *question)
{
	static struct kept kept;

	if (!question_find(question, &kept))
		return;
	give(question, &kept);
	kept_close(&kept);
}

/* ------ what control may say ------ */

static bool take_status(void *arg, struct message *message)
{
	struct keeper *keeper = arg;
	struct arena arena = { 0 };
	struct listing listing;
	struct store_status status = {
		.used = keeper->store.used,
		.cap = keeper->store.rules.cap,
		.days = keeper->store.rules.days,
		.damaged = keeper->damaged,
		.failing = keeper->failing,
	};
	uint8_t body[STORE_STATUS_LEN];
	int r = listing_read(keeper->store.folder, &arena, &listing);

	if (r < 0)
		log_errno(r, "store");
	status.spoilt = r < 0 || listing.damaged || keeper->store.damaged;
	status.held = (uint32_t)listing.held.n;
	if (listing.volumes.n)
		status.oldest = listing.volumes.at[0].day;
	if (listing.held.n)
		status.oldest_held = listing.held.at[0].day;
	arena_finish(&arena);
	store_status_pack(&status, body);
	tell(MESSAGE_STATUS_IS, message->id, body, sizeof(body), -1);
	return true;
}

static void answer(const struct question *question)
{
	switch ((int)question->request.verb) {
	case VERB_MAIL_HELD:
		keeper_show_held(question);
		break;
	case VERB_MAIL_FIND:
		keeper_show(question);
		break;
	case VERB_MAIL_FETCH:
		fetch(question);
		break;
	case VERB_MAIL_RELEASE:
		keeper_release(question);
		break;
	case VERB_MAIL_DELETE:
		keeper_delete(question);
		break;
	case VERB_MAIL_SEARCH:
		keeper_search(question);
		break;
	}
}

/* False: it has to have one, and has none. */
static bool request_reference(const struct request *request,
			      struct reference *out)
{
	if (request->verb == VERB_MAIL_HELD ||
	    (request->verb == VERB_MAIL_SEARCH && !*request->word))
		return true;
	return reference_read(request->word, out);
}

static bool forget(void *arg, struct message *message)
{
	const struct keeper *keeper = arg;

	if (keeper->search)
		keeper_search_end(keeper->search, message->id);
	return true;
}

static bool take_question(void *arg, struct message *message)
{
	static struct question question;

	question = (struct question){ .keeper = arg, .id = message->id };
	if (!asker_unpack(message->body, &question.asker) ||
	    !request_unpack(message->type, message->body + ASKER_LEN,
			    message->body_len - ASKER_LEN, &question.request))
		return false;
	if (!request_reference(&question.request, &question.reference))
		return false;
	answer(&question);
	return true;
}

#define QUESTION(verb)                                                         \
	{                                                                      \
		verb, false, ASKER_LEN + REQUEST_MIN, ASKER_LEN + REQUEST_MAX, \
			take_question                                          \
	}

const struct accept keeper_from_control[] = {
	{ MESSAGE_STATUS, false, 0, 0, take_status },
	QUESTION(VERB_MAIL_HELD),
	QUESTION(VERB_MAIL_FIND),
	QUESTION(VERB_MAIL_FETCH),
	QUESTION(VERB_MAIL_RELEASE),
	QUESTION(VERB_MAIL_DELETE),
	QUESTION(VERB_MAIL_SEARCH),
	{ MESSAGE_FORGET, false, 0, 0, forget },
};

const size_t keeper_n_from_control =
	sizeof(keeper_from_control) / sizeof(keeper_from_control[0]);
