/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lower_icmp.c -- types and codes of ICMP and ICMPv6
 *
 * Names are those of extensions/libxt_icmp.h (iptables 1.8.9); a name of a
 * type without a code means all of its codes. IPv4's type 255 is any
 * (icmp_type_code_match(), net/netfilter/xt_tcpudp.c), IPv6's is a type.
 */
#include <string.h>

#include "import/lower.h"

enum {
	ANY_CODE = -1,
	ANY_TYPE = 255,
	HEADER = 8,
	PROTO_ICMP = 1,
	PROTO_ICMP6 = 58,
};

struct icmp_name {
	const char *name;
	uint8_t type;
	int16_t code;
};

/* clang-format off */
static const struct icmp_name names4[] = {
	{ "any", ANY_TYPE, ANY_CODE },
	{ "echo-reply", 0, ANY_CODE }, { "pong", 0, ANY_CODE },
	{ "destination-unreachable", 3, ANY_CODE },
	{ "network-unreachable", 3, 0 }, { "host-unreachable", 3, 1 },
	{ "protocol-unreachable", 3, 2 }, { "port-unreachable", 3, 3 },
	{ "fragmentation-needed", 3, 4 }, { "source-route-failed", 3, 5 },
	{ "network-unknown", 3, 6 }, { "host-unknown", 3, 7 },
	{ "network-prohibited", 3, 9 }, { "host-prohibited", 3, 10 },
	{ "TOS-network-unreachable", 3, 11 }, { "TOS-host-unreachable", 3, 12 },
	{ "communication-prohibited", 3, 13 },
	{ "host-precedence-violation", 3, 14 }, { "precedence-cutoff", 3, 15 },
	{ "source-quench", 4, ANY_CODE }, { "redirect", 5, ANY_CODE },
	{ "network-redirect", 5, 0 }, { "host-redirect", 5, 1 },
	{ "TOS-network-redirect", 5, 2 }, { "TOS-host-redirect", 5, 3 },
	{ "echo-request", 8, ANY_CODE }, { "ping", 8, ANY_CODE },
	{ "router-advertisement", 9, ANY_CODE },
	{ "router-solicitation", 10, ANY_CODE },
	{ "time-exceeded", 11, ANY_CODE }, { "ttl-exceeded", 11, ANY_CODE },
	{ "ttl-zero-during-transit", 11, 0 },
	{ "ttl-zero-during-reassembly", 11, 1 },
	{ "parameter-problem", 12, ANY_CODE }, { "ip-header-bad", 12, 0 },
	{ "required-option-missing", 12, 1 },
	{ "timestamp-request", 13, ANY_CODE }, { "timestamp-reply", 14, ANY_CODE },
	{ "address-mask-request", 17, ANY_CODE },
	{ "address-mask-reply", 18, ANY_CODE },
};

static const struct icmp_name names6[] = {
	{ "destination-unreachable", 1, ANY_CODE }, { "no-route", 1, 0 },
	{ "communication-prohibited", 1, 1 }, { "beyond-scope", 1, 2 },
	{ "address-unreachable", 1, 3 }, { "port-unreachable", 1, 4 },
	{ "failed-policy", 1, 5 }, { "reject-route", 1, 6 },
	{ "packet-too-big", 2, ANY_CODE },
	{ "time-exceeded", 3, ANY_CODE }, { "ttl-exceeded", 3, ANY_CODE },
	{ "ttl-zero-during-transit", 3, 0 },
	{ "ttl-zero-during-reassembly", 3, 1 },
	{ "parameter-problem", 4, ANY_CODE }, { "bad-header", 4, 0 },
	{ "unknown-header-type", 4, 1 }, { "unknown-option", 4, 2 },
	{ "echo-request", 128, ANY_CODE }, { "ping", 128, ANY_CODE },
	{ "echo-reply", 129, ANY_CODE }, { "pong", 129, ANY_CODE },
	{ "router-solicitation", 133, ANY_CODE },
	{ "router-advertisement", 134, ANY_CODE },
	{ "neighbour-solicitation", 135, ANY_CODE },
	{ "neighbor-solicitation", 135, ANY_CODE },
	{ "neighbour-advertisement", 136, ANY_CODE },
	{ "neighbor-advertisement", 136, ANY_CODE },
	{ "redirect", 137, ANY_CODE },
};

/* clang-format on */

static const struct icmp_name *find_name(bool ip6, const char *text)
{
	const struct icmp_name *names = ip6 ? names6 : names4;
	size_t n = ip6 ? sizeof(names6) / sizeof(*names6)
		       : sizeof(names4) / sizeof(*names4);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i].name, text))
			return &names[i];
	return NULL;
}

/* "3", "3/1" or a name. */
static bool read_type(struct lower *l, const char *text, struct icmp_name *out)
{
	const struct icmp_name *found = find_name(l->ip6, text);
	const char *slash = strchr(text, '/');
	const char *type = text;
	uint8_t code;

	if (found) {
		*out = *found;
		return true;
	}
	out->code = ANY_CODE;
	if (slash) {
		type = arena_strndup(&l->arena, text, (size_t)(slash - text));
		if (!lower_u8(slash + 1, &code))
			return false;
		out->code = code;
	}
	return lower_u8(type, &out->type);
}

bool lower_icmp(struct lower *l, const struct save_part *part)
{
	const char *name = l->ip6 ? "--icmpv6-type" : "--icmp-type";
	const struct save_option *option = lower_find(part, name);
	enum nf_cmp_op op = NF_CMP_EQ;
	struct icmp_name type;
	uint8_t bytes[2];

	if (l->protocol != (l->ip6 ? PROTO_ICMP6 : PROTO_ICMP))
		return lower_wrong(l, "import-option",
				   "a match that needs -p of its protocol",
				   part->name);
	if (!option || lower_has_odd(part) || part->options.n != 1)
		return lower_unknown_match(l, part);
	if (!read_type(l, option->values[0].text, &type))
		return lower_wrong(l, "import-value", "no type of ICMP",
				   option->values[0].text);
	if (!lower_clause(l))
		return false;
	/* Less than its header is no ICMP. */
	say_payload(&l->exprs, NF_PAYLOAD_TRANSPORT, 0, HEADER);
	if (!l->ip6 && type.type == ANY_TYPE) {
		if (option->inverted)
			lower_never(l);
		return true;
	}
	if (option->inverted)
		op = NF_CMP_NEQ;
	bytes[0] = type.type;
	bytes[1] = (uint8_t)type.code;
	say_payload(&l->exprs, NF_PAYLOAD_TRANSPORT, 0,
		    type.code == ANY_CODE ? 1 : 2);
	say_cmp(&l->exprs, op, bytes, type.code == ANY_CODE ? 1 : 2);
	return true;
}
