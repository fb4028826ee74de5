/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * messages.h -- what the relay's processes say to each other
 *
 *             MESSAGE + fd              PLAIN + fd
 *   outside ---------------> transform -----------> inside <--> parent
 *      ^ |   <---------------                        | ^   DIAL, DIALLED + fd
 *      | |       FAILED                              | |
 *      | +---- OPEN, RCPT, ABORT --------------------|-+
 *      +------ RCPT_ANSWER, MESSAGE_ANSWER ----------+
 *
 * Framing as in privsep/channel.h. The id is that of the transaction, chosen
 * by the outside: the session's slot in the low SLOT_BITS, a serial above.
 * Strings are u16 length and bytes; each is bounded by LIMIT_PATH. A message
 * crosses as a memfd, never as bytes of a packet.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"
#include "mail/limits.h"

enum mail_message {
	/* outside -> inside */
	MESSAGE_OPEN = 1, /* sender, first recipient */
	MESSAGE_RCPT,     /* another recipient */
	MESSAGE_ABORT,    /* forget the transaction; no answer */
	/* inside -> outside */
	MESSAGE_RCPT_ANSWER, /* struct answer */
	MESSAGE_DONE,        /* struct answer: the message's */
	/* outside -> transform */
	MESSAGE_TRANSFORM, /* envelope, u32 size; fd: the message */
	/* transform -> outside */
	MESSAGE_FAILED, /* u8 enum answer_reason */
	/* transform -> inside */
	MESSAGE_PLAIN, /* u32 size; fd: the plain message */
	/* inside <-> parent */
	MESSAGE_DIAL,    /* open a connection to the next hop */
	MESSAGE_DIALLED, /* fd: connecting */
	MESSAGE_NOT_DIALLED,
};

enum {
	SLOT_BITS = 10,
	SLOT_MASK = (1 << SLOT_BITS) - 1,
	STRING_MAX = LIMIT_PATH + 2,
	ENVELOPE_MAX = (LIMIT_RECIPIENTS + 1) * STRING_MAX + 2,
};

/* Who gets a message, and from whom; "" is the null sender. */
struct envelope {
	char sender[LIMIT_PATH + 1];
	size_t n_rcpts;
	char rcpts[LIMIT_RECIPIENTS][LIMIT_PATH + 1];
};

void pack_string(struct pack *pack, const char *text);
/* At most LIMIT_PATH bytes, no NUL; else wire->bad. */
void wire_string(struct wire *wire, char out[static LIMIT_PATH + 1]);
