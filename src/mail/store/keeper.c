/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keeper.c -- the process that keeps originals: it takes them, and notes what
 * becomes of them
 *
 * It takes all that wait in its channel, writes them one behind the other, and
 * syncs once for all: no 250 of the relay depends on more than that. A line of
 * the journal is written before what it tells is done, but for the end of a day.
 */
#include "mail/store/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "mail/procs.h"
#include "mail/store/keeper_ask.h"
#include "privsep/channel.h"

enum {
	HOUR = 3600,
	SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE,
};

static void tell(uint16_t type, uint32_t id, const void *body, size_t len)
{
	if (channel_send(FD_STORE_OUTSIDE, type, id, body, len, -1) < 0)
		_exit(EXIT_PEER);
}

time_t keeper_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* ------ the journal ------ */

struct note {
	const struct reference *reference;
	const char *why, *reason;
	const struct asker *asker;
};

static void write_note(struct json *json, const void *data)
{
	const struct note *note = data;
	char reference[REFERENCE_TEXT];

	journal_text(json, "reference",
		     reference_text(reference, note->reference));
	if (note->why)
		journal_text(json, "why", note->why);
	if (note->asker) {
		journal_text(json, "who", note->asker->name);
		journal_number(json, "uid", note->asker->uid);
	}
	if (note->reason)
		journal_text(json, "reason", note->reason);
}

int keeper_note(struct keeper *keeper, const char *event,
		const struct reference *reference, const char *why,
		const struct asker *asker, const char *reason)
{
	const struct note note = { reference, why, reason, asker };

	return journal_add(&keeper->journal, event, write_note, &note);
}

/* ------ one more original ------ */

static void tell_not_kept(struct keeper *keeper, uint32_t id, int error)
{
	const bool full =
		error == -EXFULL || error == -EDQUOT || error == -ENOSPC;
	const uint8_t body = full ? ANSWER_FULL : ANSWER_DISK;

	keeper->failing = true;
	if (error == -EXFULL)
		log_err("not-kept id=%08x why=\"keep_size is used up, or the "
			"day's numbers are\" "
			"do=\"see sekisho-mail(8), When the store is full\"",
			id);
	else
		log_errno(error,
			  "not-kept id=%08x do=\"see sekisho-mail(8), When "
			  "the store is full\" why",
			  id);
	tell(MESSAGE_NOT_KEPT, id, &body, sizeof(body));
}

/* Nobody can change or cut it while it is read, and it is as long as told. */
static bool is_sealed(int fd, uint32_t size)
{
	const int seals = fcntl(fd, F_GET_SEALS);
	struct stat st;

	return seals >= 0 && (seals & SEALS) == SEALS && fstat(fd, &st) == 0 &&
	       (uint64_t)st.st_size == size;
}

/* The pieces must be what they should be, for who looks it up in years. */
static bool is_envelope(const uint8_t *bytes, size_t len)
{
	static struct envelope envelope;
	struct wire wire = { bytes, bytes + len, false };
	char peer[LIMIT_PATH + 1];

	wire_string(&wire, peer);
	wire_envelope(&wire, &envelope);
	return wire_done(&wire);
}

static void tell_kept(struct keeper *keeper, uint32_t id,
		      const struct reference *reference)
{
	uint8_t body[REFERENCE_LEN];
	struct pack pack = { body, body + sizeof(body), false };

	keeper->answered[id & SLOT_MASK].id = id;
	keeper->answered[id & SLOT_MASK].reference = *reference;
	pack_reference(&pack, reference);
	tell(MESSAGE_KEPT, id, body, sizeof(body));
}

/* It is brought again, the same day; and it was not erased meanwhile, and nobody
 * is to decide on it. */
static bool is_kept(struct keeper *keeper, const uint8_t key[static DIGEST_LEN],
		    struct reference *out)
{
	static struct kept kept;

	if (!recent_get(&keeper->recent, key, keeper_clock(), out) ||
	    out->day != keeper->store.current.day ||
	    store_is_held(&keeper->store, out) ||
	    store_find(&keeper->store, out, &kept) < 0)
		return false;
	kept_close(&kept);
	if (kept.place.record.state != RECORD_KEPT)
		return false;
	recent_put(&keeper->recent, key, out, keeper_clock());
	return true;
}

