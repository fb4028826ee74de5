/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * program.c -- collects programs that hang on the zones' wires by TCX or
 * netkit, beside tc's own filters
 *
 * Asking takes CAP_NET_ADMIN in the first user namespace, and bpf(2). A kernel
 * that does not know the place has no programs there (EINVAL). Netkit's are asked
 * of its own interfaces alone (drivers/net/netkit.c: ENXIO of others), and of the
 * primary of a pair: the other's answer is EACCES, and nobody knows.
 */
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/bpf.h>
#include <linux/pkt_sched.h>

#include "kernel/around/parts.h"

enum {
	TCX_INGRESS = 46, /* enum bpf_attach_type, Linux 6.6 */
	TCX_EGRESS = 47,
	NETKIT_PRIMARY = 54, /* 6.7 */
	NETKIT_PEER = 55,
};

static const struct {
	uint32_t type;
	const char *kind;
	uint16_t side;
} places[] = {
	{ TCX_INGRESS, "tcx", TC_H_MIN_INGRESS },
	{ TCX_EGRESS, "tcx", TC_H_MIN_EGRESS },
	{ NETKIT_PRIMARY, "netkit", TC_H_MIN_EGRESS },
	{ NETKIT_PEER, "netkit", TC_H_MIN_EGRESS },
};

/* How many; -errno. */
static int count_programs(uint32_t link, uint32_t type)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.query.target_fd = link; /* the interface's index here */
	attr.query.attach_type = type;
	if (syscall(SYS_bpf, BPF_PROG_QUERY, &attr, sizeof(attr)) == 0)
		return (int)attr.query.prog_cnt;
	return errno == EINVAL || errno == ENODEV ? 0 : -errno;
}

static bool has_place(const struct around_link *link, uint32_t type)
{
	return type < NETKIT_PRIMARY || !strcmp(link->kind, "netkit");
}

static int read_link_programs(const struct around_link *link,
			      struct around *out)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct around_hook *hook;
		int n;

		if (!has_place(link, places[i].type))
			continue;
		n = count_programs(link->index, places[i].type);
		if (n < 0)
			return n;
		if (n == 0)
			continue;
		if (out->hooks.n == AROUND_HOOKS_MAX)
			return -E2BIG;
		hook = vec_add(&out->arena, &out->hooks);
		hook->what = HOOK_FILTER;
		hook->link = link->index;
		hook->parent = TC_H_MAKE(TC_H_CLSACT, places[i].side);
		memcpy(hook->kind, places[i].kind, strlen(places[i].kind) + 1);
	}
	return 0;
}

int around_read_programs(struct around *out)
{
	vec_each(link, &out->links) {
		int r = link->carries ? read_link_programs(link, out) : 0;

		if (r < 0)
			return r == -EPERM || r == -ENOSYS ? 0 : r;
	}
	out->asked_programs = true;
	return 0;
}
