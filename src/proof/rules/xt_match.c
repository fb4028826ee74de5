/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xt_match.c -- what the matches of xtables ask of a packet
 *
 * Offsets are those of the structs of Linux 6.18, which no kernel changes:
 * another form of the data has another revision.
 */
#include <string.h>

#include "proof/rules/xt_say.h"

enum {
	SPORT = 0, /* in the transport header */
	DPORT = 2,
	TCP_FLAGS = 13,
	STATES_WITHOUT = NF_CT_STATE_INVALID | NF_CT_STATE_UNTRACKED,
	STATUS_SRC_NAT = 1 << 4, /* IPS_SRC_NAT */
	STATUS_DST_NAT = 1 << 5, /* IPS_DST_NAT */
	STATE_ALIAS = 1 << 13,   /* XT_CONNTRACK_…: it was "-m state" */
	ICMP_ANY = 255,
	PORTS_MAX = 15, /* XT_MULTI_PORTS */
	TO_SOURCE = 0,  /* XT_MULTIPORT_… */
	TO_DESTINATION,
	TO_EITHER,
};

/* A port between two; none is between two that are not in order. */
static void ask_port(struct rules_xt *xt, uint32_t offset, uint16_t low,
		     uint16_t high, bool inverted)
{
	uint8_t from[2], to[2];

	xt_put_u16(from, low);
	xt_put_u16(to, high);
	if (low > high && !inverted)
		xt_never(xt);
	if (low > high || (low == 0 && high == UINT16_MAX && !inverted))
		return;
	xt_payload(xt, NF_PAYLOAD_TRANSPORT, offset, sizeof(from));
	xt_range(xt, inverted, from, to, sizeof(from));
}

/* struct xt_tcp. */
static bool tcp(const struct nf_expr *expr, uint32_t family,
		struct rules_xt *xt)
{
	uint8_t mask, value, flags;

	(void)family;
	if (!xt_has(expr, 0, 0, 12) || *xt_at(expr, 8) ||
	    *xt_at(expr, 11) & ~0x7)
		return false; /* an option of TCP */
	xt->header = 20;
	xt->tcp = true;
	mask = *xt_at(expr, 9);
	value = *xt_at(expr, 10);
	flags = *xt_at(expr, 11);
	ask_port(xt, SPORT, xt_u16(expr, 0), xt_u16(expr, 2), flags & 1);
	ask_port(xt, DPORT, xt_u16(expr, 4), xt_u16(expr, 6), flags & 2);
	xt_payload(xt, NF_PAYLOAD_TRANSPORT, TCP_FLAGS, 1);
	xt_bitwise(xt, XT_REG_1, &mask, NULL, 1);
	xt_cmp(xt, flags & 4 ? NF_CMP_NEQ : NF_CMP_EQ, &value, 1);
	return true;
}

/* struct xt_udp. */
static bool udp(const struct nf_expr *expr, uint32_t family,
		struct rules_xt *xt)
{
	uint8_t flags;

	(void)family;
	if (!xt_has(expr, 0, 0, 9) || *xt_at(expr, 8) & ~0x3)
		return false;
	xt->header = 8;
	flags = *xt_at(expr, 8);
	ask_port(xt, SPORT, xt_u16(expr, 0), xt_u16(expr, 2), flags & 1);
	ask_port(xt, DPORT, xt_u16(expr, 4), xt_u16(expr, 6), flags & 2);
	return true;
}

/* struct xt_sctp_info: ports only. */
static bool sctp(const struct nf_expr *expr, uint32_t family,
		 struct rules_xt *xt)
{
	uint32_t asks, inverted;

	(void)family;
	if (!xt_has(expr, 0, 0, 292))
		return false;
	asks = xt_u32(expr, 284);
	inverted = xt_u32(expr, 288);
	if (asks & ~3U)
		return false;
	xt->header = 12;
	if (asks & 1)
		ask_port(xt, SPORT, xt_u16(expr, 4), xt_u16(expr, 6),
			 inverted & 1);
	if (asks & 2)
		ask_port(xt, DPORT, xt_u16(expr, 0), xt_u16(expr, 2),
			 inverted & 2);
	return true;
}

