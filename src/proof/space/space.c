/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * space.c -- the variables of a packet, and the levels they are asked on
 */
#include "proof/space/space.h"

#include <string.h>

#include "base/must.h"

/* clang-format off */
static const struct variable_info infos[] = {
	[VAR_IIF]           = { "iifname",          1, 16, HEADER_NONE,       0 },
	[VAR_OIF]           = { "oifname",          1, 16, HEADER_NONE,       0 },
	[VAR_CT_STATE]      = { "ct state",         1, 16, HEADER_NONE,       0 },
	[VAR_CT_DIRECTION]  = { "ct direction",     1, 16, HEADER_NONE,       0 },
	[VAR_CT_MARK]       = { "ct mark",          2, 16, HEADER_NONE,       0 },
	[VAR_NFPROTO]       = { "meta nfproto",     1,  8, HEADER_NONE,       0 },
	[VAR_L4PROTO]       = { "meta l4proto",     1, 16, HEADER_NONE,       0 },
	[VAR_TRANSPORT_LEN] = { "transport length", 1, 16, HEADER_NONE,       0 },
	[VAR_IP4_DADDR]     = { "ip daddr",         2, 16, HEADER_IP4,       16 },
	[VAR_IP4_SADDR]     = { "ip saddr",         2, 16, HEADER_IP4,       12 },
	[VAR_IP6_DADDR]     = { "ip6 daddr",        8, 16, HEADER_IP6,       24 },
	[VAR_IP6_SADDR]     = { "ip6 saddr",        8, 16, HEADER_IP6,        8 },
	[VAR_DPORT]         = { "th dport",         1, 16, HEADER_TRANSPORT,  2 },
	[VAR_SPORT]         = { "th sport",         1, 16, HEADER_TRANSPORT,  0 },
	[VAR_MARK]          = { "meta mark",        2, 16, HEADER_NONE,       0 },
	[VAR_CT_STATUS]     = { "ct status",        2, 16, HEADER_NONE,       0 },
	[VAR_CT_IP4_SADDR]  = { "ct ip saddr",      2, 16, HEADER_NONE,       0 },
	[VAR_CT_IP4_DADDR]  = { "ct ip daddr",      2, 16, HEADER_NONE,       0 },
	[VAR_CT_IP6_SADDR]  = { "ct ip6 saddr",     8, 16, HEADER_NONE,       0 },
	[VAR_CT_IP6_DADDR]  = { "ct ip6 daddr",     8, 16, HEADER_NONE,       0 },
	[VAR_PKTTYPE]       = { "meta pkttype",     1,  8, HEADER_NONE,       0 },
	[VAR_IIFTYPE]       = { "meta iiftype",     1, 16, HEADER_NONE,       0 },
	[VAR_OIFTYPE]       = { "meta oiftype",     1, 16, HEADER_NONE,       0 },
	[VAR_LENGTH]        = { "meta length",      2, 16, HEADER_NONE,       0 },
	[VAR_IP4_VERSION]   = { "ip version",       1,  8, HEADER_IP4,        0 },
	[VAR_IP4_TOS]       = { "ip tos",           1,  8, HEADER_IP4,        1 },
	[VAR_IP4_LENGTH]    = { "ip length",        1, 16, HEADER_IP4,        2 },
	[VAR_IP4_ID]        = { "ip id",            1, 16, HEADER_IP4,        4 },
	[VAR_IP4_FRAGMENT]  = { "ip frag-off",      1, 16, HEADER_IP4,        6 },
	[VAR_IP4_TTL]       = { "ip ttl",           1,  8, HEADER_IP4,        8 },
	[VAR_IP4_CHECKSUM]  = { "ip checksum",      1, 16, HEADER_IP4,       10 },
	[VAR_IP6_VERSION]   = { "ip6 version",      1,  8, HEADER_IP6,        0 },
	[VAR_IP6_CLASS]     = { "ip6 class",        1,  8, HEADER_IP6,        1 },
	[VAR_IP6_FLOW]      = { "ip6 flowlabel",    1, 16, HEADER_IP6,        2 },
	[VAR_IP6_LENGTH]    = { "ip6 length",       1, 16, HEADER_IP6,        4 },
	[VAR_IP6_NEXTHDR]   = { "ip6 nexthdr",      1,  8, HEADER_IP6,        6 },
	[VAR_IP6_HOPLIMIT]  = { "ip6 hoplimit",     1,  8, HEADER_IP6,        7 },
	[VAR_TRANSPORT_4]   = { "@th 4-11",         4, 16, HEADER_TRANSPORT,  4 },
	[VAR_TRANSPORT_12]  = { "@th 12",           1,  8, HEADER_TRANSPORT, 12 },
	[VAR_TCP_FLAGS]     = { "tcp flags",        1,  8, HEADER_TRANSPORT, 13 },
	[VAR_TRANSPORT_14]  = { "@th 14-23",        5, 16, HEADER_TRANSPORT, 14 },
	[VAR_LINK_LEN]      = { "link length",      1, 16, HEADER_NONE,       0 },
	[VAR_ETHER_DADDR]   = { "ether daddr",      3, 16, HEADER_LINK,       0 },
	[VAR_ETHER_SADDR]   = { "ether saddr",      3, 16, HEADER_LINK,       6 },
	[VAR_ETHER_TYPE]    = { "ether type",       1, 16, HEADER_LINK,      12 },
	[VAR_DAY]           = { "meta day",         1,  8, HEADER_NONE,       0 },
	[VAR_HOUR]          = { "meta hour",        2, 16, HEADER_NONE,       0 },
	[VAR_TIME]          = { "meta time",        4, 16, HEADER_NONE,       0 },
};
/* clang-format on */
_Static_assert(sizeof(infos) / sizeof(infos[0]) == N_VARIABLES,
	       "one row for each variable");

