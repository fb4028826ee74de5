/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * packet.c -- from a frame's first byte to its IP header
 */
#include "replay/packet.h"

#include <string.h>

enum {
	ETHER_LEN = 14,
	SLL_LEN = 16,
	SLL2_LEN = 20,
	NULL_LEN = 4,
	MAC_LEN = 6,
	MOST_TAGS = 4,
	TYPE_IP4 = 0x0800,
	TYPE_IP6 = 0x86dd,
	TYPE_VLAN = 0x8100,
	TYPE_QINQ = 0x88a8,
	TYPE_QINQ_OLD = 0x9100,
	ARPHRD_ETHER = 1,
	OUTGOING = 4, /* pkttype of SLL: sent by the gateway itself */
};

static bool is_tag(uint16_t type)
{
	return type == TYPE_VLAN || type == TYPE_QINQ || type == TYPE_QINQ_OLD;
}

/* Behind tags (IEEE 802.1Q, 802.1ad). */
static enum packet_state read_typed(uint16_t type, const uint8_t *at,
				    size_t held, struct packet *out)
{
	for (int i = 0; i < MOST_TAGS && is_tag(type); i++) {
		if (held < 4)
			return PACKET_CUT;
		type = packet_u16(at + 2);
		at += 4;
		held -= 4;
	}
	if (type != TYPE_IP4 && type != TYPE_IP6)
		return PACKET_OTHER;
	if (held && at[0] >> 4 != (type == TYPE_IP4 ? 4 : 6))
		return PACKET_WRONG;
	return packet_read_ip(at, held, out);
}

static void take_mac(const uint8_t *at, struct packet *out)
{
	out->has_mac = true;
	memcpy(out->mac.bytes, at, MAC_LEN);
}

static enum packet_state read_ether(const uint8_t *frame, size_t held,
				    struct packet *out)
{
	if (held < ETHER_LEN)
		return PACKET_CUT;
	take_mac(frame + MAC_LEN, out);
	memcpy(out->to.bytes, frame, MAC_LEN);
	return read_typed(packet_u16(frame + 12), frame + ETHER_LEN,
			  held - ETHER_LEN, out);
}

/* Linux cooked capture: of what leaves, the MAC is the gateway's own. */
static enum packet_state read_sll(const uint8_t *frame, size_t held,
				  struct packet *out)
{
	if (held < SLL_LEN)
		return PACKET_CUT;
	out->way = packet_u16(frame) == OUTGOING ? WAY_OUT : WAY_IN;
	if (packet_u16(frame + 2) == ARPHRD_ETHER &&
	    packet_u16(frame + 4) == MAC_LEN && out->way == WAY_IN)
		take_mac(frame + 6, out);
	return read_typed(packet_u16(frame + 14), frame + SLL_LEN,
			  held - SLL_LEN, out);
}

static enum packet_state read_sll2(const uint8_t *frame, size_t held,
				   struct packet *out)
{
	if (held < SLL2_LEN)
		return PACKET_CUT;
	out->way = frame[10] == OUTGOING ? WAY_OUT : WAY_IN;
	if (packet_u16(frame + 8) == ARPHRD_ETHER && frame[11] == MAC_LEN &&
	    out->way == WAY_IN)
		take_mac(frame + 12, out);
	return read_typed(packet_u16(frame), frame + SLL2_LEN, held - SLL2_LEN,
			  out);
}

enum packet_state packet_read(uint32_t link, const uint8_t *frame, size_t held,
			      struct packet *out)
{
	*out = (struct packet){ 0 };
	switch (link) {
	case LINK_ETHERNET:
		return read_ether(frame, held, out);
	case LINK_SLL:
		return read_sll(frame, held, out);
	case LINK_SLL2:
		return read_sll2(frame, held, out);
	case LINK_RAW:
	case LINK_IPV4:
	case LINK_IPV6:
		return packet_read_ip(frame, held, out);
	case LINK_NULL:
		if (held < NULL_LEN)
			return PACKET_CUT;
		return packet_read_ip(frame + NULL_LEN, held - NULL_LEN, out);
	default:
		return PACKET_OTHER;
	}
}
