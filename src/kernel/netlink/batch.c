/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * batch.c -- one transaction: all of it becomes true at once, or nothing
 *
 * The kernel reports an error of any message without being asked; only the
 * last message asks for an acknowledgement, for a hundred thousand of them
 * would overflow the receive buffer.
 */
#include "kernel/netlink/batch.h"

#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "base/must.h"
#include "kernel/netlink/attr.h"
#include "kernel/netlink/extack.h"

#ifndef ERESTART
#	define ERESTART 85
#endif

static void make_room(struct batch *batch, size_t len)
{
	if (batch->cap - batch->len >= len)
		return;
	batch->cap = 2 * batch->cap + len;
	batch->bytes = xrealloc(batch->bytes, batch->cap, 1);
}

static struct nlmsghdr *put_head(struct batch *batch, uint16_t type,
				 uint16_t flags, uint8_t family,
				 uint16_t subsystem)
{
	struct nlmsghdr *msg;
	struct nfgenmsg *head;

	make_room(batch, MESSAGE_MAX);
	msg = mnl_nlmsg_put_header(batch->bytes + batch->len);
	msg->nlmsg_type = type;
	msg->nlmsg_flags = NLM_F_REQUEST | flags;
	msg->nlmsg_seq = ++batch->sock->seq;
	head = mnl_nlmsg_put_extra_header(msg, sizeof(*head));
	head->nfgen_family = family;
	head->version = NFNETLINK_V0;
	head->res_id = htobe16(subsystem);
	return msg;
}

static struct place *add_place(struct batch *batch)
{
	if (batch->places.n == batch->places.cap) {
		batch->places.cap = 2 * batch->places.cap + 64;
		batch->places.at = xrealloc(batch->places.at, batch->places.cap,
					    sizeof(*batch->places.at));
	}
	return &batch->places.at[batch->places.n++];
}

void batch_begin(struct batch *batch, struct sock *sock, uint32_t genid)
{
	struct nlmsghdr *msg;

	batch->len = 0;
	batch->ack = 0;
	batch->places.n = 0;
	batch->sock = sock;
	msg = put_head(batch, NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC,
		       NFNL_SUBSYS_NFTABLES);
	attr_put_be32(msg, NFNL_BATCH_GENID, genid);
	batch_close(batch, msg);
}

struct nlmsghdr *batch_add(struct batch *batch, uint16_t type, uint16_t flags,
			   const struct place *place)
{
	struct nlmsghdr *msg = put_head(batch, NFNL_SUBSYS_NFTABLES << 8 | type,
					flags, NFPROTO_INET, 0);
	struct place *mine = add_place(batch);

	*mine = *place;
	mine->seq = msg->nlmsg_seq;
	batch->ack = batch->len;
	return msg;
}

void batch_close(struct batch *batch, const struct nlmsghdr *msg)
{
	must(msg->nlmsg_len <= MESSAGE_MAX);
	batch->len += attr_align(msg->nlmsg_len);
}

bool batch_is_empty(const struct batch *batch)
{
	return batch->ack == 0;
}

struct outcome {
	struct batch *batch;
	struct diags *diags;
	uint32_t ack; /* the sequence number whose receipt says "done" */
	bool acked;
	int result;
};

static const struct place *find_place(const struct batch *batch, uint32_t seq)
{
	size_t i;

	if (batch->places.n == 0)
		return NULL;
	/* Numbered without gaps while the batch was built. */
	i = seq - batch->places.at[0].seq;
	return i < batch->places.n ? &batch->places.at[i] : NULL;
}

static const struct nlmsghdr *find_message(const struct batch *batch,
					   uint32_t seq)
{
	const struct nlmsghdr *msg = (const void *)batch->bytes;
	int left = (int)batch->len;

	while (mnl_nlmsg_ok(msg, left) && msg->nlmsg_seq != seq)
		msg = mnl_nlmsg_next(msg, &left);
	return mnl_nlmsg_ok(msg, left) ? msg : NULL;
}

static int read_receipt(const struct nlmsghdr *msg, void *ctx)
{
	struct outcome *outcome = ctx;
	struct extack said;
	const struct place *place = find_place(outcome->batch, msg->nlmsg_seq);

	if (msg->nlmsg_type != NLMSG_ERROR || !extack_read(msg, &said))
		return 0;
	if (said.error == 0) {
		outcome->acked |= msg->nlmsg_seq == outcome->ack;
		return 0;
	}
	if (!place || said.error == -EPERM || said.error == -EINTR) {
		/* Not about one object: the batch as a whole. */
		if (outcome->result == 0)
			outcome->result = said.error;
		return 0;
	}
	outcome->result = -EPROTO;
	extack_report(&said, place,
		      find_message(outcome->batch, msg->nlmsg_seq),
		      outcome->diags);
	return 0;
}

int batch_commit(struct batch *batch, struct diags *diags)
{
	struct outcome outcome = { .batch = batch, .diags = diags };
	struct nlmsghdr *msg;
	int r;

	must(!batch_is_empty(batch));
	msg = (void *)(batch->bytes + batch->ack);
	msg->nlmsg_flags |= NLM_F_ACK;
	outcome.ack = msg->nlmsg_seq;
	msg = put_head(batch, NFNL_MSG_BATCH_END, 0, AF_UNSPEC,
		       NFNL_SUBSYS_NFTABLES);
	batch_close(batch, msg);
	r = sock_send(batch->sock, batch->bytes, batch->len);
	if (r < 0)
		return r;
	r = sock_drain(batch->sock, read_receipt, &outcome);
	if (r < 0)
		return r;
	if (outcome.result < 0)
		return outcome.result;
	return outcome.acked ? 0 : -ENOBUFS;
}

void batch_finish(struct batch *batch)
{
	free(batch->bytes);
	free(batch->places.at);
	*batch = (struct batch){ 0 };
}