static int append(struct keeper *keeper, const struct original *original,
		  uint32_t id, const uint8_t key[static DIGEST_LEN])
{
	struct reference reference;
	int r = store_append(&keeper->store, original, &reference);

	if (r < 0)
		return r;
	keeper->batch[keeper->n_batch].id = id;
	memcpy(keeper->batch[keeper->n_batch].key, key, DIGEST_LEN);
	keeper->batch[keeper->n_batch++].reference = reference;
	keeper->batch_bytes += original->size;
	return 0;
}

static bool keep(void *arg, struct message *message)
{
	static uint8_t envelope[RECORD_ENVELOPE_MAX];
	struct keeper *keeper = arg;
	struct wire wire = message_wire(message);
	const uint32_t size = wire_u32(&wire);
	const size_t len = (size_t)(wire.end - wire.pos);
	struct original original = {
		.time = (uint64_t)time(NULL),
		.envelope = envelope,
		.envelope_len = (uint32_t)len + 1,
		.file = message->fd,
		.size = size,
	};
	uint8_t key[DIGEST_LEN];
	struct reference reference;
	int r;

	if ((message->id & SLOT_MASK) >= N_SLOTS ||
	    len + 1 > sizeof(envelope) || size > LIMIT_MESSAGE ||
	    !is_envelope(wire.pos, len) || !is_sealed(message->fd, size))
		return false;
	envelope[0] = KEEPER_ENVELOPE;
	memcpy(envelope + 1, wire.pos, len);
	r = recent_key(envelope, len + 1, message->fd, size, key);
	if (r == 0 && is_kept(keeper, key, &reference)) {
		tell_kept(keeper, message->id, &reference);
		return true;
	}
	if (r == 0)
		r = append(keeper, &original, message->id, key);
	if (r < 0)
		tell_not_kept(keeper, message->id, r);
	return true;
}

void keeper_commit(struct keeper *keeper)
{
	const int r = keeper->n_batch ? store_commit(&keeper->store) : 0;

	for (size_t i = 0; i < keeper->n_batch; i++) {
		if (r < 0) {
			tell_not_kept(keeper, keeper->batch[i].id, r);
			continue;
		}
		keeper->failing = false;
		recent_put(&keeper->recent, keeper->batch[i].key,
			   &keeper->batch[i].reference, keeper_clock());
		tell_kept(keeper, keeper->batch[i].id,
			  &keeper->batch[i].reference);
	}
	keeper->n_batch = 0;
	keeper->batch_bytes = 0;
}

/* ------ held ones ------ */

/* Was it kept for that transaction? Of all others nobody outside decides. */
static bool is_its_own(const struct keeper *keeper, uint32_t id,
		       const struct reference *reference)
{
	const size_t slot = id & SLOT_MASK;

	return slot < N_SLOTS && keeper->answered[slot].id == id &&
	       reference_is(&keeper->answered[slot].reference, reference);
}

/* The journal has said already that it is held. */
static int mark(struct keeper *keeper, const struct reference *reference,
		const char *why)
{
	const int r = store_hold(&keeper->store, reference, why);

	if (r < 0)
		keeper_note(keeper, "original-not-held", reference, "disk",
			    NULL, NULL);
	return r;
}

static bool hold(void *arg, struct message *message)
{
	struct wire wire = message_wire(message);
	struct keeper *keeper = arg;
	struct reference reference;
	const char *why;
	uint8_t code;
	int r;

	wire_reference(&wire, &reference);
	code = wire_u8(&wire);
	if (!wire_done(&wire) || code == HELD_NOT || code >= N_HELD_WHYS ||
	    !is_its_own(keeper, message->id, &reference))
		return false;
	why = held_why_name((enum held_why)code);
	r = keeper_note(keeper, "original-held", &reference, why, NULL, NULL);
	if (r == 0)
		r = mark(keeper, &reference, why);
	if (r < 0)
		log_errno(r, "not-held id=%08x", message->id);
	tell(r < 0 ? MESSAGE_NOT_HELD : MESSAGE_HELD, message->id, NULL, 0);
	return true;
}

