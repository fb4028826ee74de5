/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_expr.c -- random expressions: what a rule loads, changes, compares, writes
 */
#include <string.h>

#include "random_maker.h"
#include "random_policy.h"

struct nf_expr *random_expr(struct random_maker *maker, enum nf_expr_kind kind)
{
	struct nf_expr *expr = &maker->exprs[maker->n++];

	expr->kind = kind;
	expr->name = "test";
	return expr;
}

static uint8_t random_byte(void)
{
	static const uint8_t few[] = { 0, 0, 0, 1, 1, 6, 10, 0xff };

	return few[pick(sizeof(few))];
}

uint8_t *random_bytes(struct random_maker *maker, size_t len)
{
	uint8_t *bytes = arena_alloc(&maker->rules->arena, len);

	for (size_t i = 0; i < len; i++)
		bytes[i] = random_byte();
	return bytes;
}

static uint8_t *random_name(struct random_maker *maker)
{
	static const char *const names[] = { "eth0", "eth1", "eth10", "wan",
					     "lo",   "dmz",  "" };
	uint8_t *bytes = arena_alloc(&maker->rules->arena, 16);
	const char *name = names[pick(7)];

	memcpy(bytes, name, strlen(name));
	return bytes;
}

uint8_t *random_value(struct random_maker *maker,
		      const struct random_field *field)
{
	uint8_t *bytes;

	if (field->name)
		return random_name(maker);
	bytes = random_bytes(maker, field->len);
	if (field->index) {
		memset(bytes, 0, 4);
		bytes[0] = (uint8_t)pick(8);
	}
	return bytes;
}

static void load_payload(struct random_maker *maker, struct random_field *field)
{
	static const struct {
		uint8_t base, offset, len;
	} some[] = {
		{ NF_PAYLOAD_NETWORK, 12, 4 },
		{ NF_PAYLOAD_NETWORK, 16, 4 },
		{ NF_PAYLOAD_NETWORK, 12, 8 },
		{ NF_PAYLOAD_NETWORK, 12, 3 },
		{ NF_PAYLOAD_NETWORK, 16, 1 },
		{ NF_PAYLOAD_NETWORK, 9, 1 },
		{ NF_PAYLOAD_NETWORK, 6, 1 },
		{ NF_PAYLOAD_NETWORK, 0, 2 },
		{ NF_PAYLOAD_NETWORK, 8, 8 },
		{ NF_PAYLOAD_NETWORK, 1, 1 },
		{ NF_PAYLOAD_NETWORK, 13, 2 },
		{ NF_PAYLOAD_TRANSPORT, 0, 2 },
		{ NF_PAYLOAD_TRANSPORT, 2, 2 },
		{ NF_PAYLOAD_TRANSPORT, 0, 4 },
		{ NF_PAYLOAD_TRANSPORT, 0, 1 },
		{ NF_PAYLOAD_TRANSPORT, 1, 1 },
		{ NF_PAYLOAD_TRANSPORT, 13, 1 },
		{ NF_PAYLOAD_LL, 6, 6 },
		{ NF_PAYLOAD_LL, 12, 2 },
		{ NF_PAYLOAD_TRANSPORT, 20, 2 },
	};

	size_t at = pick(sizeof(some) / sizeof(some[0]));
	struct nf_expr *expr = random_expr(maker, EXPR_PAYLOAD);

	expr->payload.reg = field->reg;
	expr->payload.base = (enum nf_payload_base)some[at].base;
	expr->payload.offset = some[at].offset;
	expr->payload.len = some[at].len;
	field->len = some[at].len;
}

static void load_meta(struct random_maker *maker, struct random_field *field)
{
	static const struct {
		uint8_t key, len;
	} some[] = {
		{ NF_META_NFPROTO, 1 },   { NF_META_L4PROTO, 1 },
		{ NF_META_L4PROTO, 1 },   { NF_META_PROTOCOL, 2 },
		{ NF_META_MARK, 4 },      { NF_META_MARK, 4 },
		{ NF_META_LEN, 4 },       { NF_META_PKTTYPE, 1 },
		{ NF_META_IIFTYPE, 2 },   { NF_META_TIME_DAY, 1 },
		{ NF_META_TIME_HOUR, 4 }, { NF_META_TIME_NS, 8 },
		{ NF_META_IIFNAME, 16 },  { NF_META_OIFNAME, 16 },
		{ NF_META_IIF, 4 },       { NF_META_OIF, 4 },
	};

	size_t at = pick(sizeof(some) / sizeof(some[0]));
	struct nf_expr *expr = random_expr(maker, EXPR_META);

	expr->meta.reg = field->reg;
	expr->meta.key = some[at].key;
	field->len = some[at].len;
	field->name = some[at].len == 16;
	field->index =
		some[at].key == NF_META_IIF || some[at].key == NF_META_OIF;
}

static void load_ct(struct random_maker *maker, struct random_field *field)
{
	static const struct {
		uint8_t key, len;
	} some[] = {
		{ NF_CT_STATE, 4 },      { NF_CT_STATE, 4 },
		{ NF_CT_DIRECTION, 1 },  { NF_CT_STATUS, 4 },
		{ NF_CT_MARK, 4 },       { NF_CT_MARK, 4 },
		{ NF_CT_SRC_IP, 4 },     { NF_CT_DST_IP6, 16 },
		{ NF_CT_L3PROTOCOL, 1 },
	};

	size_t at = pick(sizeof(some) / sizeof(some[0]));
	struct nf_expr *expr = random_expr(maker, EXPR_CT);

	expr->ct.reg = field->reg;
	expr->ct.key = some[at].key;
	expr->ct.direction = NF_CT_ORIGINAL;
	field->len = some[at].len;
}

