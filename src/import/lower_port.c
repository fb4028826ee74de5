/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lower_port.c -- ports: tcp, udp, sctp, dccp, udplite, multiport; TCP's flags
 *
 * net/netfilter/xt_tcpudp.c, xt_multiport.c. Ranges that cover every port ask
 * for nothing, as with iptables-nft.
 */
#include <stdlib.h>
#include <string.h>

#include "import/lower.h"

enum {
	SPORT = 0, /* offsets in the transport header */
	DPORT = 2,
	TCP_FLAGS = 13,

	PROTO_TCP = 6,
	PROTO_UDP = 17,
	PROTO_DCCP = 33,
	PROTO_SCTP = 132,
	PROTO_UDPLITE = 136,
};

static void put_port(uint8_t *bytes, uint16_t port)
{
	bytes[0] = (uint8_t)(port >> 8);
	bytes[1] = (uint8_t)port;
}

static void say_port_range(struct lower *l, uint32_t offset,
			   const struct lower_range *range, bool inverted)
{
	uint8_t low[2], high[2];

	if (range->first == 0 && range->last == UINT16_MAX && !inverted)
		return;
	put_port(low, range->first);
	put_port(high, range->last);
	say_payload(&l->exprs, NF_PAYLOAD_TRANSPORT, offset, sizeof(low));
	if (range->first == range->last)
		say_cmp(&l->exprs, inverted ? NF_CMP_NEQ : NF_CMP_EQ, low,
			sizeof(low));
	else
		say_range(&l->exprs, inverted, low, high, sizeof(low));
}

/* "60000:29", which old iptables let pass and the kernel finds no port in. */
static bool is_reversed(struct lower *l, const char *text)
{
	const char *at = strchr(text, ':');
	uint16_t from, to;

	if (!at ||
	    !lower_u16(arena_strndup(&l->arena, text, (size_t)(at - text)),
		       &from) ||
	    !lower_u16(at + 1, &to) || from <= to)
		return false;
	diag_warn(l->diags, l->rule->at, "import-value",
		  "no port is in this range, and none matches: '%u:%u'", from,
		  to);
	return true;
}

/* No port, or every port that can be read. */
static void say_no_port(struct lower *l, uint32_t offset, bool inverted)
{
	if (!inverted)
		lower_never(l);
	else
		say_payload(&l->exprs, NF_PAYLOAD_TRANSPORT, offset, 2);
}

static bool say_option(struct lower *l, const struct save_part *part,
		       const char *name, uint32_t offset)
{
	const struct save_option *option = lower_find(part, name);
	struct lower_range range;

	if (!option)
		return true;
	if (is_reversed(l, option->values[0].text)) {
		say_no_port(l, offset, option->inverted);
		return true;
	}
	if (!lower_u16_range(option->values[0].text, ':', &range.first,
			     &range.last))
		return lower_wrong(l, "import-value", "no port or range",
				   option->values[0].text);
	say_port_range(l, offset, &range, option->inverted);
	return true;
}

static bool has_protocol(struct lower *l, const char *match)
{
	/* clang-format off */
	static const struct {
		const char *match;
		int protocol;
	} needs[] = {
		{ "tcp", PROTO_TCP },   { "udp", PROTO_UDP },
		{ "sctp", PROTO_SCTP }, { "dccp", PROTO_DCCP },
		{ "udplite", PROTO_UDPLITE },
	};

	/* clang-format on */
	bool fits = false;

	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (!strcmp(match, needs[i].match) ||
		    !strcmp(match, "multiport"))
			fits |= l->protocol == needs[i].protocol;
	return fits ||
	       lower_wrong(l, "import-option",
			   "a match that needs -p of its protocol", match);
}

/* What xtables read themselves they read whole, and of a later fragment nothing;
 * so does a load that the kernel has no fast way for. Those of TCP and UDP are
 * nftables' own with iptables-nft, which reads theirs the fast way. */
static void say_header(struct lower *l)
{
	if (l->protocol == PROTO_SCTP || l->protocol == PROTO_DCCP)
		say_payload(&l->exprs, NF_PAYLOAD_TRANSPORT, 0, 12);
	if (l->protocol == PROTO_UDPLITE)
		say_payload(&l->exprs, NF_PAYLOAD_TRANSPORT, 0, 8);
}

/* Both ports can be read, and it is no later fragment: not four bytes, for
 * which there is a fast way. */
static void say_both_ports(struct lower *l)
{
	say_payload(&l->exprs, NF_PAYLOAD_TRANSPORT, SPORT + 1, 3);
}

bool lower_ports(struct lower *l, const struct save_part *part)
{
	if (!has_protocol(l, part->name) || !lower_clause(l))
		return false;
	say_header(l);
	if (!say_option(l, part, "--sport", SPORT) ||
	    !say_option(l, part, "--dport", DPORT))
		return false;
	vec_each(option, &part->options) {
		if (strcmp(option->name, "--sport") != 0 &&
		    strcmp(option->name, "--dport") != 0)
			return lower_unknown_match(l, part);
	}
	return true;
}

/* clang-format off */
static const struct {
	const char *name;
	uint8_t bits;
} flags[] = {
	{ "FIN", 0x01 }, { "SYN", 0x02 }, { "RST", 0x04 }, { "PSH", 0x08 },
	{ "ACK", 0x10 }, { "URG", 0x20 }, { "ALL", 0x3f }, { "NONE", 0 },
};

