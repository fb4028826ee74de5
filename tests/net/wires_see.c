/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wires_see.c -- what became of the one packet that was sent
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include "base/must.h"
#include "kernel/netlink/attr.h"

#include "rules_send.h"
#include "wires.h"

enum {
	AFTER_CONNTRACK = -199, /* priorities */
	BEFORE_ALL = -1000,
	BEHIND_ALL = 1000,
	/* Linux 6.16; not in older headers. */
	TRACE_CT_DIRECTION = 19,
	TRACE_CT_STATUS = 20,
	TRACE_CT_STATE = 21,
	FRAGMENT = 44,      /* next header */
	GATEWAY_HOPS = 200, /* what the gateway says itself begins with this */
	PATIENCE_MS = 20000,
};

/* ct state is asked so that connections are tracked at all. */
static struct nf_rule rule_of(struct nf_expr exprs[static 3],
			      const uint8_t *value, bool untracked)
{
	exprs[0] = (struct nf_expr){ .kind = EXPR_CT,
				     .ct = { 1, NF_CT_STATE, NF_CT_ANY } };
	if (untracked)
		exprs[0] = (struct nf_expr){ .kind = EXPR_COUNTER };
	exprs[1] = (struct nf_expr){ .kind = EXPR_IMMEDIATE,
				     .immediate = { 0, { value, 1 } } };
	exprs[2] = (struct nf_expr){ .kind = EXPR_META_SET,
				     .meta = { 0, NF_META_NFTRACE } };
	return (struct nf_rule){ .exprs = { exprs, 3 } };
}

static void listen_to_traces(struct wires *wires)
{
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int group = NFNLGRP_NFTRACE, size = 4 << 20;

	wires->trace =
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	must(wires->trace >= 0);
	/* Messages of port 0 do not go to who has none. */
	must(bind(wires->trace, (const struct sockaddr *)&any, sizeof(any)) ==
	     0);
	must(setsockopt(wires->trace, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			&group, sizeof(group)) == 0);
	setsockopt(wires->trace, SOL_SOCKET, SO_RCVBUFFORCE, &size,
		   sizeof(size));
}

static void listen_to_syncs(struct wires *wires)
{
	const struct sockaddr_ll at = { .sll_family = AF_PACKET,
					.sll_protocol = htons(WIRE_SYNC),
					.sll_ifindex =
						(int)wires->at[0].index };

	wires->sync = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	must(wires->sync >= 0);
	must(bind(wires->sync, (const struct sockaddr *)&at, sizeof(at)) == 0);
}

void wires_observe(struct wires *wires)
{
	static const uint8_t on = 1, off = 0;

	static const struct {
		const char *name;
		struct nf_base base;
	} chains[] = {
		{ "began",
		  { NF_HOOK_PREROUTING, AFTER_CONNTRACK, true, "filter" } },
		{ "left", { NF_HOOK_OUTPUT, AFTER_CONNTRACK, true, "filter" } },
		{ "through", { NF_HOOK_FORWARD, BEFORE_ALL, true, "filter" } },
		{ "here", { NF_HOOK_INPUT, BEFORE_ALL, true, "filter" } },
		{ "in", { NF_HOOK_INPUT, BEHIND_ALL, true, "filter" } },
		{ "out", { NF_HOOK_POSTROUTING, BEHIND_ALL, true, "filter" } },
	};

	enum {
		N = sizeof(chains) / sizeof(chains[0])
	};

	struct nf_expr exprs[2][3];
	struct nf_rule both[2] = { rule_of(exprs[0], &on, wires->untracked),
				   rule_of(exprs[1], &off, wires->untracked) };
	struct nf_chain list[N] = { 0 };
	struct nf_table table = { .family = NF_FAMILY_INET,
				  .name = "observer" };
	struct rules rules = { .little_endian = true };
	struct rules_sent sent = { 0 };

	for (size_t i = 0; i < N; i++) {
		list[i].table = &table;
		list[i].name = chains[i].name;
		list[i].base = &chains[i].base;
		list[i].rules.at = both;
		list[i].rules.n = 2;
	}
	table.chains.at = list;
	table.chains.n = N;
	rules.tables.at = &table;
	rules.tables.n = 1;
	must(rules_send(&wires->sock, &rules, &sent) == 0);
	must(sent.rules == 2 * N);
	if (!wires->trace) {
		listen_to_traces(wires);
		listen_to_syncs(wires);
	}
}

/* The gateway says more than it is told to; its addresses tell what is ours. Of
 * a later fragment of IPv6, whose transport begins nowhere, it is not said. */
static bool is_said(const struct wires *wires, const struct attrs *attrs)
{
	const struct nlattr *attr = attrs->at[NFTA_TRACE_NETWORK_HEADER];
	const uint8_t *header = attr ? mnl_attr_get_payload(attr) : NULL;
	bool v6 = wires->said[0] >> 4 == 6;
	size_t from = v6 ? 8 : 12, to = v6 ? 40 : 20;

	if (!header)
		return v6 && wires->said[6] == FRAGMENT;
	return mnl_attr_get_payload_len(attr) >= to &&
	       (header[0] >> 4 == 6) == v6 &&
	       memcmp(header + from, wires->said + from, to - from) == 0;
}

