/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dump.c -- the whole of nf_tables in a network namespace, taken in one moment
 *
 * Messages are kept as they come. Only names are looked at, for sets' elements
 * and chains' rules have to be asked for one by one.
 */
#include "kernel/dump.h"

#include <errno.h>
#include <time.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "kernel/netlink/attr.h"

struct taking {
	struct sock *sock;
	const struct dump_stop *stop;
	struct snapshot *out;
	enum snapshot_part part; /* that is being filled */
};

/* A question: the messages of one kind, of one member of a table or of all. */
struct question {
	uint16_t message;
	enum snapshot_part part;
	uint16_t attr_table, attr_member;
};

static const struct question lists[] = {
	{ NFT_MSG_GETTABLE, SNAPSHOT_TABLES, 0, 0 },
	{ NFT_MSG_GETCHAIN, SNAPSHOT_CHAINS, 0, 0 },
	{ NFT_MSG_GETSET, SNAPSHOT_SETS, 0, 0 },
	{ NFT_MSG_GETOBJ, SNAPSHOT_OBJECTS, 0, 0 },
	{ NFT_MSG_GETFLOWTABLE, SNAPSHOT_FLOWTABLES, 0, 0 },
};

static const struct question elements = { NFT_MSG_GETSETELEM, SNAPSHOT_ELEMENTS,
					  NFTA_SET_ELEM_LIST_TABLE,
					  NFTA_SET_ELEM_LIST_SET };
static const struct question rules = { NFT_MSG_GETRULE, SNAPSHOT_RULES,
				       NFTA_RULE_TABLE, NFTA_RULE_CHAIN };

/* Whose members are asked for, and where a list says its names. */
struct whose {
	uint8_t family;
	const char *table, *member;
};

static int keep(const struct nlmsghdr *msg, void *ctx)
{
	struct taking *taking = ctx;
	struct snapshot_messages *part = &taking->out->parts[taking->part];
	size_t at = part->len;
	struct nlmsghdr *kept;

	if (!snapshot_add(taking->out, taking->part, msg,
			  attr_align(msg->nlmsg_len)))
		return -EFBIG;
	kept = (void *)(part->at + at);
	kept->nlmsg_seq = 0;
	kept->nlmsg_pid = 0;
	return 0;
}

static int ask(struct taking *taking, const struct question *question,
	       const struct whose *whose)
{
	const struct dump_stop *stop = taking->stop;
	struct sock_room room;
	struct nlmsghdr *msg;

	if (stop && stop->wanted(stop->ctx))
		return -ECANCELED;
	msg = sock_request(
		taking->sock, &room,
		(uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | question->message),
		NLM_F_DUMP, whose ? whose->family : NFPROTO_UNSPEC);
	if (whose) {
		attr_put_text(msg, question->attr_table, whose->table);
		attr_put_text(msg, question->attr_member, whose->member);
	}
	taking->part = question->part;
	return sock_ask(taking->sock, msg, keep, taking);
}

static int ask_lists(struct taking *taking)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(lists) / sizeof(*lists); i++)
		r = ask(taking, &lists[i], NULL);
	return r;
}

static const struct nlmsghdr *message_at(const struct snapshot_messages *part,
					 size_t at)
{
	return at < part->len ? (const void *)(part->at + at) : NULL;
}

static int read_whose(const struct nlmsghdr *msg, uint16_t attr_table,
		      uint16_t attr_name, struct whose *out)
{
	const struct nfgenmsg *head = mnl_nlmsg_get_payload(msg);
	struct attrs attrs;

	if (!attrs_of_message(msg, &attrs) || !attrs.at[attr_table] ||
	    !attrs.at[attr_name])
		return -EBADMSG;
	*out = (struct whose){ head->nfgen_family,
			       attr_text(attrs.at[attr_table]),
			       attr_text(attrs.at[attr_name]) };
	return 0;
}

/* The question, asked for each that a list has named. */
static int ask_each(struct taking *taking, enum snapshot_part list,
		    uint16_t attr_table, uint16_t attr_name,
		    const struct question *question)
{
	const struct snapshot_messages *part = &taking->out->parts[list];
	const struct nlmsghdr *msg;
	int r = 0;

	for (size_t at = 0; r == 0 && (msg = message_at(part, at));
	     at += attr_align(msg->nlmsg_len)) {
		struct whose whose;

		r = read_whose(msg, attr_table, attr_name, &whose);
		if (r == 0)
			r = ask(taking, question, &whose);
	}
	return r;
}

static int take_once(struct taking *taking)
{
	uint32_t after = 0;
	int r = sock_settled_generation(taking->sock, &taking->out->genid);

	if (r == 0)
		r = ask_lists(taking);
	if (r == 0)
		r = ask_each(taking, SNAPSHOT_SETS, NFTA_SET_TABLE,
			     NFTA_SET_NAME, &elements);
	if (r == 0)
		r = ask_each(taking, SNAPSHOT_CHAINS, NFTA_CHAIN_TABLE,
			     NFTA_CHAIN_NAME, &rules);
	if (r == 0)
		r = sock_generation(taking->sock, &after);
	if (r == 0 && after != taking->out->genid)
		r = -EINTR;
	return r;
}

static uint64_t wall_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int dump_take(struct sock *sock, const struct dump_stop *stop,
	      struct snapshot *out)
{
	struct taking taking = { .sock = sock, .stop = stop, .out = out };

	for (int i = 0; i < DUMP_ATTEMPTS; i++) {
		int r;

		snapshot_clear(out);
		r = take_once(&taking);
		if (r == 0)
			out->taken_ns = wall_ns();
		/* ENOENT: a table went away between two questions. */
		if (r != -EINTR && r != -ENOENT)
			return r;
	}
	return -ERESTART;
}
