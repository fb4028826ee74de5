/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_send_expr.c -- an expression's attributes, from what was decoded of them
 */
#include <string.h>

#include <libmnl/libmnl.h>

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "base/must.h"
#include "kernel/netlink/attr.h"

#include "rules_send.h"

enum { /* Linux 6.13; not in older headers */
	BITWISE_SREG2 = 8,
};

enum { /* Linux 6.2 */
	INNER_NUM = 1,
	INNER_TYPE,
	INNER_FLAGS,
	INNER_HDRSIZE,
	INNER_EXPR,
};

static void put_reg(struct nlmsghdr *msg, uint16_t type, uint8_t reg)
{
	if (reg == NF_REG_VERDICT)
		attr_put_be32(msg, type, NFT_REG_VERDICT);
	else if (reg != NF_REG_NONE)
		attr_put_be32(msg, type, NFT_REG32_00 + (uint32_t)reg);
}

static void put_value(struct nlmsghdr *msg, uint16_t type, struct nf_bytes data)
{
	struct nlattr *nest = attr_begin(msg, type);

	attr_put(msg, NFTA_DATA_VALUE, data.at, data.len);
	attr_end(msg, nest);
}

void rules_send_verdict(struct nlmsghdr *msg, const struct nf_verdict *verdict)
{
	static const int32_t codes[] = {
		[NF_VERDICT_DROP] = NF_DROP,
		[NF_VERDICT_ACCEPT] = NF_ACCEPT,
		[NF_VERDICT_QUEUE] = NF_QUEUE,
		[NF_VERDICT_CONTINUE] = NFT_CONTINUE,
		[NF_VERDICT_BREAK] = NFT_BREAK,
		[NF_VERDICT_JUMP] = NFT_JUMP,
		[NF_VERDICT_GOTO] = NFT_GOTO,
		[NF_VERDICT_RETURN] = NFT_RETURN,
		[NF_VERDICT_STRANGE] = NF_DROP,
	};
	struct nlattr *nest = attr_begin(msg, NFTA_DATA_VERDICT);

	attr_put_be32(msg, NFTA_VERDICT_CODE, (uint32_t)codes[verdict->kind]);
	if (verdict->chain)
		attr_put_text(msg, NFTA_VERDICT_CHAIN, verdict->chain->name);
	attr_end(msg, nest);
}

static const char *put_compare(struct nlmsghdr *msg, const struct nf_expr *expr)
{
	switch ((int)expr->kind) {
	case EXPR_CMP:
		put_reg(msg, NFTA_CMP_SREG, expr->cmp.sreg);
		attr_put_be32(msg, NFTA_CMP_OP, expr->cmp.op);
		put_value(msg, NFTA_CMP_DATA, expr->cmp.data);
		return "cmp";
	case EXPR_RANGE:
		put_reg(msg, NFTA_RANGE_SREG, expr->range.sreg);
		attr_put_be32(msg, NFTA_RANGE_OP,
			      expr->range.inverted ? NFT_RANGE_NEQ
						   : NFT_RANGE_EQ);
		put_value(msg, NFTA_RANGE_FROM_DATA, expr->range.from);
		put_value(msg, NFTA_RANGE_TO_DATA, expr->range.to);
		return "range";
	case EXPR_LOOKUP:
		attr_put_text(msg, NFTA_LOOKUP_SET, expr->lookup.set->name);
		put_reg(msg, NFTA_LOOKUP_SREG, expr->lookup.sreg);
		put_reg(msg, NFTA_LOOKUP_DREG, expr->lookup.dreg);
		if (expr->lookup.inverted)
			attr_put_be32(msg, NFTA_LOOKUP_FLAGS, NFT_LOOKUP_F_INV);
		return "lookup";
	default:
		return NULL;
	}
}

static const char *put_bitwise(struct nlmsghdr *msg, const struct nf_expr *expr)
{
	uint32_t shift = expr->bitwise.shift;

	put_reg(msg, NFTA_BITWISE_SREG, expr->bitwise.sreg);
	put_reg(msg, NFTA_BITWISE_DREG, expr->bitwise.dreg);
	attr_put_be32(msg, NFTA_BITWISE_LEN, expr->bitwise.len);
	attr_put_be32(msg, NFTA_BITWISE_OP, expr->bitwise.op);
	switch (expr->bitwise.op) {
	case NF_BITWISE_MASK_XOR:
		put_value(msg, NFTA_BITWISE_MASK, expr->bitwise.mask);
		put_value(msg, NFTA_BITWISE_XOR, expr->bitwise.xor);
		break;
	case NF_BITWISE_LSHIFT:
	case NF_BITWISE_RSHIFT:
		put_value(msg, NFTA_BITWISE_DATA,
			  (struct nf_bytes){ (const uint8_t *)&shift, 4 });
		break;
	case NF_BITWISE_AND:
	case NF_BITWISE_OR:
	case NF_BITWISE_XOR:
		if (expr->bitwise.sreg2 == NF_REG_NONE)
			put_value(msg, NFTA_BITWISE_DATA, expr->bitwise.data);
		put_reg(msg, BITWISE_SREG2, expr->bitwise.sreg2);
		break;
	}
	return "bitwise";
}

