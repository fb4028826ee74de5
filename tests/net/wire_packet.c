/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire_packet.c -- from an assignment of digits to a packet on a wire, and back
 */
#include "wire_packet.h"

#include <string.h>

#include <linux/netfilter/nf_conntrack_common.h>

#include "base/must.h"
#include "policy/policy.h"

#include "checksum.h"
#include "random_policy.h"

enum {
	PROPER_LEN = 56, /* an error about an IPv6 datagram */
	QUOTED_SPORT = 1000,
	QUOTED_DPORT = 2000,
	LINK = 14,
	IP6 = 40,
	TRANSPORT_KEPT = 24, /* bytes that have a variable */
	TRANSPORT_MAX = WIRE_MTU - 40 - 16,
	OPTION_NOP = 1,
	EXTENSION = 8,
	FRAGMENT = 44,
	PIECE_ONE_IN = 32,
	BROKEN = 60, /* destination options that are not there */
};

static uint64_t number(const struct space *space, const uint16_t *digits,
		       enum variable variable)
{
	return space_number(space, digits, variable);
}

/* The bytes of all variables of a header. */
static void take_header(const struct space *space, const uint16_t *digits,
			enum header header, uint8_t *out)
{
	uint8_t bytes[16];

	for (size_t i = 0; i < N_VARIABLES; i++) {
		enum variable variable = (enum variable)i;
		const struct variable_info *info = variable_info(variable);

		if (info->header != header)
			continue;
		space_take(space, digits, variable, bytes);
		memcpy(out + info->offset, bytes, variable_len(variable));
	}
}

static size_t transport_len(const struct space *space, const uint16_t *digits,
			    size_t before, enum wire_taste taste)
{
	bool v6 = number(space, digits, VAR_NFPROTO) == 10;
	uint64_t len = number(space, digits, VAR_TRANSPORT_LEN);

	if (taste == WIRE_PROPER)
		return PROPER_LEN;
	if (taste == WIRE_LENGTH) {
		len = number(space, digits, VAR_LENGTH);
		if (len < before || len - before > TRANSPORT_MAX)
			len = v6 ? number(space, digits, VAR_IP6_LENGTH) + IP6
				 : number(space, digits, VAR_IP4_LENGTH);
		len = len < before ? 0 : len - before;
	}
	return len < TRANSPORT_MAX ? (size_t)len : TRANSPORT_MAX;
}

static void put_u16(uint8_t *to, size_t value)
{
	to[0] = (uint8_t)(value >> 8);
	to[1] = (uint8_t)value;
}

/* What conntrack looks at: TCP's data offset and flags, UDP's length. */
static void make_proper(uint8_t *l4, size_t len, unsigned proto, bool is_new,
			bool reply)
{
	if (proto == PROTO_TCP && len >= 20) {
		l4[12] = 5 << 4;
		l4[13] = is_new ? 2 : 16;
	} else if (proto == PROTO_UDP && len >= 8) {
		put_u16(l4 + 4, len);
		put_u16(l4 + 6, 0);
	} else if (proto == PROTO_ICMP && len >= 8) {
		l4[0] = reply ? 0 : 8;
	} else if (proto == PROTO_ICMPV6 && len >= 8) {
		l4[0] = reply ? 129 : 128;
	}
}

static size_t build_ip4(const struct space *space, const uint16_t *digits,
			enum wire_taste taste, uint8_t *ip, uint8_t **l4)
{
	size_t len, header;

	take_header(space, digits, HEADER_IP4, ip);
	header = (size_t)4 * (ip[0] & 15);
	memset(ip + 20, OPTION_NOP, header - 20);
	ip[9] = (uint8_t)number(space, digits, VAR_L4PROTO);
	len = transport_len(space, digits, header, taste);
	put_u16(ip + 2, header + len);
	put_u16(ip + 10, 0);
	if (number(space, digits, VAR_IIF) == 0 && ip[4] + ip[5] == 0)
		ip[5] = 1; /* else the kernel chooses one */
	put_u16(ip + 10, checksum_end(checksum_add(0, ip, header)));
	*l4 = ip + header;
	return len;
}

static size_t build_ip6(const struct space *space, const uint16_t *digits,
			enum wire_taste taste, uint8_t *ip, uint8_t **l4)
{
	uint64_t proto = number(space, digits, VAR_L4PROTO);
	uint8_t *fragment = NULL;
	size_t len = 0, before = 0;

