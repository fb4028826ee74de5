/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_send.c -- decoded rules put into the kernel of this namespace
 */
#include "rules_send.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "base/must.h"
#include "kernel/netlink/attr.h"

struct sender {
	struct batch batch;
	struct sock *sock;
	struct rules_sent *out;
	struct arena arena;

	struct {
		const struct nf_set **at;
		size_t n, cap;
	} known; /* sent, or refused */
};

static int begin(struct sender *sender)
{
	uint32_t genid;
	int r = sock_generation(sender->sock, &genid);

	if (r == 0)
		batch_begin(&sender->batch, sender->sock, genid);
	return r;
}

static struct nlmsghdr *add(struct sender *sender, uint16_t type,
			    uint16_t flags, uint32_t family, const char *kind)
{
	const struct place place = { .kind = kind, .name = "test" };
	struct nlmsghdr *msg = batch_add(&sender->batch, type, flags, &place);
	struct nfgenmsg *head = mnl_nlmsg_get_payload(msg);

	head->nfgen_family = (uint8_t)family;
	return msg;
}

static int commit(struct sender *sender)
{
	struct diags diags = { 0 };
	int r = batch_commit(&sender->batch, &diags);

	if (r < 0)
		snprintf(sender->out->why, sizeof(sender->out->why), "%s",
			 diags.list.n > 0 ? diags.list.at[0].text
					  : strerror(-r));
	diags_finish(&diags);
	return r;
}

static void put_data(struct nlmsghdr *msg, uint16_t type, const uint8_t *bytes,
		     size_t len)
{
	struct nlattr *nest = attr_begin(msg, type);

	attr_put(msg, NFTA_DATA_VALUE, bytes, len);
	attr_end(msg, nest);
}

static void put_chain(struct sender *sender, const struct nf_table *table,
		      const struct nf_chain *chain)
{
	struct nlmsghdr *msg = add(sender, NFT_MSG_NEWCHAIN, NLM_F_CREATE,
				   table->family, "chain");
	const struct nf_base *base = chain->base;
	struct nlattr *hook;

	attr_put_text(msg, NFTA_CHAIN_TABLE, table->name);
	attr_put_text(msg, NFTA_CHAIN_NAME, chain->name);
	if (base) {
		hook = attr_begin(msg, NFTA_CHAIN_HOOK);
		attr_put_be32(msg, NFTA_HOOK_HOOKNUM, base->hook);
		attr_put_be32(msg, NFTA_HOOK_PRIORITY,
			      (uint32_t)base->priority);
		attr_end(msg, hook);
		attr_put_be32(msg, NFTA_CHAIN_POLICY, base->accepts);
		attr_put_text(msg, NFTA_CHAIN_TYPE, base->type);
	}
	batch_close(&sender->batch, msg);
}

static int send_table(struct sender *sender, const struct nf_table *table)
{
	int r = begin(sender);
	struct nlmsghdr *msg;

	if (r < 0)
		return r;
	msg = add(sender, NFT_MSG_NEWTABLE, NLM_F_CREATE, table->family,
		  "table");
	attr_put_text(msg, NFTA_TABLE_NAME, table->name);
	attr_put_be32(msg, NFTA_TABLE_FLAGS,
		      table->flags & NF_TABLE_DORMANT ? NFT_TABLE_F_DORMANT
						      : 0);
	batch_close(&sender->batch, msg);
	vec_each(chain, &table->chains)
		put_chain(sender, table, chain);
	r = commit(sender);
	sender->out->tables += r == 0;
	return r;
}

static void put_fields(struct nlmsghdr *msg, const struct nf_set *set)
{
	struct nlattr *description = attr_begin(msg, NFTA_SET_DESC);
	struct nlattr *fields = attr_begin(msg, NFTA_SET_DESC_CONCAT), *one;

	for (size_t i = 0; i < set->n_fields; i++) {
		one = attr_begin(msg, NFTA_LIST_ELEM);
		attr_put_be32(msg, NFTA_SET_FIELD_LEN, set->field_lens[i]);
		attr_end(msg, one);
	}
	attr_end(msg, fields);
	attr_end(msg, description);
}

static void put_set(struct sender *sender, const struct nf_set *set)
{
	struct nlmsghdr *msg = add(sender, NFT_MSG_NEWSET, NLM_F_CREATE,
				   set->table->family, "set");
	/* Elements come without expressions, and stay. */
	uint32_t flags = set->flags & (uint32_t) ~(NF_SET_EXPR | NF_SET_CONCAT);

	if (set->n_fields > 0)
		flags |= NF_SET_CONCAT;
	if (set->verdicts || set->data_len > 0)
		flags |= NF_SET_MAP;
	attr_put_text(msg, NFTA_SET_TABLE, set->table->name);
	attr_put_text(msg, NFTA_SET_NAME, set->name);
	attr_put_be32(msg, NFTA_SET_FLAGS, flags);
	attr_put_be32(msg, NFTA_SET_KEY_TYPE, set->key_type);
	attr_put_be32(msg, NFTA_SET_KEY_LEN, set->key_len);
	if (flags & NF_SET_MAP) {
		attr_put_be32(msg, NFTA_SET_DATA_TYPE,
			      set->verdicts ? NFT_DATA_VERDICT
					    : set->data_type);
		if (!set->verdicts)
			attr_put_be32(msg, NFTA_SET_DATA_LEN, set->data_len);
	}
	if (set->n_fields > 0)
		put_fields(msg, set);
	attr_put_be32(msg, NFTA_SET_ID, 1);
	batch_close(&sender->batch, msg);
}

