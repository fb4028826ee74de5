/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digits.c -- a captured packet as an assignment of the proof's space
 */
#include "replay/digits.h"

#include <string.h>

enum {
	V4 = 2,
	V6 = 10,
	ICMP = 1,
	ICMP6 = 58,
	EPOCH_DAY = 4, /* 1970-01-01 was a Thursday */
	DAY_SECONDS = 24 * 3600,
	ETHER_LEN = 14,
	ETHER = 1, /* ARPHRD_ETHER */
	TO_HOST = 0,
	TO_ALL = 1,
	TO_GROUP = 2,
};

static const uint64_t nanoseconds = 1000000000;

bool digits_is_rare(enum variable variable)
{
	static const enum variable usual[] = {
		VAR_IIF,          VAR_OIF,           VAR_CT_STATE,
		VAR_CT_DIRECTION, VAR_CT_MARK,       VAR_NFPROTO,
		VAR_L4PROTO,      VAR_TRANSPORT_LEN, VAR_IP4_DADDR,
		VAR_IP4_SADDR,    VAR_IP6_DADDR,     VAR_IP6_SADDR,
		VAR_DPORT,        VAR_SPORT,         VAR_MARK,
		VAR_CT_STATUS,    VAR_CT_IP4_SADDR,  VAR_CT_IP4_DADDR,
		VAR_CT_IP6_SADDR, VAR_CT_IP6_DADDR,  VAR_PKTTYPE,
		VAR_IIFTYPE,      VAR_OIFTYPE,       VAR_IP6_HOPLIMIT,
		VAR_LINK_LEN,     VAR_ETHER_SADDR,   VAR_ETHER_TYPE,
		VAR_DAY,          VAR_HOUR,          VAR_TIME,
	};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (usual[i] == variable)
			return false;
	return true;
}

struct filling {
	const struct space *space;
	const struct packet *packet;
	uint16_t *digits;
};

static void number(const struct filling *to, enum variable variable,
		   uint64_t value)
{
	space_put_number(to->space, to->digits, variable, value);
}

static void bytes(const struct filling *to, enum variable variable,
		  const uint8_t *at)
{
	space_put(to->space, to->digits, variable, at);
}

static void fill_addresses(const struct filling *to)
{
	const struct tuple *tuple = &to->packet->tuple;
	bool v6 = tuple->family == FAMILY_IPV6;

	number(to, VAR_NFPROTO, v6 ? V6 : V4);
	number(to, VAR_ETHER_TYPE, v6 ? 0x86dd : 0x800);
	bytes(to, v6 ? VAR_IP6_SADDR : VAR_IP4_SADDR, tuple->source);
	bytes(to, v6 ? VAR_IP6_DADDR : VAR_IP4_DADDR, tuple->destination);
	number(to, VAR_L4PROTO, tuple->proto);
}

/* Of errors the code counts, and the checksum is where a port would be. */
static void fill_ports(const struct filling *to, uint16_t readable)
{
	const struct packet *packet = to->packet;
	bool held = packet->transport_held >= 4;

	number(to, VAR_TRANSPORT_LEN, readable);
	number(to, VAR_SPORT, held ? packet_u16(packet->transport) : 0);
	number(to, VAR_DPORT, held ? packet_u16(packet->transport + 2) : 0);
}

static void fill_connection(const struct filling *to,
			    const struct tracked *tracked,
			    const struct aspect *aspect)
{
	static const uint8_t none[16] = { 0 };
	const struct tuple *tuple = &tracked->conversation->tuple;
	bool v6 = tuple->family == FAMILY_IPV6;
	bool has = aspect->state == STATE_NEW ||
		   aspect->state == STATE_ESTABLISHED ||
		   aspect->state == STATE_RELATED;
	const uint8_t *first =
		aspect->turned ? tuple->destination : tuple->source;
	const uint8_t *second =
		aspect->turned ? tuple->source : tuple->destination;

	number(to, VAR_CT_STATE, aspect->state);
	number(to, VAR_CT_DIRECTION, has && aspect->reply);
	number(to, VAR_CT_MARK, aspect->mark);
	bytes(to, v6 ? VAR_CT_IP6_SADDR : VAR_CT_IP4_SADDR, has ? first : none);
	bytes(to, v6 ? VAR_CT_IP6_DADDR : VAR_CT_IP4_DADDR,
	      has ? second : none);
}

static unsigned kind_of(const struct tuple *tuple)
{
	static const uint8_t all[4] = { 255, 255, 255, 255 };

	if (tuple->family == FAMILY_IPV6)
		return tuple->destination[0] == 0xff ? TO_GROUP : TO_HOST;
	if (!memcmp(tuple->destination, all, sizeof(all)))
		return TO_ALL;
	return tuple->destination[0] >> 4 == 14 ? TO_GROUP : TO_HOST;
}

static void fill_around(const struct filling *to, const struct aspect *aspect)
{
	uint64_t second = aspect->second;

	to->digits[to->space->levels[VAR_IIF]] = aspect->iif;
	to->digits[to->space->levels[VAR_OIF]] = aspect->oif;
	number(to, VAR_IIFTYPE, aspect->iif ? ETHER : 0);
	number(to, VAR_OIFTYPE, aspect->oif ? ETHER : 0);
	number(to, VAR_LINK_LEN, aspect->iif ? ETHER_LEN : 0);
	bytes(to, VAR_ETHER_SADDR, aspect->mac.bytes);
	bytes(to, VAR_ETHER_DADDR, to->packet->to.bytes);
	number(to, VAR_PKTTYPE, kind_of(&to->packet->tuple));
	number(to, VAR_IP6_HOPLIMIT, aspect->hops);
	number(to, VAR_DAY, (second / DAY_SECONDS + EPOCH_DAY) % 7);
	number(to, VAR_HOUR, second % DAY_SECONDS);
	number(to, VAR_TIME, second * nanoseconds);
}

/* The headers as they were captured: what was cut off is zero. After the
 * kernel's reassembly there are no fragments. */
static void fill_rare(const struct filling *to)
{
	const struct packet *packet = to->packet;
	uint8_t header[40] = { 0 }, transport[24] = { 0 };
	size_t held = packet->transport_held;

	memcpy(header, packet->ip,
	       packet->tuple.family == FAMILY_IPV6 ? 40 : 20);
	memcpy(transport, packet->transport,
	       held < sizeof(transport) ? held : sizeof(transport));
	if (packet->tuple.family == FAMILY_IPV4 && packet->fragment)
		header[6] = header[7] = 0;
	number(to, VAR_LENGTH, packet->ip_len);
	for (int i = 0; i < N_VARIABLES; i++) {
		const struct variable_info *info =
			variable_info((enum variable)i);
		bool mine = packet->tuple.family == FAMILY_IPV6
				    ? info->header == HEADER_IP6
				    : info->header == HEADER_IP4;

		if (!digits_is_rare((enum variable)i))
			continue;
		if (mine)
			bytes(to, (enum variable)i, header + info->offset);
		else if (info->header == HEADER_TRANSPORT)
			bytes(to, (enum variable)i, transport + info->offset);
	}
}

void digits_fill(const struct space *space, const struct packet *packet,
		 const struct tracked *tracked, const struct aspect *aspect,
		 /* NOLINTNEXTLINE(readability-non-const-parameter): filled */
		 bool rare, uint16_t digits[static DIAGRAM_LEVELS])
{
	const struct filling to = { space, packet, digits };

	fill_addresses(&to);
	fill_ports(&to, aspect->readable);
	fill_connection(&to, tracked, aspect);
	fill_around(&to, aspect);
	if (rare)
		fill_rare(&to);
}
