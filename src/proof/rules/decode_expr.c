/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decode_expr.c -- one expression's attributes into its struct
 */
#include "proof/rules/decode_parts.h"
#include "proof/rules/decode_shape.h"

/* NFT_REG_1 to _4 are 128 bits each, NFT_REG32_00 is 8. */
static bool decode_reg(struct nf_bytes value, uint8_t *out)
{
	uint32_t reg;

	if (!decode_u32(value, &reg))
		return false;
	if (reg == 0)
		*out = NF_REG_VERDICT;
	else if (reg <= 4)
		*out = (uint8_t)((reg - 1) * 4);
	else if (reg >= 8 && reg < 8 + NF_REGS)
		*out = (uint8_t)(reg - 8);
	else
		return false;
	return true;
}

/* One that has other bits is not known as a whole. */
static bool decode_inverted(struct nf_bytes value, bool *out, bool *strange)
{
	uint32_t flags;

	if (!decode_u32(value, &flags))
		return false;
	*out = flags & NF_INVERTED;
	*strange |= (flags & ~(uint32_t)NF_INVERTED) != 0;
	return true;
}

static bool fill_text(struct nf_bytes value, const char **out)
{
	*out = decode_text(value);
	return *out;
}

static bool fill(struct decoder *d, const struct decode_row *row,
		 struct nf_bytes value, struct nf_expr *expr)
{
	void *at = (uint8_t *)expr + row->at;
	bool fine = true;

	switch ((enum decode_how)row->how) {
	case HOW_U8:
		fine = decode_u8(value, at);
		break;
	case HOW_U16:
		fine = decode_u16(value, at);
		break;
	case HOW_U32:
		fine = decode_u32(value, at);
		break;
	case HOW_U64:
		fine = decode_u64(value, at);
		break;
	case HOW_REG:
		fine = decode_reg(value, at);
		break;
	case HOW_TEXT:
		fine = fill_text(value, at);
		break;
	case HOW_INVERTED:
		fine = decode_inverted(value, at, &expr->strange);
		break;
	case HOW_BYTES:
		*(struct nf_bytes *)at = value;
		break;
	case HOW_DATA:
		return decode_data(d, value, at);
	case HOW_SET:
		return decode_set_name(d, value, at);
	case HOW_LATER:
	case HOW_NONE:
		break;
	}
	return fine || decode_fail(d, "an attribute of another form");
}

/* Before anything is filled in: no register is no. 0. */
static void clear_regs(const struct decode_shape *shape, struct nf_expr *expr)
{
	for (size_t i = 0; i < shape->n; i++)
		if (shape->rows[i].how == HOW_REG)
			((uint8_t *)expr)[shape->rows[i].at] = NF_REG_NONE;
	if (shape->kind == EXPR_MASQ || shape->kind == EXPR_REDIR ||
	    shape->kind == EXPR_TPROXY) {
		expr->nat.addr_min = expr->nat.addr_max = NF_REG_NONE;
		expr->nat.proto_min = expr->nat.proto_max = NF_REG_NONE;
	}
}

static bool fill_all(struct decoder *d, const struct decode_shape *shape,
		     const struct decode_attrs *attrs, struct nf_expr *out)
{
	uint32_t known = 0;

	for (size_t i = 0; i < shape->n; i++) {
		const struct decode_row *row = &shape->rows[i];
		struct nf_bytes value = attrs->at[row->attr];

		known |= 1u << row->attr;
		if (!value.at && row->required)
			return decode_fail(d, "an attribute is missing");
		if (value.at && !fill(d, row, value, out))
			return false;
	}
	for (size_t type = 0; type < DECODE_ATTRS_MAX; type++)
		if (attrs->at[type].at && !(known & 1u << type))
			out->strange = true;
	return true;
}

bool decode_flat(struct decoder *d, const char *name, struct nf_bytes data,
		 struct nf_expr *out, struct decode_attrs *attrs)
{
	const struct decode_shape *shape;

	*out = (struct nf_expr){ .name = name, .raw = data };
	d->flaw->name = name;
	if (!decode_index(data, attrs))
		return decode_fail(d, "bytes that are no attributes");
	shape = decode_shape_find(name, attrs);
	if (!shape)
		return true;
	out->kind = shape->kind;
	out->strange = attrs->unknown;
	clear_regs(shape, out);
	return fill_all(d, shape, attrs, out);
}
