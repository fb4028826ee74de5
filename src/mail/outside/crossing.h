/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * crossing.h -- one transaction's way through the relay, seen from the
 * outside
 *
 *   OPEN ---> KEEPING ---> SENT ---------------------> done
 *               |            `--> HOLDING -> TELLING -----^
 *               `-- not kept ----------------^ not held --^
 *
 * Without a store there is no KEEPING, and what cannot be made text is refused.
 * Nothing is promised to anybody before "done", and the answer is the inside's
 * or a 4yz of ours.
 */
#pragma once

#include <stdbool.h>

#include "mail/messages.h"

struct outside;

enum crossing_stage {
	CROSSING_OPEN,    /* recipients are asked for; no message yet */
	CROSSING_KEEPING, /* the store has it, and has not said so */
	CROSSING_SENT,    /* the transform or the inside has it */
	CROSSING_HOLDING, /* the store has to mark it */
	CROSSING_TELLING, /* the inside sends the notice in its place */
};

/* Strings and recipients are its owner's, until it is done. */
struct crossing {
	uint32_t id; /* 0: there is none */
	enum crossing_stage stage;
	const char *peer, *sender;
	char *const *rcpts;
	size_t n_rcpts;
	int message;           /* memfd, or -1 */
	uint64_t size;         /* more than 4 GB only of one that is refused */
	const uint8_t *digest; /* DIGEST_LEN bytes, or NULL: not known */
	struct reference reference; /* day 0: not kept (yet) */
	bool again;                 /* it was kept by an earlier transaction */
	enum held_why why;
	uint64_t begun; /* microseconds: when the message was whole */
};

/* A recipient is asked for; the first one begins the transaction, with SMTPUTF8
 * (RFC 6531) or without. */
void crossing_ask(struct outside *outside, struct crossing *crossing,
		  size_t slot, bool smtputf8, const char *sender,
		  const char *rcpt);
/* The whole message is in crossing->message, sealed: it is sent on its way. */
void crossing_go(struct outside *outside, struct crossing *crossing);
/* It goes nowhere. Its owner knows: it is only counted, and written to the
 * log. */
void crossing_refuse(struct outside *outside, struct crossing *crossing,
		     const struct answer *answer);
/* The same as crossing_go() for one that is kept already: what cannot be made
 * text is not held, nor is a notice sent. */
void crossing_again(struct outside *outside, struct crossing *crossing,
		    const struct reference *reference);
/* It comes to nothing: everybody is told. */
void crossing_withdraw(struct outside *outside, struct crossing *crossing);

/*
 * What the others say of it. False: not now. When it is over it is counted,
 * written to the log, and its owner is told (client_over(), release_over()).
 */
bool crossing_kept(struct outside *outside, struct crossing *crossing,
		   const struct reference *reference);
bool crossing_not_kept(struct outside *outside, struct crossing *crossing,
		       enum answer_reason reason);
bool crossing_failed(struct outside *outside, struct crossing *crossing,
		     enum answer_reason reason, enum held_why why);
bool crossing_held(struct outside *outside, struct crossing *crossing);
bool crossing_not_held(struct outside *outside, struct crossing *crossing);
bool crossing_done(struct outside *outside, struct crossing *crossing,
		   const struct done *done);
/* Nobody answers, for too long: it is put off. */
void crossing_give_up(struct outside *outside, struct crossing *crossing);
/* This process ends: its line of the log, and no word to anybody. */
void crossing_cut(struct outside *outside, const struct crossing *crossing);
