/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wires_cut.c -- a packet in two fragments (RFC 791)
 */
#include <string.h>

#include "checksum.h"
#include "wires.h"

enum {
	LINK = 14,
	MORE = 0x2000,
};

static void put_u16(uint8_t *to, size_t value)
{
	to[0] = (uint8_t)(value >> 8);
	to[1] = (uint8_t)value;
}

/* A header, and bytes from..end of what followed it. */
static size_t part(const uint8_t *ip, size_t from, size_t end, bool more,
		   uint8_t *out)
{
	size_t header = (size_t)4 * (ip[0] & 15), len = header + end - from;

	memcpy(out, ip, header);
	memcpy(out + header, ip + from, end - from);
	put_u16(out + 2, len);
	put_u16(out + 6, (from - header) / 8 | (more ? MORE : 0));
	put_u16(out + 10, 0);
	put_u16(out + 10, checksum_end(checksum_add(0, out, header)));
	return len;
}

void wires_send_cut(struct wires *wires, size_t wire, uint32_t mark,
		    const uint8_t *frame, size_t len, size_t cut)
{
	const uint8_t *ip = frame + LINK;
	size_t begin = (size_t)4 * (ip[0] & 15), end = len - LINK;
	uint8_t piece[WIRE_FRAME];
	size_t n;

	memcpy(piece, frame, LINK);
	n = part(ip, begin, cut, true, piece + LINK);
	wires_send(wires, wire, mark, piece, LINK + n);
	n = part(ip, cut, end, false, piece + LINK);
	wires_send(wires, wire, mark, piece, LINK + n);
}
