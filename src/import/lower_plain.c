/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lower_plain.c -- what a rule says itself: -s -d -i -o -p -f
 *
 * As ip_packet_match() and ip6_packet_match() have it (net/ipv4/netfilter/
 * ip_tables.c, net/ipv6/netfilter/ip6_tables.c).
 */
#include <string.h>

#include "import/lower.h"

enum {
	IP4_SADDR = 12, /* offsets in the headers */
	IP4_DADDR = 16,
	IP6_SADDR = 8,
	IP6_DADDR = 24,
	IP4_FRAGMENT = 6,
	ADDR_MAX = 16,
	IFACE_BYTES = 16, /* IFNAMSIZ */
};

/* clang-format off */
static const struct {
	const char *name;
	uint8_t number;
} protocols[] = { /* as iptables-save may write them (/etc/protocols) */
	{ "icmp", 1 }, { "igmp", 2 }, { "ggp", 3 }, { "ipencap", 4 },
	{ "ipip", 94 }, { "st", 5 }, { "tcp", 6 }, { "egp", 8 }, { "igp", 9 },
	{ "udp", 17 }, { "dccp", 33 }, { "ipv6", 41 }, { "ipv6-route", 43 },
	{ "ipv6-frag", 44 }, { "rsvp", 46 }, { "gre", 47 }, { "esp", 50 },
	{ "ipv6-crypt", 50 }, { "ah", 51 }, { "ipv6-auth", 51 },
	{ "icmpv6", 58 }, { "ipv6-icmp", 58 }, { "icmp6", 58 },
	{ "ipv6-nonxt", 59 }, { "ipv6-opts", 60 }, { "eigrp", 88 },
	{ "ospf", 89 }, { "pim", 103 }, { "ipcomp", 108 }, { "vrrp", 112 },
	{ "l2tp", 115 }, { "sctp", 132 }, { "mobility-header", 135 },
	{ "ipv6-mh", 135 }, { "mh", 135 }, { "udplite", 136 },
};

/* clang-format on */

static bool protocol_of(const char *text, uint8_t *out)
{
	for (size_t i = 0; i < sizeof(protocols) / sizeof(*protocols); i++)
		if (!strcmp(protocols[i].name, text)) {
			*out = protocols[i].number;
			return true;
		}
	if (!strcmp(text, "all")) {
		*out = 0;
		return true;
	}
	return lower_u8(text, out);
}

static bool say_protocol(struct lower *l)
{
	const struct save_plain *plain = &l->rule->protocol;
	uint8_t number;

	l->protocol = -1;
	if (!plain->text)
		return true;
	if (!protocol_of(plain->text, &number))
		return lower_wrong(l, "import-value", "no protocol",
				   plain->text);
	if (number == 0)
		return !plain->inverted ||
		       lower_wrong(l, "import-value", "no protocol would match",
				   plain->text);
	if (!plain->inverted)
		l->protocol = number;
	say_meta(&l->exprs, NF_META_L4PROTO);
	say_cmp(&l->exprs, plain->inverted ? NF_CMP_NEQ : NF_CMP_EQ, &number,
		1);
	return true;
}

/* "eth0", or "eth+": whatever begins so. */
static bool say_iface(struct lower *l, const struct save_plain *plain,
		      enum nf_meta key)
{
	enum nf_cmp_op op = plain->inverted ? NF_CMP_NEQ : NF_CMP_EQ;
	char name[IFACE_BYTES + 1] = "";
	size_t len, compared = IFACE_BYTES;

	if (!plain->text)
		return true;
	len = strlen(plain->text);
	if (len == 0 || len >= IFACE_BYTES)
		return lower_wrong(l, "import-value", "no interface",
				   plain->text);
	memcpy(name, plain->text, len);
	if (name[len - 1] == '+')
		compared = len - 1;
	if (compared == 0 && plain->inverted)
		lower_never(l);
	if (compared == 0)
		return true;
	say_meta(&l->exprs, key);
	say_cmp(&l->exprs, op, name, compared);
	return true;
}

static void fill_prefix(uint8_t *mask, size_t len, unsigned bits)
{
	memset(mask, 0, len);
	for (unsigned i = 0; i < bits; i++)
		mask[i / 8] |= (uint8_t)(0x80 >> i % 8);
}