static size_t wire_at(const struct wires *wires, uint32_t index)
{
	for (size_t i = 0; i < wires->n; i++)
		if (wires->at[i].index == index)
			return i;
	must(false);
	return 0;
}

static void note_trace(const struct wires *wires, struct sighting *out,
		       uint32_t *id, const struct attrs *attrs)
{
	const char *chain = attr_text(attrs->at[NFTA_TRACE_CHAIN]);
	uint32_t of = attr_be32(attrs->at[NFTA_TRACE_ID], 0);

	if (strcmp(attr_text(attrs->at[NFTA_TRACE_TABLE]), "observer") != 0)
		return;
	if ((!out->began || wires->is_cut) &&
	    strcmp(chain, wires->is_own ? "left" : "began") == 0 &&
	    (!(wires->is_own || wires->is_cut) || is_said(wires, attrs))) {
		out->began = true;
		*id = of;
		out->has_ct = attrs->at[TRACE_CT_STATE] != NULL;
		out->state = attr_be32(attrs->at[TRACE_CT_STATE],
				       NF_CT_STATE_INVALID);
		out->status = attr_be32(attrs->at[TRACE_CT_STATUS], 0);
		out->reply = attrs->at[TRACE_CT_DIRECTION] &&
			     *(const uint8_t *)mnl_attr_get_payload(
				     attrs->at[TRACE_CT_DIRECTION]);
	} else if (!out->began || of != *id) {
		return;
	} else if (strcmp(chain, "in") == 0 || strcmp(chain, "out") == 0) {
		out->passed = true;
	} else if (strcmp(chain, "here") == 0) {
		out->here = true;
	} else if (strcmp(chain, "through") == 0) {
		out->through = true;
		out->to =
			wire_at(wires, attr_be32(attrs->at[NFTA_TRACE_OIF], 0));
	}
}

static void read_traces(struct wires *wires, struct sighting *out, uint32_t *id)
{
	_Alignas(8) uint8_t bytes[8192];
	const struct nlmsghdr *msg;
	struct attrs attrs;
	ssize_t n;
	int left;

	for (;;) {
		n = recv(wires->trace, bytes, sizeof(bytes), MSG_DONTWAIT);
		must(n >= 0 || errno == EAGAIN);
		if (n < 0)
			return;
		msg = (const void *)bytes;
		left = (int)n;
		for (; mnl_nlmsg_ok(msg, left);
		     msg = mnl_nlmsg_next(msg, &left))
			if ((msg->nlmsg_type & 0xff) == NFT_MSG_TRACE &&
			    attrs_of_message(msg, &attrs))
				note_trace(wires, out, id, &attrs);
	}
}

/* The gateway's own answers (of reject) are no packets that passed. */
static bool is_own(const uint8_t *frame, size_t len)
{
	if (len < ETH_HLEN + 20 || (frame[0] & 1)) /* to a group */
		return true;
	if (frame[12] == 0x08 && frame[13] == 0x00)
		return frame[ETH_HLEN + 8] == GATEWAY_HOPS;
	if (frame[12] == 0x86 && frame[13] == 0xdd) /* redirects: fe80:: */
		return frame[ETH_HLEN + 7] == GATEWAY_HOPS ||
		       frame[ETH_HLEN + 8] == 0xfe;
	return true;
}

static void read_frames(struct wires *wires, struct sighting *out)
{
	uint8_t frame[WIRE_FRAME];
	ssize_t n;

	for (size_t i = 0; i < wires->n; i++)
		while ((n = recv(wires->at[i].fd, frame, sizeof(frame),
				 MSG_DONTWAIT)) >= 0) {
			if (is_own(frame, (size_t)n) || wires->at[i].is_loop ||
			    wires->blind)
				continue;
			out->emerged = true;
			out->wire = i;
			out->len = (size_t)n;
			memcpy(out->frame, frame, (size_t)n);
		}
}

/* Twice: the first one behind what was sent, the second one behind what came
 * of it. */
static void settle(struct wires *wires)
{
	uint8_t frame[ETH_ZLEN] = { 0 };
	struct pollfd poll_sync = { wires->sync, POLLIN, 0 };

	memcpy(frame, wires->at[0].mac, 6);
	memcpy(frame + 6, wires->at[0].mac, 6);
	frame[12] = WIRE_SYNC >> 8;
	frame[13] = WIRE_SYNC & 0xff;
	for (int i = 0; i < 2; i++) {
		wires_send(wires, 0, 0, frame, sizeof(frame));
		while (recv(wires->sync, frame, sizeof(frame), MSG_DONTWAIT) <
		       0)
			must(poll(&poll_sync, 1, PATIENCE_MS) == 1);
	}
}

void wires_see(struct wires *wires, struct sighting *out)
{
	uint32_t id = 0;
	bool is_own = wires->is_own, is_cut = wires->is_cut;

	out->began = out->has_ct = out->reply = false;
	out->passed = out->emerged = out->through = out->here = false;
	out->state = out->status = 0;
	settle(wires);
	wires->is_own = is_own;
	wires->is_cut = is_cut;
	read_traces(wires, out, &id);
	read_frames(wires, out);
}
