/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine.c -- decoded rules run on one packet, by a plain loop over bytes
 */
#include "machine.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"

enum {
	STACK = 16,
	BYTES = NF_REGS * NF_REG_LEN,
};

struct registers {
	uint8_t at[BYTES];
};

static uint8_t *reg(struct registers *regs, uint8_t number)
{
	must(number < NF_REGS);
	return regs->at + (size_t)number * NF_REG_LEN;
}

static void put(struct registers *regs, uint8_t number, const void *bytes,
		size_t len)
{
	memset(reg(regs, number), 0, (len + 3) / 4 * 4);
	memcpy(reg(regs, number), bytes, len);
}

static bool put_host(const struct machine *machine, struct registers *regs,
		     uint8_t number, uint64_t value, size_t len)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < len; i++)
		bytes[machine->rules->little_endian ? i : len - 1 - i] =
			(uint8_t)(value >> 8 * i);
	put(regs, number, bytes, len);
	return true;
}

static bool put_name(struct registers *regs, uint8_t number, const char *name)
{
	char bytes[16] = { 0 };

	for (size_t i = 0; i < sizeof(bytes) - 1 && name[i]; i++)
		bytes[i] = name[i];
	put(regs, number, bytes, sizeof(bytes));
	return true;
}

static bool do_payload(const struct machine *machine, struct registers *regs,
		       const struct nf_expr *expr)
{
	size_t end = (size_t)expr->payload.offset + expr->payload.len;
	const uint8_t *from = machine->network;
	size_t len = machine->ip6 ? 40 : 20;

	if (expr->payload.base == NF_PAYLOAD_TRANSPORT) {
		from = machine->transport;
		len = machine->transport_len;
	} else if (expr->payload.base == NF_PAYLOAD_LL) {
		from = machine->link;
		len = machine->link_len;
	} else {
		must(expr->payload.base == NF_PAYLOAD_NETWORK && end <= len);
	}
	if (end > len)
		return false;
	put(regs, expr->payload.reg, from + expr->payload.offset,
	    expr->payload.len);
	return true;
}

static bool do_meta(const struct machine *machine, struct registers *regs,
		    const struct nf_expr *expr)
{
	static const uint8_t ether[2][2] = { { 0x08, 0x00 }, { 0x86, 0xdd } };
	uint8_t family = machine->ip6 ? 10 : 2;
	uint8_t to = expr->meta.reg;

	switch (expr->meta.key) {
	case NF_META_NFPROTO:
		put(regs, to, &family, 1);
		return true;
	case NF_META_PROTOCOL:
		put(regs, to, ether[machine->ip6], 2);
		return true;
	case NF_META_L4PROTO:
		return machine->l4proto < 256 &&
		       put_host(machine, regs, to, (uint64_t)machine->l4proto,
				1);
	case NF_META_IIFNAME:
		return put_name(regs, to, machine->iif);
	case NF_META_OIFNAME:
		return put_name(regs, to, machine->oif);
	case NF_META_IIF:
		return put_host(machine, regs, to, machine->iif_index, 4);
	case NF_META_OIF:
		return put_host(machine, regs, to, machine->oif_index, 4);
	case NF_META_IIFTYPE:
		return *machine->iif &&
		       put_host(machine, regs, to, machine->iif_type, 2);
	case NF_META_OIFTYPE:
		return *machine->oif &&
		       put_host(machine, regs, to, machine->oif_type, 2);
	case NF_META_MARK:
		return put_host(machine, regs, to, machine->mark, 4);
	case NF_META_LEN:
		return put_host(machine, regs, to, machine->length, 4);
	case NF_META_PKTTYPE:
		return put_host(machine, regs, to, machine->pkttype, 1);
	case NF_META_TIME_DAY:
		return put_host(machine, regs, to, machine->day, 1);
	case NF_META_TIME_HOUR:
		return put_host(machine, regs, to, machine->hour, 4);
	case NF_META_TIME_NS:
		return put_host(machine, regs, to, machine->time, 8);
	default:
		must(false && "a meta key that is modelled");
	}
}

