/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine.c -- decoded rules run on one packet, by a plain loop over bytes
 */
#include "machine.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

#include "machine_guess.h"
#include "machine_parts.h"

enum {
	STACK = 16,
};

static bool do_cmp(struct machine_regs *regs, const struct nf_expr *expr)
{
	int order = memcmp(machine_reg(regs, expr->cmp.sreg), expr->cmp.data.at,
			   expr->cmp.data.len);

	switch (expr->cmp.op) {
	case NF_CMP_EQ:
		return order == 0;
	case NF_CMP_NEQ:
		return order != 0;
	case NF_CMP_LT:
		return order < 0;
	case NF_CMP_LTE:
		return order <= 0;
	case NF_CMP_GT:
		return order > 0;
	case NF_CMP_GTE:
		return order >= 0;
	}
	abort();
}

static bool do_range(struct machine_regs *regs, const struct nf_expr *expr)
{
	const uint8_t *at = machine_reg(regs, expr->range.sreg);
	size_t len = expr->range.from.len;
	bool in = memcmp(at, expr->range.from.at, len) >= 0 &&
		  memcmp(at, expr->range.to.at, len) <= 0;

	return in != expr->range.inverted;
}

static bool do_payload_set(struct machine *machine, struct machine_regs *regs,
			   const struct nf_expr *expr)
{
	size_t end = (size_t)expr->payload.offset + expr->payload.len;
	uint8_t *to = machine->network;

	if (machine->guess)
		return machine_guess_write(machine, regs, expr);
	must(!expr->payload.csum_type);
	if (expr->payload.base == NF_PAYLOAD_TRANSPORT) {
		to = machine->transport;
		if (end > machine->transport_len)
			return false;
	}
	memcpy(to + expr->payload.offset, machine_reg(regs, expr->payload.reg),
	       expr->payload.len);
	return true;
}

/* False: the rule ends here. */
static bool do_expr(struct machine *machine, struct machine_regs *regs,
		    const struct nf_expr *expr, struct nf_verdict *verdict)
{
	bool has = machine->ct_state & (NF_CT_STATE_NEW | NF_CT_STATE_RELATED |
					NF_CT_STATE_ESTABLISHED);

	if (expr->strange)
		return machine_guess_expr(machine, regs, expr, verdict);
	switch ((int)expr->kind) {
	case EXPR_COUNTER:
	case EXPR_LOG:
		return true;
	case EXPR_LIMIT: /* never exceeded, unless by chance */
		return !machine->guess ||
		       machine_guess_expr(machine, regs, expr, verdict);
	case EXPR_IMMEDIATE:
		machine_put(regs, expr->immediate.dreg, expr->immediate.data.at,
			    expr->immediate.data.len);
		return true;
	case EXPR_VERDICT:
		*verdict = expr->verdict;
		return true;
	case EXPR_PAYLOAD:
		return machine_payload(machine, regs, expr);
	case EXPR_META:
		return machine_meta(machine, regs, expr);
	case EXPR_CT:
		return machine_ct(machine, regs, expr);
	case EXPR_CMP:
		return do_cmp(regs, expr);
	case EXPR_RANGE:
		return do_range(regs, expr);
	case EXPR_BITWISE:
		machine_bitwise(machine, regs, expr);
		return true;
	case EXPR_BYTEORDER:
		machine_byteorder(machine, regs, expr);
		return true;
	case EXPR_LOOKUP:
		if (machine->guess)
			return machine_guess_lookup(machine, regs, expr,
						    verdict);
		return machine_lookup(regs, expr, verdict);
	case EXPR_META_SET:
		if (expr->meta.key != NF_META_MARK || machine->guess)
			return machine_guess_expr(machine, regs, expr, verdict);
		machine->mark = machine_word(machine,
					     machine_reg(regs, expr->meta.reg));
		return true;
	case EXPR_CT_SET:
		if (expr->ct.key != NF_CT_MARK)
			return machine_guess_expr(machine, regs, expr, verdict);
		if (has)
			machine->ct_mark = machine_word(
				machine, machine_reg(regs, expr->ct.reg));
		return true;
	case EXPR_PAYLOAD_SET:
		return do_payload_set(machine, regs, expr);
	case EXPR_NOTRACK:
		if (!has)
			machine->ct_state = NF_CT_STATE_UNTRACKED;
		return true;
	case EXPR_REJECT:
		verdict->kind = NF_VERDICT_DROP;
		return true;
	default:
		return machine_guess_expr(machine, regs, expr, verdict);
	}
}

