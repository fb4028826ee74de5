/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * datagram.c -- one test packet, as frames on the wire, and found again there
 *
 * Headers as in RFC 791, 8200, 768, 9293, 9260, 792 and 4443.
 */
#include "datagram.h"

#include <string.h>

#include "base/must.h"
#include "base/wire.h"
#include "policy/policy.h"

#include "checksum.h"

enum {
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_IPV6 = 0x86dd,
	ETHERNET_LEN = 14,
	ID_COPIES = 8,
	MORE_FRAGMENTS = 0x2000,
	NEXT_HOPOPTS = 0,
	NEXT_ROUTING = 43,
	NEXT_FRAGMENT = 44,
	NEXT_DSTOPTS = 60,
	OPTIONS_LEN = 8,
};

/* An id stands behind the first; behind the second in what we quote. */
static const uint32_t magic = 0x5e4b9107, magic_quoted = 0x5e4b9108;

const char *const shape_names[N_SHAPES] = {
	[SHAPE_PLAIN] = "plain",       [SHAPE_FRAGMENTS] = "fragments",
	[SHAPE_REVERSED] = "reversed", [SHAPE_TINY] = "tiny",
	[SHAPE_TAIL] = "tail",         [SHAPE_OPTIONS] = "options",
	[SHAPE_ATOMIC] = "atomic",     [SHAPE_HOPOPTS] = "hopopts",
	[SHAPE_DSTOPTS] = "dstopts",   [SHAPE_ROUTING] = "routing",
	[SHAPE_CHAIN] = "chain",
};

