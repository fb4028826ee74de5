/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine_guess.c -- what the machine does not model does what it may
 */
#include "machine_guess.h"

#include <string.h>

#include "base/must.h"

#include "machine_parts.h"
#include "random_policy.h"

enum {
	PRIORITY_CONNTRACK = -200, /* NF_IP_PRI_CONNTRACK */
	ANY_ROOM = 64,
	CONFIRMED = 1 << 3, /* IPS_CONFIRMED */
};

static void note_expr(struct machine_guess *guess, const struct nf_expr *expr)
{
	if (expr->kind == EXPR_DYNSET && !expr->strange)
		vec_add(&guess->sets_arena, &guess->written)->set =
			expr->dynset.set;
}

void machine_guess_init(struct machine_guess *guess, const struct rules *rules)
{
	*guess = (struct machine_guess){ 0 };
	vec_each(table, &rules->tables)
		vec_each(chain, &table->chains)
			vec_each(rule, &chain->rules)
				for (size_t i = 0; i < rule->exprs.n; i++)
					note_expr(guess, &rule->exprs.at[i]);
	machine_guess_packet(guess);
}

void machine_guess_finish(struct machine_guess *guess)
{
	arena_finish(&guess->arena);
	arena_finish(&guess->sets_arena);
}

void machine_guess_packet(struct machine_guess *guess)
{
	struct machine_guess kept = *guess;

	arena_finish(&guess->arena);
	*guess = (struct machine_guess){
		.sets_arena = kept.sets_arena,
		.network_len = 20 + pick(ANY_ROOM),
		.inner_len = pick(ANY_ROOM),
		.first = one_in(2),
	};
	guess->written.at = kept.written.at;
	guess->written.n = kept.written.n;
	guess->written.cap = kept.written.cap;
}

/* Any verdict, or none and any register. */
static bool anything(struct machine_regs *regs, struct nf_verdict *verdict)
{
	static const enum nf_verdict_kind kinds[] = { NF_VERDICT_DROP,
						      NF_VERDICT_ACCEPT,
						      NF_VERDICT_RETURN,
						      NF_VERDICT_CONTINUE };

	verdict->kind = kinds[pick(4)];
	for (size_t i = 0; i < sizeof(regs->at); i++)
		regs->at[i] = (uint8_t)pick(256);
	return !one_in(4);
}

/* Answers that a write makes old. A mark changes routes. */
static void forget(struct machine_guess *guess,
		   bool (*is_old)(const struct nf_expr *written,
				  const struct nf_expr *asked),
		   const struct nf_expr *written)
{
	size_t n = 0;

	for (size_t i = 0; i < guess->answers.n; i++)
		if (!is_old(written, guess->answers.at[i].expr))
			guess->answers.at[n++] = guess->answers.at[i];
	guess->answers.n = n;
}

static bool is_old_key(const struct nf_expr *written,
		       const struct nf_expr *asked)
{
	if (written->kind == EXPR_META_SET) {
		if (written->meta.key == NF_META_MARK &&
		    (asked->kind == EXPR_FIB || asked->kind == EXPR_RT))
			return true;
		return asked->kind == EXPR_META &&
		       asked->meta.key == written->meta.key;
	}
	return asked->kind == EXPR_CT && asked->ct.key == written->ct.key;
}

static bool is_old_header(const struct nf_expr *written,
			  const struct nf_expr *asked)
{
	return asked->kind == EXPR_EXTHDR || asked->kind == EXPR_OSF ||
	       asked->kind == EXPR_SOCKET ||
	       (written->kind == EXPR_PAYLOAD_SET &&
		(asked->kind == EXPR_FIB || asked->kind == EXPR_RT));
}

void machine_guess_forget_headers(struct machine *machine,
				  const struct nf_expr *written)
{
	forget(machine->guess, is_old_header, written);
	machine->guess->bytes.n = 0;
}