static const char *put_change(struct nlmsghdr *msg, const struct nf_expr *expr)
{
	struct nlattr *nest;

	switch ((int)expr->kind) {
	case EXPR_BITWISE:
		return put_bitwise(msg, expr);
	case EXPR_BYTEORDER:
		put_reg(msg, NFTA_BYTEORDER_SREG, expr->byteorder.sreg);
		put_reg(msg, NFTA_BYTEORDER_DREG, expr->byteorder.dreg);
		attr_put_be32(msg, NFTA_BYTEORDER_OP, expr->byteorder.op);
		attr_put_be32(msg, NFTA_BYTEORDER_LEN, expr->byteorder.len);
		attr_put_be32(msg, NFTA_BYTEORDER_SIZE, expr->byteorder.size);
		return "byteorder";
	case EXPR_IMMEDIATE:
		put_reg(msg, NFTA_IMMEDIATE_DREG, expr->immediate.dreg);
		put_value(msg, NFTA_IMMEDIATE_DATA, expr->immediate.data);
		return "immediate";
	case EXPR_VERDICT:
		put_reg(msg, NFTA_IMMEDIATE_DREG, NF_REG_VERDICT);
		nest = attr_begin(msg, NFTA_IMMEDIATE_DATA);
		rules_send_verdict(msg, &expr->verdict);
		attr_end(msg, nest);
		return "immediate";
	default:
		return NULL;
	}
}

static const char *put_load(struct nlmsghdr *msg, const struct nf_expr *expr)
{
	bool sets = expr->kind == EXPR_META_SET || expr->kind == EXPR_CT_SET ||
		    expr->kind == EXPR_PAYLOAD_SET;

	switch ((int)expr->kind) {
	case EXPR_PAYLOAD:
	case EXPR_PAYLOAD_SET:
		put_reg(msg, sets ? NFTA_PAYLOAD_SREG : NFTA_PAYLOAD_DREG,
			expr->payload.reg);
		attr_put_be32(msg, NFTA_PAYLOAD_BASE, expr->payload.base);
		attr_put_be32(msg, NFTA_PAYLOAD_OFFSET, expr->payload.offset);
		attr_put_be32(msg, NFTA_PAYLOAD_LEN, expr->payload.len);
		if (!sets)
			return "payload";
		attr_put_be32(msg, NFTA_PAYLOAD_CSUM_TYPE,
			      expr->payload.csum_type);
		attr_put_be32(msg, NFTA_PAYLOAD_CSUM_OFFSET,
			      expr->payload.csum_offset);
		attr_put_be32(msg, NFTA_PAYLOAD_CSUM_FLAGS,
			      expr->payload.csum_flags);
		return "payload";
	case EXPR_META:
	case EXPR_META_SET:
		put_reg(msg, sets ? NFTA_META_SREG : NFTA_META_DREG,
			expr->meta.reg);
		attr_put_be32(msg, NFTA_META_KEY, expr->meta.key);
		return "meta";
	case EXPR_CT:
	case EXPR_CT_SET:
		put_reg(msg, sets ? NFTA_CT_SREG : NFTA_CT_DREG, expr->ct.reg);
		attr_put_be32(msg, NFTA_CT_KEY, expr->ct.key);
		if (expr->ct.key == NF_CT_SRC || expr->ct.key == NF_CT_DST ||
		    (expr->ct.key >= NF_CT_SRC_IP &&
		     expr->ct.key <= NF_CT_DST_IP6))
			attr_put(msg, NFTA_CT_DIRECTION,
				 &(uint8_t){ (uint8_t)expr->ct.direction }, 1);
		return "ct";
	default:
		return NULL;
	}
}

/* The expression within is a payload or a meta. */
static void put_inner(struct nlmsghdr *msg, const struct nf_expr *expr)
{
	struct nlattr *element, *data;
	const char *name;

	attr_put_be32(msg, INNER_NUM, 0);
	attr_put_be32(msg, INNER_TYPE, expr->inner.type);
	attr_put_be32(msg, INNER_FLAGS, expr->inner.flags);
	attr_put_be32(msg, INNER_HDRSIZE, expr->inner.hdrsize);
	element = attr_begin(msg, INNER_EXPR);
	data = attr_begin(msg, NFTA_EXPR_DATA);
	name = put_load(msg, expr->inner.expr);
	must(name != NULL);
	attr_end(msg, data);
	attr_put_text(msg, NFTA_EXPR_NAME, name);
	attr_end(msg, element);
}