static struct nf_verdict do_rule(struct machine *machine,
				 const struct nf_rule *rule)
{
	struct nf_verdict verdict = { .kind = NF_VERDICT_CONTINUE };
	struct machine_regs regs = { { 0 } };

	if (machine->guess)
		machine->guess->rule = rule;
	for (size_t i = 0; i < rule->exprs.n; i++)
		if (!do_expr(machine, &regs, &rule->exprs.at[i], &verdict) ||
		    verdict.kind != NF_VERDICT_CONTINUE)
			break;
	return verdict;
}

static bool run_chain(struct machine *machine, const struct nf_chain *base)
{
	struct {
		const struct nf_chain *chain;
		size_t rule;
	} stack[STACK] = { { base, 0 } };
	struct nf_verdict verdict;
	size_t depth = 1;

	while (depth > 0) {
		const struct nf_chain *chain = stack[depth - 1].chain;

		if (stack[depth - 1].rule == chain->rules.n) {
			depth--;
			continue;
		}
		verdict = do_rule(machine,
				  &chain->rules.at[stack[depth - 1].rule++]);
		if (verdict.kind == NF_VERDICT_ACCEPT ||
		    verdict.kind == NF_VERDICT_DROP)
			return verdict.kind == NF_VERDICT_ACCEPT;
		if (verdict.kind == NF_VERDICT_RETURN)
			depth--;
		if (verdict.kind != NF_VERDICT_JUMP &&
		    verdict.kind != NF_VERDICT_GOTO)
			continue;
		if (verdict.kind == NF_VERDICT_JUMP)
			depth++;
		must(depth <= STACK);
		stack[depth - 1].chain = verdict.chain;
		stack[depth - 1].rule = 0;
	}
	return base->base->accepts;
}

static bool sees(const struct machine *machine, const struct nf_table *table)
{
	uint32_t family = machine->ip6 ? NF_FAMILY_IP6 : NF_FAMILY_IP;

	return !(table->flags & NF_TABLE_DORMANT) &&
	       (table->family == NF_FAMILY_INET || table->family == family);
}

/* By priority, of equal ones the greatest handle first; those of several tables
 * can have the same. */
static bool is_before(const struct nf_chain *a, const struct nf_chain *b)
{
	if (a->base->priority != b->base->priority)
		return a->base->priority < b->base->priority;
	if (a->handle != b->handle)
		return a->handle > b->handle;
	return a->table > b->table;
}

/* The next base chain behind `last`. */
static const struct nf_chain *next_chain(const struct machine *machine,
					 uint32_t hook,
					 const struct nf_chain *last)
{
	const struct nf_chain *best = NULL;

	vec_each(table, &machine->rules->tables) {
		if (!sees(machine, table))
			continue;
		vec_each(chain, &table->chains) {
			if (!chain->base || chain->base->hook != hook ||
			    (last && !is_before(last, chain)))
				continue;
			if (!best || is_before(chain, best))
				best = chain;
		}
	}
	return best;
}

void machine_count_hop(struct machine *machine)
{
	uint8_t *hops = &machine->network[machine->ip6 ? 7 : 8];
	uint32_t sum;

	if (*hops > 0)
		--*hops;
	if (machine->ip6)
		return;
	sum = (uint32_t)machine->network[10] << 8 | machine->network[11];
	sum += 0x100;
	sum += sum >> 16; /* RFC 1624 */
	machine->network[10] = (uint8_t)(sum >> 8);
	machine->network[11] = (uint8_t)sum;
}

bool machine_run(struct machine *machine, uint32_t hook)
{
	const struct nf_chain *chain = next_chain(machine, hook, NULL);
	struct machine before;
	bool accepts;

	machine->hook = hook;
	for (; chain; chain = next_chain(machine, hook, chain)) {
		if (!machine_guess_enter(machine, chain, &before))
			continue;
		accepts = run_chain(machine, chain);
		machine_guess_leave(machine, &before);
		if (!accepts)
			return false;
	}
	return true;
}

bool machine_forward(const struct machine *packet, uint32_t *mark)
{
	struct machine machine = *packet;
	bool passes;

	machine.oif = "";
	machine.oif_index = 0;
	passes = machine_run(&machine, NF_HOOK_PREROUTING);
	machine.oif = packet->oif;
	machine.oif_index = packet->oif_index;
	if (passes) {
		machine_count_hop(&machine);
		passes = machine_run(&machine, NF_HOOK_FORWARD) &&
			 machine_run(&machine, NF_HOOK_POSTROUTING);
	}
	if (mark)
		*mark = machine.ct_mark;
	return passes;
}
