/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tcp.h -- what becomes of a TCP connection by its packets
 *
 * As net/netfilter/nf_conntrack_proto_tcp.c of Linux 6.18 has it, but for its
 * windows: every packet counts as within them.
 */
#pragma once

#include "replay/conversation.h"

enum {
	TCP_FIN = 1,
	TCP_SYN = 2,
	TCP_RST = 4,
	TCP_ACK = 16,
	TCP_URG = 32,
};

enum tcp_state {
	TCP_NONE,
	TCP_SYN_SENT,
	TCP_SYN_BOTH, /* both ends begin */
	TCP_SYN_ANSWERED,
	TCP_ESTABLISHED,
	TCP_FIN_WAIT,
	TCP_CLOSE_WAIT,
	TCP_LAST_ACK,
	TCP_TIME_WAIT,
	TCP_CLOSED, /* reset */
	/* What a packet can be instead of a next state. */
	TCP_IGNORED, /* passes, and changes nothing */
	TCP_INVALID,
};

/* By the flag that decides. */
enum tcp_kind {
	TCP_OF_NONE,
	TCP_OF_SYN,
	TCP_OF_SYN_ACK,
	TCP_OF_FIN,
	TCP_OF_ACK,
	TCP_OF_RST,
};

/* Combinations that a TCP sends. */
bool tcp_flags_exist(uint8_t flags);
/* May these begin a connection? (nf_conntrack_tcp_loose = 1) */
bool tcp_begins(uint8_t flags);
/* What the packet makes of the connection; TCP_INVALID where it belongs to
 * none. */
enum tcp_state tcp_next(const struct tracking *one, const struct packet *packet,
			bool reply);
/* The packet ends what is left of a closed connection and begins another. */
bool tcp_reopens(const struct tracking *one, const struct packet *packet,
		 bool reply);
/* The packet is of the connection, which is not reopened by it. False: that is
 * gone with it. `ns` of its capture. */
bool tcp_seen(struct tracking *one, const struct packet *packet, bool reply,
	      uint64_t ns);