/* Its recipients were not told: the peer has it still, and will bring it
 * again. What goes wrong here leaves it held, which loses nothing. */
static bool unhold(void *arg, struct message *message)
{
	struct wire wire = message_wire(message);
	struct keeper *keeper = arg;
	struct reference reference;
	int r;

	wire_reference(&wire, &reference);
	if (!wire_done(&wire) || !is_its_own(keeper, message->id, &reference))
		return false;
	r = keeper_note(keeper, "original-not-held", &reference,
			"notice-refused", NULL, NULL);
	if (r == 0)
		r = store_unhold(&keeper->store, &reference);
	if (r < 0)
		log_errno(r, "still-held id=%08x", message->id);
	return true;
}

const struct accept keeper_from_outside[] = {
	{ MESSAGE_KEEP, true, 4, 4 + STRING_MAX + ENVELOPE_MAX, keep },
	{ MESSAGE_HOLD, false, REFERENCE_LEN + 1, REFERENCE_LEN + 1, hold },
	{ MESSAGE_UNHOLD, false, REFERENCE_LEN, REFERENCE_LEN, unhold },
	{ MESSAGE_RELEASED, false, ANSWER_BODY, RELEASED_MAX, keeper_released },
};

const size_t keeper_n_from_outside =
	sizeof(keeper_from_outside) / sizeof(keeper_from_outside[0]);

/* ------ the end of their days ------ */

static void write_expired(struct json *json, const void *data)
{
	const struct expired *expired = data;

	journal_number(json, "day", expired->day);
	journal_number(json, "bytes", (int64_t)expired->bytes);
	journal_number(json, "days-left", expired->left);
	journal_number(json, "days-with-held", expired->waiting);
}

/* False: not yet. */
static bool tell_expired(struct keeper *keeper)
{
	if (keeper->untold.day &&
	    journal_add(&keeper->journal, "originals-expired", write_expired,
			&keeper->untold) < 0)
		return false;
	keeper->untold.day = 0;
	return true;
}

/* One day an hour. Its line comes after it, for only then is it known what went;
 * without it no further day goes. */
void keeper_expire(struct keeper *keeper, time_t now)
{
	struct expired expired;
	int r;

	if (now < keeper->expires_at)
		return;
	keeper->expires_at = now + HOUR;
	if (!tell_expired(keeper))
		return;
	r = store_expire(&keeper->store, time(NULL), &expired);
	if (r < 0)
		log_errno(r, "expiry");
	if (expired.waiting)
		log_warn("held-past-their-days days=%" PRIu32, expired.waiting);
	if (expired.left)
		log_warn("days-past-their-end days=%" PRIu32
			 " one goes each hour: is the clock right?",
			 expired.left);
	if (expired.day == 0)
		return;
	log_info("originals-expired day=%" PRIu32 " bytes=%" PRIu64,
		 expired.day, expired.bytes);
	keeper->untold = expired;
	tell_expired(keeper);
}

/* Always false; the line before says what could not be done to which file. */
static bool unusable(const struct keeper *keeper, const char *folder)
{
	log_err("cannot-use folder=\"%s/%s\" do=\"see the line before; all "
		"files there must be the folder's owner's, and no other relay "
		"may have it open\"",
		keeper->settings.store, folder);
	return false;
}

bool keeper_begin(struct keeper *keeper, time_t now)
{
	const struct store_rules rules = {
		.cap = keeper->settings.keep_size,
		.days = keeper->settings.keep_days,
	};

	keeper->expires_at = now + HOUR;
	if (journal_open(&keeper->journal, FD_STORE_JOURNAL, 0) < 0)
		return unusable(keeper, "journal");
	keeper->damaged =
		keeper->journal.fault[0] || keeper->journal.past_damage;
	if (keeper->damaged)
		log_err("journal-damaged fault=\"%s\"",
			keeper->journal.fault[0]
				? keeper->journal.fault
				: "the file before the newest one");
	return store_open(&keeper->store, FD_STORE_ORIGINALS, &rules) == 0 ||
	       unusable(keeper, "originals");
}
