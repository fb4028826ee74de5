/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * switch.c -- collects the switches below /proc/sys/net
 *
 * Of the whole namespace, of all interfaces together ("all") and of each
 * interface of a zone. What this kernel does not have is left out: versions
 * differ, and what is not there is not switched on. Meanings:
 * Documentation/networking/{ip,nf_conntrack}-sysctl.rst.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "kernel/around/parts.h"

static const char *const globals[] = {
	"ipv4/ip_forward",
	"bridge/bridge-nf-call-iptables",
	"bridge/bridge-nf-call-ip6tables",
	"bridge/bridge-nf-call-arptables",
	"netfilter/nf_conntrack_tcp_be_liberal",
	"netfilter/nf_conntrack_tcp_ignore_invalid_rst",
	"netfilter/nf_conntrack_checksum",
	"netfilter/nf_conntrack_helper",
	"netfilter/nf_conntrack_count",
	"netfilter/nf_conntrack_max",
	"netfilter/nf_log_all_netns",
	"netfilter/nf_hooks_lwtunnel",
};

static const char *const ipv4_conf[] = {
	"forwarding",       "rp_filter",      "accept_source_route",
	"accept_redirects", "send_redirects", "proxy_arp",
	"proxy_arp_pvlan",  "route_localnet", "accept_local",
	"arp_ignore",       "mc_forwarding",  "bc_forwarding",
};

static const char *const ipv6_conf[] = {
	"forwarding",       "accept_source_route", "accept_redirects",
	"accept_ra",        "proxy_ndp",           "seg6_enabled",
	"rpl_seg_enabled",  "mc_forwarding",       "disable_ipv6",
	"force_forwarding",
};

enum {
	VALUE_TEXT = 32
};

static bool read_number(int fd, int64_t *out)
{
	char text[VALUE_TEXT];
	ssize_t len = read(fd, text, sizeof(text) - 1);
	char *end;
	long long value;

	if (len <= 0)
		return false;
	text[len] = '\0';
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno || end == text || (*end != '\n' && *end != '\0'))
		return false;
	*out = value;
	return true;
}

static int read_switch(int dir, const char *path, struct around *out)
{
	_cleanup_(fd_closep) int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	int64_t value;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	/* The interface can go between opening and reading. */
	if (!read_number(fd, &value))
		return errno == ENOENT || errno == ENODEV ? 0 : -EIO;
	*vec_add(&out->arena, &out->switches) =
		(struct around_switch){ path, value };
	return 0;
}

static int read_conf(int dir, const char *interface, struct around *out)
{
	int r = 0;

	for (size_t i = 0; i < sizeof(ipv4_conf) / sizeof(*ipv4_conf); i++)
		r = r ? r
		      : read_switch(dir,
				    arena_printf(&out->arena, "ipv4/conf/%s/%s",
						 interface, ipv4_conf[i]),
				    out);
	for (size_t i = 0; i < sizeof(ipv6_conf) / sizeof(*ipv6_conf); i++)
		r = r ? r
		      : read_switch(dir,
				    arena_printf(&out->arena, "ipv6/conf/%s/%s",
						 interface, ipv6_conf[i]),
				    out);
	return r;
}

int around_read_switches(const struct around_eyes *eyes,
			 const struct expectation *expected, struct around *out)
{
	int r = eyes->sysctl < 0 ? -ENOENT : 0;

	for (size_t i = 0; r == 0 && i < sizeof(globals) / sizeof(*globals);
	     i++)
		r = read_switch(eyes->sysctl, globals[i], out);
	if (r == 0)
		r = read_conf(eyes->sysctl, "all", out);
	vec_each(zone, &expected->zones)
		vec_each(interface, &zone->interfaces)
			r = r ? r
			      : read_conf(eyes->sysctl, interface->name, out);
	return r;
}