struct ports {
	uint16_t low[PORTS_MAX], high[PORTS_MAX];
	size_t n;
};

/* struct xt_multiport_v1: u8 flags, count; u16 ports[15]; u8 pflags[15],
 * invert. */
static bool read_ports(const struct nf_expr *expr, struct ports *out)
{
	uint8_t count = *xt_at(expr, 1);

	if (count > PORTS_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		out->low[out->n] = out->high[out->n] = xt_u16(expr, 2 + 2 * i);
		if (*xt_at(expr, 32 + i)) {
			if (++i >= count)
				return false;
			out->high[out->n] = xt_u16(expr, 2 + 2 * i);
		}
		out->n++;
	}
	return true;
}

static void ask_one(struct rules_xt *xt, uint32_t offset,
		    const struct ports *ports, size_t i, bool inverted)
{
	if (!inverted)
		xt_or(xt);
	ask_port(xt, offset, ports->low[i], ports->high[i], inverted);
}

static bool multiport(const struct nf_expr *expr, uint32_t family,
		      struct rules_xt *xt)
{
	struct ports ports = { .n = 0 };
	uint8_t which;
	bool inverted;

	(void)family;
	if (!xt_has(expr, 1, 1, 48) || *xt_at(expr, 0) > TO_EITHER ||
	    !read_ports(expr, &ports))
		return false;
	xt->header = 4;
	which = *xt_at(expr, 0);
	inverted = *xt_at(expr, 47);
	if (!inverted)
		xt_never(xt); /* or one of these */
	for (size_t i = 0; i < ports.n; i++) {
		if (which != TO_DESTINATION)
			ask_one(xt, SPORT, &ports, i, inverted);
		if (which != TO_SOURCE)
			ask_one(xt, DPORT, &ports, i, inverted);
	}
	return true;
}

/* struct ipt_icmp and struct ip6t_icmp: u8 type, code[2], invert. */
static bool icmp(const struct nf_expr *expr, uint32_t family,
		 struct rules_xt *xt)
{
	const uint8_t *data;
	bool inverted;

	if (!xt_has(expr, 0, 0, 4) || *xt_at(expr, 3) > 1)
		return false;
	xt->header = 8;
	data = xt_at(expr, 0);
	inverted = data[3];
	if (family == NF_FAMILY_IP && data[0] == ICMP_ANY) {
		if (inverted)
			xt_never(xt);
		return true;
	}
	if (!inverted) {
		xt_payload(xt, NF_PAYLOAD_TRANSPORT, 0, 1);
		xt_cmp(xt, NF_CMP_EQ, data, 1);
		xt_payload(xt, NF_PAYLOAD_TRANSPORT, 1, 1);
		xt_range(xt, false, data + 1, data + 2, 1);
		return true;
	}
	xt_payload(xt, NF_PAYLOAD_TRANSPORT, 0, 1);
	xt_cmp(xt, NF_CMP_NEQ, data, 1);
	xt_or(xt);
	xt_payload(xt, NF_PAYLOAD_TRANSPORT, 1, 1);
	xt_range(xt, true, data + 1, data + 2, 1);
	return true;
}

static void ask_bits(struct rules_xt *xt, uint32_t key, uint32_t mask, bool any)
{
	const uint32_t zero = 0;

	xt_ct(xt, key, XT_REG_1);
	xt_bitwise(xt, XT_REG_1, &mask, NULL, sizeof(mask));
	xt_cmp(xt, any ? NF_CMP_NEQ : NF_CMP_EQ, &zero, sizeof(zero));
}

/* struct xt_conntrack_mtinfo…, of which only the state is asked: eight
 * addresses, two times, a protocol and four ports come before it. Without a
 * connection there is no status, and none is asked. */
static bool conntrack(const struct nf_expr *expr, uint32_t family,
		      struct rules_xt *xt)
{
	uint32_t mask, status = 0;
	bool inverted;

