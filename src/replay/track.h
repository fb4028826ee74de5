/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * track.h -- which connection a packet belongs to, as nf_conntrack would say
 *
 * Emulated: who begins (TCP: SYN, and ACK by nf_conntrack_tcp_loose = 1), flags
 * and lengths that no TCP or UDP has, TCP's states, answers, errors that quote a
 * connection and go to its end, neighbour discovery untracked, the default
 * timeouts by the capture's clock; that a first packet which is denied leaves no
 * connection, and that one which is dropped where sources are checked is never
 * seen. Not emulated: checksums, TCP's windows, expectations of helpers, SCTP's
 * chunks, translation of addresses.
 */
#pragma once

#include "replay/conversation.h"

struct tracked {
	struct conversation *conversation; /* NULL: there are too many */
	bool reply; /* against the conversation's first packet */
};

/* What the packet is to one judge. */
struct standing {
	enum space_state state;
	bool reply;  /* of the judge's connection */
	bool turned; /* that began against the conversation's first packet */
};

/* Any packet but a later fragment: its row, for all judges. */
struct tracked track(struct conversations *all, const struct packet *packet,
		     uint64_t ns);
struct standing track_standing(const struct tracked *tracked,
			       const struct tracking *one,
			       const struct packet *packet, uint64_t ns);
/* The packet has been judged, and let in or not: what it does to the judge's
 * connection. Not for one that is dropped where sources are checked: that is
 * before connections are looked up. */
void track_seen(struct tracking *one, const struct tracked *tracked,
		const struct standing *standing, const struct packet *packet,
		uint64_t ns, bool let_in);
