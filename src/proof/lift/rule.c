/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule.c -- one rule as a diagram: what each expression does to a path
 */
#include "proof/lift/rule.h"

#include "proof/lift/load.h"
#include "proof/lift/match.h"
#include "proof/lift/path.h"
#include "proof/lift/rule_map.h"
#include "proof/lift/rule_write.h"
#include "proof/lift/set.h"
#include "proof/lift/xt.h"
#include "proof/rules/register.h"

static void load(struct lift_run *run, struct lift_path *path,
		 const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	uint32_t needs = lift_load(lift, &path->regs, expr);
	uint8_t reg;
	size_t len;

	if (path->effect) {
		needs = effect_before(lift, path->effect, needs);
		if (rules_written(expr, lift->family, &reg, &len))
			effect_on_bits(lift, path->effect,
				       regs_at(&path->regs, reg), 8 * len);
	}
	path_require(run, path, needs);
}

static void count_connections(struct lift_run *run, struct lift_path *path,
			      const struct nf_expr *expr)
{
	path_may_drop(run, path, expr);
	path_require_drawn(run, path, expr);
}

static void fill_set(struct lift_run *run, struct lift_path *path,
		     const struct nf_expr *expr)
{
	if (path_counts_connections(&expr->dynset.exprs))
		path_may_drop(run, path, expr);
	path_require_drawn(run, path, expr);
}

static void use_object(struct lift_run *run, struct lift_path *path,
		       const struct nf_expr *expr, uint32_t type)
{
	switch (type) {
	case NF_OBJECT_COUNTER:
	case NF_OBJECT_CT_HELPER:
	case NF_OBJECT_CT_TIMEOUT:
	case NF_OBJECT_SECMARK:
	case NF_OBJECT_TUNNEL:
		break;
	case NF_OBJECT_QUOTA:
	case NF_OBJECT_LIMIT:
		path_require_drawn(run, path, expr);
		break;
	case NF_OBJECT_CONNLIMIT:
		count_connections(run, path, expr);
		break;
	case NF_OBJECT_CT_EXPECT:
		/* Of a connection's first packet alone, and not of too many
		 * (nft_ct_expect_obj_eval, net/netfilter/nft_ct.c). */
		path_may_drop(run, path, expr);
		path_require_drawn(run, path, expr);
		break;
	default:
		path_finish(run, path,
			    outcome_anything(run->lift, path->effect));
		break;
	}
}

static void use_object_map(struct lift_run *run, struct lift_path *path,
			   const struct nf_expr *expr)
{
	const struct lift_tell nothing = { 0 };
	struct lift_hits hits;

	lift_lookup(run->lift, regs_at(&path->regs, expr->objref_map.sreg),
		    expr->objref_map.set, &nothing, &hits);
	path_require(run, path, hits.any);
	use_object(run, path, expr, expr->objref_map.set->object_type);
}

/* Any verdict, or none and any register. */
static void do_anything(struct lift_run *run, struct lift_path *path,
			const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	const char *text = lift_text(lift, expr);
	uint32_t goes_on = lift_drawn_atom(lift, text);

	run_ends(run, diagram_minus(lift->all, path->when, goes_on),
		 outcome_anything(lift, path->effect));
	path->when = diagram_and(lift->all, path->when, goes_on);
	path->effect = effect_anything(lift, path->effect);
	regs_forget(lift, &path->regs, text);
}

static void nothing(struct lift_run *run, struct lift_path *path,
		    const struct nf_expr *expr)
{
	(void)run;
	(void)path;
	(void)expr;
}

static void immediate(struct lift_run *run, struct lift_path *path,
		      const struct nf_expr *expr)
{
	(void)run;
	regs_put_bytes(&path->regs, expr->immediate.dreg,
		       expr->immediate.data.at, expr->immediate.data.len);
}

static void verdict(struct lift_run *run, struct lift_path *path,
		    const struct nf_expr *expr)
{
	path_follow(run, path, &expr->verdict);
}

static void compare(struct lift_run *run, struct lift_path *path,
		    const struct nf_expr *expr)
{
	path_require(run, path, lift_compare(run->lift, &path->regs, expr));
}

