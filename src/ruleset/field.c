/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field.c -- the table of what a rule can look at
 *
 * Type numbers are nft(8)'s own (enum datatypes in its datatype.h): a set's
 * key type says them to the listing, the kernel does not read them.
 */
#include "ruleset/field.h"

#include <assert.h>

#include "base/must.h"

/* clang-format off */
static const struct field_info fields[] = {
	[FIELD_NFPROTO]       = { "meta nfproto",   "nf_proto",     2,  1, true  },
	[FIELD_L4PROTO]       = { "meta l4proto",   "inet_proto",   12, 1, false },
	[FIELD_IIFNAME]       = { "iifname",        "ifname",       41, 16, false },
	[FIELD_OIFNAME]       = { "oifname",        "ifname",       41, 16, false },
	[FIELD_IIFTYPE]       = { "meta iiftype",   "iface_type",   21, 2, true  },
	[FIELD_PKTTYPE]       = { "meta pkttype",   "pkt_type",     31, 1, true  },
	[FIELD_MARK]          = { "meta mark",      "mark",         19, 4, true  },
	[FIELD_DAY]           = { "meta day",       "day",          45, 1, true  },
	[FIELD_HOUR]          = { "meta hour",      "hour",         44, 4, true  },
	[FIELD_TIME]          = { "meta time",      "time",         43, 8, true  },
	[FIELD_ETHER_SADDR]   = { "ether saddr",    "ether_addr",   9,  6, false },
	[FIELD_IP_SADDR]      = { "ip saddr",       "ipv4_addr",    7,  4, false },
	[FIELD_IP_DADDR]      = { "ip daddr",       "ipv4_addr",    7,  4, false },
	[FIELD_IP6_SADDR]     = { "ip6 saddr",      "ipv6_addr",    8, 16, false },
	[FIELD_IP6_DADDR]     = { "ip6 daddr",      "ipv6_addr",    8, 16, false },
	[FIELD_IP6_HOPLIMIT]  = { "ip6 hoplimit",   "integer",      4,  1, false },
	[FIELD_ICMP_TYPE]     = { "icmp type",      "icmp_type",    14, 1, false },
	[FIELD_ICMPV6_TYPE]   = { "icmpv6 type",    "icmpv6_type",  29, 1, false },
	[FIELD_TH_SPORT]      = { "th sport",       "inet_service", 13, 2, false },
	[FIELD_TH_DPORT]      = { "th dport",       "inet_service", 13, 2, false },
	[FIELD_CT_STATE]      = { "ct state",       "ct_state",     26, 4, true  },
	[FIELD_CT_DIRECTION]  = { "ct direction",   "ct_dir",       27, 1, true  },
	[FIELD_CT_MARK]       = { "ct mark",        "mark",         19, 4, true  },
	[FIELD_CT_IP_SADDR]   = { "ct original ip saddr",  "ipv4_addr", 7, 4, false },
	[FIELD_CT_IP_DADDR]   = { "ct original ip daddr",  "ipv4_addr", 7, 4, false },
	[FIELD_CT_IP6_SADDR]  = { "ct original ip6 saddr", "ipv6_addr", 8, 16, false },
	[FIELD_CT_IP6_DADDR]  = { "ct original ip6 daddr", "ipv6_addr", 8, 16, false },
};
/* clang-format on */
static_assert(sizeof(fields) / sizeof(fields[0]) == N_FIELDS, "a row a field");

const struct field_info *field_info(enum field field)
{
	must((size_t)field < sizeof(fields) / sizeof(fields[0]));
	return &fields[field];
}

size_t key_offset(const struct key_spec *key, size_t i)
{
	size_t at = 0;

	must(i <= key->n && key->n <= KEY_FIELDS);
	for (size_t k = 0; k < i; k++)
		at += (field_info(key->fields[k])->len + 3U) & ~3U;
	must(at <= KEY_LEN);
	return at;
}

size_t key_len(const struct key_spec *key)
{
	return key_offset(key, key->n);
}
