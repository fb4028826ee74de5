/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_check.c -- that an expression keeps within the registers
 *
 * What nf_tables would refuse is a flaw; what a newer one may have, a key or an
 * operation beyond those known, makes the expression strange.
 */
#include <string.h>

#include "proof/rules/decode_parts.h"
#include "proof/rules/register.h"

static bool within(uint8_t reg, size_t len)
{
	return reg < NF_REGS && len > 0 &&
	       len <= (size_t)(NF_REGS - reg) * NF_REG_LEN;
}

static bool none_or_within(uint8_t reg, size_t len)
{
	return reg == NF_REG_NONE || within(reg, len);
}

static void only_below(struct nf_expr *expr, uint32_t value, uint32_t n)
{
	if (value >= n)
		expr->strange = true;
}

static bool check_cmp(struct nf_expr *expr)
{
	only_below(expr, expr->cmp.op, NF_CMP_GTE + 1);
	return within(expr->cmp.sreg, expr->cmp.data.len);
}

static bool check_range(struct nf_expr *expr)
{
	return expr->range.from.len == expr->range.to.len &&
	       within(expr->range.sreg, expr->range.from.len);
}

/* The count of a shift is a word of the host's order. */
static bool check_shift(struct nf_expr *expr)
{
	if (expr->bitwise.data.len != sizeof(expr->bitwise.shift))
		return false;
	memcpy(&expr->bitwise.shift, expr->bitwise.data.at,
	       sizeof(expr->bitwise.shift));
	return expr->bitwise.shift < 32;
}

static bool check_bitwise_op(struct nf_expr *expr)
{
	size_t len = expr->bitwise.len;
	bool second = expr->bitwise.sreg2 != NF_REG_NONE;

	switch (expr->bitwise.op) {
	case NF_BITWISE_MASK_XOR:
		return expr->bitwise.mask.len == len &&
		       expr->bitwise.xor.len == len;
	case NF_BITWISE_LSHIFT:
	case NF_BITWISE_RSHIFT:
		return check_shift(expr);
	case NF_BITWISE_AND:
	case NF_BITWISE_OR:
	case NF_BITWISE_XOR:
		if (second)
			return within(expr->bitwise.sreg2, len);
		/* Whatever the length, four bytes are dumped (nft_bitwise.c,
		 * Linux 6.18): the rest is not known. */
		expr->strange |= expr->bitwise.data.len < len;
		return true;
	}
	expr->strange = true;
	return true;
}

static bool check_bitwise(struct nf_expr *expr)
{
	return within(expr->bitwise.sreg, expr->bitwise.len) &&
	       within(expr->bitwise.dreg, expr->bitwise.len) &&
	       check_bitwise_op(expr);
}

static bool check_byteorder(struct nf_expr *expr)
{
	uint32_t size = expr->byteorder.size;

	only_below(expr, expr->byteorder.op, NF_BYTEORDER_HTON + 1);
	if (size != 2 && size != 4 && size != 8)
		expr->strange = true;
	return within(expr->byteorder.sreg, expr->byteorder.len) &&
	       within(expr->byteorder.dreg, expr->byteorder.len);
}

static bool check_lookup(struct nf_expr *expr)
{
	const struct nf_set *set = expr->lookup.set;
	uint8_t dreg = expr->lookup.dreg;

	if (!within(expr->lookup.sreg, set->key_len))
		return false;
	if (dreg == NF_REG_NONE)
		return true;
	if (expr->lookup.inverted || !(set->flags & NF_SET_MAP) ||
	    set->verdicts != (dreg == NF_REG_VERDICT))
		return false;
	return set->verdicts || within(dreg, set->data_len);
}

static bool check_payload(struct nf_expr *expr)
{
	only_below(expr, expr->payload.base, NF_PAYLOAD_TUNNEL + 1);
	return within(expr->payload.reg, expr->payload.len);
}

static bool check_exthdr(struct nf_expr *expr)
{
	only_below(expr, expr->exthdr.op, NF_EXTHDR_DCCP + 1);
	only_below(expr, expr->exthdr.flags, NF_EXTHDR_PRESENT + 1);
	if (expr->kind == EXPR_EXTHDR_SET && expr->exthdr.reg == NF_REG_NONE)
		return true;
	return within(expr->exthdr.reg, expr->exthdr.len);
}

/* Of a key that is not known, nobody can say how long it is. */
static bool check_key(struct nf_expr *expr, uint8_t reg, size_t len)
{
	if (len == 0)
		expr->strange = true;
	return within(reg, len ? len : 1);
}

static bool check_dynset(struct nf_expr *expr)
{
	const struct nf_set *set = expr->dynset.set;

	only_below(expr, expr->dynset.op, NF_DYNSET_DELETE + 1);
	return within(expr->dynset.sreg_key, set->key_len) &&
	       (expr->dynset.sreg_data == NF_REG_NONE ||
		(set->flags & NF_SET_MAP &&
		 within(expr->dynset.sreg_data, set->data_len)));
}

static size_t addr_len(uint32_t family)
{
	return family == NF_FAMILY_IP6 ? 16 : 4;
}

