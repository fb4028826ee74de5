/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * others.c -- tables beside the gate's, and what of them nobody can follow
 */
#include "proof/rules/others.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "proof/rules/xt.h"
#include "ruleset/ruleset.h"

bool others_is_own(const struct nf_table *table)
{
	return table->family == NF_FAMILY_INET &&
	       (!strcmp(table->name, TABLE_GATE) ||
		!strcmp(table->name, TABLE_GUARD));
}

bool others_are_met(const struct rules *rules)
{
	vec_each(table, &rules->tables) {
		if (others_is_own(table))
			continue;
		vec_each(chain, &table->chains)
			if (chain->base)
				return true;
	}
	return false;
}

static bool is_hard_target(const struct nf_expr *expr)
{
	struct rules_xt xt;

	if (!rules_xt_target(expr, NF_FAMILY_IP, &xt))
		return true;
	for (size_t i = 0; i < xt.n_exprs; i++)
		if (xt.exprs[i].kind == EXPR_PAYLOAD_SET ||
		    xt.exprs[i].kind == EXPR_QUEUE)
			return true;
	return false;
}

static bool is_hard(const struct nf_expr *expr)
{
	if (expr->strange)
		return true;
	switch ((int)expr->kind) {
	case EXPR_UNKNOWN:
	case EXPR_PAYLOAD_SET:
	case EXPR_SYNPROXY:
	case EXPR_QUEUE:
	case EXPR_FWD:
		return true;
	case EXPR_VERDICT:
		return expr->verdict.kind == NF_VERDICT_QUEUE ||
		       expr->verdict.kind == NF_VERDICT_STRANGE;
	case EXPR_TARGET:
		return is_hard_target(expr);
	default:
		return false;
	}
}

static bool hard_rule(const struct nf_rule *rule, struct others_rule *out)
{
	out->rule = rule;
	out->what = "?";
	if (rule->strange)
		return true;
	for (size_t i = 0; i < rule->exprs.n; i++) {
		const struct nf_expr *expr = &rule->exprs.at[i];

		if (!is_hard(expr))
			continue;
		out->what = expr->name;
		if (expr->kind == EXPR_TARGET && !expr->strange)
			out->what = expr->xt.name;
		return true;
	}
	return false;
}

static bool hard_chain(const struct nf_chain *chain, struct others_rule *out)
{
	out->chain = chain;
	out->rule = NULL;
	out->what = "?";
	if (chain->strange)
		return true;
	vec_each(rule, &chain->rules)
		if (hard_rule(rule, out))
			return true;
	return false;
}

static bool has_base(const struct nf_table *table)
{
	vec_each(chain, &table->chains)
		if (chain->base)
			return true;
	return false;
}

bool others_hardest(const struct rules *rules, struct others_rule *out)
{
	if (!rules_find_table(rules, NF_FAMILY_INET, TABLE_GATE))
		return false;
	vec_each(table, &rules->tables) {
		if (others_is_own(table) || !has_base(table) ||
		    (!table->strange && (table->flags & NF_TABLE_DORMANT)))
			continue;
		out->table = table;
		vec_each(chain, &table->chains)
			if (hard_chain(chain, out))
				return true;
	}
	return false;
}

char *others_text(const struct others_rule *rule, char *buf, size_t size)
{
	int n = snprintf(buf, size, "table %s %s, chain %s",
			 rules_family_name(rule->table->family),
			 rule->table->name, rule->chain->name);

	if (rule->rule && n > 0 && (size_t)n < size)
		snprintf(buf + n, size - (size_t)n, ", rule %" PRIu64 " (%s)",
			 rule->rule->handle, rule->what);
	return buf;
}