	take_header(space, digits, HEADER_IP6, ip);
	*l4 = ip + IP6;
	if (proto == L4PROTO_NONE) {
		ip[6] = BROKEN;
	} else if (ip[6] == FRAGMENT || one_in(PIECE_ONE_IN)) {
		before = EXTENSION;
		fragment = *l4;
		memset(fragment, 0, before);
		ip[6] = FRAGMENT;
		fragment[0] = (uint8_t)proto;
		fragment[3] = MORE_FRAGMENTS;
		if (number(space, digits, VAR_TRANSPORT_LEN) == 0)
			fragment[3] |= LATER_FRAGMENT;
		*l4 += before;
	} else if (ip[6] == 0 || ip[6] == BROKEN) { /* PadN over the rest */
		before = EXTENSION;
		memset(*l4, 0, before);
		**l4 = (uint8_t)proto;
		(*l4)[2] = 1;
		(*l4)[3] = 4;
		*l4 += before;
	} else {
		ip[6] = (uint8_t)proto;
	}
	if (proto != L4PROTO_NONE)
		len = transport_len(space, digits, IP6 + before, taste);
	if (fragment)
		len = wire_piece_len(fragment, len);
	put_u16(ip + 4, before + len);
	return len;
}

static struct addr address_at(const uint8_t *bytes, bool v6)
{
	struct addr addr = { .family = v6 ? FAMILY_IPV6 : FAMILY_IPV4 };

	memcpy(addr.bytes, bytes, v6 ? 16 : 4);
	return addr;
}

static uint16_t u16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

/* The connection that would make the packet what the digits say it is. */
static void connect(const struct space *space, const uint16_t *digits,
		    const uint8_t *ip, const uint8_t *l4,
		    struct wire_packet *out)
{
	struct wire_connection *to = &out->connection;
	bool v6 = ip[0] >> 4 == 6;
	bool reply = number(space, digits, VAR_CT_DIRECTION);
	bool is_icmp;

	to->proto = (uint8_t)number(space, digits, VAR_L4PROTO);
	is_icmp = to->proto == PROTO_ICMP || to->proto == PROTO_ICMPV6;
	to->source = address_at(ip + (v6 ? 8 : 12), v6);
	to->destination = address_at(ip + (v6 ? 24 : 16), v6);
	to->sport = is_icmp ? u16(l4 + 4) : u16(l4);
	to->dport = is_icmp ? u16(l4) : u16(l4 + 2);
	if (reply) {
		struct addr swap = to->source;

		to->source = to->destination;
		to->destination = swap;
	}
	if (reply && is_icmp) {
		to->dport = to->proto == PROTO_ICMP ? 8 << 8 : 128 << 8;
	} else if (reply) {
		to->sport = u16(l4 + 2);
		to->dport = u16(l4);
	}
	to->mark = (uint32_t)number(space, digits, VAR_CT_MARK);
	to->status = (uint32_t)number(space, digits, VAR_CT_STATUS) &
		     (IPS_SEEN_REPLY | IPS_ASSURED);
	to->related = number(space, digits, VAR_CT_STATE) == STATE_RELATED;
	if (number(space, digits, VAR_CT_STATE) == STATE_ESTABLISHED)
		to->status |= IPS_SEEN_REPLY;
	else if (!reply)
		to->status &= (uint32_t)~IPS_SEEN_REPLY;
}

/* Errors quote the packet that they are about (RFC 792, RFC 4443). */
static bool is_error(const struct space *space, const uint16_t *digits)
{
	unsigned type = (unsigned)number(space, digits, VAR_SPORT) >> 8;
	bool v6 = number(space, digits, VAR_NFPROTO) == 10;

	if (number(space, digits, VAR_CT_STATE) != STATE_RELATED ||
	    number(space, digits, VAR_L4PROTO) !=
		    (v6 ? PROTO_ICMPV6 : PROTO_ICMP))
		return false;
	return v6 ? type >= 1 && type <= 4
		  : type == 3 || type == 11 || type == 12;
}

/* About a datagram of a conversation, in the direction against which the error
 * goes. Its sender is who gets the error: conntrack wants that. */
static void quote(const struct space *space, const uint16_t *digits,
		  const uint8_t *ip, uint8_t *l4, struct wire_packet *out)
{
	bool v6 = ip[0] >> 4 == 6;
	size_t header = v6 ? IP6 : 20, len = v6 ? 16 : 4;
	uint8_t *quoted = l4 + 8, *ports = quoted + header;
	uint8_t first[16], last[16];
	struct wire_connection *to = &out->connection;
	bool reply = number(space, digits, VAR_CT_DIRECTION);

	space_take(space, digits, v6 ? VAR_CT_IP6_SADDR : VAR_CT_IP4_SADDR,
		   first);
	space_take(space, digits, v6 ? VAR_CT_IP6_DADDR : VAR_CT_IP4_DADDR,
		   last);
	memcpy(reply ? first : last, ip + (v6 ? 24 : 16), len);
	memset(l4 + 2, 0, 6 + header + 8);
	quoted[0] = v6 ? 0x60 : 0x45;
	quoted[v6 ? 6 : 9] = PROTO_UDP;
	quoted[v6 ? 7 : 8] = 64;
	put_u16(quoted + (v6 ? 4 : 2), v6 ? 8 : header + 8);
	memcpy(quoted + (v6 ? 8 : 12), reply ? first : last, len);
	memcpy(quoted + (v6 ? 24 : 16), reply ? last : first, len);
	if (!v6)
		put_u16(quoted + 10,
			checksum_end(checksum_add(0, quoted, header)));
	put_u16(ports, reply ? QUOTED_SPORT : QUOTED_DPORT);
	put_u16(ports + 2, reply ? QUOTED_DPORT : QUOTED_SPORT);
	put_u16(ports + 4, 8);
	*to = (struct wire_connection){
		.source = address_at(first, v6),
		.destination = address_at(last, v6),
		.proto = PROTO_UDP,
		.sport = QUOTED_SPORT,
		.dport = QUOTED_DPORT,
		.mark = (uint32_t)number(space, digits, VAR_CT_MARK),
		.status = IPS_SEEN_REPLY,
	};
}