static void put_element(struct nlmsghdr *msg, const struct nf_set *set,
			const struct nf_element *element)
{
	struct nlattr *one = attr_begin(msg, NFTA_LIST_ELEM), *data;

	if (element->key)
		put_data(msg, NFTA_SET_ELEM_KEY, element->key, set->key_len);
	if (set->n_fields > 0 && element->key)
		put_data(msg, NFTA_SET_ELEM_KEY_END,
			 element->key_end ? element->key_end : element->key,
			 set->key_len);
	if (element->verdict) {
		data = attr_begin(msg, NFTA_SET_ELEM_DATA);
		rules_send_verdict(msg, element->verdict);
		attr_end(msg, data);
	} else if (element->data.len > 0) {
		put_data(msg, NFTA_SET_ELEM_DATA, element->data.at,
			 element->data.len);
	}
	if (element->flags)
		attr_put_be32(msg, NFTA_SET_ELEM_FLAGS, element->flags);
	attr_end(msg, one);
}

static void put_elements(struct sender *sender, const struct nf_set *set)
{
	struct nlmsghdr *msg;
	struct nlattr *list;

	if (set->elements.n == 0)
		return;
	msg = add(sender, NFT_MSG_NEWSETELEM, NLM_F_CREATE, set->table->family,
		  "elements");
	attr_put_text(msg, NFTA_SET_ELEM_LIST_TABLE, set->table->name);
	attr_put_text(msg, NFTA_SET_ELEM_LIST_SET, set->name);
	list = attr_begin(msg, NFTA_SET_ELEM_LIST_ELEMENTS);
	vec_each(element, &set->elements)
		put_element(msg, set, element);
	attr_end(msg, list);
	batch_close(&sender->batch, msg);
}

static bool is_known(const struct sender *sender, const struct nf_set *set)
{
	vec_each(known, &sender->known) {
		if (*known == set)
			return true;
	}
	return false;
}

static int send_set(struct sender *sender, const struct nf_set *set)
{
	int r;

	if (is_known(sender, set))
		return 0;
	*vec_add(&sender->arena, &sender->known) = set;
	r = begin(sender);
	if (r < 0)
		return r;
	put_set(sender, set);
	put_elements(sender, set);
	r = commit(sender);
	sender->out->sets += r == 0;
	sender->out->refused_sets += r == -EPROTO;
	return r == -EPROTO ? 0 : r;
}

static int send_rule(struct sender *sender, const struct nf_chain *chain,
		     const struct nf_rule *rule)
{
	const struct nf_table *table = chain->table;
	struct nlmsghdr *msg;
	struct nlattr *exprs;
	int r = 0;

	for (size_t i = 0; i < rule->exprs.n && r == 0; i++) {
		if (rule->exprs.at[i].kind == EXPR_LOOKUP)
			r = send_set(sender, rule->exprs.at[i].lookup.set);
		if (rule->exprs.at[i].kind == EXPR_DYNSET)
			r = send_set(sender, rule->exprs.at[i].dynset.set);
	}
	if (r == 0)
		r = begin(sender);
	if (r < 0)
		return r;
	msg = add(sender, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND,
		  table->family, "rule");
	attr_put_text(msg, NFTA_RULE_TABLE, table->name);
	attr_put_text(msg, NFTA_RULE_CHAIN, chain->name);
	exprs = attr_begin(msg, NFTA_RULE_EXPRESSIONS);
	rules_send_exprs(msg, &rule->exprs);
	attr_end(msg, exprs);
	batch_close(&sender->batch, msg);
	r = commit(sender);
	sender->out->rules += r == 0;
	sender->out->refused_rules += r == -EPROTO;
	return r == -EPROTO ? 0 : r;
}

int rules_send(struct sock *sock, const struct rules *rules,
	       struct rules_sent *out)
{
	struct sender sender = { .sock = sock, .out = out };
	int r = 0;

	vec_each(table, &rules->tables) {
		if (r == 0)
			r = send_table(&sender, table);
		vec_each(chain, &table->chains) {
			vec_each(rule, &chain->rules) {
				if (r == 0)
					r = send_rule(&sender, chain, rule);
			}
		}
	}
	batch_finish(&sender.batch);
	arena_finish(&sender.arena);
	return r;
}

int rules_flush(struct sock *sock)
{
	struct rules_sent ignored = { 0 };
	struct sender sender = { .sock = sock, .out = &ignored };
	int r = begin(&sender);

	if (r == 0) {
		batch_close(&sender.batch, add(&sender, NFT_MSG_DELTABLE, 0,
					       NFPROTO_UNSPEC, "all tables"));
		r = commit(&sender);
	}
	batch_finish(&sender.batch);
	arena_finish(&sender.arena);
	return r;
}
