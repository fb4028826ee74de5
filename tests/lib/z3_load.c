/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * z3_load.c -- what registers hold after a load, as formulas
 */
#include <string.h>

#include "base/must.h"

#include "z3_parts.h"

static void put(struct z3_run *run, uint8_t reg, const Z3_ast *bytes, size_t n)
{
	for (size_t i = 0; i < (n + 3) / 4 * 4; i++)
		run->regs[(size_t)reg * NF_REG_LEN + i] =
			i < n ? bytes[i] : z3_byte(run->z3, 0);
}

static void put_constant(struct z3_run *run, uint8_t reg, uint32_t value,
			 size_t n)
{
	Z3_ast bytes[4];

	for (size_t i = 0; i < n; i++)
		bytes[i] = z3_byte(run->z3, value >> 8 * i & 0xff);
	put(run, reg, bytes, n);
}

/* The low bytes of a number, the lowest first. */
static void put_number(struct z3_run *run, uint8_t reg, enum variable variable,
		       size_t n)
{
	Z3_ast bytes[8];

	for (size_t i = 0; i < n; i++)
		bytes[i] = z3_variable_byte(run->packet, variable,
					    variable_len(variable) - 1 - i);
	put(run, reg, bytes, n);
}

/* A name, or an index, for each interface that there is. */
static void put_link(struct z3_run *run, uint8_t reg, enum variable variable,
		     bool name)
{
	Z3_ast bytes[16], here;
	size_t n = name ? 16 : 4;
	const struct lift_link *link;
	unsigned value;

	for (size_t i = 0; i < n; i++)
		bytes[i] = z3_byte(run->z3, 0);
	for (size_t k = 0; k < run->packet->n_links; k++) {
		link = &run->packet->links[k];
		here = z3_is(run->packet, variable, 0,
			     space_iface_digit(run->packet->space, link->name));
		for (size_t i = 0; i < n; i++) {
			value = i < strlen(link->name) ? (uint8_t)link->name[i]
						       : 0;
			if (!name)
				value = link->index >> 8 * i & 0xff;
			bytes[i] = Z3_mk_ite(run->z3, here,
					     z3_byte(run->z3, value), bytes[i]);
		}
	}
	put(run, reg, bytes, n);
}

static Z3_ast at_least(struct z3_run *run, enum variable variable,
		       unsigned value)
{
	return Z3_mk_bvuge(
		run->z3,
		z3_level(run->packet, run->packet->space->levels[variable]),
		Z3_mk_unsigned_int(run->z3, value, Z3_mk_bv_sort(run->z3, 16)));
}

static void load_payload(struct z3_run *run, const struct nf_expr *expr,
			 Z3_ast *ok)
{
	unsigned end = expr->payload.offset + expr->payload.len;
	const Z3_ast *from = run->network;

	if (expr->payload.base == NF_PAYLOAD_TRANSPORT) {
		from = run->transport;
		*ok = at_least(run, VAR_TRANSPORT_LEN, end);
	} else if (expr->payload.base == NF_PAYLOAD_LL) {
		from = run->link;
		*ok = at_least(run, VAR_LINK_LEN, end);
	}
	put(run, expr->payload.reg, from + expr->payload.offset,
	    expr->payload.len);
}

static void load_meta(struct z3_run *run, const struct nf_expr *expr,
		      Z3_ast *ok)
{
	uint8_t reg = expr->meta.reg;

	switch (expr->meta.key) {
	case NF_META_NFPROTO:
		put_constant(run, reg, run->ip6 ? 10 : 2, 1);
		break;
	case NF_META_PROTOCOL: /* the network's order */
		put_constant(run, reg, run->ip6 ? 0xdd86 : 0x0008, 2);
		break;
	case NF_META_L4PROTO:
		put_number(run, reg, VAR_L4PROTO, 1);
		*ok = z3_not(run->z3, at_least(run, VAR_L4PROTO, 256));
		break;
	case NF_META_MARK:
		put(run, reg, run->mark, 4);
		break;
	case NF_META_LEN:
		put_number(run, reg, VAR_LENGTH, 4);
		break;
	case NF_META_PKTTYPE:
		put_number(run, reg, VAR_PKTTYPE, 1);
		break;
	case NF_META_IIFTYPE:
		put_number(run, reg, VAR_IIFTYPE, 2);
		*ok = at_least(run, VAR_IIF, 1);
		break;
	case NF_META_TIME_DAY:
		put_number(run, reg, VAR_DAY, 1);
		break;
	case NF_META_TIME_HOUR:
		put_number(run, reg, VAR_HOUR, 4);
		break;
	case NF_META_TIME_NS:
		put_number(run, reg, VAR_TIME, 8);
		break;
	case NF_META_IIFNAME:
	case NF_META_OIFNAME:
		put_link(run, reg,
			 expr->meta.key == NF_META_IIFNAME ? VAR_IIF : VAR_OIF,
			 true);
		break;
	case NF_META_IIF:
	case NF_META_OIF:
		put_link(run, reg,
			 expr->meta.key == NF_META_IIF ? VAR_IIF : VAR_OIF,
			 false);
		break;
	default:
		must(false && "a meta key that is modelled");
	}
}

