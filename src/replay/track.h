/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * track.h -- which conversation a packet belongs to, as nf_conntrack would say
 *
 * Emulated: who begins (TCP: SYN, and ACK by nf_conntrack_tcp_loose = 1), flags
 * that no TCP has, answers, errors that quote a connection, neighbour discovery
 * untracked, the default timeouts by the capture's clock. Not emulated: TCP's
 * windows, expectations of helpers, SCTP's chunks, translation of addresses.
 */
#pragma once

#include "replay/conversation.h"

struct tracked {
	struct conversation *conversation; /* NULL: there are too many */
	bool reply;
	enum space_state state;
};

/* Any packet but a later fragment; counted in its conversation by the caller,
 * who then calls track_seen(). */
struct tracked track(struct conversations *all, const struct packet *packet,
		     uint64_t ns);
/* The packet has been judged: what it does to its connection. */
void track_seen(const struct tracked *tracked, const struct packet *packet,
		uint64_t ns);
