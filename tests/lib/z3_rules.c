/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * z3_rules.c -- rules run on formulas
 */
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#include "z3_parts.h"

enum {
	ELEMENTS_MAX = 64,
	DEPTH = 16,
};

static Z3_ast compare(struct z3_run *run, const struct nf_expr *expr)
{
	size_t at = (size_t)expr->cmp.sreg * NF_REG_LEN, n = expr->cmp.data.len;
	Z3_ast a = z3_number(run->z3, run->regs + at, n);
	Z3_ast b = z3_constant(run->z3, expr->cmp.data.at, n);

	switch (expr->cmp.op) {
	case NF_CMP_EQ:
		return Z3_mk_eq(run->z3, a, b);
	case NF_CMP_NEQ:
		return z3_not(run->z3, Z3_mk_eq(run->z3, a, b));
	case NF_CMP_LT:
		return Z3_mk_bvult(run->z3, a, b);
	case NF_CMP_LTE:
		return Z3_mk_bvule(run->z3, a, b);
	case NF_CMP_GT:
		return Z3_mk_bvugt(run->z3, a, b);
	case NF_CMP_GTE:
		return Z3_mk_bvuge(run->z3, a, b);
	}
	abort();
}

static void set_regs(struct z3_run *run, uint8_t reg, const Z3_ast *bytes,
		     size_t n)
{
	size_t at = (size_t)reg * NF_REG_LEN;

	for (size_t i = 0; i < (n + 3) / 4 * 4; i++)
		run->regs[at + i] = i < n ? bytes[i] : z3_byte(run->z3, 0);
}

/* Words of the host's order, the first the most significant: one long number,
 * shifted, and cut again. */
static void shift(struct z3_run *run, const struct nf_expr *expr)
{
	size_t n = (expr->bitwise.len + 3) / 4 * 4;
	size_t at = (size_t)expr->bitwise.sreg * NF_REG_LEN;
	Z3_ast words[Z3_REG_BYTES], bytes[Z3_REG_BYTES], number, by;
	Z3_sort sort = Z3_mk_bv_sort(run->z3, (unsigned)(8 * n));
	unsigned high;

	for (size_t i = 0; i < n; i++)
		words[i] = run->regs[at + i / 4 * 4 + 3 - i % 4];
	number = z3_number(run->z3, words, n);
	by = Z3_mk_unsigned_int(run->z3, expr->bitwise.shift, sort);
	number = expr->bitwise.op == NF_BITWISE_LSHIFT
			 ? Z3_mk_bvshl(run->z3, number, by)
			 : Z3_mk_bvlshr(run->z3, number, by);
	for (size_t i = 0; i < n; i++) {
		high = (unsigned)(8 * (n - i) - 1);
		bytes[i / 4 * 4 + 3 - i % 4] =
			Z3_mk_extract(run->z3, high, high - 7, number);
	}
	set_regs(run, expr->bitwise.dreg, bytes, n);
}

static void bitwise(struct z3_run *run, const struct nf_expr *expr)
{
	size_t at = (size_t)expr->bitwise.sreg * NF_REG_LEN;
	Z3_ast bytes[Z3_REG_BYTES], a, b;

	if (expr->bitwise.op == NF_BITWISE_LSHIFT ||
	    expr->bitwise.op == NF_BITWISE_RSHIFT) {
		shift(run, expr);
		return;
	}
	must(expr->bitwise.sreg2 == NF_REG_NONE);
	for (size_t i = 0; i < expr->bitwise.len; i++) {
		a = run->regs[at + i];
		if (expr->bitwise.op == NF_BITWISE_MASK_XOR) {
			b = z3_byte(run->z3, expr->bitwise.mask.at[i]);
			a = Z3_mk_bvand(run->z3, a, b);
		}
		b = z3_byte(run->z3, expr->bitwise.op == NF_BITWISE_MASK_XOR
					     ? expr->bitwise.xor.at[i]
					     : expr->bitwise.data.at[i]);
		if (expr->bitwise.op == NF_BITWISE_AND)
			bytes[i] = Z3_mk_bvand(run->z3, a, b);
		else if (expr->bitwise.op == NF_BITWISE_OR)
			bytes[i] = Z3_mk_bvor(run->z3, a, b);
		else
			bytes[i] = Z3_mk_bvxor(run->z3, a, b);
	}
	set_regs(run, expr->bitwise.dreg, bytes, expr->bitwise.len);
}