Z3_ast z3_has_connection(struct z3_run *run)
{
	return Z3_mk_bvule(run->z3, run->state,
			   Z3_mk_unsigned_int(run->z3, STATE_RELATED,
					      Z3_mk_bv_sort(run->z3, 16)));
}

static void load_state(struct z3_run *run, uint8_t reg)
{
	static const unsigned bits[] = {
		[STATE_NEW] = NF_CT_STATE_NEW,
		[STATE_ESTABLISHED] = NF_CT_STATE_ESTABLISHED,
		[STATE_RELATED] = NF_CT_STATE_RELATED,
		[STATE_INVALID] = NF_CT_STATE_INVALID,
		[STATE_UNTRACKED] = NF_CT_STATE_UNTRACKED,
	};
	Z3_sort sort = Z3_mk_bv_sort(run->z3, 16);
	Z3_ast bytes[4], is;

	for (size_t i = 0; i < 4; i++)
		bytes[i] = z3_byte(run->z3, 0);
	for (unsigned i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		is = Z3_mk_eq(run->z3, run->state,
			      Z3_mk_unsigned_int(run->z3, i, sort));
		bytes[0] = Z3_mk_ite(run->z3, is, z3_byte(run->z3, bits[i]),
				     bytes[0]);
	}
	put(run, reg, bytes, 4);
}

/* Of the connection's first packet. */
static void load_address(struct z3_run *run, const struct nf_expr *expr,
			 Z3_ast *ok)
{
	bool six =
		expr->ct.key == NF_CT_SRC_IP6 || expr->ct.key == NF_CT_DST_IP6;
	bool source =
		expr->ct.key == NF_CT_SRC_IP || expr->ct.key == NF_CT_SRC_IP6;
	enum variable variable = source ? VAR_CT_IP4_SADDR : VAR_CT_IP4_DADDR;
	Z3_ast bytes[16];

	must(expr->ct.direction == NF_CT_ORIGINAL);
	if (six != run->ip6) {
		*ok = z3_false(run->z3);
		return;
	}
	if (six)
		variable = source ? VAR_CT_IP6_SADDR : VAR_CT_IP6_DADDR;
	for (size_t i = 0; i < variable_len(variable); i++)
		bytes[i] = z3_variable_byte(run->packet, variable, i);
	put(run, expr->ct.reg, bytes, variable_len(variable));
}

static void load_ct(struct z3_run *run, const struct nf_expr *expr, Z3_ast *ok)
{
	if (expr->ct.key == NF_CT_STATE) {
		load_state(run, expr->ct.reg);
		return;
	}
	*ok = z3_has_connection(run);
	switch (expr->ct.key) {
	case NF_CT_DIRECTION:
		put_number(run, expr->ct.reg, VAR_CT_DIRECTION, 1);
		break;
	case NF_CT_STATUS:
		put_number(run, expr->ct.reg, VAR_CT_STATUS, 4);
		break;
	case NF_CT_MARK:
		put(run, expr->ct.reg, run->ct_mark, 4);
		break;
	case NF_CT_L3PROTOCOL:
		put_constant(run, expr->ct.reg, run->ip6 ? 10 : 2, 1);
		break;
	default:
		load_address(run, expr, ok);
		break;
	}
}

void z3_load(struct z3_run *run, const struct nf_expr *expr, Z3_ast *ok)
{
	if (expr->kind == EXPR_PAYLOAD)
		load_payload(run, expr, ok);
	else if (expr->kind == EXPR_META)
		load_meta(run, expr, ok);
	else
		load_ct(run, expr, ok);
}
