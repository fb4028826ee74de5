/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet.h -- one frame of a capture: what a gateway would know of it
 *
 * The bytes are a stranger's: whatever is cut off or wrong makes the packet
 * unreadable, never a guess.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

/* Of the capture file: LINKTYPE_ of the pcap registry (tcpdump.org). */
enum link_type {
	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_RAW = 101,
	LINK_SLL = 113,
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_SLL2 = 276,
};

/* The ends of a connection, as the packet names them. Without padding, for it
 * is compared and hashed as bytes. */
struct tuple {
	uint8_t source[16], destination[16];
	/* Of ICMP queries the identifier and the code; of an answer to one
	 * the code and the identifier. */
	uint16_t sport, dport;
	uint16_t proto; /* L4PROTO_NONE: none */
	uint8_t family; /* enum family */
	uint8_t query; /* of ICMP queries: number of the kind, QUERY_… bits */
};

enum {
	QUERY_ANSWER = 0x40,
	QUERY_APART = 0x80, /* of no connection: finds only its like */
};

/* Through which side of the gateway's interface a frame was seen. */
enum frame_way {
	WAY_UNKNOWN,
	WAY_IN,
	WAY_OUT,
};

enum packet_state {
	PACKET_READ,
	PACKET_OTHER, /* neither IPv4 nor IPv6: ARP and the like */
	PACKET_CUT,   /* ends before what decides */
	PACKET_WRONG, /* its headers contradict each other */
};

struct packet {
	struct tuple tuple;
	const uint8_t *ip, *transport; /* inside the frame */
	uint32_t ip_len;               /* as its header says: of the wire */
	uint16_t transport_len;        /* readable by a kernel: of the wire */
	uint16_t transport_held;       /* in the capture */
	uint8_t hops;                  /* time to live, hop limit */
	uint8_t tcp_flags;
	uint16_t tcp_win; /* as it stands there; cut off: 1 */
	uint32_t tcp_seq, tcp_ack;
	uint32_t tcp_end; /* the sequence number after the segment's */
	/* ICMP's first two bytes: type << 8 | code. */
	uint16_t icmp;
	bool fragment; /* one of several */
	bool later;    /* not the first one: no transport header */
	uint32_t fragment_id;
	bool broken; /* lengths of its transport header: of no connection */
	enum frame_way way;
	bool has_mac;
	struct mac mac; /* the sender's */
	struct mac to;  /* … and whom its frame is for; of Ethernet */
	/* An ICMP error, and the packet that it is about. */
	bool error, has_quoted;
	struct tuple quoted;
};

/* `held` bytes of a frame. Fills what `out` says as far as PACKET_READ. */
enum packet_state packet_read(uint32_t link, const uint8_t *frame, size_t held,
			      struct packet *out);
/* The same of an IP packet: packet_read() has found its first byte. */
enum packet_state packet_read_ip(const uint8_t *ip, size_t held,
				 struct packet *out);

static inline uint16_t packet_u16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t packet_u32(const uint8_t *at)
{
	return (uint32_t)packet_u16(at) << 16 | packet_u16(at + 2);
}
