/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * address.c -- collects the gateway's own addresses
 */
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "kernel/around/ask.h"
#include "kernel/around/parts.h"

static bool read_address(const struct nlmsghdr *msg, void *ctx)
{
	struct around *out = ctx;
	const struct ifaddrmsg *head = ask_header(msg, sizeof(*head));
	struct around_address *address;
	struct ask_attrs a;
	struct addr addr;

	if (msg->nlmsg_type != RTM_NEWADDR || !head ||
	    !ask_message_attrs(msg, sizeof(*head), &a))
		return true;
	/* With a peer IFA_ADDRESS is the other end's (rtnetlink(7)). */
	if (!ask_addr(a.at[IFA_LOCAL], head->ifa_family, &addr) &&
	    !ask_addr(a.at[IFA_ADDRESS], head->ifa_family, &addr))
		return true;
	if (out->addresses.n == AROUND_ADDRESSES_MAX)
		return false;
	address = vec_add(&out->arena, &out->addresses);
	address->link = head->ifa_index;
	address->addr = addr;
	address->prefix = head->ifa_prefixlen;
	address->is_link_local = head->ifa_scope == RT_SCOPE_LINK;
	return true;
}

int around_read_addresses(struct around_eyes *eyes, struct around *out)
{
	const struct ifaddrmsg head = { .ifa_family = AF_UNSPEC };

	return ask_dump(eyes, RTM_GETADDR, &head, sizeof(head), read_address,
			out);
}
