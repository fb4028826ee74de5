/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule.c -- a rule as the kernel's instructions
 *
 * Written the way nft(8) writes the same words, so that a frame loaded by
 * `nft -f rules/lockdown.nft` equals ours and `nft list ruleset` reads well.
 * Every statement starts at register 0; none leaves anything there for the
 * next.
 */
#include "kernel/put/rule.h"

#include <libmnl/libmnl.h>
#include <libnftnl/udata.h>

#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "kernel/netlink/attr.h"
#include "kernel/netlink/code.h"
#include "kernel/netlink/expr.h"
#include "kernel/netlink/udata.h"

static void load(struct nlmsghdr *msg, enum field field, int reg)
{
	const struct field_source *from = code_source(field);

	switch (from->kind) {
	case SOURCE_META:
		expr_meta(msg, from->key, reg);
		break;
	case SOURCE_CT:
		expr_ct(msg, from->key, reg);
		break;
	case SOURCE_CT_ORIGINAL:
		expr_ct_of(msg, from->key, IP_CT_DIR_ORIGINAL, reg);
		break;
	case SOURCE_PAYLOAD:
		expr_payload(msg, from->key, from->offset,
			     field_info(field)->len, reg);
		break;
	}
}

static void load_key(struct nlmsghdr *msg, const struct key_spec *key)
{
	int reg = 0;

	for (uint8_t i = 0; i < key->n; i++) {
		load(msg, key->fields[i], reg);
		reg += (field_info(key->fields[i])->len + 3) / 4;
	}
}

static void put_match(struct nlmsghdr *msg, const struct stmt *stmt)
{
	static const uint8_t zero[16];
	const size_t len = field_info(stmt->field)->len;

	load(msg, stmt->field, 0);
	if (stmt->has_mask)
		expr_bitwise(msg, 0, stmt->mask, zero, len);
	expr_cmp(msg, stmt->negate ? NFT_CMP_NEQ : NFT_CMP_EQ, 0, stmt->value,
		 len);
}

/* The kernel compares bytes from the left: numbers in host order are turned. */
static void load_ordered(struct nlmsghdr *msg, enum field field)
{
	const struct field_info *info = field_info(field);

	load(msg, field, 0);
	if (info->host_endian && info->len > 1)
		expr_byteorder(msg, 0, info->len);
}

static void put_bound(struct nlmsghdr *msg, uint32_t op, enum field field,
		      const uint8_t value[static 16])
{
	uint8_t ordered[16];

	code_ordered(field, ordered, value);
	expr_cmp(msg, op, 0, ordered, field_info(field)->len);
}

static void put_stamp(struct nlmsghdr *msg)
{
	const uint32_t mask = ~STAMP_MASK, value = STAMP_VALUE;

	expr_meta(msg, NFT_META_MARK, 0);
	expr_bitwise(msg, 0, &mask, &value, sizeof(mask));
	expr_meta_set(msg, NFT_META_MARK, 0);
}

static void put_stmt(struct nlmsghdr *msg, const struct stmt *stmt)
{
	switch (stmt->kind) {
	case STMT_MATCH:
		put_match(msg, stmt);
		break;
	case STMT_RANGE:
		load_ordered(msg, stmt->field);
		put_bound(msg, NFT_CMP_GTE, stmt->field, stmt->value);
		put_bound(msg, NFT_CMP_LTE, stmt->field, stmt->last);
		break;
	case STMT_AT_LEAST:
		load_ordered(msg, stmt->field);
		put_bound(msg, NFT_CMP_GTE, stmt->field, stmt->value);
		break;
	case STMT_BELOW:
		load_ordered(msg, stmt->field);
		put_bound(msg, NFT_CMP_LT, stmt->field, stmt->value);
		break;
	case STMT_LOOKUP:
		load_key(msg, &stmt->key);
		expr_lookup(msg, stmt->set, 0, REG_NONE, stmt->negate);
		break;
	case STMT_VMAP:
		load_key(msg, &stmt->key);
		expr_lookup(msg, stmt->set, 0, REG_VERDICT, false);
		break;
	case STMT_CT_MARK_MAP:
		load_key(msg, &stmt->key);
		expr_lookup(msg, stmt->set, 0, 0, false);
		expr_ct_set(msg, NFT_CT_MARK, 0);
		break;
	case STMT_CT_MARK:
		expr_immediate(msg, 0, &stmt->number, sizeof(stmt->number));
		expr_ct_set(msg, NFT_CT_MARK, 0);
		break;
	case STMT_STAMP:
		put_stamp(msg);
		break;
	case STMT_LIMIT:
		expr_limit(msg, stmt->count, stmt->seconds, stmt->burst);
		break;
	case STMT_COUNTER:
		expr_counter(msg);
		break;
	case STMT_LOG:
		expr_log(msg, stmt->text, NFLOG_GROUP);
		break;
	case STMT_VERDICT:
		expr_verdict(msg, code_verdict(stmt->verdict.kind),
			     stmt->verdict.chain);
		break;
	}
}

void put_rule_body(struct nlmsghdr *msg, const struct rule *rule)
{
	struct udata udata = { 0 };
	struct nlattr *nest = attr_begin(msg, NFTA_RULE_EXPRESSIONS);

	vec_each(stmt, &rule->stmts)
		put_stmt(msg, stmt);
	attr_end(msg, nest);
	udata_put_comment(&udata, NFTNL_UDATA_RULE_COMMENT, rule->comment);
	udata_write(&udata, msg, NFTA_RULE_USERDATA);
}

void put_rule(struct batch *batch, const char *table, const char *chain,
	      const struct rule *rule)
{
	const struct place place = { .at = rule->at,
				     .kind = "a rule of chain",
				     .name = chain };
	struct nlmsghdr *msg = batch_add(batch, NFT_MSG_NEWRULE,
					 NLM_F_CREATE | NLM_F_APPEND, &place);

	attr_put_text(msg, NFTA_RULE_TABLE, table);
	attr_put_text(msg, NFTA_RULE_CHAIN, chain);
	put_rule_body(msg, rule);
	batch_close(batch, msg);
}
