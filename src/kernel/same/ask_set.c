/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ask_set.c -- a large hash compared by asking for each of its keys
 */
#include "kernel/same/ask_set.h"

#include <errno.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "base/cleanup.h"
#include "kernel/netlink/attr.h"
#include "kernel/put/set.h"
#include "kernel/same/set.h"

enum {
	/* Below, a dump is as fast. */
	WORTH_IT = 4096,
	/* Each is answered by a message of its own, which takes more than 4 KiB
	 * of the receive buffer; an ordinary user's has about 400 KiB. */
	KEYS_AT_ONCE = 64,
};

bool ask_set_fits(const struct held_set *held, const struct set *set)
{
	return set_shape(set) == SHAPE_HASH && set->elements.n >= WORTH_IT &&
	       held->has_count && held->count == set->elements.n;
}

static int ask(struct sock *sock, const char *table, const struct set *set,
	       size_t first, struct element_check *check)
{
	struct sock_room room;
	struct nlmsghdr *msg = sock_request(
		sock, &room, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETSETELEM, 0,
		NFPROTO_INET);
	struct nlattr *list;

	attr_put_text(msg, NFTA_SET_ELEM_LIST_TABLE, table);
	attr_put_text(msg, NFTA_SET_ELEM_LIST_SET, set->name);
	list = attr_begin(msg, NFTA_SET_ELEM_LIST_ELEMENTS);
	for (size_t i = first; i < set->elements.n && i < first + KEYS_AT_ONCE;
	     i++) {
		struct nlattr *element = attr_begin(msg, NFTA_LIST_ELEM);
		struct nlattr *key = attr_begin(msg, NFTA_SET_ELEM_KEY);

		attr_put(msg, NFTA_DATA_VALUE, set->elements.at[i].key,
			 set_key_len(set));
		attr_end(msg, key);
		attr_end(msg, element);
	}
	attr_end(msg, list);
	return sock_ask(sock, msg, element_check_read, check);
}

int ask_set(struct sock *sock, const char *table, const struct set *set,
	    uint64_t age_ms)
{
	_cleanup_(element_check_finish) struct element_check check = { 0 };
	int r = 0;

	element_check_init_ordered(&check, set);
	check.age_ms = age_ms;
	for (size_t i = 0; r == 0 && i < set->elements.n; i += KEYS_AT_ONCE)
		r = ask(sock, table, set, i, &check);
	/* A key that is not there; or more answers than there was room for. */
	if (r == -ENOENT || r == -EAGAIN || r == -ENOBUFS)
		return 0;
	if (r < 0)
		return r;
	return !check.n_foreign && !check.n_different &&
	       element_check_all(&check);
}
