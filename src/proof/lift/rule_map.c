/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule_map.c -- a rule's lookups: sets, maps and verdict maps
 */
#include "proof/lift/rule_map.h"

#include "proof/lift/rule_mark.h"
#include "proof/lift/set.h"

enum {
	TRANSLATED_APART = 64,
};

static void vmap(struct lift_run *run, struct lift_path *path,
		 const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	const struct lift_tell apart = { .apart = true };
	struct lift_path before = *path, *fork;
	struct lift_hits hits;

	lift_lookup(lift, regs_at(&path->regs, expr->lookup.sreg),
		    expr->lookup.set, &apart, &hits);
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

/* The mark that stands for all that mean the same. */
static void put_mark(struct lift_run *run, struct lift_path *path,
		     const struct nf_expr *expr, uint32_t meaning)
{
	uint8_t bytes[NF_REG_LEN];

	mark_bytes(run->lift, meaning, bytes);
	regs_put_bytes(&path->regs, expr->lookup.dreg, bytes, sizeof(bytes));
}

static void find(struct lift_run *run, struct lift_path *path,
		 const struct nf_expr *expr, const struct lift_tell *tell,
		 struct lift_hits *hits)
{
	vec_each(element, &expr->lookup.set->elements) {
		if (!path_counts_connections(&element->exprs))
			continue;
		path_may_drop(run, path, expr);
		break;
	}
	lift_lookup(run->lift, regs_at(&path->regs, expr->lookup.sreg),
		    expr->lookup.set, tell, hits);
	path_require(run, path,
		     expr->lookup.inverted
			     ? diagram_not(run->lift->all, hits->any)
			     : hits->passed);
}

/* Whether the data are where to a translation goes, and so many that for the
 * lift that is anywhere. */
static bool is_translated_to(const struct lift_run *run,
			     const struct nf_expr *map)
{
	const struct nf_expr *expr = map + 1;

	if (map->lookup.set->elements.n <= TRANSLATED_APART)
		return false;
	while (expr < run->rule->exprs.at + run->end && !expr->strange &&
	       (expr->kind == EXPR_COUNTER || expr->kind == EXPR_LOG))
		expr++;
	return expr < run->rule->exprs.at + run->end && !expr->strange &&
	       (expr->kind == EXPR_NAT || expr->kind == EXPR_REDIR);
}

static void map(struct lift_run *run, struct lift_path *path,
		const struct nf_expr *expr)
{
	struct diagrams *all = run->lift->all;
	bool unasked = is_translated_to(run, expr);
	struct lift_tell tell = { .apart = !unasked };
	struct lift_path before = *path, *fork;
	struct lift_hits hits;
	bool marks = marks_alike(run, expr, &tell);

	find(run, path, expr, &tell, &hits);
	path->when = DIAGRAM_FALSE;
	vec_each(hit, &hits.list) {
		fork = path_fork(run, &before,
				 diagram_and(all, before.when, hit->when));
		if (marks && hit->element)
			put_mark(run, fork, expr, hit->meaning);
		else
			put_data(run, fork, expr,
				 unasked ? NULL : hit->element);
	}
}

void path_lookup(struct lift_run *run, struct lift_path *path,
		 const struct nf_expr *expr)
{
	const struct lift_tell together = { 0 };
	struct lift_hits hits;

	if (expr->lookup.dreg == NF_REG_VERDICT)
		vmap(run, path, expr);
	else if (expr->lookup.dreg == NF_REG_NONE)
		find(run, path, expr, &together, &hits);
	else
		map(run, path, expr);
}
