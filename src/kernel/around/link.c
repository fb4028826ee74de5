/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link.c -- collects interfaces: what lies upon what, XDP programs
 */
#include <net/if.h>

#include <libmnl/libmnl.h>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "kernel/around/ask.h"
#include "kernel/around/parts.h"

/* Attached in several modes at once, each has its own number. */
static void read_xdp(const struct nlattr *nest, struct around_link *link)
{
	static const uint16_t ids[] = { IFLA_XDP_PROG_ID, IFLA_XDP_DRV_PROG_ID,
					IFLA_XDP_SKB_PROG_ID,
					IFLA_XDP_HW_PROG_ID };
	struct ask_attrs a;

	if (!ask_nest_attrs(nest, &a))
		return;
	link->xdp_mode = ask_u8(a.at[IFLA_XDP_ATTACHED], XDP_ATTACHED_NONE);
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		if (link->xdp_program == 0)
			link->xdp_program = ask_u32(a.at[ids[i]], 0);
}

static void read_kind(const struct nlattr *nest, struct around_link *link)
{
	struct ask_attrs a;

	if (!ask_nest_attrs(nest, &a))
		return;
	ask_text(a.at[IFLA_INFO_KIND], link->kind, sizeof(link->kind));
	ask_text(a.at[IFLA_INFO_SLAVE_KIND], link->master_kind,
		 sizeof(link->master_kind));
}

static bool read_link(const struct nlmsghdr *msg, void *ctx)
{
	struct around *out = ctx;
	const struct ifinfomsg *head = ask_header(msg, sizeof(*head));
	struct around_link *link;
	struct ask_attrs a;

	if (msg->nlmsg_type != RTM_NEWLINK || !head ||
	    !ask_message_attrs(msg, sizeof(*head), &a))
		return true;
	if (out->links.n == AROUND_LINKS_MAX)
		return false;
	link = vec_add(&out->arena, &out->links);
	link->index = (uint32_t)head->ifi_index;
	link->up = head->ifi_flags & IFF_UP;
	link->carrier = head->ifi_flags & IFF_RUNNING;
	link->loopback = head->ifi_flags & IFF_LOOPBACK;
	link->promiscuous = (head->ifi_flags & IFF_PROMISC) ||
			    ask_u32(a.at[IFLA_PROMISCUITY], 0) > 0;
	link->master = ask_u32(a.at[IFLA_MASTER], 0);
	link->below = ask_u32(a.at[IFLA_LINK], 0);
	link->below_abroad = a.at[IFLA_LINK_NETNSID] != NULL;
	ask_text(a.at[IFLA_IFNAME], link->name, sizeof(link->name));
	read_kind(a.at[IFLA_LINKINFO], link);
	read_xdp(a.at[IFLA_XDP], link);
	return true;
}

int around_read_links(struct around_eyes *eyes, struct around *out)
{
	const struct ifinfomsg head = { .ifi_family = AF_UNSPEC };

	return ask_dump(eyes, RTM_GETLINK, &head, sizeof(head), read_link, out);
}
