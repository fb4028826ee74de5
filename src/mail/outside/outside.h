/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outside.h -- the outer face's state, for the files of that process alone
 */
#pragma once

#include <time.h>

#include "mail/messages.h"
#include "mail/outside/crossing.h"
#include "mail/outside/deaths.h"
#include "mail/outside/rate.h"
#include "mail/outside/tally.h"
#include "mail/settings.h"
#include "mail/smtp/conduit.h"
#include "mail/smtp/session_time.h"
#include "mail/tls/keys.h"

struct client {
	struct conduit conduit;
	struct session_times times;
	uint64_t turn;    /* when it was heard last, among all: `turns` then */
	unsigned n_steps; /* in this round */
	bool parting;     /* all has been said to it */
	struct crossing crossing; /* its transaction */
	struct digest digest;     /* of its message, as it comes */
	bool no_room;             /* for that: the rest of it is not kept */
	uint8_t hash[DIGEST_LEN]; /* … and when it is whole */
	struct addr addr;
	struct addr share; /* what it has a share of, others may have too */
	char peer[ADDR_TEXT];
	struct session session;
};

/* What a crowd at the door could say without end: said once a second. */
struct throng {
	time_t said;
	unsigned long n; /* since the start */
};

/* A message that the store lets cross once more. */
struct release {
	uint32_t ask; /* the store's name for it */
	struct reference reference;
	struct crossing crossing; /* without an id: there is none */
	int message;              /* sealed memfd, or -1 */
	uint32_t size;
	time_t since;                  /* the inside was asked last */
	size_t n_asked;                /* recipients so far */
	char *rcpts[LIMIT_RECIPIENTS]; /* accepted ones, in the envelope */
	size_t n_rcpts;
	struct answer refusal; /* the newest one's */
	char *refused[LIMIT_RECIPIENTS];
	size_t n_refused;
	struct envelope envelope;
};

struct outside {
	struct settings settings;
	struct session_rules rules;
	struct tls_face *face; /* NULL: STARTTLS is not offered */
	struct keys_asker asker;
	struct client *clients[LIMIT_SESSIONS];
	size_t n_clients;
	uint64_t turns; /* so often was one of them heard */
	/* Peers are let in when the inside has said what the next hop offers. */
	bool hop_known, listens;
	time_t listens_from; /* not before, where the machine had no room */
	struct throng strangers, busy, unwatched, gave_way, shaking;
	struct rate_table peer_rate, sender_rate, shake_rate;
	struct tally tally;
	struct deaths deaths;
	struct release release;
	uint32_t serial;
	int epoll;
	time_t now, quits_at; /* 0: not quitting */
	bool alone;           /* a sister process is gone */
	bool inside_gone;     /* … that one */
};

/* Before confinement: the buckets of the policy's rates. 0 or -errno. */
int outside_rates_begin(struct outside *outside);
/* Whose domain may not send, or who sends too fast: session_rules. */
enum sender_verdict outside_judge_sender(void *arg,
					 const struct session *session,
					 const char *domain);
/* Whether it may begin another handshake: each is a signature, of which there
 * are only so many for all. */
bool outside_may_shake(struct outside *outside, const struct client *client);
/* Says so, once a second. */
void outside_note(const struct outside *outside, struct throng *throng,
		  const char *event, const struct addr *addr);
/* Takes the peers that knock, or turns them away. */
void outside_admit(struct outside *outside);
/* Takes the descriptor; says the greeting. False: the kernel watches no more of
 * them for our user, and it is left where it was. */
bool client_welcome(struct outside *outside, size_t slot, int fd,
		    const struct addr *addr);
/* Goes on with the session until it has to wait; may end it. */
void client_drive(struct outside *outside, size_t slot);
/* Ends it now; its transaction is withdrawn. */
void client_drop(struct outside *outside, size_t slot);
/* Writes what the socket takes. False: the peer is gone. */
bool client_flush(struct client *client);
/* The next hop's word on a recipient. False: none was asked for. */
bool client_rcpt_over(struct outside *outside, size_t slot,
		      const struct answer *answer);
/* Its message has come to this. */
void client_over(struct outside *outside, size_t slot,
		 const struct answer *answer);

struct message;

/* The store asks for it. False: not so. */
bool release_begin(struct outside *outside, struct message *message);
/* As for a client. */
bool release_rcpt_over(struct outside *outside, const struct answer *answer);
void release_over(struct outside *outside, const struct answer *answer);
void release_end_late(struct outside *outside);

/* Hears all that this sister has said so far. */
void outside_hear(struct outside *outside, int channel);
/* Microseconds of a clock that only goes forward. */
uint64_t outside_clock(void);
