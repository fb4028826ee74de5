/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire_packet_digits.c -- what the kernel sees of a packet, as digits
 */
#include <string.h>
#include <time.h>

#include <linux/netfilter/nf_conntrack_common.h>

#include "wire_packet.h"

enum {
	LINK = 14,
	IP6 = 40,
	HOP_BY_HOP = 0,
	FRAGMENT = 44,
	DESTINATION_OPTIONS = 60,
	ETHER = 1, /* ARPHRD_ETHER */
	LOOPBACK = 772,
};

struct writer {
	const struct space *space;
	uint16_t *digits;
};

static void put(const struct writer *to, enum variable variable, uint64_t value)
{
	space_put_number(to->space, to->digits, variable, value);
}

/* The bytes of all variables of a header; what is not there is zero. */
static void put_header(const struct writer *to, enum header header,
		       const uint8_t *from, size_t len)
{
	uint8_t bytes[64] = { 0 };

	memcpy(bytes, from, len < sizeof(bytes) ? len : sizeof(bytes));
	for (size_t i = 0; i < N_VARIABLES; i++) {
		const struct variable_info *info =
			variable_info((enum variable)i);

		if (info->header == header)
			space_put(to->space, to->digits, (enum variable)i,
				  bytes + info->offset);
	}
}

/* Where the transport begins, and its protocol. In a later fragment it does not,
 * but `*bytes` are what is read there: where it would begin, or of IPv6 the
 * packet itself. */
static size_t transport_of(const uint8_t *ip, size_t len, unsigned *proto,
			   size_t *bytes)
{
	size_t at = IP6, before = IP6;
	uint8_t next = ip[6];

	if (ip[0] >> 4 == 4) {
		*proto = ip[9];
		*bytes = (size_t)4 * (ip[0] & 15);
		return (ip[6] & 0x1f) + ip[7] ? len : *bytes;
	}
	while (next == HOP_BY_HOP || next == DESTINATION_OPTIONS ||
	       next == FRAGMENT) {
		if (at + 8 > len) {
			*proto = L4PROTO_NONE;
			*bytes = len;
			return len;
		}
		if (next == FRAGMENT && (ip[at + 2] || ip[at + 3] >> 3)) {
			*proto = ip[at];
			*bytes = 0;
			return len;
		}
		at += next == FRAGMENT ? 8 : (size_t)8 * (1 + ip[at + 1]);
		next = ip[before];
		before = at;
	}
	*proto = next;
	*bytes = at;
	return at;
}

static enum space_state state_of(uint32_t state)
{
	switch ((enum nf_ct_state)state) {
	case NF_CT_STATE_ESTABLISHED:
		return STATE_ESTABLISHED;
	case NF_CT_STATE_RELATED:
		return STATE_RELATED;
	case NF_CT_STATE_NEW:
		return STATE_NEW;
	case NF_CT_STATE_UNTRACKED:
		return STATE_UNTRACKED;
	case NF_CT_STATE_INVALID:
		break;
	}
	return STATE_INVALID;
}

/* What was dropped before conntrack saw it, is what it was meant to be. */
static void put_connection(const struct writer *to,
			   const struct wire_packet *packet,
			   const struct sighting *seen, const uint8_t *ip)
{
	bool v6 = ip[0] >> 4 == 6;
	bool reply = seen->began ? seen->reply : packet->reply;
	size_t len = v6 ? 16 : 4;
	const uint8_t *source = ip + (v6 ? 8 : 12), *destination = source + len;
	uint32_t status =
		seen->began ? seen->status
			    : packet->connection.status |
				      (packet->connected ? IPS_CONFIRMED : 0);
	enum space_state state =
		seen->began ? state_of(seen->state) : packet->state;

	put(to, VAR_CT_STATE, state);
	if (state > STATE_RELATED)
		return;
	put(to, VAR_CT_DIRECTION, reply);
	put(to, VAR_CT_STATUS, status);
	if (packet->connected && (status & IPS_CONFIRMED))
		put(to, VAR_CT_MARK, packet->connection.mark);
	if (packet->connected && (status & IPS_CONFIRMED)) {
		source = packet->connection.source.bytes;
		destination = packet->connection.destination.bytes;
		reply = false;
	}
	space_put(to->space, to->digits,
		  v6 ? VAR_CT_IP6_SADDR : VAR_CT_IP4_SADDR,
		  reply ? destination : source);
	space_put(to->space, to->digits,
		  v6 ? VAR_CT_IP6_DADDR : VAR_CT_IP4_DADDR,
		  reply ? source : destination);
}

static void put_clock(const struct writer *to)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	put(to, VAR_DAY, (uint64_t)(now.tv_sec / 86400 + 4) % 7);
	put(to, VAR_HOUR, (uint64_t)now.tv_sec % 86400);
	put(to, VAR_TIME,
	    (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec);
}

void wire_packet_digits(const struct space *space,
			const struct wire_packet *packet,
			const struct wires *wires, const struct sighting *seen,
			uint16_t digits[static DIAGRAM_LEVELS])
{
	const struct writer to = { space, digits };
	const uint8_t *ip = packet->frame + LINK;
	bool v6 = ip[0] >> 4 == 6;
	size_t len = packet->len - LINK, at, bytes;
	struct addr daddr = { .family = v6 ? FAMILY_IPV6 : FAMILY_IPV4 };
	unsigned proto;
	int out;

	memset(digits, 0, DIAGRAM_LEVELS * sizeof(*digits));
	memcpy(daddr.bytes, ip + (v6 ? 24 : 16), v6 ? 16 : 4);
	at = transport_of(ip, len, &proto, &bytes);
	out = wires_route(wires, &daddr);
	if (seen->through)
		out = (int)seen->to;
	else if (seen->here)
		out = -1;
	if (!packet->own) {
		put(&to, VAR_IIF,
		    space_iface_digit(space, wires->at[packet->wire].name));
		put(&to, VAR_IIFTYPE,
		    wires->at[packet->wire].is_loop ? LOOPBACK : ETHER);
		put(&to, VAR_LINK_LEN, packet->len);
		put_header(&to, HEADER_LINK, packet->frame, LINK);
	}
	if (out >= 0) {
		put(&to, VAR_OIF,
		    space_iface_digit(space, wires->at[out].name));
		put(&to, VAR_OIFTYPE, ETHER);
	}
	put_connection(&to, packet, seen, ip);
	put(&to, VAR_NFPROTO, v6 ? 10 : 2);
	put(&to, VAR_L4PROTO, proto);
	put(&to, VAR_TRANSPORT_LEN, len - at);
	put(&to, VAR_LENGTH, len);
	put(&to, VAR_MARK, packet->mark);
	put_clock(&to);
	put_header(&to, v6 ? HEADER_IP6 : HEADER_IP4, ip, v6 ? IP6 : 20);
	put_header(&to, HEADER_TRANSPORT, ip + bytes, len - bytes);
}
