/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_dump.c -- decoded rules as the dump that a kernel would give of them
 */
#include "rules_dump.h"

#include <libmnl/libmnl.h>

#include "base/must.h"
#include "kernel/netlink/attr.h"

#include "rules_send.h"

enum {
	NEW_TABLE = 0,
	NEW_CHAIN = 3,
	NEW_RULE = 6,
	NEW_SET = 9,
	NEW_ELEMENTS = 12,
	FAMILY_LEN = 4, /* struct nfgenmsg */
	ELEM = 1,
	VERDICTS = (int)0xffffff00, /* NFT_DATA_VERDICT */
};

struct dumping {
	struct snapshot *out;
	struct arena *arena;
	size_t n_sets;
	uint64_t handle;
	uint8_t bytes[65536];
};

static struct nlmsghdr *begin(struct dumping *d, uint32_t family, uint8_t type)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(d->bytes);
	uint8_t *head = mnl_nlmsg_put_extra_header(msg, FAMILY_LEN);

	msg->nlmsg_type = (uint16_t)(10 << 8 | type);
	*head = (uint8_t)family;
	return msg;
}

static void end(struct dumping *d, const struct nlmsghdr *msg,
		enum snapshot_part part)
{
	must(snapshot_add(d->out, part, msg, msg->nlmsg_len));
}

static void put_data(struct nlmsghdr *msg, uint16_t type, const uint8_t *bytes,
		     size_t len)
{
	struct nlattr *nest = attr_begin(msg, type);

	attr_put(msg, 1, bytes, len);
	attr_end(msg, nest);
}

static void put_chain(struct dumping *d, const struct nf_table *table,
		      const struct nf_chain *chain)
{
	struct nlmsghdr *msg = begin(d, table->family, NEW_CHAIN);
	const struct nf_base *base = chain->base;
	struct nlattr *hook;

	attr_put_text(msg, 1, table->name);
	attr_put_text(msg, 3, chain->name);
	if (base) {
		hook = attr_begin(msg, 4);
		attr_put_be32(msg, 1, base->hook);
		attr_put_be32(msg, 2, (uint32_t)base->priority);
		attr_end(msg, hook);
		attr_put_be32(msg, 5, base->accepts);
		attr_put_text(msg, 7, base->type);
	}
	end(d, msg, SNAPSHOT_CHAINS);
}

static void put_element(struct nlmsghdr *msg, const struct nf_set *set,
			const struct nf_element *element)
{
	struct nlattr *one = attr_begin(msg, ELEM), *data;

	if (element->key)
		put_data(msg, 1, element->key, set->key_len);
	if (element->verdict) {
		data = attr_begin(msg, 2);
		rules_send_verdict(msg, element->verdict);
		attr_end(msg, data);
	} else if (element->data.len > 0)
		put_data(msg, 2, element->data.at, element->data.len);
	if (element->flags)
		attr_put_be32(msg, 3, element->flags);
	if (element->expiration_ms)
		attr_put_be64(msg, 5, element->expiration_ms);
	if (element->key_end)
		put_data(msg, 10, element->key_end, set->key_len);
	attr_end(msg, one);
}

static void put_set(struct dumping *d, const struct nf_set *set)
{
	struct nlmsghdr *msg = begin(d, set->table->family, NEW_SET);
	uint32_t flags = set->flags | (set->n_fields ? NF_SET_CONCAT : 0);
	struct nlattr *description, *list, *one;

	if (set->verdicts || set->data_len)
		flags |= NF_SET_MAP;

	attr_put_text(msg, 1, set->table->name);
	attr_put_text(msg, 2, set->name);
	attr_put_be32(msg, 3, flags);
	attr_put_be32(msg, 5, set->key_len);
	if (flags & NF_SET_MAP) {
		attr_put_be32(msg, 6, set->verdicts ? (uint32_t)VERDICTS : 0);
		attr_put_be32(msg, 7, set->data_len);
	}
	if (set->n_fields > 0) {
		description = attr_begin(msg, 9);
		list = attr_begin(msg, 2);
		for (size_t i = 0; i < set->n_fields; i++) {
			one = attr_begin(msg, ELEM);
			attr_put_be32(msg, 1, set->field_lens[i]);
			attr_end(msg, one);
		}
		attr_end(msg, list);
		attr_end(msg, description);
	}
	end(d, msg, SNAPSHOT_SETS);
	msg = begin(d, set->table->family, NEW_ELEMENTS);
	attr_put_text(msg, 1, set->table->name);
	attr_put_text(msg, 2, set->name);
	list = attr_begin(msg, 3);
	vec_each(element, &set->elements)
		put_element(msg, set, element);
	attr_end(msg, list);
	end(d, msg, SNAPSHOT_ELEMENTS);
}

/* A set may be looked up by several rules: it has its name since the first. */
static void name_set(struct dumping *d, const struct nf_set *set)
{
	struct nf_set *ours = (struct nf_set *)(uintptr_t)set;

	if (set->name && set->name[0] == '@')
		return;
	ours->name = arena_printf(d->arena, "@%zu", d->n_sets++);
	/* No kernel has ends in a set of ranges. */
	vec_each(element, &ours->elements)
		if (ours->n_fields > 0 || !(ours->flags & NF_SET_INTERVAL))
			element->flags &= ~(uint32_t)NF_ELEMENT_INTERVAL_END;
	put_set(d, set);
}

static void put_rule(struct dumping *d, const struct nf_chain *chain,
		     const struct nf_rule *rule)
{
	struct nlmsghdr *msg;
	struct nlattr *list;

	vec_each(expr, &rule->exprs)
		if (expr->kind == EXPR_LOOKUP)
			name_set(d, expr->lookup.set);
	msg = begin(d, chain->table->family, NEW_RULE);
	attr_put_text(msg, 1, chain->table->name);
	attr_put_text(msg, 2, chain->name);
	attr_put_be64(msg, 3, ++d->handle);
	list = attr_begin(msg, 4);
	rules_send_exprs(msg, &rule->exprs);
	attr_end(msg, list);
	end(d, msg, SNAPSHOT_RULES);
}

void rules_dump(struct rules *rules, struct snapshot *out)
{
	struct dumping d = { .out = out, .arena = &rules->arena };
	struct nlmsghdr *msg;

	out->has_around = true;
	vec_each(table, &rules->tables) {
		msg = begin(&d, table->family, NEW_TABLE);
		attr_put_text(msg, 1, table->name);
		attr_put_be32(msg, 2, table->flags);
		end(&d, msg, SNAPSHOT_TABLES);
		vec_each(chain, &table->chains) {
			put_chain(&d, table, chain);
			vec_each(rule, &chain->rules)
				put_rule(&d, chain, rule);
		}
	}
}
