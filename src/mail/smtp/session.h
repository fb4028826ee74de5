/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session.h -- one SMTP session of a peer, as a machine without sockets
 *
 * The owner reads bytes into session_room(), calls session_advance() and does
 * what it wants; answers from inside come back by the session_…_answered()
 * functions. Replies gather in out. RFC 5321; PIPELINING as in RFC 2920, but
 * input that arrives after DATA and before our 354 ends the session.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "mail/limits.h"
#include "mail/smtp/answer.h"
#include "mail/smtp/command.h"
#include "mail/smtp/data.h"

enum {
	SESSION_IN = 16 << 10,
	SESSION_OUT = 4096,
};

enum session_state {
	SESSION_COMMAND, /* reads commands */
	SESSION_TLS_DUE, /* has to say 220 to STARTTLS */
	SESSION_TLS,     /* has said so: the handshake's turn */
	SESSION_RCPT,    /* has a recipient to ask for */
	SESSION_RCPT_ASKED,
	SESSION_DATA_DUE, /* has to say 354 */
	SESSION_DATA,     /* reads the message */
	SESSION_MESSAGE,  /* has a whole message to hand over */
	SESSION_MESSAGE_ASKED,
	SESSION_ENDED,
};

/* What the owner has to do before anything else happens. */
enum session_want {
	SESSION_WANTS_NOTHING, /* goes on by itself; never handed out */
	SESSION_WANTS_INPUT,
	SESSION_WANTS_FLUSH,  /* write out, then advance */
	SESSION_WANTS_ANSWER, /* nothing until the answer comes */
	SESSION_WANTS_TLS,    /* see if input came early: …_tls_go_ahead() */
	SESSION_WANTS_HANDSHAKE, /* nothing but that: session_secured() */
	SESSION_WANTS_RCPT,      /* ask for `rcpt`, then advance */
	SESSION_WANTS_ABANDON,   /* withdraw the transaction, then advance */
	SESSION_WANTS_DATA,    /* see if input came early: session_go_ahead() */
	SESSION_WANTS_STORE,   /* append `chunk` to the message, then advance */
	SESSION_WANTS_MESSAGE, /* hand the message over, or refuse it if it is
				* too_large; then advance */
	SESSION_WANTS_CLOSE,   /* write out, then close */
};

enum sender_verdict {
	SENDER_OK,
	SENDER_DOMAIN,  /* 550: its domain may not send through this relay */
	SENDER_TOO_FAST /* 450: it, or the peer, has had its share */
};

struct session;

/* What a relay says to all sessions. Kept. */
struct session_rules {
	const char *hostname;
	const char *postmaster; /* domain of <postmaster>; NULL: none */
	uint64_t max_size;
	bool smtputf8; /* offered, from the next EHLO of any session on */
	bool offers_tls, needs_tls;
	/* Are recipients of this domain (ASCII, lower case) ours? */
	bool (*takes_domain)(const void *settings, const char *domain);
	const void *settings;
	/* May session->sender send now, from this domain, NULL with the null
	 * path? Asked once for each MAIL. NULL: everybody may. */
	enum sender_verdict (*judge_sender)(void *owner,
					    const struct session *session,
					    const char *domain);
	void *owner;
};

struct session {
	const struct session_rules *rules;
	const struct addr *peer; /* whose rate counts; of the owner */
	enum session_state state;
	bool greeted, mail_given;
	bool secure;      /* in TLS */
	bool offers_utf8; /* said so in its EHLO */
	bool smtputf8;    /* this transaction's MAIL did: RFC 6531 */
	bool asked;       /* the inside knows of this transaction */
	bool abandoned;   /* … and must be told that it is over */
	bool too_large; /* more than max_size came, not all of it was stored */
	unsigned n_bad; /* commands that were none */
	uint64_t n_commands;     /* of any kind */
	uint64_t n_transactions; /* MAILs that were taken */
	/* Recipients that were, by us or the next hop; the owner's to clear. */
	uint64_t n_refused;

	char sender[LIMIT_PATH + 1];
	char rcpt[LIMIT_PATH + 1];     /* the one being asked for */
	char *rcpts[LIMIT_RECIPIENTS]; /* accepted ones, owned */
	size_t n_rcpts;
	uint64_t size; /* of the message so far */
	struct data_scan scan;
	const char *chunk; /* with SESSION_WANTS_STORE, for that call only */
	size_t chunk_len;

	size_t in_len, out_len;
	char in[SESSION_IN];
	char out[SESSION_OUT];
};

/* Zeroed memory becomes a session that says its greeting. */
void session_begin(struct session *session, const struct session_rules *rules);
void session_finish(struct session *session);

/* Where the next bytes of the peer go; *room may be 0. */
char *session_room(struct session *session, size_t *room);
void session_received(struct session *session, size_t len);
void session_written(struct session *session, size_t len);
/* In the middle of a command line: slowness is suspect there. */
bool session_in_line(const struct session *session);
/* Outside of any transaction: may be ended to make room for another. */
bool session_is_idle(const struct session *session);

enum session_want session_advance(struct session *session);

/* After SESSION_WANTS_DATA; early: input had already come. */
void session_go_ahead(struct session *session, bool early);
/* … SESSION_WANTS_TLS. */
void session_tls_go_ahead(struct session *session, bool early);
/* … or: not now. */
void session_tls_put_off(struct session *session);
/* The handshake is over: all that comes and goes is in TLS from now on. */
void session_secured(struct session *session);
void session_rcpt_answered(struct session *session,
			   const struct answer *answer);
void session_message_answered(struct session *session,
			      const struct answer *answer);
/* Ends it with a 421 and these words (RFC 5321 3.8). */
void session_end(struct session *session, const char *words);