/* Who translates addresses drops what is related and has no right checksum
 * (nf_nat_icmp_reply_translation). */
static void sum_icmp(const uint8_t *ip, uint8_t *l4, size_t len)
{
	bool v6 = ip[0] >> 4 == 6;
	const uint8_t pseudo[8] = { 0, 0, (uint8_t)(len >> 8), (uint8_t)len, 0,
				    0, 0, PROTO_ICMPV6 };
	uint32_t sum = 0;

	if (len < 8)
		return;
	put_u16(l4 + 2, 0);
	if (v6)
		sum = checksum_add(checksum_add(sum, ip + 8, 32), pseudo,
				   sizeof(pseudo));
	put_u16(l4 + 2, checksum_end(checksum_add(sum, l4, len)));
}

static size_t wire_of_digit(const struct space *space,
			    const struct wires *wires, uint64_t digit)
{
	for (size_t i = 0; i < wires->n; i++)
		if (space_iface_digit(space, wires->at[i].name) == digit)
			return i;
	return 0;
}

static bool wants_connection(const struct space *space, const uint16_t *digits)
{
	uint64_t state = number(space, digits, VAR_CT_STATE);

	return state == STATE_ESTABLISHED || state == STATE_RELATED ||
	       (state == STATE_NEW && (number(space, digits, VAR_CT_MARK) ||
				       number(space, digits, VAR_CT_STATUS)));
}

static bool is_piece(const uint8_t *ip)
{
	return ip[0] >> 4 == 6 && ip[6] == FRAGMENT;
}

void wire_packet_build(const struct space *space, const uint16_t *digits,
		       const struct wires *wires, enum wire_taste taste,
		       struct wire_packet *out)
{
	uint8_t *ip = out->frame + LINK, *l4;
	uint8_t transport[TRANSPORT_KEPT] = { 0 };
	size_t len;

	out->own = number(space, digits, VAR_IIF) == 0;
	out->wire = wire_of_digit(space, wires, number(space, digits, VAR_IIF));
	out->mark = (uint32_t)number(space, digits, VAR_MARK);
	out->state = (enum space_state)number(space, digits, VAR_CT_STATE);
	out->connection = (struct wire_connection){ 0 };
	out->connected = wants_connection(space, digits);
	take_header(space, digits, HEADER_LINK, out->frame);
	memcpy(out->frame, wires->at[out->wire].mac, 6);
	if (number(space, digits, VAR_NFPROTO) == 10)
		len = build_ip6(space, digits, taste, ip, &l4);
	else
		len = build_ip4(space, digits, taste, ip, &l4);
	take_header(space, digits, HEADER_TRANSPORT, transport);
	memset(l4, 0, len + TRANSPORT_KEPT);
	memcpy(l4, transport, len < TRANSPORT_KEPT ? len : TRANSPORT_KEPT);
	if (taste == WIRE_PROPER && !is_error(space, digits))
		make_proper(l4, len,
			    (unsigned)number(space, digits, VAR_L4PROTO),
			    !out->connected,
			    out->connected &&
				    number(space, digits, VAR_CT_DIRECTION));
	out->len = (size_t)(l4 - out->frame) + len;
	out->cut = 0;
	if (!out->own && !is_piece(ip))
		out->cut = wire_cut(wires, ip, (size_t)(l4 - ip), len);
	if (len < 8 || is_piece(ip))
		out->connected = false;
	out->reply = out->connected && number(space, digits, VAR_CT_DIRECTION);
	if (is_piece(ip))
		out->state = STATE_INVALID;
	else if (!out->connected && out->state <= STATE_RELATED)
		out->state = STATE_NEW;
	else if (out->reply)
		out->state = STATE_ESTABLISHED;
	if (out->connected && is_error(space, digits))
		quote(space, digits, ip, l4, out);
	else if (out->connected)
		connect(space, digits, ip, l4, out);
	if (out->connected &&
	    number(space, digits, VAR_L4PROTO) ==
		    (ip[0] >> 4 == 6 ? PROTO_ICMPV6 : PROTO_ICMP))
		sum_icmp(ip, l4, len);
}