static void range(struct lift_run *run, struct lift_path *path,
		  const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	uint32_t in = lift_between(lift, regs_at(&path->regs, expr->range.sreg),
				   expr->range.from.at, expr->range.to.at,
				   expr->range.from.len);

	path_require(run, path,
		     expr->range.inverted ? diagram_not(lift->all, in) : in);
}

static void bitwise(struct lift_run *run, struct lift_path *path,
		    const struct nf_expr *expr)
{
	regs_bitwise(run->lift, &path->regs, expr);
}

static void byteorder(struct lift_run *run, struct lift_path *path,
		      const struct nf_expr *expr)
{
	regs_byteorder(&path->regs, expr, run->lift->rules->little_endian);
}

static void inner(struct lift_run *run, struct lift_path *path,
		  const struct nf_expr *expr)
{
	path_require_drawn(run, path, expr);
	regs_forget(run->lift, &path->regs, expr->name);
}

static void reject(struct lift_run *run, struct lift_path *path,
		   const struct nf_expr *expr)
{
	(void)expr;
	path_finish(run, path, run_leaf(run, OUTCOME_DROP, 0));
}

static void nat(struct lift_run *run, struct lift_path *path,
		const struct nf_expr *expr)
{
	/* Of an inet table each family has its own (nft_nat_inet_eval). */
	if (expr->kind == EXPR_NAT && expr->nat.family != run->lift->family)
		return;
	path_finish(run, path,
		    outcome_of_nat(run->lift, path->effect, &path->regs, expr));
}

static void queue(struct lift_run *run, struct lift_path *path,
		  const struct nf_expr *expr)
{
	(void)expr;
	path_finish(run, path, outcome_of_queue(run->lift, path->effect));
}

static void use_object_itself(struct lift_run *run, struct lift_path *path,
			      const struct nf_expr *expr)
{
	const struct nf_object *object = expr->objref.object;

	use_object(run, path, expr, object->strange ? 0 : object->type);
}

static void target(struct lift_run *run, struct lift_path *path,
		   const struct nf_expr *expr);

/* What an expression does to a path. Whatever has no row may do anything:
 * unknown expressions, synproxy, fwd. */
typedef void (*lift_step)(struct lift_run *run, struct lift_path *path,
			  const struct nf_expr *expr);

static const lift_step steps[N_NF_EXPRS] = {
	[EXPR_COUNTER] = nothing,
	[EXPR_LOG] = nothing,
	[EXPR_LAST] = nothing,
	[EXPR_DUP] = nothing,

	[EXPR_IMMEDIATE] = immediate,
	[EXPR_BITWISE] = bitwise,
	[EXPR_BYTEORDER] = byteorder,
	[EXPR_PAYLOAD] = load,
	[EXPR_META] = load,
	[EXPR_CT] = load,
	[EXPR_EXTHDR] = load,
	[EXPR_FIB] = load,
	[EXPR_RT] = load,
	[EXPR_SOCKET] = load,
	[EXPR_OSF] = load,
	[EXPR_TUNNEL] = load,
	[EXPR_XFRM] = load,
	[EXPR_NUMGEN] = load,
	[EXPR_HASH] = load,

	[EXPR_CMP] = compare,
	[EXPR_RANGE] = range,
	[EXPR_LOOKUP] = path_lookup,
	[EXPR_MATCH] = path_match,
	[EXPR_TARGET] = target,
	[EXPR_INNER] = inner,
	[EXPR_LIMIT] = path_require_drawn,
	[EXPR_QUOTA] = path_require_drawn,
	[EXPR_CONNLIMIT] = count_connections,
	[EXPR_DYNSET] = fill_set,
	[EXPR_TPROXY] = path_require_drawn,
	[EXPR_FLOW_OFFLOAD] = path_require_drawn,
	[EXPR_OBJREF] = use_object_itself,
	[EXPR_OBJREF_MAP] = use_object_map,

	[EXPR_META_SET] = path_write,
	[EXPR_CT_SET] = path_write,
	[EXPR_PAYLOAD_SET] = path_write_header,
	[EXPR_EXTHDR_SET] = path_write,
	[EXPR_NOTRACK] = path_notrack,

	[EXPR_VERDICT] = verdict,
	[EXPR_REJECT] = reject,
	[EXPR_NAT] = nat,
	[EXPR_MASQ] = nat,
	[EXPR_REDIR] = nat,
	[EXPR_QUEUE] = queue,
};

