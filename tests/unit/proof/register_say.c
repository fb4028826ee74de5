/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register_say.c -- the reference's packets as assignments
 */
#include "register_say.h"

enum {
	DAY = 24 * 3600,
	THURSDAY = 4,
};

enum register_hook register_hook_of(const struct packet *packet)
{
	if (!packet->iif)
		return REGISTER_OUTPUT;
	return packet->oif ? REGISTER_FORWARD : REGISTER_INPUT;
}

static uint64_t icmp_type(const struct packet *packet)
{
	bool v6 = packet->proto == PROTO_ICMPV6;

	if (!packet->echo)
		return v6 ? 200 : 13;
	if (packet->reply)
		return v6 ? 129 : 0;
	return v6 ? 128 : 8;
}

static void put_transport(const struct space *space,
			  const struct packet *packet, uint16_t *digits)
{
	bool icmp =
		packet->proto == PROTO_ICMP || packet->proto == PROTO_ICMPV6;

	space_put_number(space, digits, VAR_L4PROTO, packet->proto);
	space_put_number(space, digits, VAR_SPORT,
			 icmp ? icmp_type(packet) << 8 : packet->sport);
	space_put_number(space, digits, VAR_DPORT, icmp ? 0 : packet->dport);
}

static void put_time(const struct space *space, time_t now, uint16_t *digits)
{
	uint64_t day = (uint64_t)now / DAY;

	space_put_number(space, digits, VAR_TIME, (uint64_t)now * 1000000000U);
	space_put_number(space, digits, VAR_DAY, (day + THURSDAY) % 7);
	space_put_number(space, digits, VAR_HOUR, (uint64_t)now % DAY);
}

void register_assign(const struct space *space, const struct packet *packet,
		     uint16_t digits[static DIAGRAM_LEVELS])
{
	bool v6 = packet->saddr.family == FAMILY_IPV6;

	space_nice(space, digits);
	space_put_number(space, digits, VAR_IIF,
			 space_iface_digit(space, packet->iif));
	space_put_number(space, digits, VAR_OIF,
			 space_iface_digit(space, packet->oif));
	space_put_number(space, digits, VAR_CT_STATE,
			 packet->reply ? STATE_ESTABLISHED : STATE_NEW);
	space_put_number(space, digits, VAR_CT_DIRECTION, packet->reply);
	space_put_number(space, digits, VAR_NFPROTO, v6 ? 10 : 2);
	space_put(space, digits, v6 ? VAR_IP6_SADDR : VAR_IP4_SADDR,
		  packet->saddr.bytes);
	space_put(space, digits, v6 ? VAR_IP6_DADDR : VAR_IP4_DADDR,
		  packet->daddr.bytes);
	put_transport(space, packet, digits);
	put_time(space, packet->now, digits);
	if (packet->mac)
		space_put(space, digits, VAR_ETHER_SADDR, packet->mac->bytes);
}
