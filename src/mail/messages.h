/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * messages.h -- what the relay's processes say to each other
 *
 *               control
 *            STATUS | | ASK
 *      +------------+ +--------+
 *      v                       v
 *   outside --- KEEP, HOLD --> store
 *      ^ |  <-- KEPT, RELEASE --
 *      | |
 *      | |      MESSAGE + fd              PLAIN + fd
 *      | +----------------> transform -----------> inside <--> parent
 *      ^ |   <---------------           <--REFUTED-- | ^   DIAL, DIALLED + fd
 *      | |       FAILED                              | |
 *      | +---- OPEN, RCPT, REFERENCE, NOTICE, ABORT -|-+
 *      +------ RCPT_ANSWER, DONE, HOP ---------------+
 *
 * Framing as in privsep/channel.h. The id is that of the transaction, chosen
 * by the outside: the session's slot in the low SLOT_BITS, a serial above. Of
 * what control asks it is chosen by control.
 * Strings are u16 length and bytes; each is bounded by LIMIT_PATH unless told
 * otherwise. A reference is u32 day, u32 number. A message crosses as a memfd,
 * never as bytes of a packet.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/wire.h"
#include "mail/limits.h"
#include "mail/smtp/answer.h"
#include "store/reference.h"

enum mail_message {
	/* outside -> inside */
	MESSAGE_OPEN = 1,  /* u8 1: SMTPUTF8, sender, first recipient */
	MESSAGE_RCPT,      /* another recipient */
	MESSAGE_ABORT,     /* forget the transaction; no answer */
	MESSAGE_REFERENCE, /* under which the original is kept; before PLAIN */
	MESSAGE_NOTICE,    /* u8 enum held_why, u32 size: tell the recipients
			    * that it is held, in the message's place */
	/* inside -> outside */
	MESSAGE_RCPT_ANSWER, /* struct answer */
	MESSAGE_DONE,        /* struct done */
	MESSAGE_HOP, /* u8 1: the next hop offers SMTPUTF8, or nobody knows yet;
		      * first of all, and when it changes */
	/* outside -> transform */
	MESSAGE_TRANSFORM, /* u32 size, envelope; fd: the message */
	/* transform -> outside */
	/* u8 enum answer_reason, u8 enum held_why; TRANSFORM and
	 * CONVERTER_DIED: it may have been the message */
	MESSAGE_FAILED,
	/* transform -> inside */
	MESSAGE_PLAIN, /* u32 size; fd: the plain message */
	/* inside -> transform */
	MESSAGE_REFUTED, /* that one did not verify: who wrote it was taken
			  * over, or is wrong */
	/* inside <-> parent */
	MESSAGE_DIAL,        /* open a connection to the next hop */
	MESSAGE_DIALLED,     /* fd: connecting */
	MESSAGE_NOT_DIALLED, /* its id: errno */
	/* outside -> store */
	MESSAGE_KEEP,   /* u32 size, peer, envelope; fd: the message, sealed */
	MESSAGE_HOLD,   /* reference, u8 enum held_why */
	MESSAGE_UNHOLD, /* reference; no answer */
	MESSAGE_RELEASED, /* struct answer: to what RELEASE began; and as strings
			   * the recipients that the next hop refused */
	/* store -> outside */
	MESSAGE_KEPT,     /* reference: it is on the disk */
	MESSAGE_NOT_KEPT, /* u8 enum answer_reason: FULL or DISK */
	MESSAGE_HELD,
	MESSAGE_NOT_HELD,
	MESSAGE_RELEASE, /* reference, u32 size, envelope; fd: the message,
			  * sealed; the id is control's */
	/* control -> outside, store; beside it, to the store: the verbs of
	 * control/request.h, an asker and a request */
	MESSAGE_STATUS, /* how are you? */
	MESSAGE_FORGET, /* to the store alone: who asked with that id is gone */
	/* outside, store -> control; beside it, of the store: ANSWER_SAID and
	 * ANSWER_DONE of control/request.h */
	MESSAGE_STATUS_IS, /* a packed tally; a packed struct store_status */
	/* control <-> parent */
	MESSAGE_ASK_NAME, /* u32 uid, u32 pid: who is that? */
	MESSAGE_NAME,     /* u32 uid of the person, the name */
};

enum {
	SLOT_BITS = 10,
	SLOT_MASK = (1 << SLOT_BITS) - 1,
	/* Behind those of sessions: of a message that the store gives out. */
	SLOT_RELEASE = LIMIT_SESSIONS,
	N_SLOTS,
	STRING_MAX = LIMIT_PATH + 2,
	ENVELOPE_MAX = (LIMIT_RECIPIENTS + 1) * STRING_MAX + 2,
	REFERENCE_LEN = 8,
	RELEASED_MAX = ANSWER_BODY + LIMIT_RECIPIENTS * STRING_MAX,
};

/* Who gets a message, and from whom; "" is the null sender. */
struct envelope {
	char sender[LIMIT_PATH + 1];
	size_t n_rcpts;
	char rcpts[LIMIT_RECIPIENTS][LIMIT_PATH + 1];
};

/* Why an original is held. The names are words of the notice's template and
 * of the store. */
enum held_why {
	HELD_NOT, /* it is not */
	HELD_TOO_DEEP,
	HELD_TOO_MANY_PARTS,
	HELD_TOO_MANY_FIELDS,
	HELD_HEADER_TOO_LONG,
	HELD_TOO_LARGE,      /* as text */
	HELD_CONVERTER_DIED, /* and not for the first time: outside/deaths.h */
	N_HELD_WHYS,
};

const char *held_why_name(enum held_why why);

/* ------ how a message ended ------ */

enum {
	DONE_ACTIONS = 1024, /* bytes of the words, with the NUL */
	DONE_MAX = ANSWER_BODY + DIGEST_LEN + 4 + 4 + 2 + DONE_ACTIONS,
};

struct done {
	struct answer answer;
	/* Of what was sent to the next hop, up to the final dot; size 0: nothing
	 * was. */
	uint8_t digest[DIGEST_LEN];
	uint32_t size;
	uint32_t removed;           /* parts that were taken away */
	char actions[DONE_ACTIONS]; /* what was done to it: words, a blank
				     * between two */
};

void done_pack(struct pack *pack, const struct done *done);
bool done_unpack(const uint8_t *bytes, size_t len, struct done *out);

/* ------ the pieces ------ */

void pack_string(struct pack *pack, const char *text);
/* At most LIMIT_PATH bytes, no NUL; else wire->bad. */
void wire_string(struct wire *wire, char out[static LIMIT_PATH + 1]);

/* u16 number of recipients, sender, recipients. */
void pack_envelope(struct pack *pack, const char *sender, char *const *rcpts,
		   size_t n_rcpts);
/* Are there characters beyond ASCII in it (RFC 6531)? */
bool mailbox_needs_utf8(const char *path);
bool envelope_needs_utf8(const struct envelope *envelope);
/* One recipient at least; else wire->bad. */
void wire_envelope(struct wire *wire, struct envelope *out);
/* No byte of it is left in memory. */
void envelope_forget(struct envelope *envelope);

void pack_reference(struct pack *pack, const struct reference *reference);
/* One that can be; else wire->bad. */
void wire_reference(struct wire *wire, struct reference *out);
