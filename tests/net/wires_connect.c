/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wires_connect.c -- connections made by hand (ctnetlink)
 */
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tcp.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "base/must.h"
#include "kernel/netlink/attr.h"
#include "policy/policy.h"

#include "wires.h"

enum {
	TIMEOUT = 600, /* seconds */
	MASTER_SPORT = 61001,
	MASTER_DPORT = 61002,
};

static void put_addresses(struct nlmsghdr *msg, const struct addr *source,
			  const struct addr *destination)
{
	bool v6 = source->family == FAMILY_IPV6;
	struct nlattr *ip = attr_begin(msg, CTA_TUPLE_IP);

	attr_put(msg, v6 ? CTA_IP_V6_SRC : CTA_IP_V4_SRC, source->bytes,
		 family_len(source->family));
	attr_put(msg, v6 ? CTA_IP_V6_DST : CTA_IP_V4_DST, destination->bytes,
		 family_len(source->family));
	attr_end(msg, ip);
}

static void put_proto(struct nlmsghdr *msg, uint8_t proto, uint16_t sport,
		      uint16_t dport)
{
	struct nlattr *nest = attr_begin(msg, CTA_TUPLE_PROTO);
	bool v6 = proto == PROTO_ICMPV6;
	uint8_t type = (uint8_t)(dport >> 8), code = (uint8_t)dport;

	attr_put(msg, CTA_PROTO_NUM, &proto, 1);
	if (proto == PROTO_ICMP || v6) {
		attr_put_be16(msg, v6 ? CTA_PROTO_ICMPV6_ID : CTA_PROTO_ICMP_ID,
			      sport);
		attr_put(msg, v6 ? CTA_PROTO_ICMPV6_TYPE : CTA_PROTO_ICMP_TYPE,
			 &type, 1);
		attr_put(msg, v6 ? CTA_PROTO_ICMPV6_CODE : CTA_PROTO_ICMP_CODE,
			 &code, 1);
	} else {
		attr_put_be16(msg, CTA_PROTO_SRC_PORT, sport);
		attr_put_be16(msg, CTA_PROTO_DST_PORT, dport);
	}
	attr_end(msg, nest);
}

/* Type 8 is answered by 0, 128 by 129. */
static uint16_t mirrored(const struct wire_connection *what)
{
	if (what->proto == PROTO_ICMP)
		return what->dport == 8 << 8 ? 0 : what->dport;
	if (what->proto == PROTO_ICMPV6)
		return what->dport == 128 << 8 ? 129 << 8 : what->dport;
	return what->sport;
}

static void put_state(struct nlmsghdr *msg)
{
	struct nlattr *info = attr_begin(msg, CTA_PROTOINFO);
	struct nlattr *tcp = attr_begin(msg, CTA_PROTOINFO_TCP);
	const uint8_t state = TCP_CONNTRACK_ESTABLISHED;

	attr_put(msg, CTA_PROTOINFO_TCP_STATE, &state, 1);
	attr_end(msg, tcp);
	attr_end(msg, info);
}

/* CTA_TUPLE_ORIG, or of a master. */
static void put_tuple(struct nlmsghdr *msg, uint16_t type,
		      const struct wire_connection *what)
{
	struct nlattr *tuple = attr_begin(msg, type);

	put_addresses(msg, &what->source, &what->destination);
	put_proto(msg, what->proto, what->sport, what->dport);
	attr_end(msg, tuple);
}

/* The one that it came of. */
static struct wire_connection master_of(const struct wire_connection *what)
{
	return (struct wire_connection){ .source = what->source,
					 .destination = what->destination,
					 .proto = PROTO_UDP,
					 .sport = MASTER_SPORT,
					 .dport = MASTER_DPORT,
					 .status = IPS_SEEN_REPLY };
}

static int connect_one(struct wires *wires, const struct wire_connection *what)
{
	struct sock_room room;
	bool is_icmp = what->proto == PROTO_ICMP || what->proto == PROTO_ICMPV6;
	struct nlmsghdr *msg = sock_request(
		&wires->sock, &room,
		NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW,
		NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK,
		what->source.family == FAMILY_IPV6 ? AF_INET6 : AF_INET);
	const struct wire_connection master = master_of(what);
	struct nlattr *tuple;

	put_tuple(msg, CTA_TUPLE_ORIG, what);
	tuple = attr_begin(msg, CTA_TUPLE_REPLY);
	put_addresses(msg, &what->destination, &what->source);
	put_proto(msg, what->proto, is_icmp ? what->sport : what->dport,
		  mirrored(what));
	attr_end(msg, tuple);
	attr_put_be32(msg, CTA_TIMEOUT, TIMEOUT);
	attr_put_be32(msg, CTA_MARK, what->mark);
	attr_put_be32(msg, CTA_STATUS, what->status | IPS_CONFIRMED);
	if (what->related)
		put_tuple(msg, CTA_TUPLE_MASTER, &master);
	if (what->proto == PROTO_TCP)
		put_state(msg);
	return sock_ask(&wires->sock, msg, NULL, NULL);
}

int wires_connect(struct wires *wires, const struct wire_connection *what)
{
	const struct wire_connection master = master_of(what);
	int r = what->related ? connect_one(wires, &master) : 0;

	return r < 0 ? r : connect_one(wires, what);
}

void wires_forget(struct wires *wires)
{
	struct sock_room room;
	struct nlmsghdr *msg =
		sock_request(&wires->sock, &room,
			     NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE,
			     NLM_F_ACK, AF_UNSPEC);

	must(sock_ask(&wires->sock, msg, NULL, NULL) == 0);
}
