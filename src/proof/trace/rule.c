/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule.c -- one rule, expression by expression
 */
#include "base/must.h"
#include "proof/rules/xt.h"
#include "proof/trace/run.h"

/* What becomes of the rule after an expression. */
enum after {
	AFTER_NEXT,    /* the next expression */
	AFTER_BREAK,   /* the rule does not match */
	AFTER_VERDICT, /* it ends in `verdict` */
};

static enum after unless(bool fits)
{
	return fits ? AFTER_NEXT : AFTER_BREAK;
}

static enum after unless_drawn(struct running *r, const struct nf_expr *expr)
{
	return unless(run_holds(r, run_text(r, expr), true));
}

static enum after ends(struct nf_verdict *verdict, enum nf_verdict_kind kind)
{
	verdict->kind = kind;
	return AFTER_VERDICT;
}

/* What something unknown does: accept, drop, return, or go on. */
static struct nf_verdict run_anything(struct running *r, const char *text)
{
	static const enum nf_verdict_kind kinds[] = {
		NF_VERDICT_ACCEPT,
		NF_VERDICT_DROP,
		NF_VERDICT_RETURN,
		NF_VERDICT_CONTINUE,
	};
	struct nf_verdict verdict = {
		.kind = kinds[run_choose(r, text, true, 4)]
	};

	if (verdict.kind != NF_VERDICT_DROP)
		run_forget_all(r);
	return verdict;
}

/* Any verdict; or the rule goes on, with registers that nobody knows. */
static enum after do_anything(struct running *r, const struct nf_expr *expr,
			      struct nf_verdict *verdict)
{
	char *text = run_text(r, expr);

	if (!run_holds(r, run_printf(r, "%s goes on", text), true)) {
		*verdict = run_anything(r, run_printf(r, "what %s does", text));
		return AFTER_VERDICT;
	}
	run_forget_all(r);
	cells_put_source(&r->regs, 0, run_source(r, text, true),
			 (size_t)NF_REGS * NF_REG_LEN);
	return AFTER_NEXT;
}

static enum after follow(struct running *r, const struct nf_verdict *from,
			 struct nf_verdict *verdict)
{
	switch (from->kind) {
	case NF_VERDICT_CONTINUE:
		return AFTER_NEXT;
	case NF_VERDICT_BREAK:
		return AFTER_BREAK;
	case NF_VERDICT_STRANGE:
		*verdict = run_anything(r, "what a strange verdict does");
		return AFTER_VERDICT;
	case NF_VERDICT_QUEUE:
		if (!run_holds(r, "a program accepts what is queued", true))
			return ends(verdict, NF_VERDICT_DROP);
		run_forget_all(r);
		return ends(verdict, NF_VERDICT_ACCEPT);
	case NF_VERDICT_DROP:
	case NF_VERDICT_ACCEPT:
	case NF_VERDICT_JUMP:
	case NF_VERDICT_GOTO:
	case NF_VERDICT_RETURN:
		*verdict = *from;
		return AFTER_VERDICT;
	}
	must(false);
	return AFTER_BREAK;
}

/* Of an inet table each family has its own (nft_nat_inet_eval). */
static enum after translate(struct running *r, const struct nf_expr *expr,
			    struct nf_verdict *verdict)
{
	if (expr->kind == EXPR_NAT && expr->nat.family != r->family)
		return AFTER_NEXT;
	if (!r->nat) /* no kernel has such a rule (nft_nat_validate) */
		return do_anything(r, expr, verdict);
	run_translate(r, expr);
	return ends(verdict, NF_VERDICT_ACCEPT);
}

static void put_data(struct running *r, const struct nf_expr *expr,
		     const struct trace_hit *hit)
{
	const struct nf_set *set = expr->lookup.set;

	if (hit->element && hit->element->data.len)
		cells_put(&r->regs, expr->lookup.dreg, hit->element->data.at,
			  hit->element->data.len);
	else
		cells_put_source(&r->regs, expr->lookup.dreg,
				 run_source(r,
					    run_printf(r, "what map %s yields",
						       set->name),
					    true),
				 set->data_len);
}

