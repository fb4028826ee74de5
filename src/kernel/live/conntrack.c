/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conntrack.c -- the kernel's live connections, and the marks they bear
 *
 * linux/netfilter/nfnetlink_conntrack.h. Whole marks are flushed by the kernel
 * itself in one walk over its table; single connections are deleted by the
 * tuple and the id that a dump gave.
 */
#include "kernel/live/conntrack.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "base/must.h"
#include "kernel/netlink/attr.h"
#include "ruleset/snapshot.h"

int conntrack_flush(struct sock *sock, uint32_t value, uint32_t mask)
{
	struct sock_room room;
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

static void read_counters(const struct nlattr *nest,
			  struct live_connection *out)
{
	struct attrs counters;

	attrs_of_nest(nest, &counters);
	out->packets += attr_be64(counters.at[CTA_COUNTERS_PACKETS], 0);
	out->bytes += attr_be64(counters.at[CTA_COUNTERS_BYTES], 0);
}

static void read_key(const struct nlmsghdr *msg, const struct attrs *attrs,
		     struct connection_key *out)
{
	const struct nfgenmsg *head = mnl_nlmsg_get_payload(msg);
	const struct nlattr *tuple = attrs->at[CTA_TUPLE_ORIG];

	*out = (struct connection_key){
		.family = head->nfgen_family,
		.zone = attr_be16(attrs->at[CTA_ZONE], 0),
		.id = attr_be32(attrs->at[CTA_ID], 0),
	};
	if (tuple->nla_len > sizeof(out->tuple))
		return;
	memcpy(out->tuple, tuple, tuple->nla_len);
	out->tuple_len = tuple->nla_len;
}

struct listener {
	live_each each;
	void *ctx;
};

static int read_connection(const struct nlmsghdr *msg, void *ctx)
{
	const struct listener *listener = ctx;
	struct live_connection live = { 0 };
	struct attrs attrs;

	if (!attrs_of_message(msg, &attrs))
		return -EBADMSG;
	if (!read_tuple(attrs.at[CTA_TUPLE_ORIG], &live.is))
		return 0; /* neither IPv4 nor IPv6 */
	live.is.mark = attr_be32(attrs.at[CTA_MARK], 0);
	read_counters(attrs.at[CTA_COUNTERS_ORIG], &live);
	read_counters(attrs.at[CTA_COUNTERS_REPLY], &live);
	read_key(msg, &attrs, &live.key);
	listener->each(&live, listener->ctx);
	return 0;
}

int conntrack_dump_live(struct sock *sock, uint32_t value, uint32_t mask,
			live_each each, void *ctx)
{
	struct listener listener = { each, ctx };
	struct sock_room room;
	struct nlmsghdr *msg = sock_request(
		sock, &room, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET,
		NLM_F_DUMP, AF_UNSPEC);

	if (mask) {
		attr_put_be32(msg, CTA_MARK, value);
		attr_put_be32(msg, CTA_MARK_MASK, mask);
	}
	return sock_ask(sock, msg, read_connection, &listener);
}

struct plain_listener {
	connection_each each;
	void *ctx;
};

static void pass_on(const struct live_connection *live, void *ctx)
{
	const struct plain_listener *listener = ctx;

	listener->each(&live->is, listener->ctx);
}

int conntrack_dump(struct sock *sock, connection_each each, void *ctx)
{
	struct plain_listener listener = { each, ctx };

	return conntrack_dump_live(sock, 0, 0, pass_on, &listener);
}

struct list_maker {
	struct arena *arena;
	struct connections *out;
	bool too_many;
};

static void add_to_list(const struct connection *connection, void *ctx)
{
	struct list_maker *maker = ctx;

	if (maker->out->list.n == SNAPSHOT_CONNECTIONS_MAX)
		maker->too_many = true;
	else
		*vec_add(maker->arena, &maker->out->list) = *connection;
}

int conntrack_list(struct sock *sock, struct arena *arena,
		   struct connections *out)
{
	struct list_maker maker = { .arena = arena, .out = out };
	int r = conntrack_dump(sock, add_to_list, &maker);

	return r == 0 && maker.too_many ? -EFBIG : r;
}

static size_t put_delete(struct sock *sock, uint8_t *room,
			 const struct connection_key *key, uint16_t flags)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(room);
	struct nfgenmsg *head;

	msg->nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE;
	msg->nlmsg_flags = NLM_F_REQUEST | flags;
	msg->nlmsg_seq = ++sock->seq;
	head = mnl_nlmsg_put_extra_header(msg, sizeof(*head));
	head->nfgen_family = key->family;
	head->version = NFNETLINK_V0;
	memcpy(mnl_nlmsg_get_payload_tail(msg), key->tuple, key->tuple_len);
	msg->nlmsg_len += (uint32_t)attr_align(key->tuple_len);
	attr_put_be32(msg, CTA_ID, key->id);
	if (key->zone)
		attr_put_be16(msg, CTA_ZONE, key->zone);
	return msg->nlmsg_len;
}

struct deletion {
	uint32_t first_seq;
	size_t n;
	bool acked; /* the last one was worked through */
	bool *deleted;
	int result;
};

/* The kernel tells every failure; of success only that of the last one, for it
 * alone asks. */
static int read_deletion(const struct nlmsghdr *msg, void *ctx)
{
	struct deletion *deletion = ctx;
	const int *error = mnl_nlmsg_get_payload(msg);
	size_t i = msg->nlmsg_seq - deletion->first_seq;

	if (msg->nlmsg_type != NLMSG_ERROR || i >= deletion->n ||
	    mnl_nlmsg_get_payload_len(msg) < sizeof(*error))
		return 0;
	if (i == deletion->n - 1)
		deletion->acked = true;
	if (*error < 0)
		deletion->deleted[i] = false;
	/* It may have ended by itself, or be in the hands of a flowtable. */
	if (*error < 0 && *error != -ENOENT && *error != -EBUSY)
		deletion->result = *error;
	return 0;
}

int conntrack_delete(struct sock *sock, const struct connection_key *keys,
		     size_t n, bool *deleted)
{
	struct deletion deletion = { sock->seq + 1, n, false, deleted, 0 };
	struct sock_room room = { 0 };
	size_t len = 0;
	int r;

	must(n > 0 && n <= DELETE_MAX);
	for (size_t i = 0; i < n; i++) {
		len += put_delete(sock, room.bytes + len, &keys[i],
				  i == n - 1 ? NLM_F_ACK : 0);
		deleted[i] = true;
	}
	r = sock_send(sock, room.bytes, len);
	if (r == 0)
		r = sock_drain(sock, read_deletion, &deletion);
	if (r == 0 && !deletion.acked)
		r = -ENOBUFS;
	if (r < 0)
		memset(deleted, 0, n * sizeof(*deleted));
	return r < 0 ? r : deletion.result;
}

static_assert(DELETE_MAX * (NLMSG_HDRLEN + sizeof(struct nfgenmsg) + TUPLE_MAX +
			    2 * sizeof(uint64_t)) <=
		      SOCK_ROOM,
	      "conntrack_delete() has room for them");