static bool mask_of(struct lower *l, const char *text, uint8_t *mask)
{
	size_t len = lower_address_len(l);
	uint8_t bits;

	if (lower_address(l, text, mask))
		return true;
	if (!lower_u8(text, &bits) || bits > len * 8)
		return false;
	fill_prefix(mask, len, bits);
	return true;
}

/* How many bytes of the mask are ones, if the rest of it is zero; else 17. */
static size_t whole_bytes(const uint8_t *mask, size_t len)
{
	size_t n = 0;

	while (n < len && mask[n] == 0xff)
		n++;
	for (size_t i = n; i < len; i++)
		if (mask[i])
			return ADDR_MAX + 1;
	return n;
}

static void say_masked(struct lower *l, uint32_t offset, const uint8_t *addr,
		       const uint8_t *mask, bool inverted)
{
	enum nf_cmp_op op = inverted ? NF_CMP_NEQ : NF_CMP_EQ;
	size_t len = lower_address_len(l), n = whole_bytes(mask, len);

	if (n == 0) {
		if (inverted)
			lower_never(l);
		return;
	}
	say_payload(&l->exprs, NF_PAYLOAD_NETWORK, offset,
		    (uint32_t)(n <= len ? n : len));
	if (n > len) {
		say_bitwise(&l->exprs, SAY_REG_1, mask, NULL, len);
		n = len;
	}
	say_cmp(&l->exprs, op, addr, n);
}

/* "a", "a/24", "a/255.255.255.0". */
static bool say_network(struct lower *l, const char *text, uint32_t offset,
			bool inverted)
{
	const char *slash = strchr(text, '/');
	uint8_t addr[ADDR_MAX], mask[ADDR_MAX];
	const char *base = text;

	memset(mask, 0xff, sizeof(mask));
	if (slash)
		base = arena_strndup(&l->arena, text, (size_t)(slash - text));
	if (!lower_address(l, base, addr) ||
	    (slash && !mask_of(l, slash + 1, mask)))
		return lower_wrong(
			l, "import-value",
			l->ip6 ? "no IPv6 network" : "no IPv4 network", text);
	for (size_t i = 0; i < lower_address_len(l); i++)
		addr[i] &= mask[i];
	say_masked(l, offset, addr, mask, inverted);
	return true;
}

static bool say_networks(struct lower *l, const struct save_plain *plain,
			 uint32_t offset)
{
	const char *list = plain->text, *one;
	bool first = true;

	if (!list)
		return true;
	if (plain->inverted && strchr(list, ','))
		return lower_wrong(l, "import-value",
				   "'!' and several addresses", list);
	if (!lower_clause(l))
		return false;
	while ((one = lower_next(l, &list))) {
		if (!first && !lower_or(l))
			return false;
		if (!say_network(l, one, offset, plain->inverted))
			return false;
		first = false;
	}
	return true;
}

/* Second and further fragments. */
static bool say_fragment(struct lower *l)
{
	static const uint8_t mask[] = { 0x1f, 0xff }, zero[] = { 0, 0 };
	const struct save_plain *plain = &l->rule->fragment;

	if (!plain->text)
		return true;
	if (l->ip6)
		return lower_wrong(l, "import-option", "only of IPv4",
				   plain->text);
	say_payload(&l->exprs, NF_PAYLOAD_NETWORK, IP4_FRAGMENT, sizeof(mask));
	say_bitwise(&l->exprs, SAY_REG_1, mask, NULL, sizeof(mask));
	say_cmp(&l->exprs, plain->inverted ? NF_CMP_EQ : NF_CMP_NEQ, zero,
		sizeof(zero));
	return true;
}

bool lower_plain(struct lower *l)
{
	return lower_clause(l) &&
	       say_iface(l, &l->rule->iif, NF_META_IIFNAME) &&
	       say_iface(l, &l->rule->oif, NF_META_OIFNAME) &&
	       say_protocol(l) && say_fragment(l) &&
	       say_networks(l, &l->rule->source,
			    l->ip6 ? IP6_SADDR : IP4_SADDR) &&
	       say_networks(l, &l->rule->destination,
			    l->ip6 ? IP6_DADDR : IP4_DADDR);
}
