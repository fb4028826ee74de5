/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet_ip.c -- IPv4, IPv6 and what decides of the transport header
 *
 * RFC 791, RFC 8200; ICMP errors quote at least the ports (RFC 792, RFC 4443).
 */
#include <string.h>

#include "proof/space/space.h"
#include "replay/packet.h"

enum {
	IP4_LEN = 20,
	IP6_LEN = 40,
	ICMP_LEN = 8,
	MOST_EXTENSIONS = 16,
	ICMP = 1,
	TCP = 6,
	UDP = 17,
	ICMP6 = 58,
	SCTP = 132,
	HOP_BY_HOP = 0,
	ROUTING = 43,
	FRAGMENT = 44,
	AUTHENTICATION = 51,
	NO_NEXT = 59,
	OPTIONS = 60,
	OFFSET_BITS = 0x1fff,
	MORE_FRAGMENTS = 0x2000,
};

/* Where an IP packet's parts lie. */
struct parts {
	struct tuple tuple;
	uint32_t ip_len, header_len;
	uint8_t hops;
	bool fragment, later;
	uint32_t id;
};

static enum packet_state read_ip4(const uint8_t *ip, size_t held,
				  struct parts *out)
{
	uint16_t offset;

	if (held < IP4_LEN)
		return PACKET_CUT;
	out->header_len = (ip[0] & 15U) * 4U;
	out->ip_len = packet_u16(ip + 2);
	/* 0: the sender's card was to cut it up (segmentation offload). */
	if (!out->ip_len)
		out->ip_len = (uint32_t)held;
	if (out->header_len < IP4_LEN || out->ip_len < out->header_len)
		return PACKET_WRONG;
	offset = packet_u16(ip + 6);
	out->later = offset & OFFSET_BITS;
	out->fragment = out->later || (offset & MORE_FRAGMENTS);
	out->id = packet_u16(ip + 4);
	out->hops = ip[8];
	out->tuple.family = FAMILY_IPV4;
	out->tuple.proto = ip[9];
	memcpy(out->tuple.source, ip + 12, 4);
	memcpy(out->tuple.destination, ip + 16, 4);
	return held < out->header_len ? PACKET_CUT : PACKET_READ;
}

static bool is_extension(uint8_t next)
{
	return next == HOP_BY_HOP || next == ROUTING || next == FRAGMENT ||
	       next == AUTHENTICATION || next == OPTIONS;
}

static void take_fragment(const uint8_t *at, struct parts *out)
{
	out->later = packet_u16(at + 2) & ~7U;
	out->fragment = out->later || (at[3] & 1);
	out->id = packet_u32(at + 4);
}

/* Past the extension headers; a later fragment's are in the first. */
static enum packet_state skip_extensions(const uint8_t *ip, size_t held,
					 struct parts *out)
{
	uint8_t next = ip[6];
	uint32_t at = IP6_LEN, len;

	for (int i = 0; is_extension(next) && !out->later; i++) {
		if (i == MOST_EXTENSIONS || at + 8 > out->ip_len)
			return PACKET_WRONG;
		if (at + 8 > held)
			return PACKET_CUT;
		len = 8;
		if (next == FRAGMENT)
			take_fragment(ip + at, out);
		else if (next == AUTHENTICATION)
			len = (ip[at + 1] + 2U) * 4U;
		else
			len = (ip[at + 1] + 1U) * 8U;
		next = ip[at];
		at += len;
	}
	if (at > out->ip_len)
		return PACKET_WRONG;
	out->header_len = at;
	out->tuple.proto = next;
	return at > held ? PACKET_CUT : PACKET_READ;
}

static enum packet_state read_ip6(const uint8_t *ip, size_t held,
				  struct parts *out)
{
	if (held < IP6_LEN)
		return PACKET_CUT;
	out->ip_len = IP6_LEN + packet_u16(ip + 4);
	if (out->ip_len == IP6_LEN && ip[6] != NO_NEXT)
		out->ip_len = (uint32_t)held; /* offload; jumbograms */
	out->hops = ip[7];
	out->tuple.family = FAMILY_IPV6;
	memcpy(out->tuple.source, ip + 8, 16);
	memcpy(out->tuple.destination, ip + 24, 16);
	return skip_extensions(ip, held, out);
}

static enum packet_state read_parts(const uint8_t *ip, size_t held,
				    struct parts *out)
{
	*out = (struct parts){ 0 };
	if (!held)
		return PACKET_CUT;
	if (ip[0] >> 4 == 4)
		return read_ip4(ip, held, out);
	if (ip[0] >> 4 == 6)
		return read_ip6(ip, held, out);
	return PACKET_WRONG;
}

/* What the kernel knows answers to; 0: no query. */
static uint8_t query_of(uint16_t proto, uint8_t type)
{
	static const struct {
		uint8_t proto, request, answer;
	} kinds[] = {
		{ ICMP, 8, 0 },      /* echo */
		{ ICMP, 13, 14 },    /* timestamp */
		{ ICMP, 15, 16 },    /* information */
		{ ICMP, 17, 18 },    /* address mask */
		{ ICMP6, 128, 129 }, /* echo */
		{ ICMP6, 139, 140 }, /* node information (RFC 4620) */
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].proto != proto)
			continue;
		if (kinds[i].request == type)
			return (uint8_t)(i + 1);
		if (kinds[i].answer == type)
			return (uint8_t)((i + 1) | QUERY_ANSWER);
	}
	return 0;
}

