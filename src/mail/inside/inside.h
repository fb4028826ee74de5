/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * inside.h -- the inner face's state, for the files of that process alone
 *
 * A transaction of the outside is carried by one link, a connection to the
 * next hop, which is used again for the next. With more transactions than
 * links they wait in the order they came.
 */
#pragma once

#include <time.h>

#include "mail/messages.h"
#include "mail/plain/compose.h"
#include "mail/settings.h"
#include "mail/smtp/conduit.h"
#include "mail/smtp/hop.h"
#include "mail/tls/keys.h"

enum tx_state {
	TX_FREE,
	TX_WAITING, /* for a link */
	TX_ASKING,  /* for a recipient */
	TX_OPEN,    /* for another recipient, or the message; with a link, or
		     * parked without one */
	TX_SENDING, /* the message */
	TX_LOST,    /* its link is gone: 451 to all that comes */
};

/* What it wants of its link, when it has said again what it had said on the one
 * before. */
enum tx_due {
	DUE_NOTHING,
	DUE_RCPT,
	DUE_MESSAGE, /* `composed` */
};

struct link;

struct tx {
	enum tx_state state;
	uint32_t id;
	uint64_t place; /* in the queue of the waiting ones */
	bool retried;   /* a link was replaced that had died while idle, or was
			 * worn */
	bool smtputf8;  /* RFC 6531 */
	time_t since;
	enum tx_due due;
	size_t n_said; /* of the accepted recipients, on this link */
	struct link *link;
	char rcpt[LIMIT_PATH + 1]; /* being asked for */
	struct envelope envelope;  /* with the accepted recipients */
	struct composed composed;
	struct done done;           /* what will be said of the composed one */
	struct reference reference; /* of the original; day 0: none */
};

struct link {
	struct conduit conduit;
	bool broken;   /* to be closed by link_sweep(), unheard */
	int error;     /* why it is not connected; 0: not known */
	struct tx *tx; /* NULL: none */
	size_t sent;   /* of the body */
	time_t opened, since;
	struct hop hop;
};

struct inside {
	struct settings settings;
	struct tls_face *face; /* NULL: STARTTLS is not said */
	struct keys_asker asker;
	struct tx *txs[N_SLOTS];
	struct link links[LIMIT_HOPS_OPEN];
	size_t n_links, n_dialling, n_waiting;
	uint64_t places;
	int epoll;
	time_t now;
	time_t full; /* when the next hop had no room for another link; 0: it has
		      * for all that is known */
	bool alone;  /* a sister process or the parent is gone */
	/* What the outside has been told of the next hop. */
	bool hop_told, hop_smtputf8;
};

/* The first connection: what does the next hop offer? */
void link_probe(struct inside *inside);
/* The outside hears what the next hop offers, if it has not yet. */
void link_tell_hop(struct inside *inside, bool smtputf8);
/* Can that mailbox be said to it (RFC 6531)? */
bool link_takes(const struct link *link, const char *mailbox);
/* Finds a link for it, now or as soon as there is one. */
void link_want(struct inside *inside, struct tx *tx);
/* To be called after anything was said to hop. */
void link_flush(struct inside *inside, struct link *link);
/* The transaction needs it no more, and what was said must not count. */
void link_release(struct inside *inside, struct link *link);
/* It has become idle. */
void link_give(struct inside *inside, struct link *link);
/* Closes it; whoever used it learns. */
void link_lose(struct inside *inside, struct link *link);
/* The same of an idle one, with QUIT. */
void link_part(struct inside *inside, struct link *link);
/* To be closed by link_sweep(). */
bool link_is_spoiled(const struct link *link);
size_t link_count_greeted(const struct inside *inside);
void link_add(struct inside *inside, int fd);
void link_add_failed(struct inside *inside, enum hop_state at, int error);
void link_wake(struct inside *inside, size_t i, uint32_t events);
void link_check_time(struct inside *inside);
/* After each round: closes what broke while it was being used. */
void link_sweep(struct inside *inside);

/* Hears all that they have said so far. */
void inside_hear_outside(struct inside *inside);
void inside_hear_zygote(struct inside *inside);
void inside_hear_parent(struct inside *inside);

/* NULL: there is none (any more) of that number. */
struct tx *tx_of(struct inside *inside, uint32_t id);
void tx_forget(struct inside *inside, struct tx *tx);
void tx_tell_rcpt(struct inside *inside, const struct tx *tx,
		  const struct answer *answer);
/* Says what is due, on its link or as soon as it has one. */
void tx_go_on(struct inside *inside, struct tx *tx);
/* The next hop's answer to the recipient that was said last. */
void tx_rcpt_answered(struct inside *inside, struct tx *tx,
		      const struct answer *answer);
/* While others wait: those that have waited long for their peer give up their
 * links, and will say on another one what they had said. */
void tx_park_idle(struct inside *inside);
/* Its end: the answer to the message. */
void tx_done(struct inside *inside, struct tx *tx, const struct answer *answer);
/* The next hop does not offer what it needs. */
void tx_refused(struct inside *inside, struct tx *tx);
/* Its link is gone, or there is none to be had. */
void tx_lost(struct inside *inside, struct tx *tx);

/* Verifies the plain message and composes the new one, final dot included.
 * False: *answer is what the outside is told. */
bool tx_compose(struct inside *inside, struct tx *tx, int fd, size_t len,
		struct answer *answer);
/* Composes the notice of an original that is held, of `size` bytes. */
bool tx_compose_held(const struct inside *inside, struct tx *tx,
		     enum held_why why, uint32_t size, struct answer *answer);
