/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xt.c -- expressions of nf_tables, said one after another
 */
#include "proof/rules/xt.h"

#include <string.h>

#include "proof/rules/xt_say.h"

/* One more; a spare one where there is no room. */
static struct nf_expr *add(struct rules_xt *xt, enum nf_expr_kind kind,
			   const char *name)
{
	struct nf_expr *expr;

	if (xt->n_exprs >= RULES_XT_EXPRS) {
		xt->full = true;
		xt->n_exprs--;
	}
	expr = &xt->exprs[xt->n_exprs++];
	*expr = (struct nf_expr){ .kind = kind, .name = name };
	xt->ends[xt->n_lists - 1] = xt->n_exprs;
	return expr;
}

void xt_begin(struct rules_xt *xt)
{
	xt->n_lists = 1;
	xt->ends[0] = xt->n_exprs = xt->n_bytes = 0;
	xt->full = xt->tcp = false;
	xt->header = 0;
}

void xt_or(struct rules_xt *xt)
{
	if (xt->n_lists >= RULES_XT_LISTS) {
		xt->full = true;
		return;
	}
	xt->ends[xt->n_lists++] = xt->n_exprs;
}

static struct nf_bytes keep(struct rules_xt *xt, const void *data, size_t len)
{
	uint8_t *at = xt->bytes + xt->n_bytes;

	if (len > RULES_XT_BYTES - xt->n_bytes) {
		xt->full = true;
		return (struct nf_bytes){ xt->bytes, len };
	}
	if (data)
		memcpy(at, data, len);
	else
		memset(at, 0, len);
	xt->n_bytes += len;
	return (struct nf_bytes){ at, len };
}

void xt_meta(struct rules_xt *xt, uint32_t key)
{
	add(xt, EXPR_META, "meta")->meta.key = key;
}

void xt_ct(struct rules_xt *xt, uint32_t key, uint8_t reg)
{
	struct nf_expr *expr = add(xt, EXPR_CT, "ct");

	expr->ct.key = key;
	expr->ct.reg = reg;
	expr->ct.direction = NF_CT_ANY;
}

void xt_payload(struct rules_xt *xt, enum nf_payload_base base, uint32_t offset,
		uint32_t len)
{
	struct nf_expr *expr = add(xt, EXPR_PAYLOAD, "payload");

	expr->payload.base = base;
	expr->payload.offset = offset;
	expr->payload.len = len;
}

void xt_cmp(struct rules_xt *xt, enum nf_cmp_op op, const void *data,
	    size_t len)
{
	struct nf_bytes bytes = keep(xt, data, len);
	struct nf_expr *expr = add(xt, EXPR_CMP, "cmp");

	expr->cmp.op = op;
	expr->cmp.data = bytes;
}

void xt_range(struct rules_xt *xt, bool inverted, const void *from,
	      const void *to, size_t len)
{
	struct nf_bytes low = keep(xt, from, len), high = keep(xt, to, len);
	struct nf_expr *expr = add(xt, EXPR_RANGE, "range");

	expr->range.inverted = inverted;
	expr->range.from = low;
	expr->range.to = high;
}

void xt_bitwise(struct rules_xt *xt, uint8_t reg, const void *mask,
		const void * xor, size_t len)
{
	struct nf_bytes masks = keep(xt, mask, len), flips = keep(xt, xor, len);
	struct nf_expr *expr = add(xt, EXPR_BITWISE, "bitwise");

	expr->bitwise.sreg = expr->bitwise.dreg = reg;
	expr->bitwise.sreg2 = NF_REG_NONE;
	expr->bitwise.len = (uint32_t)len;
	expr->bitwise.mask = masks;
	expr->bitwise.xor = flips;
}

void xt_xor(struct rules_xt *xt)
{
	struct nf_expr *expr = add(xt, EXPR_BITWISE, "bitwise");

	expr->bitwise.op = NF_BITWISE_XOR;
	expr->bitwise.sreg = expr->bitwise.dreg = XT_REG_1;
	expr->bitwise.sreg2 = XT_REG_2;
	expr->bitwise.len = sizeof(uint32_t);
}

void xt_meta_set(struct rules_xt *xt, uint32_t key)
{
	add(xt, EXPR_META_SET, "meta")->meta.key = key;
}

void xt_ct_set(struct rules_xt *xt, uint32_t key)
{
	struct nf_expr *expr = add(xt, EXPR_CT_SET, "ct");

	expr->ct.key = key;
	expr->ct.direction = NF_CT_ANY;
}

void xt_payload_any(struct rules_xt *xt, enum nf_payload_base base,
		    uint32_t offset, uint32_t len)
{
	struct nf_expr *expr;

	xt_meta(xt, NF_META_PRANDOM);
	expr = add(xt, EXPR_PAYLOAD_SET, "payload");
	expr->payload.base = base;
	expr->payload.offset = offset;
	expr->payload.len = len;
}

void xt_plain(struct rules_xt *xt, enum nf_expr_kind kind, const char *name)
{
	add(xt, kind, name);
}

void xt_immediate(struct rules_xt *xt, uint8_t reg, const void *data,
		  size_t len)
{
	struct nf_bytes bytes = keep(xt, data, len);
	struct nf_expr *expr = add(xt, EXPR_IMMEDIATE, "immediate");

	expr->immediate.dreg = reg;
	expr->immediate.data = bytes;
}

void xt_expr(struct rules_xt *xt, const struct nf_expr *expr)
{
	*add(xt, expr->kind, expr->name) = *expr;
}

uint16_t xt_u16(const struct nf_expr *expr, size_t offset)
{
	uint16_t value;

	memcpy(&value, expr->xt.info.at + offset, sizeof(value));
	return value;
}

uint32_t xt_u32(const struct nf_expr *expr, size_t offset)
{
	uint32_t value;

	memcpy(&value, expr->xt.info.at + offset, sizeof(value));
	return value;
}

const uint8_t *xt_at(const struct nf_expr *expr, size_t offset)
{
	return expr->xt.info.at + offset;
}

bool xt_has(const struct nf_expr *expr, uint32_t first, uint32_t last,
	    size_t len)
{
	return expr->xt.revision >= first && expr->xt.revision <= last &&
	       expr->xt.info.len >= len;
}

void xt_never(struct rules_xt *xt)
{
	const uint8_t no_family = 0;

	xt_meta(xt, NF_META_NFPROTO);
	xt_cmp(xt, NF_CMP_EQ, &no_family, 1);
}

void xt_put_u16(uint8_t *bytes, uint16_t value)
{
	bytes[0] = (uint8_t)(value >> 8);
	bytes[1] = (uint8_t)value;
}