static void put_u16(uint8_t *p, uint16_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static void put_ids(struct pack *p, uint32_t mark, uint32_t id)
{
	for (int i = 0; i < ID_COPIES; i++) {
		pack_u32(p, mark);
		pack_u32(p, id);
	}
}

static void put_ports(struct pack *p, const struct datagram *packet)
{
	pack_u16(p, packet->sport);
	pack_u16(p, packet->dport);
}

static void put_tcp(struct pack *p, const struct datagram *packet)
{
	put_ports(p, packet);
	pack_u32(p, packet->seq);
	pack_u32(p, packet->ack);
	pack_u16(p, (uint16_t)(5 << 12 | packet->flags));
	pack_u16(p, 0xffff);
	pack_u32(p, 0);
}

/* A chunk INIT whose last parameter is one to be skipped (RFC 9260, 3.2.1). */
static void put_sctp(struct pack *p, const struct datagram *packet)
{
	put_ports(p, packet);
	pack_u32(p, 0);
	pack_u32(p, 0);
	pack_u16(p, 1 << 8);
	pack_u16(p, 24 + ID_COPIES * 8);
	pack_u32(p, 1);
	pack_u32(p, 0xffff);
	pack_u16(p, 1);
	pack_u16(p, 1);
	pack_u32(p, 1);
	pack_u16(p, 0x8001);
	pack_u16(p, 4 + ID_COPIES * 8);
}

static void put_ip(struct pack *p, const struct datagram *packet, size_t len);

static bool is_icmp(const struct datagram *packet)
{
	return packet->proto == PROTO_ICMP || packet->proto == PROTO_ICMPV6;
}

/* The header of an echo or the like. */
static void put_echo(struct pack *p, const struct datagram *packet)
{
	pack_u8(p, packet->type);
	pack_u8(p, packet->code);
	pack_u16(p, 0);
	pack_u16(p, packet->sport);
	pack_u16(p, 1);
}

/* The offending packet's IP header and first eight bytes, then our id. */
static void put_quote(struct pack *p, const struct datagram *about)
{
	pack_u32(p, 0);
	put_ip(p, about, 8 + ID_COPIES * 8);
	if (is_icmp(about)) {
		put_echo(p, about);
		return;
	}
	put_ports(p, about);
	pack_u32(p, about->proto == PROTO_TCP ? about->seq
					      : (8 + ID_COPIES * 8) << 16);
}

static size_t put_transport(const struct datagram *packet, uint8_t *out)
{
	struct pack p = { out, out + FRAME_MAX - 128, false };

	if (packet->proto == PROTO_TCP) {
		put_tcp(&p, packet);
	} else if (packet->proto == PROTO_SCTP) {
		put_sctp(&p, packet);
	} else if (is_icmp(packet) && packet->about) {
		pack_u8(&p, packet->type);
		pack_u8(&p, packet->code);
		pack_u16(&p, 0);
		put_quote(&p, packet->about);
	} else if (is_icmp(packet)) {
		put_echo(&p, packet);
	} else if (packet->proto == PROTO_UDP) {
		put_ports(&p, packet);
		pack_u16(&p, 8 + ID_COPIES * 8);
		pack_u16(&p, 0);
	}
	put_ids(&p, packet->about ? magic_quoted : magic, packet->id);
	must(!p.bad);
	return (size_t)(p.pos - out);
}

static void seal_transport(const struct datagram *packet, uint8_t *l4,
			   size_t len)
{
	size_t n = family_len(packet->saddr.family);
	uint32_t sum = (uint32_t)len + packet->proto;
	size_t at = 0;

	if (packet->proto == PROTO_SCTP)
		checksum_crc32c(l4 + 8, l4, len);
	sum = checksum_add(sum, packet->saddr.bytes, n);
	sum = checksum_add(sum, packet->daddr.bytes, n);
	if (packet->proto == PROTO_TCP) {
		at = 16;
	} else if (packet->proto == PROTO_UDP) {
		at = 6;
	} else if (packet->proto == PROTO_ICMPV6) {
		at = 2;
	} else if (packet->proto == PROTO_ICMP) {
		at = 2;
		sum = 0;
	}
	if (at)
		put_u16(l4 + at, checksum_end(checksum_add(sum, l4, len)));
}

/* A tail waits for its packet in the gateway; no later packet may be that. */
static uint16_t identification(const struct datagram *packet)
{
	uint16_t tail = packet->shape == SHAPE_TAIL ? 0x8000 : 0;

	return (uint16_t)(tail | (packet->id & 0x7fff));
}

/* The IP header of `len` bytes of transport, no extension. */
static void put_ip(struct pack *p, const struct datagram *packet, size_t len)
{
	uint8_t *start = p->pos;
	uint8_t hops = packet->hop_limit ? packet->hop_limit : 64;
	size_t header_len = packet->shape == SHAPE_OPTIONS ? 24 : 20;

	if (packet->saddr.family == FAMILY_IPV6) {
		pack_u32(p, 6u << 28);
		pack_u16(p, (uint16_t)len);
		pack_u8(p, packet->proto);
		pack_u8(p, hops);
		pack_bytes(p, packet->saddr.bytes, 16);
		pack_bytes(p, packet->daddr.bytes, 16);
		return;
	}
	pack_u16(p, (uint16_t)(0x4000 | header_len / 4 << 8));
	pack_u16(p, (uint16_t)(header_len + len));
	pack_u16(p, identification(packet));
	pack_u16(p, 0);
	pack_u8(p, hops);
	pack_u8(p, packet->proto);
	pack_u16(p, 0);
	pack_bytes(p, packet->saddr.bytes, 4);
	pack_bytes(p, packet->daddr.bytes, 4);
	if (packet->shape == SHAPE_OPTIONS)
		pack_u32(p, 0x01010101); /* no operation, RFC 791 */
	put_u16(start + 10, checksum_end(checksum_add(0, start, header_len)));
}

/* One extension header; returns where its "next header" stands. */
static uint8_t *put_extension(struct pack *p, uint8_t kind, uint8_t *next,
			      const struct datagram *packet, uint16_t offset)
{
	uint8_t *own = p->pos;

	*next = kind;
	pack_u8(p, packet->proto);
	pack_u8(p, 0);
	if (kind == NEXT_FRAGMENT) {
		pack_u16(p, offset);
		pack_u32(p, packet->id);
	} else if (kind == NEXT_ROUTING) {
		pack_u16(p, 2 << 8); /* type 2, no segment left */
		pack_u32(p, 0);
	} else {
		pack_u16(p, 1 << 8 | 4); /* PadN over the rest */
		pack_u32(p, 0);
	}
	return own;
}

static void put_extensions(struct pack *p, const struct datagram *packet,
			   uint8_t *next, uint16_t offset)
{
	enum shape shape = packet->shape;

	if (shape == SHAPE_HOPOPTS || shape == SHAPE_CHAIN)
		next = put_extension(p, NEXT_HOPOPTS, next, packet, 0);
	if (shape == SHAPE_DSTOPTS || shape == SHAPE_CHAIN)
		next = put_extension(p, NEXT_DSTOPTS, next, packet, 0);
	if (shape == SHAPE_ROUTING)
		put_extension(p, NEXT_ROUTING, next, packet, 0);
	if (shape == SHAPE_ATOMIC)
		put_extension(p, NEXT_FRAGMENT, next, packet, 0);
	if (offset)
		put_extension(p, NEXT_FRAGMENT, next, packet, offset);
}

/*
 * A frame with `len` bytes of transport that begin at `at` of the whole;
 * `more` follow or not.
 */
static void put_frame(const struct datagram *packet, const uint8_t *l4,
		      size_t len, size_t at, bool more, struct frame *out)
{
	struct pack p = { out->bytes, out->bytes + FRAME_MAX, false };
	bool v6 = packet->saddr.family == FAMILY_IPV6;
	uint8_t *ip;

	pack_bytes(&p, packet->dmac.bytes, 6);
	pack_bytes(&p, packet->smac.bytes, 6);
	pack_u16(&p, v6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
	ip = p.pos;
	put_ip(&p, packet, len);
	if (v6) { /* the offset counts eights, but stands shifted by three */
		put_extensions(&p, packet, ip + 6, (uint16_t)(at | more));
		put_u16(ip + 4, (uint16_t)(p.pos - ip - 40 + (ptrdiff_t)len));
	} else if (at || more) {
		put_u16(ip + 6,
			(uint16_t)(at / 8 | (more ? MORE_FRAGMENTS : 0)));
		put_u16(ip + 10, 0);
		put_u16(ip + 10, checksum_end(checksum_add(0, ip, 20)));
	}
	pack_bytes(&p, l4, len);
	must(!p.bad);
	out->len = (size_t)(p.pos - out->bytes);
}

/* Bytes of transport in the first fragment; 0: the packet stays whole. */
static size_t first_fragment(enum shape shape)
{
	switch (shape) {
	case SHAPE_TINY:
		return 8;
	case SHAPE_FRAGMENTS:
	case SHAPE_REVERSED:
	case SHAPE_TAIL:
		return 40;
	case SHAPE_PLAIN:
	case SHAPE_OPTIONS:
	case SHAPE_ATOMIC:
	case SHAPE_HOPOPTS:
	case SHAPE_DSTOPTS:
	case SHAPE_ROUTING:
	case SHAPE_CHAIN:
		break;
	}
	return 0;
}

size_t datagram_build(const struct datagram *packet, struct frame out[N_FRAMES])
{
	uint8_t l4[FRAME_MAX];
	size_t len = put_transport(packet, l4);
	size_t cut = first_fragment(packet->shape);
	bool reversed = packet->shape == SHAPE_REVERSED;

	seal_transport(packet, l4, len);
	if (!cut) {
		put_frame(packet, l4, len, 0, false, &out[0]);
		return 1;
	}
	put_frame(packet, l4 + cut, len - cut, cut, false, &out[!reversed]);
	if (packet->shape == SHAPE_TAIL) {
		out[0] = out[1];
		return 1;
	}
	put_frame(packet, l4, cut, 0, true, &out[reversed]);
	return 2;
}

/* Errors, and redirects, quote the packet that they are about. */
static bool quotes(uint8_t icmpv6_type)
{
	return icmpv6_type < 128 || icmpv6_type == 137;
}

static bool is_error(const uint8_t *ip, size_t len)
{
	size_t header_len = 4 * (ip[0] & 0xfu);

	if (len < 48)
		return false;
	if (ip[0] >> 4 == 6)
		return ip[6] == PROTO_ICMPV6 && quotes(ip[40]);
	if ((ip[6] & 0x1f) || ip[7]) /* a later fragment: no header follows */
		return false;
	return ip[9] == PROTO_ICMP && header_len + 8 <= len &&
	       ip[header_len] != 0 && ip[header_len] != 8;
}

/* The id behind `mark`, wherever it stands. */
static bool find(uint32_t mark, const uint8_t *bytes, size_t len, uint32_t *id)
{
	for (size_t at = 0; at + 8 <= len; at++) {
		struct wire w = { bytes + at, bytes + len, false };

		if (wire_u32(&w) != mark)
			continue;
		*id = wire_u32(&w);
		return true;
	}
	return false;
}

bool datagram_find(const uint8_t *frame, size_t len, uint32_t *id)
{
	if (len < ETHERNET_LEN + 20)
		return false;
	frame += ETHERNET_LEN;
	len -= ETHERNET_LEN;
	return find(is_error(frame, len) ? magic_quoted : magic, frame, len,
		    id);
}

bool datagram_find_raw(enum raw raw, const uint8_t *bytes, size_t len,
		       uint32_t *id)
{
	bool error = false;

	if (raw == RAW_IPV4 && len >= 20)
		error = is_error(bytes, len);
	else if (raw == RAW_ICMPV6 && len > 0)
		error = quotes(bytes[0]);
	return find(error ? magic_quoted : magic, bytes, len, id);
}