static enum after look_up(struct running *r, const struct nf_expr *expr,
			  struct nf_verdict *verdict)
{
	struct trace_hit hit;
	bool found = run_find(r, expr->lookup.sreg, expr->lookup.set, &hit);

	if (found == expr->lookup.inverted)
		return AFTER_BREAK;
	if (!found)
		return AFTER_NEXT;
	if (!run_lets_pass(r, &hit))
		return AFTER_BREAK;
	if (expr->lookup.dreg == NF_REG_NONE)
		return AFTER_NEXT;
	if (expr->lookup.dreg != NF_REG_VERDICT) {
		put_data(r, expr, &hit);
		return AFTER_NEXT;
	}
	if (hit.element && hit.element->verdict)
		return follow(r, hit.element->verdict, verdict);
	*verdict = run_anything(
		r, run_printf(r, "what map %s does", expr->lookup.set->name));
	return AFTER_VERDICT;
}

static enum after use_object(struct running *r, const struct nf_expr *expr,
			     uint32_t type, struct nf_verdict *verdict)
{
	switch (type) {
	case NF_OBJECT_COUNTER:
	case NF_OBJECT_CT_HELPER:
	case NF_OBJECT_CT_TIMEOUT:
	case NF_OBJECT_SECMARK:
	case NF_OBJECT_TUNNEL:
		return AFTER_NEXT;
	case NF_OBJECT_QUOTA:
	case NF_OBJECT_LIMIT:
	case NF_OBJECT_CONNLIMIT:
	case NF_OBJECT_CT_EXPECT:
		return unless_drawn(r, expr);
	default:
		*verdict = run_anything(
			r, run_printf(r, "what %s does", run_text(r, expr)));
		return AFTER_VERDICT;
	}
}

static enum after use_object_map(struct running *r, const struct nf_expr *expr,
				 struct nf_verdict *verdict)
{
	struct trace_hit hit;

	if (!run_find(r, expr->objref_map.sreg, expr->objref_map.set, &hit))
		return AFTER_BREAK;
	return use_object(r, expr, expr->objref_map.set->object_type, verdict);
}

static enum after write(struct running *r, const struct nf_expr *expr)
{
	if (expr->kind == EXPR_EXTHDR_SET && /* where there is such a header */
	    !run_holds(r, run_text(r, expr), true))
		return AFTER_BREAK;
	if (expr->kind == EXPR_PAYLOAD_SET)
		return run_write_header(r, expr) ? AFTER_NEXT : AFTER_BREAK;
	run_write(r, expr);
	return AFTER_NEXT;
}

/* Where there is no connection, there will be none. */
static enum after notrack(struct running *r)
{
	unsigned level = r->space->levels[VAR_CT_STATE];

	if (run_has_connection(r))
		return AFTER_NEXT;
	r->digits[level] = STATE_UNTRACKED;
	r->from[level] = 0;
	return AFTER_NEXT;
}

static enum after match(struct running *r, const struct nf_expr *expr,
			struct nf_verdict *verdict)
{
	bool drops = false, fits = run_match(r, expr, &drops);

	return drops ? ends(verdict, NF_VERDICT_DROP) : unless(fits);
}

static enum after look_inside(struct running *r, const struct nf_expr *expr)
{
	if (!run_holds(r, run_text(r, expr), true))
		return AFTER_BREAK;
	cells_put_source(&r->regs, 0, run_source(r, expr->name, true),
			 (size_t)NF_REGS * NF_REG_LEN);
	return AFTER_NEXT;
}