static void byteorder(struct z3_run *run, const struct nf_expr *expr)
{
	size_t size = expr->byteorder.size, len = expr->byteorder.len;
	const Z3_ast *from =
		run->regs + (size_t)expr->byteorder.sreg * NF_REG_LEN;
	Z3_ast bytes[Z3_REG_BYTES];

	for (size_t i = 0; i < len; i++)
		bytes[i] = from[i / size * size + size - 1 - i % size];
	memcpy(run->regs + (size_t)expr->byteorder.dreg * NF_REG_LEN, bytes,
	       len * sizeof(*bytes));
}

static void write(struct z3_run *run, Z3_ast when, Z3_ast *to, uint8_t reg,
		  size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = Z3_mk_ite(run->z3, when,
				  run->regs[(size_t)reg * NF_REG_LEN + i],
				  to[i]);
}

static Z3_ast write_payload(struct z3_run *run, Z3_ast when,
			    const struct nf_expr *expr)
{
	unsigned end = expr->payload.offset + expr->payload.len;
	unsigned level = run->packet->space->levels[VAR_TRANSPORT_LEN];
	Z3_sort digit = Z3_mk_bv_sort(run->z3, 16);
	Z3_ast *to = run->network;

	if (expr->payload.base == NF_PAYLOAD_TRANSPORT) {
		to = run->transport;
		when = z3_and(
			run->z3, when,
			Z3_mk_bvuge(run->z3, z3_level(run->packet, level),
				    Z3_mk_unsigned_int(run->z3, end, digit)));
	}
	write(run, when, to + expr->payload.offset, expr->payload.reg,
	      expr->payload.len);
	return when;
}

static void notrack(struct z3_run *run, Z3_ast when)
{
	Z3_sort sort = Z3_mk_bv_sort(run->z3, 16);
	Z3_ast none =
		z3_and(run->z3, when, z3_not(run->z3, z3_has_connection(run)));

	run->state = Z3_mk_ite(
		run->z3, none,
		Z3_mk_unsigned_int(run->z3, STATE_UNTRACKED, sort), run->state);
}

/* Where the packets of a chain are, besides those that went on. */
struct flow {
	Z3_ast active;   /* at the next rule */
	Z3_ast returned; /* left the chain, or reached its end */
};

static Z3_ast run_chain(struct z3_run *run, const struct nf_chain *chain,
			Z3_ast when, unsigned depth);

static void verdict(struct z3_run *run, struct flow *flow, Z3_ast when,
		    const struct nf_verdict *verdict, unsigned depth)
{
	Z3_ast back;

	if (verdict->kind == NF_VERDICT_CONTINUE)
		return;
	flow->active = z3_and(run->z3, flow->active, z3_not(run->z3, when));
	switch ((int)verdict->kind) {
	case NF_VERDICT_ACCEPT:
		run->accepted = z3_or(run->z3, run->accepted, when);
		break;
	case NF_VERDICT_DROP:
		run->dropped = z3_or(run->z3, run->dropped, when);
		break;
	case NF_VERDICT_RETURN:
		flow->returned = z3_or(run->z3, flow->returned, when);
		break;
	case NF_VERDICT_JUMP:
		back = run_chain(run, verdict->chain, when, depth + 1);
		flow->active = z3_or(run->z3, flow->active, back);
		break;
	case NF_VERDICT_GOTO:
		back = run_chain(run, verdict->chain, when, depth + 1);
		flow->returned = z3_or(run->z3, flow->returned, back);
		break;
	default:
		must(false);
	}
}