/* clang-format on */

static bool read_flags(struct lower *l, const char *list, uint8_t *out)
{
	const char *one;
	size_t i;

	*out = 0;
	while ((one = lower_next(l, &list))) {
		for (i = 0; i < sizeof(flags) / sizeof(*flags); i++)
			if (!strcmp(flags[i].name, one))
				break;
		if (i == sizeof(flags) / sizeof(*flags))
			return lower_wrong(l, "import-value", "no flag of TCP",
					   one);
		*out |= flags[i].bits;
	}
	return true;
}

static void say_flags(struct lower *l, uint8_t mask, uint8_t value,
		      bool inverted)
{
	say_payload(&l->exprs, NF_PAYLOAD_TRANSPORT, TCP_FLAGS, 1);
	say_bitwise(&l->exprs, SAY_REG_1, &mask, NULL, 1);
	say_cmp(&l->exprs, inverted ? NF_CMP_NEQ : NF_CMP_EQ, &value, 1);
}

bool lower_tcp(struct lower *l, const struct save_part *part)
{
	const struct save_option *syn = lower_find(part, "--syn"),
				 *set = lower_find(part, "--tcp-flags");
	uint8_t mask, value;

	if (!has_protocol(l, part->name) || !lower_clause(l) ||
	    !say_option(l, part, "--sport", SPORT) ||
	    !say_option(l, part, "--dport", DPORT))
		return false;
	if (syn) /* FIN,SYN,RST,ACK SYN */
		say_flags(l, 0x17, 0x02, syn->inverted);
	if (set) {
		if (!read_flags(l, set->values[0].text, &mask) ||
		    !read_flags(l, set->values[1].text, &value))
			return false;
		say_flags(l, mask, value, set->inverted);
	}
	return !lower_find(part, "--tcp-option") && !lower_has_odd(part)
		       ? true
		       : lower_unknown_match(l, part);
}

static int by_first(const void *a, const void *b)
{
	const struct lower_range *x = a, *y = b;

	return x->first - y->first;
}

/* In order and apart. */
static size_t tidy(struct lower_range *ranges, size_t n)
{
	size_t kept = 0;

	if (n == 0)
		return 0;
	qsort(ranges, n, sizeof(*ranges), by_first);
	for (size_t i = 1; i < n; i++) {
		if (ranges[i].first > (uint32_t)ranges[kept].last + 1)
			ranges[++kept] = ranges[i];
		else if (ranges[i].last > ranges[kept].last)
			ranges[kept].last = ranges[i].last;
	}
	return kept + 1;
}

static bool read_ranges(struct lower *l, const char *list,
			struct lower_range *ranges, size_t *n)
{
	const char *one;

	*n = 0;
	while ((one = lower_next(l, &list))) {
		if (is_reversed(l, one))
			continue;
		if (*n == IMPORT_PORTS)
			return lower_wrong(l, "import-value",
					   "more than 15 ports", one);
		if (!lower_u16_range(one, ':', &ranges[*n].first,
				     &ranges[*n].last))
			return lower_wrong(l, "import-value",
					   "no port or range", one);
		++*n;
	}
	*n = tidy(ranges, *n);
	return true;
}

struct ports {
	struct lower_range ranges[IMPORT_PORTS];
	size_t n;
	const char *set; /* of more than one range */
};

static void say_in(struct lower *l, const struct ports *ports, uint32_t offset,
		   bool inverted)
{
	if (ports->n == 0) {
		say_no_port(l, offset, inverted);
		return;
	}
	if (!ports->set) {
		say_port_range(l, offset, &ports->ranges[0], inverted);
		return;
	}
	say_payload(&l->exprs, NF_PAYLOAD_TRANSPORT, offset, 2);
	say_lookup(&l->exprs, ports->set, inverted);
}

/* The source's or the destination's: without "or" in a rule, it is one rule
 * where the source's is, and one where only the destination's is. */
static bool say_either(struct lower *l, const struct ports *ports,
		       bool inverted)
{
	say_in(l, ports, SPORT, inverted);
	if (inverted) {
		say_in(l, ports, DPORT, true);
		return true;
	}
	if (!lower_or(l))
		return false;
	say_both_ports(l);
	say_in(l, ports, SPORT, true);
	say_in(l, ports, DPORT, false);
	return true;
}

bool lower_multiport(struct lower *l, const struct save_part *part)
{
	const struct save_option *option;
	struct ports ports = { 0 };

	if (lower_has_odd(part) || part->options.n != 1)
		return lower_unknown_match(l, part);
	option = part->options.at;
	if (!has_protocol(l, part->name) ||
	    !read_ranges(l, option->values[0].text, ports.ranges, &ports.n))
		return false;
	if (ports.n > 1)
		ports.set = lower_set(l, ports.ranges, ports.n);
	if (!lower_clause(l))
		return false;
	say_both_ports(l);
	if (!strcmp(option->name, "--sports"))
		say_in(l, &ports, SPORT, option->inverted);
	else if (!strcmp(option->name, "--dports"))
		say_in(l, &ports, DPORT, option->inverted);
	else
		return say_either(l, &ports, option->inverted);
	return true;
}