void random_load(struct random_maker *maker, struct random_field *field,
		 uint8_t reg)
{
	*field = (struct random_field){ .reg = reg };
	switch (pick(4)) {
	case 0:
	case 1:
		load_payload(maker, field);
		break;
	case 2:
		load_meta(maker, field);
		break;
	default:
		load_ct(maker, field);
		break;
	}
}

void random_change(struct random_maker *maker, const struct random_field *field)
{
	struct nf_expr *expr;
	uint32_t how = pick(8);

	if (field->name || field->index || how > 4)
		return;
	if (how == 0) {
		expr = random_expr(maker, EXPR_BYTEORDER);
		expr->byteorder.sreg = expr->byteorder.dreg = field->reg;
		expr->byteorder.size = field->len % 4 ? 2 : 4;
		expr->byteorder.len = (uint32_t)field->len;
		if (field->len % 2)
			maker->n--;
		return;
	}
	expr = random_expr(maker, EXPR_BITWISE);
	expr->bitwise.sreg = expr->bitwise.dreg = field->reg;
	expr->bitwise.sreg2 = NF_REG_NONE;
	expr->bitwise.len = (uint32_t)field->len;
	if (how == 1) {
		expr->bitwise.op =
			one_in(2) ? NF_BITWISE_LSHIFT : NF_BITWISE_RSHIFT;
		expr->bitwise.shift = pick(16);
	} else if (how == 2) {
		expr->bitwise.op =
			(enum nf_bitwise_op)(NF_BITWISE_AND + pick(3));
		expr->bitwise.data.at = random_bytes(maker, field->len);
		expr->bitwise.data.len = field->len;
	} else {
		expr->bitwise.op = NF_BITWISE_MASK_XOR;
		expr->bitwise.mask.at = random_bytes(maker, field->len);
		expr->bitwise.xor.at = random_bytes(maker, field->len);
		expr->bitwise.mask.len = expr->bitwise.xor.len = field->len;
	}
}

void random_compare(struct random_maker *maker,
		    const struct random_field *field)
{
	struct nf_expr *expr = random_expr(maker, EXPR_CMP);
	size_t len = field->len;

	expr->cmp.sreg = field->reg;
	expr->cmp.op = (enum nf_cmp_op)(field->name || field->index ? pick(2)
								    : pick(6));
	if (field->name && one_in(2))
		len = 1 + pick(4); /* a prefix */
	else if (!field->index && one_in(4))
		len = 1 + pick((uint32_t)len);
	if (field->name && len > 16)
		len = 16;
	expr->cmp.data.at = random_value(maker, field);
	expr->cmp.data.len = len;
}

void random_between(struct random_maker *maker,
		    const struct random_field *field)
{
	struct nf_expr *expr = random_expr(maker, EXPR_RANGE);

	expr->range.sreg = field->reg;
	expr->range.inverted = one_in(3);
	expr->range.from.at = random_value(maker, field);
	expr->range.to.at = random_value(maker, field);
	expr->range.from.len = expr->range.to.len = field->len;
}

static void write_mark(struct random_maker *maker, uint8_t reg)
{
	struct nf_expr *expr = random_expr(maker, EXPR_META_SET);

	expr->meta.reg = reg;
	expr->meta.key = NF_META_MARK;
	if (one_in(2)) {
		expr->kind = EXPR_CT_SET;
		expr->ct.reg = reg;
		expr->ct.key = NF_CT_MARK;
	}
}

void random_load_mark(struct random_maker *maker, uint8_t reg)
{
	struct nf_expr *expr = random_expr(maker, EXPR_META);

	expr->meta.reg = reg;
	expr->meta.key = NF_META_MARK;
	if (one_in(2)) {
		expr->kind = EXPR_CT;
		expr->ct.reg = reg;
		expr->ct.key = NF_CT_MARK;
	}
}

void random_write(struct random_maker *maker)
{
	struct random_field field = { .reg = 0, .len = 4 };
	struct nf_expr *expr;

	switch (pick(4)) {
	case 0:
		expr = random_expr(maker, EXPR_IMMEDIATE);
		expr->immediate.data.at = random_bytes(maker, 4);
		expr->immediate.data.len = 4;
		write_mark(maker, 0);
		break;
	case 1:
		random_load_mark(maker, 0);
		random_change(maker, &field);
		write_mark(maker, 0);
		break;
	case 2:
		expr = random_expr(maker, EXPR_IMMEDIATE);
		expr->immediate.data.at = random_bytes(maker, 1);
		expr->immediate.data.len = 1;
		expr = random_expr(maker, EXPR_PAYLOAD_SET);
		expr->payload.base =
			one_in(2) ? NF_PAYLOAD_NETWORK : NF_PAYLOAD_TRANSPORT;
		expr->payload.offset = pick(4) + 12;
		expr->payload.len = 1;
		break;
	default:
		random_expr(maker, EXPR_NOTRACK);
		break;
	}
}