static void step(struct lift_run *run, struct lift_path *path,
		 const struct nf_expr *expr)
{
	if (expr->strange || !steps[expr->kind])
		do_anything(run, path, expr);
	else
		steps[expr->kind](run, path, expr);
}

static void target(struct lift_run *run, struct lift_path *path,
		   const struct nf_expr *expr)
{
	struct rules_xt xt;

	if (!rules_xt_target(expr, run->lift->family, &xt)) {
		do_anything(run, path, expr);
		return;
	}
	for (size_t i = 0; i < xt.n_exprs; i++)
		if (path->when != DIAGRAM_FALSE)
			steps[xt.exprs[i].kind](run, path, &xt.exprs[i]);
}

static bool counts_in_set(const struct nf_set *set)
{
	vec_each(element, &set->elements) {
		if (path_counts_connections(&element->exprs))
			return true;
	}
	return false;
}

static bool object_does_something(uint32_t type)
{
	return type == NF_OBJECT_CONNLIMIT || type >= NF_OBJECT_CT_EXPECT;
}

/* Whether it can do more than let the rule end. */
static bool does_something(const struct nf_expr *expr)
{
	struct rules_xt xt;

	if (expr->strange)
		return true;
	switch ((int)expr->kind) {
	case EXPR_VERDICT:
		return expr->verdict.kind != NF_VERDICT_CONTINUE &&
		       expr->verdict.kind != NF_VERDICT_BREAK;
	case EXPR_LOOKUP:
		return expr->lookup.dreg == NF_REG_VERDICT ||
		       counts_in_set(expr->lookup.set);
	case EXPR_DYNSET:
		return path_counts_connections(&expr->dynset.exprs);
	case EXPR_META_SET:
		return expr->meta.key == NF_META_MARK ||
		       expr->meta.key == NF_META_PKTTYPE;
	case EXPR_CT_SET:
		return expr->ct.key == NF_CT_MARK || expr->ct.key == NF_CT_ZONE;
	case EXPR_OBJREF:
		return expr->objref.object->strange ||
		       object_does_something(expr->objref.object->type);
	case EXPR_OBJREF_MAP:
		return object_does_something(expr->objref_map.set->object_type);
	case EXPR_MATCH:
		return lift_xt_may_drop(expr);
	case EXPR_TARGET:
		return !rules_xt_target(expr, NF_FAMILY_IP, &xt) || xt.n_exprs;
	case EXPR_CONNLIMIT:
	case EXPR_PAYLOAD_SET:
	case EXPR_EXTHDR_SET:
	case EXPR_REJECT:
	case EXPR_NAT:
	case EXPR_MASQ:
	case EXPR_REDIR:
	case EXPR_NOTRACK:
	case EXPR_QUEUE:
	case EXPR_UNKNOWN:
	case EXPR_SYNPROXY:
	case EXPR_FWD:
	case EXPR_TPROXY:
		return true;
	default:
		return false;
	}
}

uint32_t lift_rule(struct lift *lift, const struct nf_rule *rule,
		   const struct lift_calls *calls)
{
	struct lift_run run = { .lift = lift, .rule = rule, .calls = calls };
	struct lift_path *path;
	uint32_t result;
	size_t n;

	for (size_t i = 0; i < rule->exprs.n; i++)
		if (does_something(&rule->exprs.at[i]))
			run.end = i + 1;
	if (rule->strange)
		return outcome_anything(lift, 0);
	path = arena_alloc(&run.arena, sizeof(*path));
	path->when = DIAGRAM_TRUE;
	regs_init(&path->regs);
	vec_add(&run.arena, &run.paths)->path = path;
	for (size_t i = 0; i < run.end; i++) {
		n = run.paths.n;
		for (size_t k = 0; k < n; k++)
			if (run.paths.at[k].path->when != DIAGRAM_FALSE)
				step(&run, run.paths.at[k].path,
				     &rule->exprs.at[i]);
	}
	vec_each(one, &run.paths) {
		if (one->path->effect)
			path_finish(&run, one->path,
				    run_leaf(&run, OUTCOME_NEXT,
					     one->path->effect));
	}
	result = diagram_pile_end(lift->all, &run.pile);
	arena_finish(&run.arena);
	return lift->lost ? DIAGRAM_TOO_MUCH : result;
}