static const char *put_rest(struct nlmsghdr *msg, const struct nf_expr *expr)
{
	switch ((int)expr->kind) {
	case EXPR_COUNTER:
		return "counter";
	case EXPR_NOTRACK:
		return "notrack";
	case EXPR_LAST:
		return "last";
	case EXPR_EXTHDR:
		put_reg(msg, NFTA_EXTHDR_DREG, expr->exthdr.reg);
		attr_put(msg, NFTA_EXTHDR_TYPE, &expr->exthdr.type, 1);
		attr_put_be32(msg, NFTA_EXTHDR_OFFSET, expr->exthdr.offset);
		attr_put_be32(msg, NFTA_EXTHDR_LEN, expr->exthdr.len);
		attr_put_be32(msg, NFTA_EXTHDR_FLAGS, expr->exthdr.flags);
		attr_put_be32(msg, NFTA_EXTHDR_OP, expr->exthdr.op);
		return "exthdr";
	case EXPR_SOCKET:
		put_reg(msg, NFTA_SOCKET_DREG, expr->load.dreg);
		attr_put_be32(msg, NFTA_SOCKET_KEY, expr->load.key);
		attr_put_be32(msg, NFTA_SOCKET_LEVEL, expr->load.level);
		return "socket";
	case EXPR_INNER:
		put_inner(msg, expr);
		return "inner";
	case EXPR_LOG:
		attr_put_be16(msg, NFTA_LOG_GROUP, expr->log.group);
		return "log";
	case EXPR_REJECT:
		attr_put_be32(msg, NFTA_REJECT_TYPE, expr->reject.type);
		attr_put(msg, NFTA_REJECT_ICMP_CODE, &expr->reject.code, 1);
		return "reject";
	case EXPR_LIMIT:
		attr_put_be64(msg, NFTA_LIMIT_RATE, expr->limit.rate);
		attr_put_be64(msg, NFTA_LIMIT_UNIT, expr->limit.unit);
		attr_put_be32(msg, NFTA_LIMIT_BURST, expr->limit.burst);
		attr_put_be32(msg, NFTA_LIMIT_TYPE, expr->limit.type);
		attr_put_be32(msg, NFTA_LIMIT_FLAGS, expr->limit.inverted);
		return "limit";
	case EXPR_QUOTA:
		attr_put_be64(msg, NFTA_QUOTA_BYTES, expr->quota.bytes);
		attr_put_be32(msg, NFTA_QUOTA_FLAGS, expr->quota.flags);
		return "quota";
	case EXPR_FIB:
		put_reg(msg, NFTA_FIB_DREG, expr->fib.dreg);
		attr_put_be32(msg, NFTA_FIB_RESULT, expr->fib.result);
		attr_put_be32(msg, NFTA_FIB_FLAGS, expr->fib.flags);
		return "fib";
	case EXPR_NUMGEN:
		put_reg(msg, NFTA_NG_DREG, expr->numgen.dreg);
		attr_put_be32(msg, NFTA_NG_MODULUS, expr->numgen.modulus);
		attr_put_be32(msg, NFTA_NG_TYPE, expr->numgen.type);
		attr_put_be32(msg, NFTA_NG_OFFSET, expr->numgen.offset);
		return "numgen";
	case EXPR_DYNSET:
		attr_put_text(msg, NFTA_DYNSET_SET_NAME,
			      expr->dynset.set->name);
		attr_put_be32(msg, NFTA_DYNSET_OP, expr->dynset.op);
		put_reg(msg, NFTA_DYNSET_SREG_KEY, expr->dynset.sreg_key);
		attr_put_be32(msg, NFTA_DYNSET_FLAGS, expr->dynset.inverted);
		return "dynset";
	default:
		return NULL;
	}
}

static void put_expr(struct nlmsghdr *msg, const struct nf_expr *expr)
{
	struct nlattr *element = attr_begin(msg, NFTA_LIST_ELEM);
	struct nlattr *data = attr_begin(msg, NFTA_EXPR_DATA);
	const char *name = put_compare(msg, expr);

	if (!name)
		name = put_change(msg, expr);
	if (!name)
		name = put_load(msg, expr);
	if (!name)
		name = put_rest(msg, expr);
	must(name != NULL);
	attr_end(msg, data);
	attr_put_text(msg, NFTA_EXPR_NAME, name);
	attr_end(msg, element);
}

void rules_send_exprs(struct nlmsghdr *msg, const struct nf_exprs *exprs)
{
	for (size_t i = 0; i < exprs->n; i++)
		put_expr(msg, &exprs->at[i]);
}
