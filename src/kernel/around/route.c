/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * route.c -- collects routes of all tables, and the rules that choose
 * between the tables
 */
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "kernel/around/ask.h"
#include "kernel/around/parts.h"
#include "kernel/netlink/attr.h"

/* ------ routes ------ */

static void last_of_prefix(struct addr *addr, unsigned prefix)
{
	for (size_t bit = prefix; bit < 8 * family_len(addr->family); bit++)
		addr->bytes[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
}

static bool read_destination(const struct nlattr *attr,
			     const struct rtmsg *head, struct addr_range *out)
{
	struct addr addr = { .family = head->rtm_family == AF_INET
					       ? FAMILY_IPV4
					       : FAMILY_IPV6 };

	if (head->rtm_dst_len > 8 * family_len(addr.family))
		return false;
	if (head->rtm_dst_len > 0 && !ask_addr(attr, head->rtm_family, &addr))
		return false;
	out->first = out->last = addr;
	last_of_prefix(&out->last, head->rtm_dst_len);
	return true;
}

static bool add_hop(struct around *out, const struct around_route *like,
		    uint32_t link, bool encapsulates)
{
	struct around_route *route;

	if (out->routes.n == AROUND_ROUTES_MAX)
		return false;
	route = vec_add(&out->arena, &out->routes);
	*route = *like;
	route->link = link;
	route->encapsulates = encapsulates;
	return true;
}

/* One of RTA_MULTIPATH: a header, aligned as an attribute is, and attributes
 * behind it. Yields the bytes it takes, 0 at the end or where it is none. */
static size_t read_hop(const uint8_t *pos, size_t left, struct rtnexthop *hop,
		       struct ask_attrs *attrs)
{
	size_t step;

	if (left < sizeof(*hop))
		return 0;
	memcpy(hop, pos, sizeof(*hop));
	if (hop->rtnh_len < sizeof(*hop) || hop->rtnh_len > left)
		return 0;
	if (!ask_bytes_attrs(pos + sizeof(*hop), hop->rtnh_len - sizeof(*hop),
			     attrs))
		return 0;
	step = attr_align(hop->rtnh_len);
	return step < left ? step : left;
}

static bool add_hops(struct around *out, const struct around_route *like,
		     const struct nlattr *nest)
{
	const uint8_t *pos = mnl_attr_get_payload(nest);
	size_t left = mnl_attr_get_payload_len(nest), step;
	struct rtnexthop hop;
	struct ask_attrs a;

	while ((step = read_hop(pos, left, &hop, &a))) {
		if (!add_hop(out, like, (uint32_t)hop.rtnh_ifindex,
			     a.at[RTA_ENCAP] != NULL))
			return false;
		pos += step;
		left -= step;
	}
	return true;
}

/* A cached exception (an ICMP redirect, a path MTU) is no route of the table,
 * and is not dumped unless asked for. */
static bool read_route(const struct nlmsghdr *msg, void *ctx)
{
	struct around *out = ctx;
	const struct rtmsg *head = ask_header(msg, sizeof(*head));
	struct around_route route = { 0 };
	struct ask_attrs a;

	if (msg->nlmsg_type != RTM_NEWROUTE || !head ||
	    (head->rtm_family != AF_INET && head->rtm_family != AF_INET6) ||
	    (head->rtm_flags & RTM_F_CLONED) ||
	    !ask_message_attrs(msg, sizeof(*head), &a) ||
	    !read_destination(a.at[RTA_DST], head, &route.to))
		return true;
	route.table = ask_u32(a.at[RTA_TABLE], head->rtm_table);
	route.type = head->rtm_type;
	route.proto = head->rtm_protocol;
	route.foreign_hop =
		a.at[RTA_NH_ID] && !a.at[RTA_OIF] && !a.at[RTA_MULTIPATH];
	if (a.at[RTA_MULTIPATH])
		return add_hops(out, &route, a.at[RTA_MULTIPATH]);
	return add_hop(out, &route, ask_u32(a.at[RTA_OIF], 0),
		       a.at[RTA_ENCAP] != NULL);
}

int around_read_routes(struct around_eyes *eyes, struct around *out)
{
	const struct rtmsg v4 = { .rtm_family = AF_INET };
	const struct rtmsg v6 = { .rtm_family = AF_INET6 };
	int r = ask_dump(eyes, RTM_GETROUTE, &v4, sizeof(v4), read_route, out);

	return ask_worse(r, ask_dump(eyes, RTM_GETROUTE, &v6, sizeof(v6),
				     read_route, out));
}

/* ------ rules ------ */

/* What narrows a rule, or makes it do something else than look a table up. */
static bool is_plain(const struct fib_rule_hdr *head, const struct ask_attrs *a)
{
	static const uint8_t narrowing[] = {
		FRA_IIFNAME,  FRA_OIFNAME,     FRA_FWMARK,      FRA_GOTO,
		FRA_FLOW,     FRA_TUN_ID,      FRA_L3MDEV,      FRA_UID_RANGE,
		FRA_IP_PROTO, FRA_SPORT_RANGE, FRA_DPORT_RANGE,
	};

	for (size_t i = 0; i < sizeof(narrowing); i++)
		if (a->at[narrowing[i]])
			return false;
	/* "-1": nothing is suppressed (fib_rule_fill, net/core/fib_rules.c) */
	return head->dst_len == 0 && head->src_len == 0 && head->tos == 0 &&
	       head->action == FR_ACT_TO_TBL &&
	       !(head->flags & FIB_RULE_INVERT) &&
	       ask_u32(a->at[FRA_SUPPRESS_PREFIXLEN], ~0u) == ~0u &&
	       ask_u32(a->at[FRA_SUPPRESS_IFGROUP], ~0u) == ~0u;
}

static bool read_rule(const struct nlmsghdr *msg, void *ctx)
{
	struct around *out = ctx;
	const struct fib_rule_hdr *head = ask_header(msg, sizeof(*head));
	struct around_rule *rule;
	struct ask_attrs a;

	if (msg->nlmsg_type != RTM_NEWRULE || !head ||
	    (head->family != AF_INET && head->family != AF_INET6) ||
	    !ask_message_attrs(msg, sizeof(*head), &a))
		return true;
	if (out->rules.n == AROUND_RULES_MAX)
		return false;
	rule = vec_add(&out->arena, &out->rules);
	rule->family = head->family == AF_INET ? FAMILY_IPV4 : FAMILY_IPV6;
	rule->priority = ask_u32(a.at[FRA_PRIORITY], 0);
	rule->table = ask_u32(a.at[FRA_TABLE], head->table);
	rule->action = head->action;
	rule->plain = is_plain(head, &a);
	return true;
}

int around_read_rules(struct around_eyes *eyes, struct around *out)
{
	const struct fib_rule_hdr v4 = { .family = AF_INET };
	const struct fib_rule_hdr v6 = { .family = AF_INET6 };
	int r = ask_dump(eyes, RTM_GETRULE, &v4, sizeof(v4), read_rule, out);

	return ask_worse(r, ask_dump(eyes, RTM_GETRULE, &v6, sizeof(v6),
				     read_rule, out));
}
