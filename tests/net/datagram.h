/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * datagram.h -- one test packet, as frames on the wire, and found again there
 *
 * The payload repeats the packet's id, so that any fragment of it is known
 * wherever it turns up. Checksums are real, for conntrack looks at them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

enum shape {
	SHAPE_PLAIN,
	SHAPE_FRAGMENTS, /* two fragments, in order */
	SHAPE_REVERSED,  /* two fragments, the last one first */
	SHAPE_TINY,      /* the first holds 8 bytes: no TCP flags, no payload */
	SHAPE_TAIL,      /* a last fragment without its first */
	SHAPE_OPTIONS,   /* IPv4: four bytes of options that do nothing */
	SHAPE_ATOMIC,    /* IPv6: a fragment header on a whole packet */
	SHAPE_HOPOPTS,   /* IPv6: hop-by-hop options before the transport */
	SHAPE_DSTOPTS,   /* IPv6: destination options before it */
	SHAPE_ROUTING,   /* IPv6: a used-up routing header (type 2) */
	SHAPE_CHAIN,     /* IPv6: hop-by-hop, then destination options */
};

enum {
	N_SHAPES = SHAPE_CHAIN + 1
};

extern const char *const shape_names[N_SHAPES];

enum {
	TCP_FIN = 0x01,
	TCP_SYN = 0x02,
	TCP_RST = 0x04,
	TCP_PSH = 0x08,
	TCP_ACK = 0x10,
	TCP_URG = 0x20,
};

struct datagram {
	struct mac smac, dmac;
	struct addr saddr, daddr;
	uint8_t proto;         /* an enum proto of policy.h, or any other */
	uint16_t sport, dport; /* ICMP echo: sport is the identifier */
	uint32_t seq, ack;     /* TCP */
	uint8_t flags;         /* TCP */
	uint8_t type, code;    /* ICMP, ICMPv6 */
	uint8_t hop_limit;     /* 0: 64 */
	enum shape shape;
	uint32_t id;
	/* An ICMP error about that packet (which was or could be sent). */
	const struct datagram *about;
};

enum {
	FRAME_MAX = 320,
	N_FRAMES = 2
};

struct frame {
	size_t len;
	uint8_t bytes[FRAME_MAX];
};

/* Returns the number of frames written, 1 or 2. */
size_t datagram_build(const struct datagram *packet,
		      struct frame out[N_FRAMES]);

/*
 * The id of the test packet that this Ethernet frame is or is part of. An error
 * of the kernel that quotes a test packet is not one.
 */
bool datagram_find(const uint8_t *frame, size_t len, uint32_t *id);

/* The same for what a raw socket delivers: IPv4's begin with the IP header,
 * IPv6's behind it. */
enum raw {
	RAW_IPV4,
	RAW_IPV6,
	RAW_ICMPV6,
};

bool datagram_find_raw(enum raw raw, const uint8_t *bytes, size_t len,
		       uint32_t *id);
