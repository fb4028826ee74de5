/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * number.h -- the numbers that nf_tables' bytecode uses for its keys
 *
 * They are the kernel's (include/uapi/linux/netfilter/nf_tables.h, Linux 6.18)
 * and the tests hold them to that header; they are written down here because a
 * dump may come from a kernel newer than the headers of this machine, and
 * because whoever checks an answer shall not need a kernel. A key that is not
 * listed here is one that nobody modelled.
 */
#pragma once

/* NFPROTO_…: of tables, and of packets in `meta nfproto`. */
enum nf_family {
	NF_FAMILY_INET = 1,
	NF_FAMILY_IP = 2,
	NF_FAMILY_ARP = 3,
	NF_FAMILY_NETDEV = 5,
	NF_FAMILY_BRIDGE = 7,
	NF_FAMILY_IP6 = 10,
};

/* NF_INET_…; NF_BR_… are the same, ARP and netdev have their own. */
enum nf_hook {
	NF_HOOK_PREROUTING,
	NF_HOOK_INPUT,
	NF_HOOK_FORWARD,
	NF_HOOK_OUTPUT,
	NF_HOOK_POSTROUTING,
	NF_HOOK_INGRESS, /* inet; in netdev it is 0, egress 1 */
};

enum nf_hook_arp {
	NF_HOOK_ARP_INPUT,
	NF_HOOK_ARP_OUTPUT,
	NF_HOOK_ARP_FORWARD,
};

enum nf_hook_netdev {
	NF_HOOK_NETDEV_INGRESS,
	NF_HOOK_NETDEV_EGRESS,
};

enum nf_cmp_op {
	NF_CMP_EQ,
	NF_CMP_NEQ,
	NF_CMP_LT,
	NF_CMP_LTE,
	NF_CMP_GT,
	NF_CMP_GTE,
};

enum nf_bitwise_op {
	NF_BITWISE_MASK_XOR, /* (sreg & mask) ^ xor */
	NF_BITWISE_LSHIFT,
	NF_BITWISE_RSHIFT,
	NF_BITWISE_AND, /* of two registers, as the next two */
	NF_BITWISE_OR,
	NF_BITWISE_XOR,
};

enum nf_byteorder_op {
	NF_BYTEORDER_NTOH,
	NF_BYTEORDER_HTON,
};

enum nf_payload_base {
	NF_PAYLOAD_LL,
	NF_PAYLOAD_NETWORK,
	NF_PAYLOAD_TRANSPORT,
	NF_PAYLOAD_INNER, /* what the transport header carries */
	NF_PAYLOAD_TUNNEL,
};

enum nf_exthdr_op {
	NF_EXTHDR_IPV6,
	NF_EXTHDR_TCP_OPTION,
	NF_EXTHDR_IPV4, /* options */
	NF_EXTHDR_SCTP,
	NF_EXTHDR_DCCP,
};

enum nf_meta {
	NF_META_LEN,
	NF_META_PROTOCOL,
	NF_META_PRIORITY,
	NF_META_MARK,
	NF_META_IIF,
	NF_META_OIF,
	NF_META_IIFNAME,
	NF_META_OIFNAME,
	NF_META_IIFTYPE,
	NF_META_OIFTYPE,
	NF_META_SKUID,
	NF_META_SKGID,
	NF_META_NFTRACE,
	NF_META_RTCLASSID,
	NF_META_SECMARK,
	NF_META_NFPROTO,
	NF_META_L4PROTO,
	NF_META_BRI_IIFNAME,
	NF_META_BRI_OIFNAME,
	NF_META_PKTTYPE,
	NF_META_CPU,
	NF_META_IIFGROUP,
	NF_META_OIFGROUP,
	NF_META_CGROUP,
	NF_META_PRANDOM,
	NF_META_SECPATH,
	NF_META_IIFKIND,
	NF_META_OIFKIND,
	NF_META_BRI_IIFPVID,
	NF_META_BRI_IIFVPROTO,
	NF_META_TIME_NS,
	NF_META_TIME_DAY,
	NF_META_TIME_HOUR,
	NF_META_SDIF,
	NF_META_SDIFNAME,
	NF_META_BRI_BROUTE,
	NF_META_KERNEL_IIFTYPE, /* the kernel's own, never in a dump */
	NF_META_BRI_IIFHWADDR,
	N_NF_METAS
};

enum nf_ct {
	NF_CT_STATE,
	NF_CT_DIRECTION,
	NF_CT_STATUS,
	NF_CT_MARK,
	NF_CT_SECMARK,
	NF_CT_EXPIRATION,
	NF_CT_HELPER,
	NF_CT_L3PROTOCOL,
	NF_CT_SRC,
	NF_CT_DST,
	NF_CT_PROTOCOL,
	NF_CT_PROTO_SRC,
	NF_CT_PROTO_DST,
	NF_CT_LABELS,
	NF_CT_PKTS,
	NF_CT_BYTES,
	NF_CT_AVGPKT,
	NF_CT_ZONE,
	NF_CT_EVENTMASK,
	NF_CT_SRC_IP,
	NF_CT_DST_IP,
	NF_CT_SRC_IP6,
	NF_CT_DST_IP6,
	NF_CT_ID,
	N_NF_CTS
};

