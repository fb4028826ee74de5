/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lower_header.c -- what else can be read in headers: MAC, ranges, lengths, TTL
 *
 * net/netfilter/xt_mac.c, xt_iprange.c, xt_length.c, xt_hl.c, xt_dscp.c.
 */
#include <string.h>

#include "base/address.h"
#include "import/lower.h"

enum {
	MAC_BYTES = 6,
	ETHER_SADDR = 6, /* offsets in the headers */
	IP4_TOS = 1,
	IP4_LENGTH = 2,
	IP4_TTL = 8,
	IP4_SADDR = 12,
	IP4_DADDR = 16,
	IP6_LENGTH = 4,
	IP6_HOPLIMIT = 7,
	IP6_SADDR = 8,
	IP6_DADDR = 24,
	IP6_HEADER = 40,
	ADDR_MAX = 16,
	DSCP_BITS = 2, /* below it in the octet */
	DSCP_MAX = 63,
};

static bool read_mac(const char *text, uint8_t *out)
{
	struct mac mac;
	char lower[MAC_TEXT];
	size_t len = strlen(text);

	if (len >= sizeof(lower))
		return false;
	for (size_t i = 0; i <= len; i++)
		lower[i] = (char)(text[i] >= 'A' && text[i] <= 'F'
					  ? text[i] - 'A' + 'a'
					  : text[i]);
	if (!mac_read(lower, &mac))
		return false;
	memcpy(out, mac.bytes, MAC_BYTES);
	return true;
}

bool lower_mac(struct lower *l, const struct save_part *part)
{
	const struct save_option *option = lower_find(part, "--mac-source");
	const uint16_t ether = 1; /* ARPHRD_ETHER, of the host's order */
	uint8_t mac[MAC_BYTES];

	/* One that was made illegible is unknown, and the same each time. */
	if (!option || part->options.n != 1 ||
	    !read_mac(option->values[0].text, mac))
		return lower_unknown_match(l, part);
	if (!lower_clause(l))
		return false;
	say_meta(&l->exprs, NF_META_IIFTYPE);
	say_cmp(&l->exprs, NF_CMP_EQ, &ether, sizeof(ether));
	say_payload(&l->exprs, NF_PAYLOAD_LL, ETHER_SADDR, MAC_BYTES);
	say_cmp(&l->exprs, option->inverted ? NF_CMP_NEQ : NF_CMP_EQ, mac,
		sizeof(mac));
	return true;
}

/* "a-b", or one address. */
static bool say_between(struct lower *l, const struct save_option *option,
			uint32_t offset)
{
	const char *text = option->values[0].text, *dash = strchr(text, '-');
	const char *first = text, *last = text;
	uint8_t from[ADDR_MAX], to[ADDR_MAX];
	size_t len = lower_address_len(l);

	if (dash) {
		first = arena_strndup(&l->arena, text, (size_t)(dash - text));
		last = dash + 1;
	}
	if (!lower_address(l, first, from) || !lower_address(l, last, to) ||
	    memcmp(from, to, len) > 0)
		return lower_wrong(l, "import-value", "no range of addresses",
				   text);
	say_payload(&l->exprs, NF_PAYLOAD_NETWORK, offset, (uint32_t)len);
	say_range(&l->exprs, option->inverted, from, to, len);
	return true;
}

bool lower_iprange(struct lower *l, const struct save_part *part)
{
	if (lower_has_odd(part))
		return lower_unknown_match(l, part);
	if (!lower_clause(l))
		return false;
	vec_each(option, &part->options) {
		uint32_t offset = l->ip6 ? IP6_DADDR : IP4_DADDR;

		if (!strcmp(option->name, "--src-range"))
			offset = l->ip6 ? IP6_SADDR : IP4_SADDR;
		if (!say_between(l, option, offset))
			return false;
	}
	return true;
}

static void put_u16(uint8_t *bytes, uint16_t value)
{
	bytes[0] = (uint8_t)(value >> 8);
	bytes[1] = (uint8_t)value;
}

