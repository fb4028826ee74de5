/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_text_name.c -- what libnftnl calls the keys of expressions
 */
#include "rules_text.h"

/* clang-format off */
static const char *const metas[] = {
	"len", "protocol", "priority", "mark", "iif", "oif", "iifname",
	"oifname", "iiftype", "oiftype", "skuid", "skgid", "nftrace",
	"rtclassid", "secmark", "nfproto", "l4proto", "bri_iifname",
	"bri_oifname", "pkttype", "cpu", "iifgroup", "oifgroup", "cgroup",
	"prandom", "secpath", "iifkind", "oifkind", "bri_iifpvid",
	"bri_iifvproto", "time", "day", "hour", "sdif", "sdifname",
	"broute", NULL, "ibrhwaddr",
};
static const char *const cts[] = {
	"state", "direction", "status", "mark", "secmark", "expiration",
	"helper", "l3protocol", "src", "dst", "protocol", "proto_src",
	"proto_dst", "label", "packets", "bytes", "avgpkt", "zone", "event",
	"src_ip", "dst_ip", "src_ip6", "dst_ip6", "id",
};
static const char *const rts[] = {
	"classid", "nexthop4", "nexthop6", "tcpmss", "ipsec",
};
static const char *const sockets[] = {
	"transparent", "mark", "wildcard", "cgroupv2",
};
static const char *const tunnels[] = { "path", "id" };
static const char *const xfrms[] = {
	NULL, "daddr4", "daddr6", "saddr4", "saddr6", "reqid", "spi",
};
static const char *const bases[] = {
	"link", "network", "transport", "inner", "tunnel",
};
static const char *const exthdrs[] = {
	" ipv6", " tcpopt", " ipv4", "", "", /* the last two it has not */
};
/* clang-format on */

#define NAME(names, i) \
	((i) < sizeof(names) / sizeof(*(names)) ? (names)[i] : NULL)

const char *rules_text_meta(uint32_t key)
{
	return NAME(metas, key);
}

const char *rules_text_ct(uint32_t key)
{
	return NAME(cts, key);
}

const char *rules_text_key(enum nf_expr_kind kind, uint32_t key)
{
	if (kind == EXPR_RT)
		return NAME(rts, key);
	if (kind == EXPR_SOCKET)
		return NAME(sockets, key);
	if (kind == EXPR_TUNNEL)
		return NAME(tunnels, key);
	return kind == EXPR_XFRM ? NAME(xfrms, key) : NULL;
}

const char *rules_text_base(enum nf_payload_base base)
{
	return NAME(bases, base);
}

const char *rules_text_exthdr(enum nf_exthdr_op op)
{
	return NAME(exthdrs, op);
}

const char *rules_text_family(uint32_t family)
{
	switch (family) {
	case NF_FAMILY_INET:
		return "inet";
	case NF_FAMILY_IP:
		return "ip";
	case NF_FAMILY_ARP:
		return "arp";
	case NF_FAMILY_NETDEV:
		return "netdev";
	case NF_FAMILY_BRIDGE:
		return "bridge";
	case NF_FAMILY_IP6:
		return "ip6";
	default:
		return "?";
	}
}
