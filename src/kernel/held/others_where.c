/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * others_where.c -- which packets come to a base chain of others, in words
 */
#include "kernel/held/others_where.h"

#include <string.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "base/text.h"
#include "kernel/held/others.h"
#include "kernel/netlink/attr.h"

const char *where_family(uint8_t family)
{
	switch (family) {
	case NFPROTO_INET:
		return "inet";
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_IPV6:
		return "ip6";
	case NFPROTO_ARP:
		return "arp";
	case NFPROTO_NETDEV:
		return "netdev";
	case NFPROTO_BRIDGE:
		return "bridge";
	default:
		return "?";
	}
}

/* The bridge's hooks have the same numbers as those of IP. */
static const char *hook_word(uint8_t family, uint32_t hook)
{
	static const char *const words[] = {
		[NF_INET_PRE_ROUTING] = "prerouting",
		[NF_INET_LOCAL_IN] = "input",
		[NF_INET_FORWARD] = "forward",
		[NF_INET_LOCAL_OUT] = "output",
		[NF_INET_POST_ROUTING] = "postrouting",
		[NF_INET_INGRESS] = "ingress",
	};

	if (family == NFPROTO_NETDEV)
		return hook == NF_NETDEV_INGRESS ? "ingress" : "egress";
	if (family == NFPROTO_ARP)
		/* NF_ARP_IN, NF_ARP_OUT (linux/netfilter_arp.h) */
		return hook == 0 ? "input" : "output";
	return hook < sizeof(words) / sizeof(*words) ? words[hook] : "?";
}

static void add_device(char out[static DEVICES_TEXT], const struct nlattr *attr)
{
	size_t len = strlen(out);
	const char *name = attr_text(attr);

	if (len && len + 1 < DEVICES_TEXT)
		out[len++] = ' ';
	text_escape(out + len, DEVICES_TEXT - len, name, strlen(name));
}

char *where_devices(char out[static DEVICES_TEXT], const struct nlattr *one,
		    const struct nlattr *list)
{
	const struct nlattr *item;

	*out = '\0';
	if (one)
		add_device(out, one);
	if (one || !list)
		return out;
	for (struct walk w = walk_nest(list); (item = walk_next(&w));)
		add_device(out, item);
	return out;
}

const char *where_hook(struct arena *arena, uint8_t family,
		       const struct nlattr *nest)
{
	char devices[DEVICES_TEXT];
	struct attrs hook;

	attrs_of_nest(nest, &hook);
	where_devices(devices, hook.at[NFTA_HOOK_DEV], hook.at[NFTA_HOOK_DEVS]);
	return arena_printf(
		arena, "hook %s%s%s, priority %d",
		hook_word(family,
			  attr_be32(hook.at[NFTA_HOOK_HOOKNUM], UINT32_MAX)),
		*devices ? " of " : "", devices,
		(int)attr_be32(hook.at[NFTA_HOOK_PRIORITY], 0));
}