static Z3_ast lookup(struct z3_run *run, struct flow *flow, Z3_ast when,
		     const struct nf_expr *expr, unsigned depth)
{
	const struct nf_set *set = expr->lookup.set;
	const Z3_ast *key = run->regs + (size_t)expr->lookup.sreg * NF_REG_LEN;
	Z3_ast hits[ELEMENTS_MAX], any = z3_false(run->z3), data[16];
	size_t dreg = (size_t)expr->lookup.dreg * NF_REG_LEN;

	must(set->elements.n <= ELEMENTS_MAX);
	z3_members(run, set, key, hits);
	for (size_t i = 0; i < set->elements.n; i++)
		any = z3_or(run->z3, any, hits[i]);
	if (expr->lookup.dreg == NF_REG_NONE)
		return expr->lookup.inverted ? z3_not(run->z3, any) : any;
	if (expr->lookup.dreg == NF_REG_VERDICT) {
		for (size_t i = 0; i < set->elements.n; i++)
			if (set->elements.at[i].verdict)
				verdict(run, flow,
					z3_and(run->z3, when, hits[i]),
					set->elements.at[i].verdict, depth);
		return any;
	}
	must(set->data_len <= sizeof(data) / sizeof(data[0]));
	for (size_t b = 0; b < set->data_len; b++) {
		data[b] = run->regs[dreg + b];
		for (size_t i = 0; i < set->elements.n; i++)
			if (set->elements.at[i].data.len > 0)
				data[b] = Z3_mk_ite(
					run->z3, hits[i],
					z3_byte(run->z3,
						set->elements.at[i].data.at[b]),
					data[b]);
	}
	set_regs(run, expr->lookup.dreg, data, set->data_len);
	return any;
}

static Z3_ast step(struct z3_run *run, struct flow *flow, Z3_ast when,
		   const struct nf_expr *expr, unsigned depth)
{
	static const struct nf_verdict drop = { .kind = NF_VERDICT_DROP };
	Z3_ast ok = z3_true(run->z3), bytes[Z3_REG_BYTES];

	switch ((int)expr->kind) {
	case EXPR_PAYLOAD:
	case EXPR_META:
	case EXPR_CT:
		z3_load(run, expr, &ok);
		break;
	case EXPR_IMMEDIATE:
		for (size_t i = 0; i < expr->immediate.data.len; i++)
			bytes[i] = z3_byte(run->z3, expr->immediate.data.at[i]);
		set_regs(run, expr->immediate.dreg, bytes,
			 expr->immediate.data.len);
		break;
	case EXPR_CMP:
		ok = compare(run, expr);
		break;
	case EXPR_RANGE:
		ok = z3_between(run->z3,
				run->regs +
					(size_t)expr->range.sreg * NF_REG_LEN,
				expr->range.from.at, expr->range.to.at,
				expr->range.from.len);
		if (expr->range.inverted)
			ok = z3_not(run->z3, ok);
		break;
	case EXPR_BITWISE:
		bitwise(run, expr);
		break;
	case EXPR_BYTEORDER:
		byteorder(run, expr);
		break;
	case EXPR_LOOKUP:
		ok = lookup(run, flow, when, expr, depth);
		break;
	case EXPR_META_SET:
		write(run, when, run->mark, expr->meta.reg, 4);
		break;
	case EXPR_CT_SET:
		write(run, z3_and(run->z3, when, z3_has_connection(run)),
		      run->ct_mark, expr->ct.reg, 4);
		break;
	case EXPR_PAYLOAD_SET:
		ok = write_payload(run, when, expr);
		break;
	case EXPR_NOTRACK:
		notrack(run, when);
		break;
	case EXPR_REJECT:
		verdict(run, flow, when, &drop, depth);
		break;
	case EXPR_VERDICT:
		verdict(run, flow, when, &expr->verdict, depth);
		break;
	default:
		must(false && "an expression that is modelled");
	}
	return z3_and(run->z3, when, ok);
}

