/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * assumption_chain.c -- rules that move packets where no diagram follows them
 */
#include "proof/question/assumption_chain.h"

#include <string.h>

#include "proof/rules/number.h"
#include "proof/rules/xt.h"

static bool is_copying(const struct nf_expr *expr)
{
	return expr->kind == EXPR_DUP || expr->kind == EXPR_FWD ||
	       (expr->kind == EXPR_TARGET && expr->xt.name &&
		!strcmp(expr->xt.name, "TEE"));
}

bool chain_copies(const struct nf_chain *chain)
{
	vec_each(rule, &chain->rules)
		vec_each(expr, &rule->exprs)
			if (is_copying(expr))
				return true;
	return false;
}

/* What the kernel compares before and behind a chain of type route: mark,
 * addresses, class. */
static bool is_moving(const struct nf_expr *expr)
{
	return expr->strange || expr->kind == EXPR_UNKNOWN ||
	       expr->kind == EXPR_PAYLOAD_SET || expr->kind == EXPR_TARGET ||
	       (expr->kind == EXPR_META_SET && expr->meta.key == NF_META_MARK);
}

static bool chain_moves(const struct nf_chain *chain)
{
	vec_each(rule, &chain->rules) {
		if (rule->strange)
			return true;
		vec_each(expr, &rule->exprs)
			if (is_moving(expr))
				return true;
	}
	return chain->strange;
}

/* Chains that are no base chains may be jumped to. The interface that the other
 * chains of output are told stays that of the first route. */
bool chain_reroutes(const struct nf_table *table, const struct nf_chain *chain)
{
	if (!chain->base || !chain->base->type ||
	    strcmp(chain->base->type, "route") != 0 || !chain->rules.n)
		return false;
	vec_each(other, &table->chains)
		if ((!other->base || other == chain) && chain_moves(other))
			return true;
	return false;
}

/* ------ behind the verdict ------ */

enum {
	PORTS = 4 /* bytes; of ICMP type and code among them */
};

/* Of IPv4 all but the class, the number and the lifetime: lengths and fragments
 * say what lies where. */
static bool names_an_end(uint32_t family, enum nf_payload_base base,
			 uint32_t offset)
{
	static const char harmless_ip4[] = { 1, 4, 5, 8, 10, 11 };
	static const char harmless_ip6[] = { 0, 1, 2, 3, 7 };

	if (base == NF_PAYLOAD_TRANSPORT)
		return offset < PORTS;
	if (base != NF_PAYLOAD_NETWORK)
		return base == NF_PAYLOAD_LL;
	return (family != NF_FAMILY_IP6 &&
		(offset > 11 ||
		 !memchr(harmless_ip4, (int)offset, sizeof(harmless_ip4)))) ||
	       (family != NF_FAMILY_IP &&
		(offset > 7 ||
		 !memchr(harmless_ip6, (int)offset, sizeof(harmless_ip6))));
}

/* nft(8) reads two bytes, changes some of their bits and writes them back. */
static bool keeps_byte(const struct nf_exprs *exprs, size_t at, size_t byte)
{
	const struct nf_expr *write = &exprs->at[at], *read, *bits;

	if (at < 2)
		return false;
	bits = &exprs->at[at - 1];
	read = &exprs->at[at - 2];
	return !bits->strange && bits->kind == EXPR_BITWISE &&
	       bits->bitwise.op == NF_BITWISE_MASK_XOR && !read->strange &&
	       read->kind == EXPR_PAYLOAD &&
	       read->payload.base == write->payload.base &&
	       read->payload.offset == write->payload.offset &&
	       read->payload.reg == bits->bitwise.sreg &&
	       bits->bitwise.dreg == write->payload.reg &&
	       byte < bits->bitwise.len &&
	       bits->bitwise.mask.at[byte] == 0xff &&
	       bits->bitwise.xor.at[byte] == 0;
}

static bool writes_an_end(uint32_t family, const struct nf_exprs *exprs,
			  size_t at)
{
	const struct nf_expr *write = &exprs->at[at];

	for (uint32_t i = 0; i < write->payload.len; i++)
		if (names_an_end(family, write->payload.base,
				 write->payload.offset + i) &&
		    !keeps_byte(exprs, at, i))
			return true;
	return false;
}

/* Of inet's tables a rule asks first which it is. */
static uint32_t family_of(uint32_t family, const struct nf_exprs *exprs)
{
	for (size_t i = 0; i + 1 < exprs->n; i++) {
		const struct nf_expr *meta = &exprs->at[i];
		const struct nf_expr *cmp = &exprs->at[i + 1];

		if (!meta->strange && meta->kind == EXPR_META &&
		    meta->meta.key == NF_META_NFPROTO && !cmp->strange &&
		    cmp->kind == EXPR_CMP && cmp->cmp.op == NF_CMP_EQ &&
		    cmp->cmp.sreg == meta->meta.reg && cmp->cmp.data.len == 1)
			return *cmp->cmp.data.at;
	}
	return family;
}

static bool is_unknown_target(const struct nf_expr *expr)
{
	struct rules_xt known;

	return expr->kind == EXPR_TARGET &&
	       !rules_xt_target(expr, NF_FAMILY_IP, &known);
}

static bool rule_rewrites(uint32_t family, const struct nf_rule *rule)
{
	family = family_of(family, &rule->exprs);
	for (size_t i = 0; i < rule->exprs.n; i++) {
		const struct nf_expr *expr = &rule->exprs.at[i];

		if (expr->strange || expr->kind == EXPR_UNKNOWN ||
		    is_unknown_target(expr) ||
		    (expr->kind == EXPR_PAYLOAD_SET &&
		     writes_an_end(family, &rule->exprs, i)))
			return true;
	}
	return rule->strange;
}

/* The gate judges at priority 0; of one priority nobody knows which is first. */
static bool is_behind(const struct nf_base *base)
{
	return base->hook == NF_HOOK_POSTROUTING ||
	       (base->hook >= NF_HOOK_INPUT && base->hook <= NF_HOOK_OUTPUT &&
		base->priority >= 0);
}

bool chain_rewrites(const struct nf_table *table, const struct nf_chain *chain)
{
	bool behind = chain->base && is_behind(chain->base);

	if (table->family != NF_FAMILY_INET && table->family != NF_FAMILY_IP &&
	    table->family != NF_FAMILY_IP6)
		return false;
	vec_each(other, &table->chains)
		behind |= !chain->base && other->base && is_behind(other->base);
	if (!behind)
		return false;
	vec_each(rule, &chain->rules)
		if (rule_rewrites(table->family, rule))
			return true;
	return chain->strange;
}