static bool set_meta(struct machine *machine, struct machine_regs *regs,
		     const struct nf_expr *expr)
{
	if (expr->meta.key == NF_META_MARK)
		machine->mark = machine_word(machine,
					     machine_reg(regs, expr->meta.reg));
	if (expr->meta.key == NF_META_PKTTYPE && one_in(2))
		machine->pkttype = *machine_reg(regs, expr->meta.reg);
	forget(machine->guess, is_old_key, expr);
	return true;
}

static bool translate(struct machine *machine, const struct nf_expr *expr,
		      struct nf_verdict *verdict)
{
	uint32_t family = machine->ip6 ? NF_FAMILY_IP6 : NF_FAMILY_IP;

	/* nft_nat_inet_eval(): not its family, nothing happens. */
	if (expr->kind == EXPR_NAT && expr->nat.family != NF_FAMILY_INET &&
	    expr->nat.family != family)
		return true;
	verdict->kind = NF_VERDICT_ACCEPT;
	/* nf_nat_setup_info(): a connection that has begun stays as it is. */
	if (!(machine->ct_status & CONFIRMED))
		machine->guess->astray = true;
	return true;
}

static bool use_object(struct machine_regs *regs, struct nf_verdict *verdict,
		       uint32_t type)
{
	switch (type) {
	case NF_OBJECT_QUOTA:
	case NF_OBJECT_LIMIT:
	case NF_OBJECT_CONNLIMIT:
	case NF_OBJECT_CT_EXPECT:
		return one_in(2);
	case NF_OBJECT_SYNPROXY:
		return anything(regs, verdict);
	default:
		return true;
	}
}

static bool use_object_map(struct machine_regs *regs,
			   const struct nf_expr *expr,
			   struct nf_verdict *verdict)
{
	const struct nf_set *set = expr->objref_map.set;

	return machine_find(set, machine_reg(regs, expr->objref_map.sreg)) &&
	       use_object(regs, verdict, set->object_type);
}

static bool inner(struct machine_regs *regs, const struct nf_expr *expr)
{
	(void)expr;
	for (size_t i = 0; i < sizeof(regs->at); i++)
		regs->at[i] = (uint8_t)pick(256);
	return one_in(2);
}

bool machine_guess_expr(struct machine *machine, struct machine_regs *regs,
			const struct nf_expr *expr, struct nf_verdict *verdict)
{
	must(machine->guess && "an expression that is modelled");
	if (expr->strange)
		return anything(regs, verdict);
	switch ((int)expr->kind) {
	case EXPR_EXTHDR:
	case EXPR_FIB:
	case EXPR_RT:
	case EXPR_SOCKET:
	case EXPR_OSF:
	case EXPR_TUNNEL:
	case EXPR_XFRM:
	case EXPR_NUMGEN:
	case EXPR_HASH:
		return machine_guess_load(machine, regs, expr);
	case EXPR_LAST:
	case EXPR_DUP:
		return true;
	case EXPR_LIMIT:
	case EXPR_QUOTA:
	case EXPR_CONNLIMIT:
	case EXPR_DYNSET:
	case EXPR_TPROXY:
	case EXPR_FLOW_OFFLOAD:
		return one_in(2);
	case EXPR_INNER:
		return inner(regs, expr);
	case EXPR_META_SET:
		return set_meta(machine, regs, expr);
	case EXPR_CT_SET:
		forget(machine->guess, is_old_key, expr);
		return true;
	case EXPR_EXTHDR_SET:
		machine_guess_forget_headers(machine, expr);
		for (size_t i = 20; i < sizeof(machine->transport); i++)
			machine->transport[i] = (uint8_t)pick(256);
		return one_in(2);
	case EXPR_OBJREF:
		return use_object(regs, verdict, expr->objref.object->type);
	case EXPR_OBJREF_MAP:
		return use_object_map(regs, expr, verdict);
	case EXPR_NAT:
	case EXPR_MASQ:
	case EXPR_REDIR:
		return translate(machine, expr, verdict);
	case EXPR_QUEUE:
		verdict->kind = one_in(2) ? NF_VERDICT_DROP : NF_VERDICT_ACCEPT;
		machine->guess->astray = true;
		return true;
	default: /* unknown, fwd, synproxy */
		return anything(regs, verdict);
	}
}