/* Of the whole packet; IPv6's header counts only what is behind it. */
bool lower_length(struct lower *l, const struct save_part *part)
{
	const struct save_option *option = lower_find(part, "--length");
	uint16_t low, high, before = l->ip6 ? IP6_HEADER : 0;
	uint8_t from[2], to[2];

	if (!option || part->options.n != 1)
		return lower_unknown_match(l, part);
	if (!lower_u16_range(option->values[0].text, ':', &low, &high))
		return lower_wrong(l, "import-value", "no length",
				   option->values[0].text);
	if (!lower_clause(l))
		return false;
	if (high < before) {
		if (!option->inverted)
			lower_never(l);
		return true;
	}
	put_u16(from, low > before ? (uint16_t)(low - before) : 0);
	/* 65535 is the most that a rule can say, not the most there is. */
	put_u16(to, (uint16_t)(high - before));
	say_payload(&l->exprs, NF_PAYLOAD_NETWORK,
		    l->ip6 ? IP6_LENGTH : IP4_LENGTH, sizeof(from));
	say_range(&l->exprs, option->inverted, from, to, sizeof(from));
	return true;
}

bool lower_ttl(struct lower *l, const struct save_part *part)
{
	const struct save_option *option = part->options.at;
	enum nf_cmp_op op = NF_CMP_EQ;
	uint8_t value;

	/* "ttl" is of IPv4, "hl" of IPv6. */
	if (part->options.n != 1 || option->odd ||
	    l->ip6 != !strcmp(part->name, "hl"))
		return lower_unknown_match(l, part);
	if (!lower_u8(option->values[0].text, &value))
		return lower_wrong(l, "import-value", "no time to live",
				   option->values[0].text);
	if (!strcmp(option->name, "--lt"))
		op = option->inverted ? NF_CMP_GTE : NF_CMP_LT;
	else if (!strcmp(option->name, "--gt"))
		op = option->inverted ? NF_CMP_LTE : NF_CMP_GT;
	else if (option->inverted)
		op = NF_CMP_NEQ;
	/* xt_hl has no way to invert what is less or more. */
	if (option->inverted && strcmp(option->name, "--eq") != 0)
		return lower_unknown_match(l, part);
	if (!lower_clause(l))
		return false;
	say_payload(&l->exprs, NF_PAYLOAD_NETWORK,
		    l->ip6 ? IP6_HOPLIMIT : IP4_TTL, 1);
	say_cmp(&l->exprs, op, &value, sizeof(value));
	return true;
}

/* The octet of which IPv6 has four bits in each of its first two bytes. */
static void say_octet(struct lower *l, uint8_t mask, uint8_t value,
		      bool inverted)
{
	enum nf_cmp_op op = inverted ? NF_CMP_NEQ : NF_CMP_EQ;
	uint8_t masks[2], values[2];

	if (!l->ip6) {
		say_payload(&l->exprs, NF_PAYLOAD_NETWORK, IP4_TOS, 1);
		say_bitwise(&l->exprs, SAY_REG_1, &mask, NULL, 1);
		say_cmp(&l->exprs, op, &value, 1);
		return;
	}
	put_u16(masks, (uint16_t)(mask << 4));
	put_u16(values, (uint16_t)(value << 4));
	say_payload(&l->exprs, NF_PAYLOAD_NETWORK, 0, sizeof(masks));
	say_bitwise(&l->exprs, SAY_REG_1, masks, NULL, sizeof(masks));
	say_cmp(&l->exprs, op, values, sizeof(values));
}

bool lower_tos(struct lower *l, const struct save_part *part)
{
	const struct save_option *option = lower_find(part, "--tos");
	uint32_t value, mask;

	if (!option || part->options.n != 1 ||
	    !lower_masked(option->values[0].text, &value, &mask) ||
	    value > UINT8_MAX)
		return lower_unknown_match(l, part);
	if (!lower_clause(l))
		return false;
	say_octet(l, (uint8_t)mask, (uint8_t)value, option->inverted);
	return true;
}

bool lower_dscp(struct lower *l, const struct save_part *part)
{
	const struct save_option *option = lower_find(part, "--dscp");
	uint8_t value;

	if (!option || part->options.n != 1 ||
	    !lower_u8(option->values[0].text, &value) || value > DSCP_MAX)
		return lower_unknown_match(l, part);
	if (!lower_clause(l))
		return false;
	say_octet(l, DSCP_MAX << DSCP_BITS, (uint8_t)(value << DSCP_BITS),
		  option->inverted);
	return true;
}
