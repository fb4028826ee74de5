/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hop.h -- one SMTP connection to the next hop, as a machine without sockets
 *
 * RFC 5321 as a client, RFC 2920 if offered. One transaction after another;
 * recipients are asked for one at a time. The owner writes `out` (and then the
 * body), reads into hop_room() and calls hop_step() until it says HOP_MORE.
 *
 * To a next hop that answers EHLO with 500 or 502, HELO is said (RFC 5321 3.2):
 * it has no extension then, so that recipients with SMTPUTF8 are refused, and
 * there is no TLS. Where the owner needs TLS it is not said: the connection is
 * broken, and the peer gets 451.
 *
 * A yes is believed only if it is 250 and came after the last byte that it
 * answers: a reply that is there before its command is out of turn, and
 * nothing behind it can be told from an answer to something else.
 *
 * STARTTLS (RFC 3207) is said where the owner wants it and it is offered. From
 * then on there is no way back to plain text, and nothing that was said in the
 * clear counts any more; where the owner needs it, nothing goes without.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "mail/limits.h"
#include "mail/smtp/answer.h"

enum hop_state {
	HOP_FREE, /* the zero value: no connection */
	HOP_CONNECTING,
	HOP_BANNER,
	HOP_HELLO,
	HOP_STARTTLS, /* STARTTLS is out */
	HOP_SECURING, /* the handshake's turn */
	HOP_IDLE,     /* no transaction */
	HOP_MAIL,     /* MAIL is out, and the RCPT behind it if pipelined */
	HOP_RCPT,     /* RCPT is out */
	HOP_READY,    /* in a transaction, nothing is out */
	HOP_DATA,     /* DATA is out */
	HOP_BODY,     /* 354 came: the owner writes it, then hop_sent() */
	HOP_RESET,    /* RSET is out */
	HOP_SPENT,    /* half a message is out: of no more use */
};

enum hop_event {
	HOP_MORE,     /* nothing yet */
	HOP_SECURE,   /* nothing but a handshake now: hop_secured() */
	HOP_GREETED,  /* idle for the first time */
	HOP_ANSWERED, /* `answer` is the recipient's */
	HOP_FINISHED, /* `answer` is the message's; idle, ready or spent */
	HOP_CLEARED,  /* idle again after RSET */
	HOP_WORN,     /* it may take the message on a fresh connection: close
		       * this one */
	HOP_BROKEN,   /* nonsense (reply_code 0), out of turn, 421 or 530: close
		       * it */
};

enum {
	HOP_IN = 4096,
	HOP_OUT = 2048
};

struct hop {
	enum hop_state state;
	bool pipelining, smtputf8, starttls; /* what it offered */
	bool helo;                 /* it knows no EHLO, and offers nothing */
	bool wants_tls, needs_tls; /* of the owner, after hop_begin() */
	bool secure;               /* in TLS */
	unsigned n_taken;          /* messages on this connection */
	const char *hostname;      /* ours, for EHLO; kept */
	char rcpt[LIMIT_PATH + 1]; /* to be said when MAIL is answered */
	const char *body; /* of the owner; ends in CRLF, has no line that */
	size_t body_len;  /* starts with a dot */
	bool body_sent;
	bool early; /* something was there before the command it answers */
	bool mail_refused; /* `answer` holds MAIL's, for the RCPT behind it */
	struct answer answer;
	unsigned n_lines; /* of the reply being read */
	unsigned reply_code;
	unsigned subject, detail; /* of its first line */
	size_t in_len, out_len;
	char in[HOP_IN], out[HOP_OUT];
};

/* Where a conversation is, for the log: "EHLO". */
const char *hop_state_name(enum hop_state state);

/* A new connection, still connecting. */
void hop_begin(struct hop *hop, const char *hostname);
/* The handshake is over: all that comes and goes is in TLS from now on. */
void hop_secured(struct hop *hop);
/* On an idle one: MAIL and the first RCPT; utf8 only where it is offered. */
void hop_open(struct hop *hop, const char *sender, const char *rcpt, bool utf8);
void hop_rcpt(struct hop *hop, const char *rcpt);             /* HOP_READY */
void hop_data(struct hop *hop, const char *body, size_t len); /* HOP_READY */
/* The last byte of the body is written. */
void hop_sent(struct hop *hop);
void hop_reset(struct hop *hop); /* HOP_READY */
void hop_quit(struct hop *hop);  /* HOP_IDLE; close when it is written */

char *hop_room(struct hop *hop, size_t *room);
void hop_received(struct hop *hop, size_t len);
void hop_written(struct hop *hop, size_t len);
enum hop_event hop_step(struct hop *hop);

/* A line of a reply, without CRLF (RFC 5321 4.2). Its text may be anything but
 * CR, LF and NUL: nobody is shown it. */
struct reply_line {
	unsigned code;
	bool last;
	unsigned subject, detail; /* RFC 2034; 0.0 if there is none */
	const char *text;
};

bool reply_read(const char *line, struct reply_line *out);
