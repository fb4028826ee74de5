/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expr.c -- the instructions of an nf_tables rule, one constructor for each
 *
 * Attributes that the kernel would add when it dumps the rule (flags of 0, an
 * operation of 0) are written too: what is held shall equal what was sent.
 */
#include "kernel/netlink/expr.h"

#include <libmnl/libmnl.h>

#include <linux/netfilter/nf_tables.h>

#include "base/must.h"
#include "kernel/netlink/attr.h"

/* Every fourth register has its old, 16-byte name: 1 … 4. */
uint32_t expr_reg(int reg)
{
	must(reg >= 0 && reg < N_REGS);
	return reg % 4 == 0 ? NFT_REG_1 + (uint32_t)reg / 4
			    : NFT_REG32_00 + (uint32_t)reg;
}

int expr_reg_index(uint32_t reg)
{
	if (reg >= NFT_REG_1 && reg <= NFT_REG_4)
		return (int)(reg - NFT_REG_1) * 4;
	if (reg >= NFT_REG32_00 && reg < NFT_REG32_00 + N_REGS)
		return (int)(reg - NFT_REG32_00);
	return -1;
}

struct open_expr {
	struct nlattr *element, *data;
};

static struct open_expr begin(struct nlmsghdr *rule, const char *name)
{
	struct open_expr expr = { .element = attr_begin(rule, NFTA_LIST_ELEM) };

	attr_put_text(rule, NFTA_EXPR_NAME, name);
	expr.data = attr_begin(rule, NFTA_EXPR_DATA);
	return expr;
}

static void end(struct nlmsghdr *rule, struct open_expr expr)
{
	attr_end(rule, expr.data);
	attr_end(rule, expr.element);
}

static void put_data(struct nlmsghdr *rule, uint16_t type, const void *value,
		     size_t len)
{
	struct nlattr *nest = attr_begin(rule, type);

	attr_put(rule, NFTA_DATA_VALUE, value, len);
	attr_end(rule, nest);
}

void expr_meta(struct nlmsghdr *rule, uint32_t key, int dreg)
{
	struct open_expr expr = begin(rule, "meta");

	attr_put_be32(rule, NFTA_META_KEY, key);
	attr_put_be32(rule, NFTA_META_DREG, expr_reg(dreg));
	end(rule, expr);
}

void expr_meta_set(struct nlmsghdr *rule, uint32_t key, int sreg)
{
	struct open_expr expr = begin(rule, "meta");

	attr_put_be32(rule, NFTA_META_KEY, key);
	attr_put_be32(rule, NFTA_META_SREG, expr_reg(sreg));
	end(rule, expr);
}

void expr_ct(struct nlmsghdr *rule, uint32_t key, int dreg)
{
	struct open_expr expr = begin(rule, "ct");

	attr_put_be32(rule, NFTA_CT_DREG, expr_reg(dreg));
	attr_put_be32(rule, NFTA_CT_KEY, key);
	end(rule, expr);
}

void expr_ct_of(struct nlmsghdr *rule, uint32_t key, uint8_t direction,
		int dreg)
{
	struct open_expr expr = begin(rule, "ct");

	attr_put_be32(rule, NFTA_CT_DREG, expr_reg(dreg));
	attr_put_be32(rule, NFTA_CT_KEY, key);
	attr_put(rule, NFTA_CT_DIRECTION, &direction, 1);
	end(rule, expr);
}

void expr_ct_set(struct nlmsghdr *rule, uint32_t key, int sreg)
{
	struct open_expr expr = begin(rule, "ct");

	attr_put_be32(rule, NFTA_CT_SREG, expr_reg(sreg));
	attr_put_be32(rule, NFTA_CT_KEY, key);
	end(rule, expr);
}

void expr_payload(struct nlmsghdr *rule, uint32_t base, uint32_t offset,
		  uint32_t len, int dreg)
{
	struct open_expr expr = begin(rule, "payload");

	attr_put_be32(rule, NFTA_PAYLOAD_DREG, expr_reg(dreg));
	attr_put_be32(rule, NFTA_PAYLOAD_BASE, base);
	attr_put_be32(rule, NFTA_PAYLOAD_OFFSET, offset);
	attr_put_be32(rule, NFTA_PAYLOAD_LEN, len);
	end(rule, expr);
}

void expr_cmp(struct nlmsghdr *rule, uint32_t op, int sreg, const void *value,
	      size_t len)
{
	struct open_expr expr = begin(rule, "cmp");

	attr_put_be32(rule, NFTA_CMP_SREG, expr_reg(sreg));
	attr_put_be32(rule, NFTA_CMP_OP, op);
	put_data(rule, NFTA_CMP_DATA, value, len);
	end(rule, expr);
}