static bool check_nat(struct nf_expr *expr)
{
	size_t len = addr_len(expr->nat.family);

	if (expr->kind == EXPR_NAT)
		only_below(expr, expr->nat.type, NF_NAT_DNAT + 1);
	return none_or_within(expr->nat.addr_min, len) &&
	       none_or_within(expr->nat.addr_max, len) &&
	       none_or_within(expr->nat.proto_min, 2) &&
	       none_or_within(expr->nat.proto_max, 2);
}

static bool check_send(struct nf_expr *expr, uint32_t family)
{
	size_t len =
		addr_len(expr->kind == EXPR_FWD ? expr->send.family : family);

	return none_or_within(expr->send.addr, len) &&
	       none_or_within(expr->send.dev, 4);
}

static bool check_hash(struct nf_expr *expr)
{
	only_below(expr, expr->hash.type, NF_HASH_SYMMETRIC + 1);
	return within(expr->hash.dreg, 4) &&
	       (expr->hash.sreg == NF_REG_NONE
			? expr->hash.type != NF_HASH_JENKINS
			: within(expr->hash.sreg, expr->hash.len));
}

static bool check_numgen(struct nf_expr *expr)
{
	only_below(expr, expr->numgen.type, NF_NUMGEN_RANDOM + 1);
	return within(expr->numgen.dreg, 4);
}

static bool check_queue(struct nf_expr *expr)
{
	only_below(expr, expr->queue.flags,
		   (NF_QUEUE_BYPASS | NF_QUEUE_CPU_FANOUT) + 1);
	return none_or_within(expr->queue.sreg, 2);
}

static bool check_objref_map(struct nf_expr *expr)
{
	const struct nf_set *set = expr->objref_map.set;

	return (set->flags & NF_SET_OBJECT) &&
	       within(expr->objref_map.sreg, set->key_len);
}

static bool check_load(struct nf_expr *expr)
{
	uint8_t reg = expr->load.dreg;

	if (expr->kind == EXPR_FIB)
		reg = expr->fib.dreg;
	if (expr->kind == EXPR_OSF)
		reg = expr->osf.dreg;
	return check_key(expr, reg, rules_load_len(expr));
}

static bool check_flags(struct nf_expr *expr)
{
	if (expr->kind == EXPR_LIMIT)
		only_below(expr, expr->limit.type, 2);
	if (expr->kind == EXPR_QUOTA)
		only_below(expr, expr->quota.flags,
			   (NF_INVERTED | NF_QUOTA_DEPLETED) + 1);
	if (expr->kind == EXPR_REJECT)
		only_below(expr, expr->reject.type, NF_REJECT_ICMPX + 1);
	return true;
}

static bool is_sound(struct nf_expr *expr, uint32_t family)
{
	switch (expr->kind) {
	case EXPR_IMMEDIATE:
		return within(expr->immediate.dreg, expr->immediate.data.len);
	case EXPR_CMP:
		return check_cmp(expr);
	case EXPR_RANGE:
		return check_range(expr);
	case EXPR_BITWISE:
		return check_bitwise(expr);
	case EXPR_BYTEORDER:
		return check_byteorder(expr);
	case EXPR_LOOKUP:
		return check_lookup(expr);
	case EXPR_PAYLOAD:
	case EXPR_PAYLOAD_SET:
		return check_payload(expr);
	case EXPR_EXTHDR:
	case EXPR_EXTHDR_SET:
		return check_exthdr(expr);
	case EXPR_META:
	case EXPR_META_SET:
		return check_key(expr, expr->meta.reg,
				 rules_meta_len(expr->meta.key));
	case EXPR_CT:
	case EXPR_CT_SET:
		return check_key(expr, expr->ct.reg,
				 rules_ct_len(expr->ct.key, family));
	case EXPR_LIMIT:
	case EXPR_QUOTA:
	case EXPR_REJECT:
		return check_flags(expr);
	case EXPR_DYNSET:
		return check_dynset(expr);
	case EXPR_NAT:
	case EXPR_MASQ:
	case EXPR_REDIR:
	case EXPR_TPROXY:
		return check_nat(expr);
	case EXPR_QUEUE:
		return check_queue(expr);
	case EXPR_FIB:
	case EXPR_RT:
	case EXPR_SOCKET:
	case EXPR_TUNNEL:
	case EXPR_XFRM:
	case EXPR_OSF:
		return check_load(expr);
	case EXPR_NUMGEN:
		return check_numgen(expr);
	case EXPR_HASH:
		return check_hash(expr);
	case EXPR_OBJREF_MAP:
		return check_objref_map(expr);
	case EXPR_DUP:
	case EXPR_FWD:
		return check_send(expr, family);
	case EXPR_UNKNOWN:
	case EXPR_VERDICT:
	case EXPR_COUNTER:
	case EXPR_LOG:
	case EXPR_CONNLIMIT:
	case EXPR_LAST:
	case EXPR_NOTRACK:
	case EXPR_OBJREF:
	case EXPR_SYNPROXY:
	case EXPR_FLOW_OFFLOAD:
	case EXPR_INNER:
	case EXPR_MATCH:
	case EXPR_TARGET:
	case N_NF_EXPRS:
		return true;
	}
	return false;
}

bool decode_check(struct decoder *d, struct nf_expr *expr)
{
	/* What it is, is not said; so neither is what would be wrong. */
	if (expr->strange)
		return true;
	return is_sound(expr, d->table->family) ||
	       decode_fail(d, "registers or lengths that cannot be");
}