/* What an order asks first: the variables from VAR_IP4_DADDR to VAR_SPORT.
 * Before them always what enum variable has before, behind them the rest. */
enum {
	FIRST_MOVED = VAR_IP4_DADDR,
	N_MOVED = VAR_SPORT - VAR_IP4_DADDR + 1
};

static const enum variable moved[N_SPACE_ORDERS][N_MOVED] = {
	[ORDER_DESTINATIONS] = { VAR_IP4_DADDR, VAR_IP4_SADDR, VAR_IP6_DADDR,
				 VAR_IP6_SADDR, VAR_DPORT, VAR_SPORT },
	[ORDER_PORTS] = { VAR_DPORT, VAR_SPORT, VAR_IP4_DADDR, VAR_IP4_SADDR,
			  VAR_IP6_DADDR, VAR_IP6_SADDR },
	[ORDER_SOURCES] = { VAR_IP4_SADDR, VAR_IP4_DADDR, VAR_IP6_SADDR,
			    VAR_IP6_DADDR, VAR_DPORT, VAR_SPORT },
};

const struct variable_info *variable_info(enum variable variable)
{
	return &infos[variable];
}

size_t variable_len(enum variable variable)
{
	return (size_t)infos[variable].digits * infos[variable].bits / 8;
}

void space_init(struct space *space, enum space_order order)
{
	unsigned level = 0;
	size_t at;

	*space = (struct space){ .order = order };
	for (size_t i = 0; i < N_VARIABLES; i++) {
		at = i;
		if (i >= FIRST_MOVED && i < FIRST_MOVED + N_MOVED)
			at = moved[order][i - FIRST_MOVED];
		space->levels[at] = (uint16_t)level;
		level += infos[at].digits;
	}
	space->first_atom = level;
}

void space_finish(struct space *space)
{
	arena_finish(&space->arena);
	*space = (struct space){ 0 };
}

bool space_variable(const struct space *space, unsigned level,
		    enum variable *variable, unsigned *digit)
{
	for (size_t i = 0; i < N_VARIABLES; i++)
		if (level >= space->levels[i] &&
		    level < (unsigned)space->levels[i] + infos[i].digits) {
			*variable = (enum variable)i;
			*digit = level - space->levels[i];
			return true;
		}
	return false;
}

/* Big-endian bytes of a value -> its digits. */
static void digits_of(enum variable variable, const uint8_t *bytes,
		      uint16_t *digits)
{
	for (size_t i = 0; i < infos[variable].digits; i++)
		digits[i] = infos[variable].bits == 8
				    ? bytes[i]
				    : (uint16_t)(bytes[2 * i] << 8 |
						 bytes[2 * i + 1]);
}