void expr_bitwise(struct nlmsghdr *rule, int reg, const void *mask,
		  const void *flip, size_t len)
{
	struct open_expr expr = begin(rule, "bitwise");

	attr_put_be32(rule, NFTA_BITWISE_SREG, expr_reg(reg));
	attr_put_be32(rule, NFTA_BITWISE_DREG, expr_reg(reg));
	attr_put_be32(rule, NFTA_BITWISE_LEN, (uint32_t)len);
	attr_put_be32(rule, NFTA_BITWISE_OP, NFT_BITWISE_BOOL);
	put_data(rule, NFTA_BITWISE_MASK, mask, len);
	put_data(rule, NFTA_BITWISE_XOR, flip, len);
	end(rule, expr);
}

void expr_byteorder(struct nlmsghdr *rule, int reg, size_t len)
{
	struct open_expr expr = begin(rule, "byteorder");

	attr_put_be32(rule, NFTA_BYTEORDER_SREG, expr_reg(reg));
	attr_put_be32(rule, NFTA_BYTEORDER_DREG, expr_reg(reg));
	attr_put_be32(rule, NFTA_BYTEORDER_OP, NFT_BYTEORDER_HTON);
	attr_put_be32(rule, NFTA_BYTEORDER_LEN, (uint32_t)len);
	attr_put_be32(rule, NFTA_BYTEORDER_SIZE, (uint32_t)len);
	end(rule, expr);
}

void expr_lookup(struct nlmsghdr *rule, const char *set, int sreg, int dreg,
		 bool invert)
{
	struct open_expr expr = begin(rule, "lookup");

	attr_put_text(rule, NFTA_LOOKUP_SET, set);
	attr_put_be32(rule, NFTA_LOOKUP_SREG, expr_reg(sreg));
	if (dreg != REG_NONE)
		attr_put_be32(rule, NFTA_LOOKUP_DREG,
			      dreg == REG_VERDICT ? NFT_REG_VERDICT
						  : expr_reg(dreg));
	attr_put_be32(rule, NFTA_LOOKUP_FLAGS, invert ? NFT_LOOKUP_F_INV : 0);
	end(rule, expr);
}

void expr_immediate(struct nlmsghdr *rule, int dreg, const void *value,
		    size_t len)
{
	struct open_expr expr = begin(rule, "immediate");

	attr_put_be32(rule, NFTA_IMMEDIATE_DREG, expr_reg(dreg));
	put_data(rule, NFTA_IMMEDIATE_DATA, value, len);
	end(rule, expr);
}

void expr_put_verdict(struct nlmsghdr *msg, uint32_t code, const char *chain)
{
	struct nlattr *nest = attr_begin(msg, NFTA_DATA_VERDICT);

	attr_put_be32(msg, NFTA_VERDICT_CODE, code);
	if (chain)
		attr_put_text(msg, NFTA_VERDICT_CHAIN, chain);
	attr_end(msg, nest);
}

void expr_verdict(struct nlmsghdr *rule, uint32_t code, const char *chain)
{
	struct open_expr expr = begin(rule, "immediate");
	struct nlattr *nest;

	attr_put_be32(rule, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
	nest = attr_begin(rule, NFTA_IMMEDIATE_DATA);
	expr_put_verdict(rule, code, chain);
	attr_end(rule, nest);
	end(rule, expr);
}

void expr_limit(struct nlmsghdr *rule, uint64_t rate, uint64_t seconds,
		uint32_t burst)
{
	struct open_expr expr = begin(rule, "limit");

	attr_put_be64(rule, NFTA_LIMIT_RATE, rate);
	attr_put_be64(rule, NFTA_LIMIT_UNIT, seconds);
	attr_put_be32(rule, NFTA_LIMIT_BURST, burst);
	attr_put_be32(rule, NFTA_LIMIT_TYPE, NFT_LIMIT_PKTS);
	attr_put_be32(rule, NFTA_LIMIT_FLAGS, 0);
	end(rule, expr);
}

void expr_counter(struct nlmsghdr *rule)
{
	end(rule, begin(rule, "counter"));
}

void expr_log(struct nlmsghdr *rule, const char *prefix, uint16_t group)
{
	struct open_expr expr = begin(rule, "log");

	attr_put_text(rule, NFTA_LOG_PREFIX, prefix);
	attr_put_be16(rule, NFTA_LOG_GROUP, group);
	end(rule, expr);
}
