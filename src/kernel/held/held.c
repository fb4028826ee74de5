/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * held.c -- what the kernel holds: the objects of our two tables by name
 *
 * Read with libmnl alone: libnftnl ends the process on attributes that it does
 * not know, and a gateway must survive a newer kernel.
 */
#include "kernel/held/held.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "base/must.h"
#include "kernel/held/lead.h"
#include "kernel/held/others_where.h"
#include "kernel/netlink/attr.h"

enum {
	ATTEMPTS = 20,
	LAPSE_WAIT_MS = 10,
	SET_COUNT = 20, /* NFTA_SET_COUNT of Linux 6.14 */
};

int held_dump(struct sock *sock, const struct dump *dump, sock_each each,
	      void *ctx)
{
	struct sock_room room;
	struct nlmsghdr *msg = sock_request(
		sock, &room,
		(uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | dump->message),
		NLM_F_DUMP, dump->table ? NFPROTO_INET : NFPROTO_UNSPEC);

	if (dump->table)
		attr_put_text(msg, dump->attr_table, dump->table);
	if (dump->member)
		attr_put_text(msg, dump->attr_member, dump->member);
	return sock_ask(sock, msg, each, ctx);
}

static const char *copy_text(struct held *held, const struct nlattr *attr)
{
	return arena_strdup(&held->arena, attr_text(attr));
}

static uint8_t family_of(const struct nlmsghdr *msg)
{
	const struct nfgenmsg *head = mnl_nlmsg_get_payload(msg);

	return head->nfgen_family;
}

static struct held_table *our_table(struct held *held, uint8_t family,
				    const char *name)
{
	if (family != NFPROTO_INET)
		return NULL;
	if (!strcmp(name, TABLE_GATE))
		return &held->gate;
	return strcmp(name, TABLE_GUARD) ? NULL : &held->guard;
}

static int read_table(const struct nlmsghdr *msg, void *ctx)
{
	struct held *held = ctx;
	struct held_table *table;
	struct attrs attrs;
	const char *name;

	must(held);
	if (!attrs_of_message(msg, &attrs))
		return -EBADMSG;
	name = attr_text(attrs.at[NFTA_TABLE_NAME]);
	table = our_table(held, family_of(msg), name);
	if (table) {
		table->present = true;
		table->flags = attr_be32(attrs.at[NFTA_TABLE_FLAGS], 0);
		table->owner = attr_be32(attrs.at[NFTA_TABLE_OWNER], 0);
	} else {
		const char **other = vec_add(&held->arena, &held->others);

		*other = arena_printf(&held->arena, "%s %s",
				      where_family(family_of(msg)), name);
	}
	return 0;
}

static const struct nlattr *copy_attr(struct held *held,
				      const struct nlattr *attr)
{
	struct nlattr *copy;

	if (!attr)
		return NULL;
	copy = arena_alloc(&held->arena, attr->nla_len);
	memcpy(copy, attr, attr->nla_len);
	return copy;
}

static int read_chain(const struct nlmsghdr *msg, void *ctx)
{
	struct held *held = ctx;
	struct held_table *table;
	struct held_chain *chain;
	struct attrs attrs, hook;

	if (!attrs_of_message(msg, &attrs))
		return -EBADMSG;
	table = our_table(held, family_of(msg),
			  attr_text(attrs.at[NFTA_CHAIN_TABLE]));
	if (!table)
		return 0;
	chain = vec_add(&held->arena, &table->chains);
	chain->name = copy_text(held, attrs.at[NFTA_CHAIN_NAME]);
	chain->type = copy_text(held, attrs.at[NFTA_CHAIN_TYPE]);
	chain->policy = attr_be32(attrs.at[NFTA_CHAIN_POLICY], 0);
	chain->udata = copy_attr(held, attrs.at[NFTA_CHAIN_USERDATA]);
	chain->base = attrs_of_nest(attrs.at[NFTA_CHAIN_HOOK], &hook);
	chain->hook = attr_be32(hook.at[NFTA_HOOK_HOOKNUM], 0);
	chain->priority = (int32_t)attr_be32(hook.at[NFTA_HOOK_PRIORITY], 0);
	return 0;
}

static void read_fields(const struct nlattr *desc, struct held_set *set)
{
	struct attrs attrs, field;
	const struct nlattr *item;

	if (!attrs_of_nest(desc, &attrs) || !attrs.at[NFTA_SET_DESC_CONCAT])
		return;
	for (struct walk w = walk_nest(attrs.at[NFTA_SET_DESC_CONCAT]);
	     (item = walk_next(&w));) {
		if (set->n_fields < KEY_FIELDS && attrs_of_nest(item, &field))
			set->field_lens[set->n_fields] = (uint8_t)attr_be32(
				field.at[NFTA_SET_FIELD_LEN], 0);
		set->n_fields++;
	}
}

static void read_set_exprs(const struct attrs *attrs, struct held_set *set)
{
	struct attrs expr;

	if (attrs_of_nest(attrs->at[NFTA_SET_EXPR], &expr))
		set->counter =
			!strcmp(attr_text(expr.at[NFTA_EXPR_NAME]), "counter");
	set->strange = attrs->at[NFTA_SET_EXPRESSIONS] ||
		       (attrs->at[NFTA_SET_EXPR] && !set->counter) ||
		       attr_be64(attrs->at[NFTA_SET_TIMEOUT], 0) ||
		       attrs->at[NFTA_SET_OBJ_TYPE];
}

