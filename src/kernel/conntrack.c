/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conntrack.c -- the kernel's live connections, and the marks they bear
 *
 * linux/netfilter/nfnetlink_conntrack.h. Connections are flushed by the kernel
 * itself in one walk over its table; nothing is compared here.
 */
#include "kernel/conntrack.h"

#include <errno.h>
#include <string.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "kernel/attr.h"

int conntrack_flush(struct sock *sock, uint32_t value, uint32_t mask)
{
	struct request room;
	struct nlmsghdr *msg = sock_request(
		sock, &room, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE,
		0, AF_UNSPEC);

	attr_put_be32(msg, CTA_MARK, value);
	attr_put_be32(msg, CTA_MARK_MASK, mask);
	return sock_ask(sock, msg, NULL, NULL);
}

static bool read_address(const struct nlattr *v4, const struct nlattr *v6,
			 struct addr *out)
{
	const struct nlattr *attr = v4 ? v4 : v6;
	size_t len = v4 ? 4 : 16;

	if (!attr || mnl_attr_get_payload_len(attr) != len)
		return false;
	*out = (struct addr){ .family = v4 ? FAMILY_IPV4 : FAMILY_IPV6 };
	memcpy(out->bytes, mnl_attr_get_payload(attr), len);
	return true;
}

static uint8_t read_byte(const struct nlattr *attr)
{
	return attr && mnl_attr_get_payload_len(attr) >= 1
		       ? mnl_attr_get_u8(attr)
		       : 0;
}

static bool read_tuple(const struct nlattr *nest, struct connection *out)
{
	struct attrs tuple, ip, proto;

	if (!attrs_of_nest(nest, &tuple) ||
	    !attrs_of_nest(tuple.at[CTA_TUPLE_IP], &ip) ||
	    !attrs_of_nest(tuple.at[CTA_TUPLE_PROTO], &proto) ||
	    !read_address(ip.at[CTA_IP_V4_SRC], ip.at[CTA_IP_V6_SRC],
			  &out->source) ||
	    !read_address(ip.at[CTA_IP_V4_DST], ip.at[CTA_IP_V6_DST],
			  &out->destination))
		return false;
	out->proto = read_byte(proto.at[CTA_PROTO_NUM]);
	out->type = read_byte(proto.at[CTA_PROTO_ICMP_TYPE]
				      ? proto.at[CTA_PROTO_ICMP_TYPE]
				      : proto.at[CTA_PROTO_ICMPV6_TYPE]);
	out->source_port = attr_be16(proto.at[CTA_PROTO_SRC_PORT], 0);
	out->destination_port = attr_be16(proto.at[CTA_PROTO_DST_PORT], 0);
	return true;
}

struct listener {
	connection_each each;
	void *ctx;
};

static int read_connection(const struct nlmsghdr *msg, void *ctx)
{
	const struct listener *listener = ctx;
	struct connection connection = { 0 };
	struct attrs attrs;

	if (!attrs_of_message(msg, &attrs))
		return -EBADMSG;
	if (!read_tuple(attrs.at[CTA_TUPLE_ORIG], &connection))
		return 0; /* neither IPv4 nor IPv6 */
	connection.mark = attr_be32(attrs.at[CTA_MARK], 0);
	listener->each(&connection, listener->ctx);
	return 0;
}

int conntrack_dump(struct sock *sock, connection_each each, void *ctx)
{
	struct listener listener = { each, ctx };
	struct request room;
	struct nlmsghdr *msg = sock_request(
		sock, &room, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET,
		NLM_F_DUMP, AF_UNSPEC);

	return sock_ask(sock, msg, read_connection, &listener);
}