static bool do_ct(const struct machine *machine, struct registers *regs,
		  const struct nf_expr *expr)
{
	uint8_t family = machine->ip6 ? 10 : 2;
	bool has = machine->ct_state & (NF_CT_STATE_NEW | NF_CT_STATE_RELATED |
					NF_CT_STATE_ESTABLISHED);
	uint8_t to = expr->ct.reg;

	if (expr->ct.key == NF_CT_STATE)
		return put_host(machine, regs, to, machine->ct_state, 4);
	if (!has)
		return false;
	switch (expr->ct.key) {
	case NF_CT_DIRECTION:
		return put_host(machine, regs, to, machine->ct_direction, 1);
	case NF_CT_STATUS:
		return put_host(machine, regs, to, machine->ct_status, 4);
	case NF_CT_MARK:
		return put_host(machine, regs, to, machine->ct_mark, 4);
	case NF_CT_L3PROTOCOL:
		put(regs, to, &family, 1);
		return true;
	case NF_CT_SRC_IP:
	case NF_CT_DST_IP:
	case NF_CT_SRC_IP6:
	case NF_CT_DST_IP6: {
		bool six = expr->ct.key == NF_CT_SRC_IP6 ||
			   expr->ct.key == NF_CT_DST_IP6;
		bool source = expr->ct.key == NF_CT_SRC_IP ||
			      expr->ct.key == NF_CT_SRC_IP6;

		must(expr->ct.direction == NF_CT_ORIGINAL);
		if (six != machine->ip6)
			return false;
		put(regs, to, source ? machine->ct_saddr : machine->ct_daddr,
		    six ? 16 : 4);
		return true;
	}
	default:
		must(false && "a ct key that is modelled");
	}
}