/* Of NF_CT_STATE, in the host's byte order: bits of NF_CT_STATE_BIT(). */
enum nf_ct_state {
	NF_CT_STATE_INVALID = 1,
	NF_CT_STATE_ESTABLISHED = 2,
	NF_CT_STATE_RELATED = 4,
	NF_CT_STATE_NEW = 8,
	NF_CT_STATE_UNTRACKED = 64,
};

enum nf_ct_direction {
	NF_CT_ORIGINAL,
	NF_CT_REPLY,
	NF_CT_ANY, /* the expression names none */
};

enum nf_set_flag {
	NF_SET_ANONYMOUS = 0x1,
	NF_SET_CONSTANT = 0x2,
	NF_SET_INTERVAL = 0x4,
	NF_SET_MAP = 0x8,
	NF_SET_TIMEOUT = 0x10,
	NF_SET_EVAL = 0x20,   /* dynset fills it */
	NF_SET_OBJECT = 0x40, /* its data are objects */
	NF_SET_CONCAT = 0x80,
	NF_SET_EXPR = 0x100,
	NF_SET_FLAGS = 0x1ff, /* all that are known */
};

enum nf_element_flag {
	NF_ELEMENT_INTERVAL_END = 0x1,
	NF_ELEMENT_CATCHALL = 0x2,
	NF_ELEMENT_FLAGS = 0x3,
};

enum nf_table_flag {
	NF_TABLE_DORMANT = 0x1,
	NF_TABLE_OWNER = 0x2,
	NF_TABLE_PERSIST = 0x4,
	NF_TABLE_FLAGS = 0x7,
};

enum nf_chain_flag {
	NF_CHAIN_BASE = 0x1,
	NF_CHAIN_HW_OFFLOAD = 0x2,
	NF_CHAIN_BINDING = 0x4, /* belongs to the one rule that jumps there */
	NF_CHAIN_FLAGS = 0x7,
};

/* Of fib. */
enum nf_fib_result {
	NF_FIB_OIF = 1,
	NF_FIB_OIFNAME,
	NF_FIB_ADDRTYPE,
};

enum nf_fib_flag {
	NF_FIB_SADDR = 0x1,
	NF_FIB_DADDR = 0x2,
	NF_FIB_MARK = 0x4,
	NF_FIB_IIF = 0x8,
	NF_FIB_OIF_ONLY = 0x10,
	NF_FIB_PRESENT = 0x20,
};

enum nf_nat_type {
	NF_NAT_SNAT,
	NF_NAT_DNAT,
};

/* linux/netfilter/nf_nat.h */
enum nf_nat_range {
	NF_NAT_RANGE_MAP_IPS = 0x1,
	NF_NAT_RANGE_PROTO = 0x2,
	NF_NAT_RANGE_PERSISTENT = 0x8,
};

enum nf_reject_type {
	NF_REJECT_ICMP,
	NF_REJECT_TCP_RESET,
	NF_REJECT_ICMPX,
};

enum nf_dynset_op {
	NF_DYNSET_ADD,
	NF_DYNSET_UPDATE,
	NF_DYNSET_DELETE,
};

enum nf_numgen_type {
	NF_NUMGEN_INCREMENTAL,
	NF_NUMGEN_RANDOM,
};

enum nf_hash_type {
	NF_HASH_JENKINS,
	NF_HASH_SYMMETRIC,
};

enum nf_socket_key {
	NF_SOCKET_TRANSPARENT,
	NF_SOCKET_MARK,
	NF_SOCKET_WILDCARD,
	NF_SOCKET_CGROUPV2,
};

enum nf_rt_key {
	NF_RT_CLASSID,
	NF_RT_NEXTHOP4,
	NF_RT_NEXTHOP6,
	NF_RT_TCPMSS,
	NF_RT_XFRM,
};

enum nf_object_type {
	NF_OBJECT_COUNTER = 1,
	NF_OBJECT_QUOTA,
	NF_OBJECT_CT_HELPER,
	NF_OBJECT_LIMIT,
	NF_OBJECT_CONNLIMIT,
	NF_OBJECT_TUNNEL,
	NF_OBJECT_CT_TIMEOUT,
	NF_OBJECT_SECMARK,
	NF_OBJECT_CT_EXPECT,
	NF_OBJECT_SYNPROXY,
};

/* "Inverted": set in the flags of lookup, dynset, limit, quota, connlimit. */
enum {
	NF_INVERTED = 0x1,
	NF_QUOTA_DEPLETED = 0x2,
	NF_EXTHDR_PRESENT = 0x1, /* exthdr: yields only whether it is there */
	NF_QUEUE_BYPASS = 0x1,
	NF_QUEUE_CPU_FANOUT = 0x2,
};
