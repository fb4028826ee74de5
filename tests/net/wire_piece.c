/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire_piece.c -- packets in two pieces, and pieces that stay pieces
 */
#include <string.h>

#include "policy/policy.h"

#include "random_policy.h"
#include "wire_packet.h"

enum {
	IP6 = 40,
	EXTENSION = 8,
	FRAGMENT_MASK = 0x3fff, /* of IPv4: more of them, and the offset */
	CUT_ONE_IN = 8,
};

/* Of a header that conntrack wants to find in the first piece of a packet
 * (ipv6frag_thdr_truncated). */
static size_t header_len(unsigned proto)
{
	if (proto == PROTO_TCP)
		return 20;
	return proto == PROTO_UDP || proto == PROTO_ICMPV6 ? 8 : 1;
}

/* A piece that is left as it is by who puts them together: of a length that no
 * other can follow, or without a whole header. */
size_t wire_piece_len(const uint8_t *fragment, size_t len)
{
	bool is_later = fragment[3] & LATER_FRAGMENT;

	if (len % EXTENSION == 0 &&
	    (is_later || len >= header_len(fragment[0])))
		len++;
	return len;
}

static uint16_t u16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

/* Who tracks connections puts it together again, as if nobody had cut it, and
 * so does who gets it; but for IPv6's pieces of wire_piece_len(). */
size_t wire_cut(const struct wires *wires, const uint8_t *ip, size_t before,
		size_t len)
{
	static const uint8_t nobody[16];
	bool v6 = ip[0] >> 4 == 6;
	struct addr to = { .family = v6 ? FAMILY_IPV6 : FAMILY_IPV4 };
	size_t first = EXTENSION;

	memcpy(to.bytes, ip + (v6 ? 24 : 16), v6 ? 16 : 4);
	if (!one_in(CUT_ONE_IN))
		return 0;
	if (wires->untracked && (v6 || wires_route(wires, &to) != -1))
		return 0;
	if (v6 ? before != IP6 || !memcmp(ip + 8, nobody, sizeof(nobody))
	       : u16(ip + 6) & FRAGMENT_MASK)
		return 0;
	while (v6 && first < header_len(ip[6]))
		first += EXTENSION;
	if (len < first + EXTENSION)
		return 0;
	return before + first +
	       EXTENSION * pick((uint32_t)((len - first) / EXTENSION));
}
