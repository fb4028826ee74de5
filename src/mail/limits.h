/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * limits.h -- everything a peer can make grow or last, and how far
 *
 * What RFC 5321 4.5.3.1 asks a server to accept is the least allowed here.
 */
#pragma once

#include <assert.h>

#include "policy/limits.h"

enum {
	/* SMTP, both faces */
	LIMIT_COMMAND = 1024, /* bytes of a command line, CRLF included */
	LIMIT_DOMAIN = 255,   /* RFC 5321 4.5.3.1.2 */
	LIMIT_PATH = 254,     /* RFC 5321 4.5.3.1.3, less the brackets */
	LIMIT_RECIPIENTS = 100,
	LIMIT_REPLY_LINE = 1024,
	LIMIT_REPLY_LINES = 64,
	LIMIT_BAD_COMMANDS = 20, /* then the session ends */

	/* sessions */
	LIMIT_SESSIONS = 256,
	LIMIT_SESSIONS_PER_PEER = 100,
	LIMIT_HOPS_OPEN = 40, /* connections to the next hop; Postfix's
			       * smtpd_client_connection_count_limit is 50 */
	LIMIT_HOP_TAKEN = 10, /* messages on one of these; Exim's
				* smtp_accept_queue_per_connection */

	/* seconds */
	LIMIT_IDLE = 300,        /* between commands, RFC 5321 4.5.3.2.7 */
	LIMIT_LINE_TIME = 60,    /* from a command's first byte to its last */
	LIMIT_TRANSACTION = 280, /* MAIL to the final dot, of the peer's time */
	LIMIT_PARTING = 10,  /* a peer that talks on when all has been said */
	LIMIT_ANSWER = 570,  /* of the inside, for a whole message: clients wait
			     * 600 s for ours, RFC 5321 4.5.3.2.6 … */
	LIMIT_HOP_IDLE = 20, /* an unused connection to the next hop */
	LIMIT_HOP_SERVED = 1, /* one that took LIMIT_HOP_TAKEN messages */
	LIMIT_HOP_FULL = 2,   /* no other connection, behind one refused */
	LIMIT_PARK = 2,       /* a transaction that waits for its peer keeps its
			 * connection to the next hop, if others wait for one */
	LIMIT_HOP_CONNECT = 60,  /* to be connected to it, or wait for that */
	LIMIT_HOP_STEP = 240,    /* one step of it but the last: sendmail with
				 * three name servers that do not answer takes
				 * 170 for MAIL and RCPT; clients wait 300 s,
				 * RFC 5321 4.5.3.2.3 */
	LIMIT_HOP_MESSAGE = 540, /* … and so do we for the next hop's, or what
				  * it takes so late comes a second time */
	LIMIT_TRANSFORM_CPU = 2,
	LIMIT_TRANSFORM_TIME = 10,

	/* bytes */
	LIMIT_MESSAGE = LIMIT_MESSAGE_BYTES, /* what a policy may ask for */
	/* messages that come or are on their way, all together: they lie in
	 * files in memory, which are nobody's when memory is short, so that the
	 * kernel would end others for them */
	LIMIT_MESSAGES = 1 << 30,
	LIMIT_MESSAGES_PER_PEER = 512 << 20,
	/* a plain message: its text and records, its files */
	LIMIT_PLAIN = (8 << 20) + LIMIT_ATTACHMENT_BYTES,
	/* what is composed and on its way to the next hop, all together, before
	 * another is composed: three quarters of the inside's memory */
	LIMIT_COMPOSED = 768 << 20,
	LIMIT_TRANSFORM_ARENA = 64 << 20, /* of convert_message() */

	/* a transform that is reused */
	LIMIT_REUSES = 1000,         /* messages, then it is replaced */
	LIMIT_REUSED_SIZE = 1 << 20, /* a message and its arena; beyond, it was
				      * the last one */
	LIMIT_REUSED_BYTES = 64 << 20, /* messages and plain messages in all:
					* it may have kept each of them */

	/* TLS */
	LIMIT_HANDSHAKE = 30,      /* seconds, from the 220 to STARTTLS */
	LIMIT_TLS_WIRE = 17 << 10, /* bytes each way, more than a record */
	LIMIT_TLS_MESSAGES = 64,   /* a peer's, of handshakes: one takes eight,
				    * new keys and tickets one each */
	LIMIT_CHAIN = 16 << 10,    /* of certificates, a peer's or our own */
	LIMIT_TO_SIGN = 40 << 10,  /* what one signature is for */
	LIMIT_SIGNATURE = 1 << 10, /* RSA with 8192 bits */
	LIMIT_SIGN_BURST = 512,    /* signatures for one process at once … */
	LIMIT_SIGN_RATE = 100,     /* … and a second from then on */
	LIMIT_SHAKE_BURST = 256,   /* handshakes of one peer: half of that */
	LIMIT_SHAKE_RATE = 50,
	LIMIT_SIGN_WAIT = 2000,   /* milliseconds for one … */
	LIMIT_SIGN_START = 30000, /* … while `keys` may not be up yet */
};

/* The next hop's late answer still reaches the peer. */
static_assert(LIMIT_TRANSFORM_TIME + LIMIT_HOP_MESSAGE < LIMIT_ANSWER &&
		      LIMIT_ANSWER < 600,
	      "an answer would come after its client has gone");
