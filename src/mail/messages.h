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
 *      ^ |   <---------------                        | ^   DIAL, DIALLED + fd
 *      | |       FAILED                              | |
 *      | +---- OPEN, RCPT, REFERENCE, NOTICE, ABORT -|-+
 *      +------ RCPT_ANSWER, MESSAGE_ANSWER ----------+
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
#include "control/asker.h"
#include "mail/answer.h"
#include "mail/limits.h"
#include "store/reference.h"

enum mail_message {
	/* outside -> inside */
	MESSAGE_OPEN = 1,  /* sender, first recipient */
	MESSAGE_RCPT,      /* another recipient */
	MESSAGE_ABORT,     /* forget the transaction; no answer */
	MESSAGE_REFERENCE, /* under which the original is kept; before PLAIN */
	MESSAGE_NOTICE,    /* u8 enum held_why, u32 size: tell the recipients
			    * that it is held, in the message's place */
	/* inside -> outside */
	MESSAGE_RCPT_ANSWER, /* struct answer */
	MESSAGE_DONE,        /* struct done */
	/* outside -> transform */
	MESSAGE_TRANSFORM, /* u32 size, envelope; fd: the message */
	/* transform -> outside */
	MESSAGE_FAILED, /* u8 enum answer_reason, u8 enum held_why */
	/* transform -> inside */
	MESSAGE_PLAIN, /* u32 size; fd: the plain message */
	/* inside <-> parent */
	MESSAGE_DIAL,    /* open a connection to the next hop */
	MESSAGE_DIALLED, /* fd: connecting */
	MESSAGE_NOT_DIALLED,
	/* outside -> store */
	MESSAGE_KEEP,   /* u32 size, peer, envelope; fd: the message, sealed */
	MESSAGE_HOLD,   /* reference, u8 enum held_why */
	MESSAGE_UNHOLD, /* reference; no answer */
	MESSAGE_RELEASED, /* struct answer: to what RELEASE began */
	/* store -> outside */
	MESSAGE_KEPT,     /* reference: it is on the disk */
	MESSAGE_NOT_KEPT, /* u8 enum answer_reason: FULL or DISK */
	MESSAGE_HELD,
	MESSAGE_NOT_HELD,
	MESSAGE_RELEASE, /* reference, u32 size, envelope; fd: the message,
			  * sealed; the id is control's */
	/* control -> store */
	MESSAGE_ASK, /* struct ask */
	/* store -> control; with an fd, the sealed original, to ASK_FETCH */
	MESSAGE_TOLD, /* u8 enum told, a JSON object of at most TOLD_TEXT bytes */
	/* control -> outside */
	MESSAGE_STATUS, /* how are you? */
	/* outside -> control */
	MESSAGE_STATUS_IS, /* a packed tally */
};

enum {
	SLOT_BITS = 10,
	SLOT_MASK = (1 << SLOT_BITS) - 1,
	STRING_MAX = LIMIT_PATH + 2,
	ENVELOPE_MAX = (LIMIT_RECIPIENTS + 1) * STRING_MAX + 2,
	REFERENCE_LEN = 8,
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
	HELD_TOO_LARGE, /* as text */
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

/* ------ what operators ask the store ------ */

enum ask_verb {
	ASK_FIND = 1, /* what is known of an original */
	ASK_LIST_HELD, /* the held ones behind `reference` (0 0: from the first) */
	ASK_FETCH,     /* its bytes */
	ASK_DELETE,    /* twice, by two persons */
	ASK_RELEASE, /* run it through the relay again */
};

enum told {
	TOLD_DONE,
	TOLD_UNKNOWN,     /* nothing is kept under that reference */
	TOLD_ERASED,      /* the message is gone; the object says by whom */
	TOLD_NOT_HELD,    /* so there is nothing to release */
	TOLD_NEEDS_OTHER, /* noted; a second person has to ask the same */
	TOLD_BUSY,        /* another release is under way, or outside is */
	TOLD_FAILED,      /* the disk, or the journal, failed */
	N_TOLDS,
};

enum {
	ASK_REASON = 1025,   /* bytes, with the NUL */
	TOLD_TEXT = 24 << 10 /* bytes */
};

struct ask {
	enum ask_verb verb;
	struct asker asker;
	struct reference reference;
	char reason[ASK_REASON];
};

enum {
	ASK_MIN = 1 + ASKER_LEN + REFERENCE_LEN + 2,
	ASK_MAX = ASK_MIN + ASK_REASON - 1,
};

void ask_pack(struct pack *pack, const struct ask *ask);
/* False: not an ask. */
bool ask_unpack(const uint8_t *bytes, size_t len, struct ask *out);

/* ------ the pieces ------ */

void pack_string(struct pack *pack, const char *text);
/* At most LIMIT_PATH bytes, no NUL; else wire->bad. */
void wire_string(struct wire *wire, char out[static LIMIT_PATH + 1]);
/* The same, with room for `size` bytes, the NUL included. */
void wire_text(struct wire *wire, char *out, size_t size);

/* u16 number of recipients, sender, recipients. */
void pack_envelope(struct pack *pack, const char *sender, char *const *rcpts,
		   size_t n_rcpts);
/* One recipient at least; else wire->bad. */
void wire_envelope(struct wire *wire, struct envelope *out);

void pack_reference(struct pack *pack, const struct reference *reference);
/* One that can be; else wire->bad. */
void wire_reference(struct wire *wire, struct reference *out);
