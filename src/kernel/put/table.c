/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.c -- tables and chains into a batch, and whatever is to go
 */
#include "kernel/put/table.h"

#include <string.h>

#include <libmnl/libmnl.h>
#include <libnftnl/udata.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/netlink/attr.h"
#include "kernel/netlink/code.h"

void put_table(struct batch *batch, const struct table *table)
{
	const struct place place = { .kind = "table", .name = table->name };
	struct nlmsghdr *msg =
		batch_add(batch, NFT_MSG_NEWTABLE, NLM_F_CREATE, &place);
	struct udata udata = { 0 };

	attr_put_text(msg, NFTA_TABLE_NAME, table->name);
	/* An update of an owned table without its flags would be refused. */
	attr_put_be32(
		msg, NFTA_TABLE_FLAGS,
		strcmp(table->name, TABLE_GATE) ? 0 : batch->sock->gate_flags);
	udata_put_comment(&udata, NFTNL_UDATA_TABLE_COMMENT, table->comment);
	udata_write(&udata, msg, NFTA_TABLE_USERDATA);
	batch_close(batch, msg);
}

static void put_hook(struct nlmsghdr *msg, const struct chain *chain)
{
	struct nlattr *nest = attr_begin(msg, NFTA_CHAIN_HOOK);

	attr_put_be32(msg, NFTA_HOOK_HOOKNUM, code_hook(chain->hook));
	attr_put_be32(msg, NFTA_HOOK_PRIORITY, (uint32_t)chain->priority);
	attr_end(msg, nest);
	attr_put_be32(msg, NFTA_CHAIN_POLICY,
		      chain->accepts ? NF_ACCEPT : NF_DROP);
	attr_put_text(msg, NFTA_CHAIN_TYPE, "filter");
}

void put_chain(struct batch *batch, const char *table,
	       const struct chain *chain, const struct udata *extra)
{
	const struct place place = { .at = chain->at,
				     .kind = "chain",
				     .name = chain->name };
	struct nlmsghdr *msg =
		batch_add(batch, NFT_MSG_NEWCHAIN, NLM_F_CREATE, &place);
	struct udata udata = { 0 };

	attr_put_text(msg, NFTA_CHAIN_TABLE, table);
	attr_put_text(msg, NFTA_CHAIN_NAME, chain->name);
	if (chain->hook != HOOK_NONE)
		put_hook(msg, chain);
	udata_put_comment(&udata, NFTNL_UDATA_CHAIN_COMMENT, chain->comment);
	if (extra)
		udata_append(&udata, extra);
	udata_write(&udata, msg, NFTA_CHAIN_USERDATA);
	batch_close(batch, msg);
}

/* A message that needs no more than two names. */
static struct nlmsghdr *begin_gone(struct batch *batch, uint16_t type,
				   const char *kind, const char *name)
{
	const struct place place = { .kind = kind, .name = name };

	return batch_add(batch, type, 0, &place);
}

void put_table_gone(struct batch *batch, const char *table)
{
	struct nlmsghdr *msg =
		begin_gone(batch, NFT_MSG_DELTABLE, "table", table);

	attr_put_text(msg, NFTA_TABLE_NAME, table);
	batch_close(batch, msg);
}

void put_chain_gone(struct batch *batch, const char *table, const char *chain)
{
	struct nlmsghdr *msg =
		begin_gone(batch, NFT_MSG_DELCHAIN, "chain", chain);

	attr_put_text(msg, NFTA_CHAIN_TABLE, table);
	attr_put_text(msg, NFTA_CHAIN_NAME, chain);
	batch_close(batch, msg);
}

void put_rules_gone(struct batch *batch, const char *table, const char *chain)
{
	struct nlmsghdr *msg =
		begin_gone(batch, NFT_MSG_DELRULE, "the rules of chain", chain);

	attr_put_text(msg, NFTA_RULE_TABLE, table);
	attr_put_text(msg, NFTA_RULE_CHAIN, chain);
	batch_close(batch, msg);
}

void put_set_gone(struct batch *batch, const char *table, const char *set)
{
	struct nlmsghdr *msg = begin_gone(batch, NFT_MSG_DELSET, "set", set);

	attr_put_text(msg, NFTA_SET_TABLE, table);
	attr_put_text(msg, NFTA_SET_NAME, set);
	batch_close(batch, msg);
}

/* Without a list of elements, all of them go. */
void put_elements_gone(struct batch *batch, const char *table, const char *set)
{
	struct nlmsghdr *msg = begin_gone(batch, NFT_MSG_DELSETELEM,
					  "the elements of set", set);

	attr_put_text(msg, NFTA_SET_ELEM_LIST_TABLE, table);
	attr_put_text(msg, NFTA_SET_ELEM_LIST_SET, set);
	batch_close(batch, msg);
}

void put_thing_gone(struct batch *batch, const char *table,
		    const struct held_thing *thing)
{
	struct nlmsghdr *msg = begin_gone(
		batch, thing->flowtable ? NFT_MSG_DELFLOWTABLE : NFT_MSG_DELOBJ,
		"object", thing->name);

	/* NFTA_FLOWTABLE_TABLE and _NAME have the same numbers. */
	attr_put_text(msg, NFTA_OBJ_TABLE, table);
	attr_put_text(msg, NFTA_OBJ_NAME, thing->name);
	if (!thing->flowtable)
		attr_put_be32(msg, NFTA_OBJ_TYPE, thing->type);
	batch_close(batch, msg);
}