static void read_query(const uint8_t *at, struct tuple *tuple)
{
	uint16_t id = packet_u16(at + 4);

	tuple->query = query_of(tuple->proto, at[0]);
	if (!tuple->query)
		return;
	tuple->sport = tuple->query & QUERY_ANSWER ? at[1] : id;
	tuple->dport = tuple->query & QUERY_ANSWER ? id : at[1];
}

/* Enough of a transport header for its ends. */
static enum packet_state read_ends(const uint8_t *at, size_t held,
				   struct tuple *tuple)
{
	switch (tuple->proto) {
	case TCP:
	case UDP:
	case SCTP:
		if (held < 4)
			return PACKET_CUT;
		tuple->sport = packet_u16(at);
		tuple->dport = packet_u16(at + 2);
		return PACKET_READ;
	case ICMP:
	case ICMP6:
		if (held < ICMP_LEN)
			return PACKET_CUT;
		read_query(at, tuple);
		return PACKET_READ;
	default:
		return PACKET_READ;
	}
}

/* icmp_error_message() and nf_conntrack_icmpv6_error() of the kernel. */
static bool is_error(uint16_t proto, uint8_t type)
{
	if (proto == ICMP6)
		return type < 128;
	return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

static void read_quoted(struct packet *out)
{
	struct parts parts;
	const uint8_t *ip = out->transport + ICMP_LEN;
	size_t held = out->transport_held - (size_t)ICMP_LEN;

	if (read_parts(ip, held, &parts) != PACKET_READ || parts.later ||
	    read_ends(ip + parts.header_len, held - parts.header_len,
		      &parts.tuple) != PACKET_READ)
		return;
	out->has_quoted = true;
	out->quoted = parts.tuple;
}

/* tcp_error() and udp_error() of the kernel; of a fragment's length nothing is
 * known. Checksums are not looked at: a sender's card may have to make them. */
static bool is_broken(const struct packet *packet)
{
	const uint8_t *at = packet->transport;
	uint32_t len;

	if (packet->tuple.proto == TCP) {
		len = (at[12] >> 4) * 4U;
		return len < 20 ||
		       (!packet->fragment && len > packet->transport_len);
	}
	if (packet->tuple.proto != UDP)
		return false;
	if (packet->transport_held < 8)
		return !packet->fragment && packet->transport_len < 8;
	len = packet_u16(at + 4);
	return len < 8 || (!packet->fragment && len > packet->transport_len);
}

static void read_segment(const uint8_t *at, struct packet *out)
{
	uint32_t header = (at[12] >> 4) * 4U;

	out->tcp_flags = at[13];
	out->tcp_seq = packet_u32(at + 4);
	out->tcp_ack = packet_u32(at + 8);
	out->tcp_win = out->transport_held < 16 ? 1 : packet_u16(at + 14);
	/* SYN and FIN count as a byte each. */
	out->tcp_end = out->tcp_seq + (out->tcp_flags >> 1 & 1U) +
		       (out->tcp_flags & 1U);
	if (out->transport_len > header)
		out->tcp_end += out->transport_len - header;
}

static enum packet_state read_transport(struct packet *out)
{
	const uint8_t *at = out->transport;
	bool icmp = out->tuple.proto == ICMP || out->tuple.proto == ICMP6;
	enum packet_state state;

	state = read_ends(at, out->transport_held, &out->tuple);
	if (state != PACKET_READ)
		return out->transport_len > out->transport_held ? PACKET_CUT
								: PACKET_WRONG;
	if (out->tuple.proto == TCP) {
		if (out->transport_held < 14)
			return out->transport_len < 20 ? PACKET_WRONG
						       : PACKET_CUT;
		read_segment(at, out);
	}
	out->broken = is_broken(out);
	if (!icmp)
		return PACKET_READ;
	out->icmp = packet_u16(at);
	out->error = is_error(out->tuple.proto, at[0]);
	if (out->error)
		read_quoted(out);
	/* What it is about lies beyond what is here. */
	if (out->error && !out->has_quoted &&
	    (out->fragment || out->transport_held < out->transport_len))
		return PACKET_CUT;
	return PACKET_READ;
}

enum packet_state packet_read_ip(const uint8_t *ip, size_t held,
				 struct packet *out)
{
	struct parts parts;
	enum packet_state state = read_parts(ip, held, &parts);
	size_t rest;

	if (state != PACKET_READ)
		return state;
	if (held > parts.ip_len)
		held = parts.ip_len; /* Ethernet's padding */
	out->ip = ip;
	out->ip_len = parts.ip_len;
	out->tuple = parts.tuple;
	out->hops = parts.hops;
	out->fragment = parts.fragment;
	out->later = parts.later;
	out->fragment_id = parts.id;
	out->transport = ip + parts.header_len;
	rest = parts.ip_len - parts.header_len;
	out->transport_len = (uint16_t)(rest > UINT16_MAX ? UINT16_MAX : rest);
	rest = held - parts.header_len;
	out->transport_held = (uint16_t)(rest > UINT16_MAX ? UINT16_MAX : rest);
	return parts.later ? PACKET_READ : read_transport(out);
}
