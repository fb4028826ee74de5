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
	uint32_t when = DIAGRAM_FALSE;
	struct lift_hits hits;

	lift_lookup(lift, regs_at(&path->regs, expr->lookup.sreg),
		    expr->lookup.set, true, &hits);
	vec_each(hit, &hits.list)
		when = diagram_or(lift->all, when, hit->when);
	path_require(run, path, when);
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

/* Whether what a map yields is looked at: where it is only written into marks
 * that nobody asks for afterwards, one path will do for all elements. */
static bool data_matter(const struct lift_run *run, const struct nf_expr *map)
{
	const struct lift *lift = run->lift;
	unsigned level = lift->space->levels[VAR_CT_MARK];
	const struct nf_expr *expr;
	bool terminal = false;

	for (expr = map + 1; expr < run->rule->exprs.at + run->end; expr++) {
		if (expr->strange)
			return true;
		if (expr->kind == EXPR_VERDICT)
			terminal = expr->verdict.kind == NF_VERDICT_ACCEPT ||
				   expr->verdict.kind == NF_VERDICT_DROP;
		else if (expr->kind != EXPR_CT_SET &&
			 expr->kind != EXPR_COUNTER &&
			 expr->kind != EXPR_META_SET &&
			 expr->kind != EXPR_META &&
			 expr->kind != EXPR_BITWISE && expr->kind != EXPR_LOG)
			return true;
		/* What may break would leave the mark written. */
		if (expr->kind == EXPR_META && expr->meta.key != NF_META_MARK)
			return true;
		if (expr->kind == EXPR_META_SET &&
		    expr->meta.reg == map->lookup.dreg)
			return true;
		if (expr->kind == EXPR_BITWISE &&
		    expr->bitwise.sreg == map->lookup.dreg)
			return true;
		if (expr->kind == EXPR_META &&
		    expr->meta.reg == map->lookup.dreg)
			break; /* it is gone */
	}
	return !terminal || lift->live[level] || lift->live[level + 1];
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
	uint32_t when = DIAGRAM_FALSE;

	if (expr->lookup.dreg == NF_REG_VERDICT) {
		vmap(run, path, expr);
		return;
	}
	lift_lookup(lift, regs_at(&path->regs, expr->lookup.sreg),
		    expr->lookup.set, apart, &hits);
	vec_each(hit, &hits.list)
		when = diagram_or(lift->all, when, hit->when);
	if (expr->lookup.inverted)
		when = diagram_not(lift->all, hits.any);
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