/* A number of as many digits as the variable has. */
static void split_number(enum variable variable, uint64_t number,
			 uint16_t *digits)
{
	for (size_t i = infos[variable].digits; i-- > 0; number >>= 16)
		digits[i] = (uint16_t)number;
	must(!number);
}

static struct diagram_range range_on(const struct space *space,
				     enum variable variable)
{
	return (struct diagram_range){ .level = space->levels[variable],
				       .n = infos[variable].digits };
}

struct diagram_range space_numbers(const struct space *space,
				   enum variable variable, uint64_t low,
				   uint64_t high)
{
	struct diagram_range range = range_on(space, variable);

	must(low <= high && range.n <= 4);
	split_number(variable, low, range.low);
	split_number(variable, high, range.high);
	return range;
}

struct diagram_range space_bytes(const struct space *space,
				 enum variable variable, const uint8_t *low,
				 const uint8_t *high)
{
	struct diagram_range range = range_on(space, variable);

	must(memcmp(low, high, variable_len(variable)) <= 0);
	digits_of(variable, low, range.low);
	digits_of(variable, high, range.high);
	return range;
}

struct diagram_range space_has_connection(const struct space *space)
{
	return space_numbers(space, VAR_CT_STATE, STATE_NEW, STATE_RELATED);
}

struct diagram_range space_readable(const struct space *space,
				    enum header header, unsigned end)
{
	must(header == HEADER_LINK || header == HEADER_TRANSPORT);
	return space_numbers(
		space, header == HEADER_LINK ? VAR_LINK_LEN : VAR_TRANSPORT_LEN,
		end, DIGIT_MAX);
}

struct diagram_range space_addresses(const struct space *space, bool source,
				     const struct addr_range *range)
{
	enum variable variable;

	must(range->first.family != FAMILY_NONE);
	if (range->first.family == FAMILY_IPV4)
		variable = source ? VAR_IP4_SADDR : VAR_IP4_DADDR;
	else
		variable = source ? VAR_IP6_SADDR : VAR_IP6_DADDR;
	return space_bytes(space, variable, range->first.bytes,
			   range->last.bytes);
}

bool space_header_byte(const struct space *space, enum header header,
		       unsigned offset, struct header_byte *out)
{
	const struct variable_info *info;
	unsigned at;

	must(header != HEADER_NONE);
	if (header == HEADER_IP4 && offset == 9) {
		*out = (struct header_byte){
			.variable = VAR_L4PROTO,
			.level = space->levels[VAR_L4PROTO],
		};
		return true;
	}
	for (size_t i = 0; i < N_VARIABLES; i++) {
		info = &infos[i];
		if (info->header != header || offset < info->offset ||
		    offset >= info->offset + variable_len((enum variable)i))
			continue;
		at = offset - info->offset;
		out->variable = (enum variable)i;
		out->digit = info->bits == 8 ? at : at / 2;
		out->level = space->levels[i] + out->digit;
		out->shift = info->bits == 16 && at % 2 == 0 ? 8 : 0;
		return true;
	}
	return false;
}

void space_put(const struct space *space, uint16_t *digits,
	       enum variable variable, const uint8_t *bytes)
{
	digits_of(variable, bytes, digits + space->levels[variable]);
}

void space_take(const struct space *space, const uint16_t *digits,
		enum variable variable, uint8_t *bytes)
{
	const uint16_t *from = digits + space->levels[variable];

	for (size_t i = 0; i < infos[variable].digits; i++) {
		if (infos[variable].bits == 16)
			*bytes++ = (uint8_t)(from[i] >> 8);
		*bytes++ = (uint8_t)from[i];
	}
}

void space_put_number(const struct space *space, uint16_t *digits,
		      enum variable variable, uint64_t number)
{
	split_number(variable, number, digits + space->levels[variable]);
}

uint64_t space_number(const struct space *space, const uint16_t *digits,
		      enum variable variable)
{
	uint64_t number = 0;

	must(infos[variable].digits <= 4);
	for (size_t i = 0; i < infos[variable].digits; i++)
		number = number << 16 | digits[space->levels[variable] + i];
	return number;
}