static bool is_written(const struct machine_guess *guess,
		       const struct nf_set *set)
{
	if (set->strange || (set->flags & NF_SET_EVAL))
		return true;
	vec_each(one, &guess->written)
		if (one->set == set)
			return true;
	return false;
}

static bool may_break(const struct nf_element *element)
{
	for (size_t i = 0; i < element->exprs.n; i++)
		if (element->exprs.at[i].kind != EXPR_COUNTER &&
		    element->exprs.at[i].kind != EXPR_LAST)
			return true;
	return element->strange;
}

/* Rules may have put in any element, with any data. */
static bool guess_element(struct machine_regs *regs, const struct nf_expr *expr,
			  struct nf_verdict *verdict)
{
	const struct nf_set *set = expr->lookup.set;
	const struct nf_element *element;

	if (one_in(2))
		return false;
	if (expr->lookup.dreg == NF_REG_NONE)
		return true;
	if (expr->lookup.dreg == NF_REG_VERDICT) {
		verdict->kind = one_in(2) ? NF_VERDICT_DROP : NF_VERDICT_ACCEPT;
		return true;
	}
	element = set->elements.n
			  ? &set->elements.at[pick((uint32_t)set->elements.n)]
			  : NULL;
	if (element && element->data.len)
		machine_put(regs, expr->lookup.dreg, element->data.at,
			    element->data.len);
	else
		for (size_t i = 0; i < set->data_len; i++)
			machine_reg(regs, expr->lookup.dreg)[i] =
				(uint8_t)pick(256);
	return true;
}

bool machine_guess_lookup(struct machine *machine, struct machine_regs *regs,
			  const struct nf_expr *expr,
			  struct nf_verdict *verdict)
{
	const struct nf_element *element;

	if (is_written(machine->guess, expr->lookup.set))
		return guess_element(regs, expr, verdict);
	element = machine_find(expr->lookup.set,
			       machine_reg(regs, expr->lookup.sreg));
	if (element && !expr->lookup.inverted && may_break(element) &&
	    one_in(2))
		return false;
	return machine_lookup(regs, expr, verdict);
}

bool machine_guess_enter(struct machine *machine, const struct nf_chain *base,
			 struct machine *before)
{
	struct machine_guess *guess = machine->guess;
	int32_t priority = base->base->priority;
	bool has = machine->ct_state & (NF_CT_STATE_NEW | NF_CT_STATE_RELATED);

	*before = *machine;
	if (!guess)
		return true;
	if (guess->astray)
		guess->lost = true;
	if (strcmp(base->base->type, "nat") == 0 && !(has && guess->first)) {
		guess->astray |= machine->ct_state != NF_CT_STATE_INVALID &&
				 machine->ct_state != NF_CT_STATE_UNTRACKED;
		return false;
	}
	if ((base->base->hook != NF_HOOK_PREROUTING &&
	     base->base->hook != NF_HOOK_OUTPUT) ||
	    priority > PRIORITY_CONNTRACK ||
	    (priority == PRIORITY_CONNTRACK && one_in(2)))
		return true;
	if (base->base->hook == NF_HOOK_PREROUTING &&
	    !strcmp(machine->iif, "lo"))
		return true;
	machine->ct_state = NF_CT_STATE_INVALID;
	return true;
}

/* What conntrack finds behind a chain that is run before it. */
void machine_guess_leave(struct machine *machine, const struct machine *before)
{
	if (machine->guess && machine->ct_state == NF_CT_STATE_INVALID)
		machine->ct_state = before->ct_state;
}