static bool do_cmp(struct registers *regs, const struct nf_expr *expr)
{
	int order = memcmp(reg(regs, expr->cmp.sreg), expr->cmp.data.at,
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

static bool do_range(struct registers *regs, const struct nf_expr *expr)
{
	const uint8_t *at = reg(regs, expr->range.sreg);
	size_t len = expr->range.from.len;
	bool in = memcmp(at, expr->range.from.at, len) >= 0 &&
		  memcmp(at, expr->range.to.at, len) <= 0;

	return in != expr->range.inverted;
}

static uint32_t word(const struct machine *machine, const uint8_t *at)
{
	uint32_t value = 0;

	for (size_t i = 0; i < 4; i++)
		value = value << 8 |
			at[machine->rules->little_endian ? 3 - i : i];
	return value;
}

static void do_shift(const struct machine *machine, struct registers *regs,
		     const struct nf_expr *expr)
{
	size_t n = (expr->bitwise.len + 3) / 4;
	const uint8_t *from = reg(regs, expr->bitwise.sreg);
	uint32_t words[NF_REGS] = { 0 }, shifted[NF_REGS] = { 0 };
	uint32_t by = expr->bitwise.shift;

	for (size_t i = 0; i < n; i++)
		words[i] = word(machine, from + 4 * i);
	for (size_t i = 0; i < n; i++) {
		if (expr->bitwise.op == NF_BITWISE_LSHIFT)
			shifted[i] =
				words[i] << by |
				(by && i + 1 < n ? words[i + 1] >> (32 - by)
						 : 0);
		else
			shifted[i] = words[i] >> by |
				     (by && i ? words[i - 1] << (32 - by) : 0);
	}
	for (size_t i = 0; i < n; i++)
		put_host(machine, regs, (uint8_t)(expr->bitwise.dreg + i),
			 shifted[i], 4);
}

static void do_bitwise(const struct machine *machine, struct registers *regs,
		       const struct nf_expr *expr)
{
	uint8_t bytes[BYTES] = { 0 };
	const uint8_t *from = reg(regs, expr->bitwise.sreg);
	uint8_t with, flip;

	if (expr->bitwise.op == NF_BITWISE_LSHIFT ||
	    expr->bitwise.op == NF_BITWISE_RSHIFT) {
		do_shift(machine, regs, expr);
		return;
	}
	for (size_t i = 0; i < expr->bitwise.len; i++) {
		with = flip = 0;
		if (expr->bitwise.op == NF_BITWISE_MASK_XOR) {
			with = expr->bitwise.mask.at[i];
			flip = expr->bitwise.xor.at[i];
		} else if (expr->bitwise.sreg2 != NF_REG_NONE) {
			with = reg(regs, expr->bitwise.sreg2)[i];
		} else {
			with = expr->bitwise.data.at[i];
		}
		if (expr->bitwise.op == NF_BITWISE_OR)
			bytes[i] = from[i] | with;
		else if (expr->bitwise.op == NF_BITWISE_XOR)
			bytes[i] = from[i] ^ with;
		else
			bytes[i] = (from[i] & with) ^ flip;
	}
	put(regs, expr->bitwise.dreg, bytes, expr->bitwise.len);
}

static void do_byteorder(const struct machine *machine, struct registers *regs,
			 const struct nf_expr *expr)
{
	size_t size = expr->byteorder.size;
	uint8_t bytes[BYTES];

	memcpy(bytes, reg(regs, expr->byteorder.sreg), expr->byteorder.len);
	for (size_t i = 0; i < expr->byteorder.len; i++)
		reg(regs, expr->byteorder.dreg)[i] =
			bytes[machine->rules->little_endian
				      ? i / size * size + size - 1 - i % size
				      : i];
}

static bool is_in(const struct nf_set *set, const struct nf_element *element,
		  const uint8_t *key)
{
	const uint8_t *last =
		element->key_end ? element->key_end : element->key;

	if (set->n_fields <= 1)
		return memcmp(key, element->key, set->key_len) >= 0 &&
		       memcmp(key, last, set->key_len) <= 0;
	for (size_t i = 0; i < set->n_fields; i++) {
		size_t at = rules_field_offset(set, i);

		if (memcmp(key + at, element->key + at, set->field_lens[i]) <
			    0 ||
		    memcmp(key + at, last + at, set->field_lens[i]) > 0)
			return false;
	}
	return true;
}

/* The greatest end that is not beyond the key; a beginning before an end. */
static const struct nf_element *find_interval(const struct nf_set *set,
					      const uint8_t *key)
{
	const struct nf_element *best = NULL;
	int order;

	vec_each(element, &set->elements) {
		if (!element->key ||
		    memcmp(element->key, key, set->key_len) > 0)
			continue;
		order = best ? memcmp(element->key, best->key, set->key_len)
			     : 1;
		if (order > 0 ||
		    (order == 0 && !(element->flags & NF_ELEMENT_INTERVAL_END)))
			best = element;
	}
	return best && !(best->flags & NF_ELEMENT_INTERVAL_END) ? best : NULL;
}

static const struct nf_element *find(const struct nf_set *set,
				     const uint8_t *key)
{
	const struct nf_element *found = NULL;

	if ((set->flags & NF_SET_INTERVAL) && set->n_fields <= 1)
		found = find_interval(set, key);
	else
		vec_each(element, &set->elements)
			if (!found && element->key && is_in(set, element, key))
				found = element;
	vec_each(element, &set->elements)
		if (!found && !element->key)
			found = element;
	return found;
}

static bool do_lookup(struct registers *regs, const struct nf_expr *expr,
		      struct nf_verdict *verdict)
{
	const struct nf_element *found =
		find(expr->lookup.set, reg(regs, expr->lookup.sreg));

	if ((found != NULL) == expr->lookup.inverted)
		return false;
	if (expr->lookup.dreg == NF_REG_VERDICT)
		*verdict = *found->verdict;
	else if (expr->lookup.dreg != NF_REG_NONE)
		put(regs, expr->lookup.dreg, found->data.at, found->data.len);
	return true;
}

static bool do_payload_set(struct machine *machine, struct registers *regs,
			   const struct nf_expr *expr)
{
	size_t end = (size_t)expr->payload.offset + expr->payload.len;
	uint8_t *to = machine->network;

	must(!expr->payload.csum_type);
	if (expr->payload.base == NF_PAYLOAD_TRANSPORT) {
		to = machine->transport;
		if (end > machine->transport_len)
			return false;
	}
	memcpy(to + expr->payload.offset, reg(regs, expr->payload.reg),
	       expr->payload.len);
	return true;
}

/* False: the rule ends here. */
static bool do_expr(struct machine *machine, struct registers *regs,
		    const struct nf_expr *expr, struct nf_verdict *verdict)
{
	bool has = machine->ct_state & (NF_CT_STATE_NEW | NF_CT_STATE_RELATED |
					NF_CT_STATE_ESTABLISHED);

	switch ((int)expr->kind) {
	case EXPR_COUNTER:
	case EXPR_LOG:
	case EXPR_LIMIT: /* never exceeded */
		return true;
	case EXPR_IMMEDIATE:
		put(regs, expr->immediate.dreg, expr->immediate.data.at,
		    expr->immediate.data.len);
		return true;
	case EXPR_VERDICT:
		*verdict = expr->verdict;
		return true;
	case EXPR_PAYLOAD:
		return do_payload(machine, regs, expr);
	case EXPR_META:
		return do_meta(machine, regs, expr);
	case EXPR_CT:
		return do_ct(machine, regs, expr);
	case EXPR_CMP:
		return do_cmp(regs, expr);
	case EXPR_RANGE:
		return do_range(regs, expr);
	case EXPR_BITWISE:
		do_bitwise(machine, regs, expr);
		return true;
	case EXPR_BYTEORDER:
		do_byteorder(machine, regs, expr);
		return true;
	case EXPR_LOOKUP:
		return do_lookup(regs, expr, verdict);
	case EXPR_META_SET:
		must(expr->meta.key == NF_META_MARK);
		machine->mark = word(machine, reg(regs, expr->meta.reg));
		return true;
	case EXPR_CT_SET:
		must(expr->ct.key == NF_CT_MARK);
		if (has)
			machine->ct_mark =
				word(machine, reg(regs, expr->ct.reg));
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
		must(false && "an expression that is modelled");
	}
}

static struct nf_verdict do_rule(struct machine *machine,
				 const struct nf_rule *rule)
{
	struct nf_verdict verdict = { .kind = NF_VERDICT_CONTINUE };
	struct registers regs = { { 0 } };

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

/* The next base chain behind `last`, by priority and then handle. */
static const struct nf_chain *next_chain(const struct machine *machine,
					 uint32_t hook,
					 const struct nf_chain *last)
{
	const struct nf_chain *best = NULL;

	vec_each(table, &machine->rules->tables) {
		if (!sees(machine, table))
			continue;
		vec_each(chain, &table->chains) {
			if (!chain->base || chain->base->hook != hook)
				continue;
			if (last &&
			    (chain->base->priority < last->base->priority ||
			     (chain->base->priority == last->base->priority &&
			      chain->handle <= last->handle)))
				continue;
			if (!best ||
			    chain->base->priority < best->base->priority ||
			    (chain->base->priority == best->base->priority &&
			     chain->handle < best->handle))
				best = chain;
		}
	}
	return best;
}

bool machine_run(struct machine *machine, uint32_t hook)
{
	const struct nf_chain *chain = next_chain(machine, hook, NULL);

	for (; chain; chain = next_chain(machine, hook, chain))
		if (!run_chain(machine, chain))
			return false;
	return true;
}
