/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xt.c -- matches of xtables
 *
 * One that is known is asked as nf_tables' own expressions; what it has dropped
 * is told (rules/xt.h). Of IPv6, whose fragments nothing here tells, that may be
 * any that is too short.
 */
#include "proof/rules/xt.h"

#include "proof/trace/run.h"

enum {
	OFFSET_MASK = 0x1fff, /* of IPv4's fragments, in eight bytes */
};

/* Registers of their own: the rule's are not a match's. */
static bool list_holds(struct running *r, const struct nf_expr *at,
		       const struct nf_expr *end)
{
	struct cells kept = r->regs;
	bool holds = true;

	for (; at < end && holds; at++) {
		if (at->kind == EXPR_CMP)
			holds = cells_compare(r, at);
		else if (at->kind == EXPR_RANGE)
			holds = cells_range(r, at);
		else if (at->kind == EXPR_BITWISE)
			cells_bitwise(r, at);
		else
			holds = run_load(r, at);
	}
	r->regs = kept;
	return holds;
}

static bool some_list_holds(struct running *r, const struct rules_xt *xt)
{
	size_t from = 0;

	for (size_t i = 0; i < xt->n_lists; i++) {
		if (list_holds(r, xt->exprs + from, xt->exprs + xt->ends[i]))
			return true;
		from = xt->ends[i];
	}
	return false;
}

static bool is_too_short(struct running *r, const struct rules_xt *xt)
{
	uint64_t len = 0;

	if (xt->header == 0)
		return false;
	if (!run_number(r, VAR_TRANSPORT_LEN, &len))
		return run_holds(r, "the packet is too short", true);
	return len < xt->header;
}

static bool short_is_dropped(struct running *r, const struct rules_xt *xt)
{
	static const char text[] = "what is too short is dropped";
	uint64_t fragment = 0;

	if (r->family == NF_FAMILY_IP6 ||
	    !run_number(r, VAR_IP4_FRAGMENT, &fragment))
		return run_holds(r, text, true);
	fragment &= OFFSET_MASK;
	return fragment == 0 || (fragment == 1 && xt->tcp);
}

bool run_match(struct running *r, const struct nf_expr *expr, bool *drops)
{
	struct rules_xt xt;

	*drops = false;
	if (!rules_xt_match(expr, r->family, &xt))
		return run_holds(r, run_text(r, expr),
				 !rules_xt_is_steady(expr) ||
					 r->tracer->payload_written);
	if (is_too_short(r, &xt)) {
		*drops = short_is_dropped(r, &xt);
		return false;
	}
	return some_list_holds(r, &xt);
}
