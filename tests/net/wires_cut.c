/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wires_cut.c -- a packet in two fragments (RFC 791, RFC 8200 section 4.5)
 */
#include <string.h>

#include "checksum.h"
#include "wires.h"

enum {
	LINK = 14,
	IP4 = 20,
	IP6 = 40,
	FRAGMENT_HEADER = 8,
	FRAGMENT = 44,
	DONT = 0x4000, /* what all pieces have, the whole has again */
	MORE = 0x2000,
};

/* IPv6's identification: no packet has that of another. */
static uint32_t last_id;

static void put_u16(uint8_t *to, size_t value)
{
	to[0] = (uint8_t)(value >> 8);
	to[1] = (uint8_t)value;
}

/* A header, and bytes from..end of what followed it. */
static size_t part4(const uint8_t *ip, size_t from, size_t end, bool more,
		    uint8_t *out)
{
	size_t header = (size_t)4 * (ip[0] & 15), len = header + end - from;

	memcpy(out, ip, header);
	memcpy(out + header, ip + from, end - from);
	put_u16(out + 2, len);
	put_u16(out + 6,
		(from - header) / 8 | (more ? MORE : 0) | (out[6] << 8 & DONT));
	put_u16(out + 10, 0);
	put_u16(out + 10, checksum_end(checksum_add(0, out, header)));
	return len;
}

static size_t part6(const uint8_t *ip, size_t from, size_t end, bool more,
		    uint8_t *out)
{
	uint8_t *fragment = out + IP6;

	memcpy(out, ip, IP6);
	out[6] = FRAGMENT;
	put_u16(out + 4, FRAGMENT_HEADER + end - from);
	memset(fragment, 0, FRAGMENT_HEADER);
	memcpy(fragment + 4, &last_id, sizeof(last_id));
	fragment[0] = ip[6];
	put_u16(fragment + 2, (from - IP6) | (more ? 1 : 0));
	memcpy(fragment + FRAGMENT_HEADER, ip + from, end - from);
	return IP6 + FRAGMENT_HEADER + end - from;
}

void wires_send_cut(struct wires *wires, size_t wire, uint32_t mark,
		    const uint8_t *frame, size_t len, size_t cut)
{
	const uint8_t *ip = frame + LINK;
	bool v6 = ip[0] >> 4 == 6;
	size_t begin = v6 ? IP6 : (size_t)4 * (ip[0] & 15), end = len - LINK;
	size_t (*part)(const uint8_t *ip, size_t from, size_t end, bool more,
		       uint8_t *out) = v6 ? part6 : part4;
	uint8_t piece[WIRE_FRAME];
	size_t n;

	last_id++;
	memcpy(piece, frame, LINK);
	n = part(ip, begin, cut, true, piece + LINK);
	wires_send(wires, wire, mark, piece, LINK + n);
	n = part(ip, cut, end, false, piece + LINK);
	wires_send(wires, wire, mark, piece, LINK + n);
	/* Where nobody tracks both are seen, and the whole as the second. */
	wires->is_cut = wires->untracked;
	memcpy(wires->said, ip, v6 ? IP6 : IP4);
}