static int read_set(const struct nlmsghdr *msg, void *ctx)
{
	struct held *held = ctx;
	struct held_table *table;
	struct held_set *set;
	struct attrs attrs;

	if (!attrs_of_message(msg, &attrs))
		return -EBADMSG;
	table = our_table(held, family_of(msg),
			  attr_text(attrs.at[NFTA_SET_TABLE]));
	if (!table)
		return 0;
	set = vec_add(&held->arena, &table->sets);
	set->name = copy_text(held, attrs.at[NFTA_SET_NAME]);
	set->flags = attr_be32(attrs.at[NFTA_SET_FLAGS], 0);
	set->key_type = attr_be32(attrs.at[NFTA_SET_KEY_TYPE], 0);
	set->key_len = attr_be32(attrs.at[NFTA_SET_KEY_LEN], 0);
	set->data_type = attr_be32(attrs.at[NFTA_SET_DATA_TYPE], 0);
	set->data_len = attr_be32(attrs.at[NFTA_SET_DATA_LEN], 0);
	set->has_count = attrs.at[SET_COUNT];
	set->count = attr_be32(attrs.at[SET_COUNT], 0);
	read_fields(attrs.at[NFTA_SET_DESC], set);
	read_set_exprs(&attrs, set);
	return 0;
}

static int add_thing(struct held *held, const struct nlmsghdr *msg,
		     const struct attrs *attrs, bool flowtable)
{
	/* NFTA_OBJ_TABLE, _NAME and NFTA_FLOWTABLE_TABLE, _NAME are the same
	 * numbers. */
	struct held_table *table = our_table(
		held, family_of(msg), attr_text(attrs->at[NFTA_OBJ_TABLE]));
	struct held_thing *thing;

	if (!table)
		return 0;
	thing = vec_add(&held->arena, &table->things);
	thing->name = copy_text(held, attrs->at[NFTA_OBJ_NAME]);
	thing->flowtable = flowtable;
	if (!flowtable)
		thing->type = attr_be32(attrs->at[NFTA_OBJ_TYPE], 0);
	return 0;
}

static_assert((int)NFTA_OBJ_TABLE == (int)NFTA_FLOWTABLE_TABLE &&
		      (int)NFTA_OBJ_NAME == (int)NFTA_FLOWTABLE_NAME,
	      "add_thing() reads both");

static int read_object(const struct nlmsghdr *msg, void *ctx)
{
	struct attrs attrs;

	return attrs_of_message(msg, &attrs)
		       ? add_thing(ctx, msg, &attrs, false)
		       : -EBADMSG;
}

static int read_flowtable(const struct nlmsghdr *msg, void *ctx)
{
	struct attrs attrs;

	return attrs_of_message(msg, &attrs) ? add_thing(ctx, msg, &attrs, true)
					     : -EBADMSG;
}

static int by_chain_name(const void *a, const void *b)
{
	const struct held_chain *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int by_set_name(const void *a, const void *b)
{
	const struct held_set *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void sort_table(struct held_table *table)
{
	if (table->chains.n)
		qsort(table->chains.at, table->chains.n,
		      sizeof(*table->chains.at), by_chain_name);
	if (table->sets.n)
		qsort(table->sets.at, table->sets.n, sizeof(*table->sets.at),
		      by_set_name);
}

const struct held_chain *held_find_chain(const struct held_table *table,
					 const char *name)
{
	const struct held_chain wanted = { .name = name };

	return table->chains.n
		       ? bsearch(&wanted, table->chains.at, table->chains.n,
				 sizeof(*table->chains.at), by_chain_name)
		       : NULL;
}

const struct held_set *held_find_set(const struct held_table *table,
				     const char *name)
{
	const struct held_set wanted = { .name = name };

	return table->sets.n ? bsearch(&wanted, table->sets.at, table->sets.n,
				       sizeof(*table->sets.at), by_set_name)
			     : NULL;
}

static int read_once(struct sock *sock, struct held *held, struct leads *leads)
{
	static const struct {
		uint16_t message;
		sock_each each;
	} dumps[] = {
		{ NFT_MSG_GETTABLE, read_table },
		{ NFT_MSG_GETCHAIN, read_chain },
		{ NFT_MSG_GETSET, read_set },
		{ NFT_MSG_GETOBJ, read_object },
		{ NFT_MSG_GETFLOWTABLE, read_flowtable },
	};

	uint32_t after;
	int r = sock_settled_generation(sock, &held->genid);

	for (size_t i = 0; r == 0 && i < sizeof(dumps) / sizeof(*dumps); i++) {
		const struct dump all = { .message = dumps[i].message };

		r = held_dump(sock, &all, dumps[i].each, held);
	}
	if (r == 0)
		r = leads_read(sock, held, leads);
	if (r == 0)
		r = sock_generation(sock, &after);
	if (r == 0 && after != held->genid)
		r = -EINTR;
	return r;
}

static void wait_for_lapse(void)
{
	const struct timespec t = { .tv_nsec = LAPSE_WAIT_MS * 1000000L };

	nanosleep(&t, NULL);
}

int held_read(struct sock *sock, struct held *out)
{
	for (int i = 0; i < ATTEMPTS; i++) {
		struct held held = { 0 };
		struct leads leads;
		int r = read_once(sock, &held, &leads);

		/* What stays half lapsed is no lapse: somebody emptied it. */
		if (r == 0 && leads_are_lapsing(&leads) && i + 1 < ATTEMPTS) {
			wait_for_lapse();
			r = -EINTR;
		}
		if (r == 0) {
			leads_decide(&leads, &held);
			sort_table(&held.gate);
			sort_table(&held.guard);
			*out = held;
			return 0;
		}
		held_finish(&held);
		/* ENOENT: a table went away between two questions. */
		if (r != -EINTR && r != -ENOENT)
			return r;
	}
	return -ERESTART;
}

void held_finish(struct held *held)
{
	arena_finish(&held->arena);
}