/* No deeper than DEPTH: jumps go to later chains only. Returns where packets
 * leave the chain without a verdict. */
static Z3_ast run_chain(struct z3_run *run, const struct nf_chain *chain,
			Z3_ast when, unsigned depth)
{
	struct flow flow = { when, z3_false(run->z3) };
	struct z3_run kept = *run;

	must(depth < DEPTH);
	vec_each(rule, &chain->rules) {
		when = flow.active;
		for (size_t i = 0; i < Z3_REG_BYTES; i++)
			run->regs[i] = z3_byte(run->z3, 0);
		for (size_t e = 0; e < rule->exprs.n; e++)
			when = step(run, &flow, when, &rule->exprs.at[e],
				    depth);
	}
	memcpy(run->regs, kept.regs, sizeof(kept.regs));
	return z3_or(run->z3, flow.active, flow.returned);
}

static void begin(struct z3_run *run, struct z3_packet *packet, bool ip6)
{
	static const enum header headers[] = { HEADER_LINK, HEADER_IP4,
					       HEADER_IP6, HEADER_TRANSPORT };

	*run = (struct z3_run){ .packet = packet,
				.z3 = packet->z3,
				.ip6 = ip6 };
	for (size_t i = 0; i < 40; i++)
		run->network[i] = z3_byte(run->z3, 0);
	for (size_t v = 0; v < N_VARIABLES; v++) {
		const struct variable_info *info =
			variable_info((enum variable)v);
		Z3_ast *to[] = { run->link, ip6 ? NULL : run->network,
				 ip6 ? run->network : NULL, run->transport };

		for (size_t h = 0; h < 4; h++)
			if (info->header == headers[h] && to[h])
				for (size_t i = 0;
				     i < variable_len((enum variable)v); i++)
					to[h][info->offset + i] =
						z3_variable_byte(
							packet,
							(enum variable)v, i);
	}
	if (!ip6) /* the protocol, space.h */
		run->network[9] = Z3_mk_extract(
			run->z3, 7, 0,
			z3_level(packet, packet->space->levels[VAR_L4PROTO]));
	for (size_t i = 0; i < 4; i++) {
		run->mark[i] = z3_variable_byte(packet, VAR_MARK, 3 - i);
		run->ct_mark[i] = z3_variable_byte(packet, VAR_CT_MARK, 3 - i);
	}
	run->state = z3_level(packet, packet->space->levels[VAR_CT_STATE]);
}

static const struct nf_chain *next_base(const struct nf_table *table,
					uint32_t hook,
					const struct nf_chain *last)
{
	const struct nf_chain *best = NULL;

	vec_each(chain, &table->chains) {
		if (!chain->base || chain->base->hook != hook)
			continue;
		if (last && (chain->base->priority < last->base->priority ||
			     (chain->base->priority == last->base->priority &&
			      chain->handle >= last->handle)))
			continue;
		if (!best || chain->base->priority < best->base->priority ||
		    (chain->base->priority == best->base->priority &&
		     chain->handle > best->handle))
			best = chain;
	}
	return best;
}

Z3_ast z3_of_hook(struct z3_packet *packet, uint32_t hook, bool ip6)
{
	const struct nf_table *table = packet->rules->tables.at;
	const struct nf_chain *chain = next_base(table, hook, NULL);
	Z3_ast passing = z3_true(packet->z3), left;
	struct z3_run run;

	must(packet->rules->tables.n == 1 && packet->rules->little_endian);
	begin(&run, packet, ip6);
	for (; chain; chain = next_base(table, hook, chain)) {
		run.accepted = run.dropped = z3_false(run.z3);
		left = run_chain(&run, chain, passing, 0);
		passing = run.accepted;
		if (chain->base->accepts)
			passing = z3_or(run.z3, passing, left);
	}
	return passing;
}