static enum after act(struct running *r, const struct nf_expr *expr,
		      struct nf_verdict *verdict)
{
	switch ((int)expr->kind) {
	case EXPR_VERDICT:
		return follow(r, &expr->verdict, verdict);
	case EXPR_REJECT:
		return ends(verdict, NF_VERDICT_DROP);
	case EXPR_NAT:
	case EXPR_MASQ:
	case EXPR_REDIR:
		return translate(r, expr, verdict);
	case EXPR_QUEUE:
		return follow(r,
			      &(struct nf_verdict){ .kind = NF_VERDICT_QUEUE },
			      verdict);
	case EXPR_NOTRACK:
		return notrack(r);
	case EXPR_META_SET:
	case EXPR_CT_SET:
	case EXPR_PAYLOAD_SET:
	case EXPR_EXTHDR_SET:
		return write(r, expr);
	case EXPR_OBJREF:
		return use_object(r, expr,
				  expr->objref.object->strange
					  ? 0
					  : expr->objref.object->type,
				  verdict);
	case EXPR_OBJREF_MAP:
		return use_object_map(r, expr, verdict);
	default: /* UNKNOWN, SYNPROXY, FWD; a TARGET that is not known */
		return do_anything(r, expr, verdict);
	}
}

static enum after step(struct running *r, const struct nf_expr *expr,
		       struct nf_verdict *verdict)
{
	if (expr->strange)
		return do_anything(r, expr, verdict);
	switch ((int)expr->kind) {
	case EXPR_COUNTER:
	case EXPR_LOG:
	case EXPR_LAST:
	case EXPR_DUP:
		return AFTER_NEXT;
	case EXPR_IMMEDIATE:
		cells_put(&r->regs, expr->immediate.dreg,
			  expr->immediate.data.at, expr->immediate.data.len);
		return AFTER_NEXT;
	case EXPR_CMP:
		return unless(cells_compare(r, expr));
	case EXPR_RANGE:
		return unless(cells_range(r, expr));
	case EXPR_BITWISE:
		cells_bitwise(r, expr);
		return AFTER_NEXT;
	case EXPR_BYTEORDER:
		cells_byteorder(r, expr);
		return AFTER_NEXT;
	case EXPR_LOOKUP:
		return look_up(r, expr, verdict);
	case EXPR_PAYLOAD:
	case EXPR_META:
	case EXPR_CT:
	case EXPR_EXTHDR:
	case EXPR_FIB:
	case EXPR_RT:
	case EXPR_SOCKET:
	case EXPR_OSF:
	case EXPR_TUNNEL:
	case EXPR_XFRM:
	case EXPR_NUMGEN:
	case EXPR_HASH:
		return unless(run_load(r, expr));
	case EXPR_LIMIT:
		if (r->chain->table == r->tracer->options.within)
			return unless(!expr->limit.inverted);
		return unless_drawn(r, expr);
	case EXPR_QUOTA:
	case EXPR_CONNLIMIT:
	case EXPR_DYNSET:
	case EXPR_TPROXY:
	case EXPR_FLOW_OFFLOAD:
		return unless_drawn(r, expr);
	case EXPR_MATCH:
		return match(r, expr, verdict);
	case EXPR_INNER:
		return look_inside(r, expr);
	default:
		return act(r, expr, verdict);
	}
}

/* A target of xtables is the expressions that do the same, if it is known. */
static enum after steps(struct running *r, const struct nf_expr *expr,
			struct nf_verdict *verdict)
{
	enum after after = AFTER_NEXT;
	struct rules_xt xt;

	if (expr->kind != EXPR_TARGET || expr->strange ||
	    !rules_xt_target(expr, r->family, &xt))
		return step(r, expr, verdict);
	for (size_t i = 0; i < xt.n_exprs && after == AFTER_NEXT; i++)
		after = step(r, &xt.exprs[i], verdict);
	return after;
}

struct nf_verdict run_rule(struct running *r, const struct nf_rule *rule,
			   bool *matched)
{
	struct nf_verdict verdict = { .kind = NF_VERDICT_CONTINUE };
	enum after after = AFTER_NEXT;

	r->rule = rule;
	r->hits.at = NULL;
	r->hits.n = r->hits.cap = 0;
	if (rule->strange) {
		*matched = true;
		return run_anything(r, "what a strange rule does");
	}
	for (size_t i = 0; i < rule->exprs.n && after == AFTER_NEXT; i++) {
		if (*r->exprs_left == 0) {
			r->run->lost = true;
			break;
		}
		--*r->exprs_left;
		after = steps(r, &rule->exprs.at[i], &verdict);
	}
	*matched = after != AFTER_BREAK && !r->run->lost;
	return verdict;
}