	(void)family;
	if (!xt_has(expr, 2, 3, 154) || (xt_u16(expr, 146) & ~STATE_ALIAS) != 1)
		return false;
	inverted = xt_u16(expr, 148) & 1;
	mask = xt_u16(expr, 150);
	/* XT_CONNTRACK_STATE_SNAT, _DNAT: 1 << (IP_CT_NUMBER + 1), + 2; and
	 * _UNTRACKED above them. */
	status |= mask & 0x40 ? STATUS_SRC_NAT : 0;
	status |= mask & 0x80 ? STATUS_DST_NAT : 0;
	mask = (mask & 0xf) | (mask & 0x100 ? NF_CT_STATE_UNTRACKED : 0);
	if (!inverted) {
		ask_bits(xt, NF_CT_STATE, mask, true);
		xt_or(xt);
		ask_bits(xt, NF_CT_STATUS, status, true);
		return true;
	}
	ask_bits(xt, NF_CT_STATE, mask, false);
	ask_bits(xt, NF_CT_STATE, STATES_WITHOUT, true);
	xt_or(xt);
	ask_bits(xt, NF_CT_STATE, mask, false);
	ask_bits(xt, NF_CT_STATUS, status, false);
	return true;
}

/* Asks nothing. */
static bool comment(const struct nf_expr *expr, uint32_t family,
		    struct rules_xt *xt)
{
	(void)family;
	(void)xt;
	return xt_has(expr, 0, 0, 0);
}

/* clang-format off */
static const struct {
	const char *name;
	uint32_t family; /* 0: both */
	xt_say say;
} matches[] = {
	{ "comment",   0, comment },   { "connmark", 0, xt_connmark },
	{ "conntrack", 0, conntrack }, { "dscp",     0, xt_dscp },
	{ "hl",        NF_FAMILY_IP6, xt_ttl },
	{ "icmp",      NF_FAMILY_IP,  icmp },
	{ "icmp6",     NF_FAMILY_IP6, icmp },
	{ "iprange",   0, xt_iprange },   { "length",    0, xt_length },
	{ "mac",       0, xt_mac },       { "mark",      0, xt_mark },
	{ "multiport", 0, multiport }, { "sctp",      0, sctp },
	{ "tcp",       0, tcp },       { "tos",       0, xt_tos },
	{ "ttl",       NF_FAMILY_IP,  xt_ttl },
	{ "udp",       0, udp },
};

/* clang-format on */

bool rules_xt_match(const struct nf_expr *expr, uint32_t family,
		    struct rules_xt *out)
{
	xt_begin(out);
	for (size_t i = 0; i < sizeof(matches) / sizeof(*matches); i++)
		if (!strcmp(matches[i].name, expr->xt.name) &&
		    (matches[i].family == 0 || matches[i].family == family))
			return matches[i].say(expr, family, out) && !out->full;
	return false;
}

static bool is_among(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

bool rules_xt_may_drop(const struct nf_expr *expr)
{
	static const char *const harmless[] = {
		"addrtype", "comment",   "limit",  "mac",
		"owner",    "pkttype",   "quota",  "realm",
		"set",      "statistic", "string", "time",
	};

	return !is_among(expr->xt.name, harmless,
			 sizeof(harmless) / sizeof(*harmless));
}

bool rules_xt_is_steady(const struct nf_expr *expr)
{
	static const char *const steady[] = {
		"addrtype", "ah",      "comment",    "devgroup", "dscp",
		"dst",      "ecn",     "esp",        "eui64",    "frag",
		"geoip",    "hbh",     "hl",         "icmp",     "icmp6",
		"iprange",  "length",  "ipv6header", "mac",      "multiport",
		"owner",    "physdev", "pkttype",    "policy",   "rt",
		"set",      "string",  "tcp",        "time",     "tos",
		"ttl",      "u32",     "udp",
	};

	return is_among(expr->xt.name, steady,
			sizeof(steady) / sizeof(*steady));
}
