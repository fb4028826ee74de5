/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lift_rule_map.c -- a rule's lookups: sets, maps and verdict maps
 */
#include "proof/lift_rule_map.h"

#include "proof/lift_set.h"

static void vmap(struct lift_run *run, struct lift_path *path,
		 const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	struct lift_path before = *path, *fork;
	struct lift_hits hits;

	lift_lookup(lift, regs_at(&path->regs, expr->lookup.sreg),
		    expr->lookup.set, true, &hits);
	path_require(run, path, hits.passed);
	path->when = DIAGRAM_FALSE;
	vec_each(hit, &hits.list) {
		fork = path_fork(
			run, &before,
			diagram_and(lift->all, before.when, hit->when));
		if (hit->element && hit->element->verdict)
			path_follow(run, fork, hit->element->verdict);
		else
			path_finish(run, fork,
				    outcome_anything(lift, fork->effect));
	}
}

/* Whether a register is one of those from `first` on that hold `len` bytes. */
static bool is_within(uint8_t reg, uint8_t first, size_t len)
{
	return reg < NF_REGS && reg >= first &&
	       (size_t)(reg - first) * NF_REG_LEN < len;
}

/* Whether an expression behind a map asks its data, or may end the rule with
 * the mark written. */
static bool asks_data(const struct nf_expr *expr, uint8_t reg)
{
	if (expr->strange)
		return true;
	switch ((int)expr->kind) {
	case EXPR_CT_SET:
	case EXPR_COUNTER:
	case EXPR_LOG:
		return false;
	case EXPR_META:
		return expr->meta.key != NF_META_MARK;
	case EXPR_META_SET:
		return expr->meta.reg == reg;
	case EXPR_BITWISE:
		return is_within(reg, expr->bitwise.sreg, expr->bitwise.len) ||
		       is_within(reg, expr->bitwise.sreg2, expr->bitwise.len);
	case EXPR_VERDICT:
		return expr->verdict.kind != NF_VERDICT_ACCEPT &&
		       expr->verdict.kind != NF_VERDICT_DROP;
	default:
		return true;
	}
}

/* Whether what a map yields is looked at: where it is only written into marks
 * that nobody asks for afterwards, one path will do for all elements. */
static bool data_matter(const struct lift_run *run, const struct nf_expr *map)
{
	const struct lift *lift = run->lift;
	unsigned level = lift->space->levels[VAR_CT_MARK];
	const struct nf_expr *end = run->rule->exprs.at + run->end;
	uint8_t reg = map->lookup.dreg;

	if (lift->live[level] || lift->live[level + 1] ||
	    map->lookup.set->data_len > NF_REG_LEN)
		return true;
	for (const struct nf_expr *expr = map + 1; expr < end; expr++) {
		if (asks_data(expr, reg))
			return true;
		if (expr->kind == EXPR_VERDICT)
			return false;
		if (expr->kind == EXPR_META && expr->meta.reg == reg)
			reg = NF_REG_NONE; /* they are gone */
	}
	return true; /* later rules may ask for the mark */
}

static void put_data(struct lift_run *run, struct lift_path *path,
		     const struct nf_expr *expr,
		     const struct nf_element *element)
{
	const struct nf_set *set = expr->lookup.set;

	if (element && element->data.len)
		regs_put_bytes(&path->regs, expr->lookup.dreg, element->data.at,
			       element->data.len);
	else
		regs_put_source(&path->regs, expr->lookup.dreg,
				lift_drawn_source(run->lift, set->name),
				set->data_len);
}

void path_lookup(struct lift_run *run, struct lift_path *path,
		 const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	static const uint8_t nothing[NF_REGS * NF_REG_LEN];
	bool plain = expr->lookup.dreg == NF_REG_NONE;
	bool apart = !plain && data_matter(run, expr);
	struct lift_hits hits;
	struct lift_path before;
	uint32_t when;

	if (expr->lookup.dreg == NF_REG_VERDICT) {
		vmap(run, path, expr);
		return;
	}
	lift_lookup(lift, regs_at(&path->regs, expr->lookup.sreg),
		    expr->lookup.set, apart, &hits);
	when = expr->lookup.inverted ? diagram_not(lift->all, hits.any)
				     : hits.passed;
	before = *path;
	path_require(run, path, when);
	if (plain)
		return;
	if (!apart) { /* whatever it is, nobody will ask */
		regs_put_bytes(&path->regs, expr->lookup.dreg, nothing,
			       expr->lookup.set->data_len);
		return;
	}
	path->when = DIAGRAM_FALSE;
	vec_each(hit, &hits.list)
		put_data(run,
			 path_fork(run, &before,
				   diagram_and(lift->all, before.when,
					       hit->when)),
			 expr, hit->element);
}
