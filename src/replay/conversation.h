/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conversation.h -- the conversations of a capture, found by their ends
 *
 * Either direction's packets find the same one. A conversation that has ended
 * stays in the list; the next one of the same ends is another. Each judge has a
 * connection of its own in it: whose first packet is denied has none.
 */
#pragma once

#include "base/siphash.h"
#include "proof/space/space.h"
#include "replay/packet.h"

enum {
	CONVERSATIONS_MOST = 4000000,
	N_JUDGES = 2, /* the policy or kernel asked, and another one */
};

enum fate {
	FATE_NONE, /* not judged */
	FATE_ACCEPT,
	FATE_CONDITIONAL, /* it depends on a rate or what is not modelled */
	FATE_DROP,
};

enum {
	N_FATES = FATE_DROP + 1
};

/* Why it was not judged. */
enum unjudged {
	UNJUDGED_NOT,
	UNJUDGED_NO_ZONE, /* an end is in no zone */
	UNJUDGED_LOCAL,   /* both are in one: it does not pass the gateway */
	UNJUDGED_LIMIT,   /* the diagrams are too large */
};

/* What decides of a packet, beside its conversation's ends. */
struct aspect {
	uint16_t iif, oif; /* digits of the judge's space */
	uint16_t readable; /* of the transport header, at most 24 */
	uint8_t state;     /* enum space_state */
	uint8_t reply;     /* of the connection */
	uint8_t turned;    /* the connection's direction is not the row's */
	uint8_t way;       /* enum frame_way */
	uint8_t hook;      /* enum register_hook */
	uint8_t hops;      /* of IPv6 */
	uint8_t unjudged;
	struct mac mac;
	uint32_t mark;
	uint32_t interface; /* of the capture, + 1: what iif, oif follow */
	uint32_t epoch;     /* which of the judge's diagrams; 0: none yet */
	uint64_t second;    /* where the hour is asked */
};

/* What of a TCP connection decides of its next state; see tcp.h. */
struct tracking_tcp {
	uint8_t state;     /* enum tcp_state */
	uint8_t last;      /* enum tcp_kind of the last packet */
	bool last_reply;   /* which way that one went */
	bool assured;      /* both ends have shown that they are there */
	bool both;         /* both began at once */
	bool closing;      /* a FIN was the first to close it */
	bool challenged;   /* an ignored SYN may be answered by an ACK */
	bool acked[2];     /* that direction has acknowledged something */
	bool heard[2];     /* it has sent something */
	bool waits[2];     /* for what it sent to be acknowledged … */
	uint32_t ends[2];  /* … up to here */
	uint32_t acks[2];  /* what it acknowledged, at most */
	uint32_t last_end; /* the number after the last packet's */
	uint32_t last_seq, last_ack; /* of the last ACK */
	uint16_t last_win;
	uint8_t again; /* how often that one came again */
};

/* A connection as nf_conntrack holds it; see track.h. */
struct tracking {
	bool exists, was; /* it does now; there was one */
	bool turned;      /* begun against the conversation's first packet */
	bool replied;
	uint32_t entry;  /* that let its last packet in */
	uint64_t ends;   /* ns: from then on it is forgotten */
	uint64_t stream; /* ns, UDP: from then on it is a stream */
	struct tracking_tcp tcp;
};

/* What is said of one packet. */
struct sentence {
	enum fate fate;
	uint8_t reason; /* enum reason */
	uint32_t entry; /* or a leaf of register.h; 0: none */
};

struct said {
	struct tracking connection;
	uint32_t entry; /* of the first packet that was let in */
	uint32_t
		mentioned; /* of the first denied one: what `reason` is about */
	uint8_t reason;    /* of that one; enum reason */
	uint8_t unjudged;  /* enum unjudged: of the last one that was not */
	uint32_t packets[N_FATES];
	/* Of each direction: the last packet, and what was said of it. */
	struct aspect last[2];
	struct sentence sentence[2];
};

struct conversation {
	struct tuple tuple; /* of its first packet */
	bool tracked;       /* else INVALID or UNTRACKED: `state` */
	enum space_state state;
	uint16_t icmp; /* of the first packet */
	uint64_t first, last;
	uint64_t packets[2], bytes[2]; /* original, reply */
	struct said said[N_JUDGES];
};

struct slot {
	uint32_t hash;
	uint32_t index; /* + 1; 0: free */
};

struct conversations {
	uint8_t key[SIPHASH_KEY];
	struct conversation *at;
	size_t n, cap;
	struct slot *slots;
	size_t n_slots; /* a power of two */
	size_t used;
	uint32_t most; /* CONVERSATIONS_MOST, but in tests */
};

void conversations_init(struct conversations *all);
void conversations_finish(struct conversations *all);

/* Of a query the answer's bit turns with the ends. */
void tuple_turn(const struct tuple *tuple, struct tuple *out);
/* The last one of these ends, or NULL; *reply: the tuple is against its first
 * packet's direction. */
struct conversation *conversations_find(const struct conversations *all,
					const struct tuple *tuple, bool *reply);
/* A new one, zero but for the tuple, found from now on. NULL: there are too
 * many. Pointers into the list go stale. */
struct conversation *conversations_add(struct conversations *all,
				       const struct tuple *tuple);
