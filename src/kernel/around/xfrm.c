/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xfrm.c -- counts the policies of the kernel's IPsec
 *
 * A policy (`ip xfrm policy`) wraps packets into a tunnel after the rules have
 * judged them, or refuses what came without one. Listing them takes
 * CAP_NET_ADMIN, so they are listed once, before it is given up, and counted on
 * by their events (linux/xfrm.h), which the socket had joined before. Policies
 * of single sockets are in no list.
 */
#include <errno.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include <linux/netlink.h>
#include <linux/xfrm.h>

#include "base/cleanup.h"
#include "kernel/around/ask.h"
#include "kernel/around/parts.h"

enum {
	EVENTS_AT_ONCE = 1024
};

static bool count_policy(const struct nlmsghdr *msg, void *ctx)
{
	uint32_t *n = ctx;

	*n += msg->nlmsg_type == XFRM_MSG_NEWPOLICY;
	return true;
}

void around_open_xfrm(struct around_eyes *eyes)
{
	static const int groups[] = { XFRMNLGRP_POLICY, XFRMNLGRP_EXPIRE };
	const struct xfrm_userpolicy_id nothing = { 0 };
	struct around_eyes asking = { .route = ask_open(NETLINK_XFRM, 0),
				      .answer = eyes->answer };

	eyes->xfrm = ask_open(NETLINK_XFRM, SOCK_NONBLOCK);
	/* Debian's kernels have it all; one without IPsec has no policies. */
	if (asking.route < 0 || eyes->xfrm < 0) {
		eyes->xfrm_unknown =
			asking.route == -EPROTONOSUPPORT ? 0 : asking.route;
		fd_closep(&asking.route);
		return;
	}
	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (setsockopt(eyes->xfrm, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			       &groups[i], sizeof(groups[i])) < 0)
			eyes->xfrm_unknown = -errno;
	if (eyes->xfrm_unknown == 0)
		eyes->xfrm_unknown =
			ask_dump(&asking, XFRM_MSG_GETPOLICY, &nothing,
				 sizeof(nothing), count_policy, &eyes->n_xfrm);
	fd_closep(&asking.route);
}

static void count_event(const struct nlmsghdr *msg, uint32_t *n)
{
	const struct xfrm_user_polexpire *expired;

	switch (msg->nlmsg_type) {
	case XFRM_MSG_NEWPOLICY:
		++*n;
		break;
	case XFRM_MSG_DELPOLICY:
		*n -= *n > 0;
		break;
	case XFRM_MSG_FLUSHPOLICY:
		*n = 0;
		break;
	case XFRM_MSG_POLEXPIRE:
		expired = ask_header(msg, sizeof(*expired));
		*n -= *n > 0 && expired && expired->hard;
		break;
	default: /* an update of one that is counted */
		break;
	}
}

void around_count_xfrm(struct around_eyes *eyes)
{
	for (int i = 0; eyes->xfrm >= 0 && i < EVENTS_AT_ONCE; i++) {
		struct sockaddr_nl from = { 0 };
		socklen_t from_len = sizeof(from);
		ssize_t len = recvfrom(eyes->xfrm, eyes->answer, ASK_ANSWER,
				       MSG_DONTWAIT, (struct sockaddr *)&from,
				       &from_len);
		const struct nlmsghdr *msg = (const void *)eyes->answer;
		int left = (int)len;

		if (len < 0 && errno == EAGAIN)
			return;
		if (len < 0)
			eyes->xfrm_unknown = -errno;
		if (from.nl_pid != 0)
			continue;
		for (; mnl_nlmsg_ok(msg, left);
		     msg = mnl_nlmsg_next(msg, &left))
			count_event(msg, &eyes->n_xfrm);
	}
}
