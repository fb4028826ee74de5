/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xt.c -- what matches of xtables do to a path
 *
 * A match that is known is a condition, and some packets it drops: those too
 * short for the header that it looks at. Of IPv6, whose fragments nothing here
 * tells, it may be any of these.
 */
#include "proof/lift/xt.h"

#include <string.h>

#include "proof/lift/load.h"
#include "proof/lift/match.h"

enum {
	OFFSET_MASK = 0x1fff, /* of IPv4's fragments, in eight bytes */
};

static uint32_t between(struct lift *lift, struct regs *regs,
			const struct nf_expr *expr)
{
	uint32_t in = lift_between(lift, regs_at(regs, expr->range.sreg),
				   expr->range.from.at, expr->range.to.at,
				   expr->range.from.len);

	return expr->range.inverted ? diagram_not(lift->all, in) : in;
}

/* The list from `at` to `end`, and that what is loaded can be. */
static uint32_t list_holds(struct lift *lift, const struct nf_expr *at,
			   const struct nf_expr *end)
{
	uint32_t result = DIAGRAM_TRUE, one;
	struct regs regs;

	regs_init(&regs);
	for (; at < end; at++) {
		one = DIAGRAM_TRUE;
		if (at->kind == EXPR_CMP)
			one = lift_compare(lift, &regs, at);
		else if (at->kind == EXPR_RANGE)
			one = between(lift, &regs, at);
		else if (at->kind == EXPR_BITWISE)
			regs_bitwise(lift, &regs, at);
		else
			one = lift_load(lift, &regs, at);
		result = diagram_and(lift->all, result, one);
	}
	return result;
}

static uint32_t can_read(struct lift *lift, const struct rules_xt *xt)
{
	if (xt->header == 0)
		return DIAGRAM_TRUE;
	return lift_in(lift, space_readable(lift->space, HEADER_TRANSPORT,
					    xt->header));
}

static uint32_t holds(struct lift *lift, const struct rules_xt *xt)
{
	uint32_t result = DIAGRAM_FALSE;
	size_t from = 0;

	for (size_t i = 0; i < xt->n_lists; i++) {
		result = diagram_or(lift->all, result,
				    list_holds(lift, xt->exprs + from,
					       xt->exprs + xt->ends[i]));
		from = xt->ends[i];
	}
	return diagram_and(lift->all, result, can_read(lift, xt));
}

/* IPv4 packets whose data begin there. */
static uint32_t begins_at(struct lift *lift, uint16_t offset)
{
	unsigned level = lift->space->levels[VAR_IP4_FRAGMENT];

	return diagram_bitwise(lift->all,
			       diagram_interval(lift->all, level, offset,
						offset, DIAGRAM_TRUE,
						DIAGRAM_FALSE),
			       level, OFFSET_MASK, 0);
}

static uint32_t drops_of(struct lift *lift, const struct rules_xt *xt)
{
	uint32_t drops;

	if (xt->header == 0)
		return DIAGRAM_FALSE;
	drops = diagram_not(lift->all, can_read(lift, xt));
	if (lift->family == NF_FAMILY_IP6)
		return diagram_and(
			lift->all, drops,
			lift_drawn_atom(lift, "what is too short is dropped"));
	drops = diagram_and(lift->all, drops, begins_at(lift, 0));
	if (xt->tcp)
		drops = diagram_or(lift->all, drops, begins_at(lift, 1));
	return drops;
}

/* It says the same of the packet wherever it stands: of a MAC no translation
 * changes anything. */
static bool is_steady(const struct lift *lift, const struct nf_expr *expr)
{
	bool mac = !strcmp(expr->xt.name, "mac") && !lift->bytes_written;

	return rules_xt_is_steady(expr) && (mac || !lift->payload_written);
}

static void unknown_match(struct lift_run *run, struct lift_path *path,
			  const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	const char *text = lift_text(lift, expr);
	const bool may_drop = rules_xt_may_drop(expr);
	uint32_t drops;

	/* Many drop what is broken. */
	if (!is_steady(lift, expr)) {
		if (may_drop)
			path_may_drop(run, path, expr);
		path_require_drawn(run, path, expr);
		return;
	}
	/* One atom for a thousand rules that ask the same. */
	if (may_drop) {
		drops = lift_atom(lift,
				  arena_printf(&lift->arena, "%s drops", text));
		run_ends(run, diagram_and(lift->all, path->when, drops),
			 run_leaf(run, OUTCOME_DROP, 0));
		path->when = diagram_minus(lift->all, path->when, drops);
	}
	path_require(run, path, lift_atom(lift, text));
}

void path_match(struct lift_run *run, struct lift_path *path,
		const struct nf_expr *expr)
{
	struct lift *lift = run->lift;
	struct rules_xt xt;
	uint32_t drops;

	if (!rules_xt_match(expr, lift->family, &xt)) {
		unknown_match(run, path, expr);
		return;
	}
	drops = effect_before(lift, path->effect, drops_of(lift, &xt));
	run_ends(run, diagram_and(lift->all, path->when, drops),
		 run_leaf(run, OUTCOME_DROP, 0));
	path->when = diagram_minus(lift->all, path->when, drops);
	path_require(run, path,
		     effect_before(lift, path->effect, holds(lift, &xt)));
}

bool lift_xt_may_drop(const struct nf_expr *expr)
{
	struct rules_xt xt;

	return !rules_xt_match(expr, NF_FAMILY_IP, &xt) || xt.header ||
	       !rules_xt_match(expr, NF_FAMILY_IP6, &xt) || xt.header;
}
