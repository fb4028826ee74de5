/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule_nat.c -- where to a rule translates
 *
 * A destination or a source, as the hook has it. Constants are what is written;
 * anything else is anything. Ports of sources are never known: they change
 * where two connections would become one (nf_nat_l4proto_unique_tuple); those
 * of destinations do not, unless they are given.
 */
#include "proof/lift/rule.h"
#include "proof/rules/nat.h"

struct effect_entry translated_anyhow(struct lift *lift, unsigned level)
{
	if (!lift->anyhow[level])
		lift->anyhow[level] = (uint16_t)lift_any_level(
			lift, "what a translation made of it");
	return (struct effect_entry){ .level = (uint16_t)level,
				      .from = lift->anyhow[level] };
}

static uint32_t put_anyhow(struct lift *lift, uint32_t effect,
			   enum variable variable)
{
	unsigned level = lift->space->levels[variable];

	for (unsigned d = 0; d < variable_info(variable)->digits; d++)
		effect = effect_set(lift, effect,
				    translated_anyhow(lift, level + d));
	return effect;
}

static bool are_same(const struct bit *a, const struct bit *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!bit_is_const(a[i]) || !bit_is_const(b[i]) ||
		    a[i].flip != b[i].flip)
			return false;
	return true;
}

/* A constant; else anything. */
static struct effect_entry constant(struct lift *lift, unsigned level,
				    const struct bit *bits)
{
	struct effect_entry entry = effect_digit(lift, level, bits);

	if (entry.from == DIAGRAM_LEVELS && entry.mask == 0)
		return entry;
	return translated_anyhow(lift, level);
}

/* What the registers hold, if it is one value and is written as it stands. */
static uint32_t put_range(struct lift *lift, uint32_t effect, struct regs *regs,
			  uint8_t min, uint8_t max, enum variable variable)
{
	size_t bits = 8 * variable_len(variable);
	unsigned level = lift->space->levels[variable];

	if (min == NF_REG_NONE)
		return effect;
	if (max != NF_REG_NONE && max != min &&
	    !are_same(regs_at(regs, min), regs_at(regs, max), bits))
		return put_anyhow(lift, effect, variable);
	for (unsigned d = 0; d < variable_info(variable)->digits; d++)
		effect = effect_set(lift, effect,
				    constant(lift, level + d,
					     regs_at(regs, min) + 16UL * d));
	return effect;
}

static bool is_plain(const struct nf_expr *expr)
{
	return !(expr->nat.flags &
		 ~(uint32_t)(NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PROTO |
			     NF_NAT_RANGE_PERSISTENT));
}

static uint32_t to_destination(struct lift *lift, uint32_t effect,
			       struct regs *regs, const struct nf_expr *expr)
{
	enum variable address =
		lift->family == NF_FAMILY_IP ? VAR_IP4_DADDR : VAR_IP6_DADDR;

	if (expr->kind == EXPR_MASQ || !is_plain(expr)) {
		effect = put_anyhow(lift, effect, VAR_DPORT);
		return put_anyhow(lift, effect, address);
	}
	effect = put_range(lift, effect, regs, expr->nat.proto_min,
			   expr->nat.proto_max, VAR_DPORT);
	/* An address of the interface, or of the loopback: not in the rules. */
	if (expr->kind == EXPR_REDIR)
		return put_anyhow(lift, effect, address);
	return put_range(lift, effect, regs, expr->nat.addr_min,
			 expr->nat.addr_max, address);
}

static uint32_t to_source(struct lift *lift, uint32_t effect, struct regs *regs,
			  const struct nf_expr *expr)
{
	enum variable address =
		lift->family == NF_FAMILY_IP ? VAR_IP4_SADDR : VAR_IP6_SADDR;

	effect = put_anyhow(lift, effect, VAR_SPORT);
	if (expr->kind != EXPR_NAT || !is_plain(expr))
		return put_anyhow(lift, effect, address);
	return put_range(lift, effect, regs, expr->nat.addr_min,
			 expr->nat.addr_max, address);
}

uint32_t outcome_of_nat(struct lift *lift, uint32_t effect, struct regs *regs,
			const struct nf_expr *expr)
{
	if (!lift->nat) /* no kernel has such a rule (nft_nat_validate) */
		return outcome_anything(lift, effect);
	if (lift->settled) /* nf_nat_setup_info() does nothing */
		return outcome_leaf(
			lift, (struct outcome){ OUTCOME_ACCEPT, effect, 0 });
	effect = nat_is_of_destination(lift->hook)
			 ? to_destination(lift, effect, regs, expr)
			 : to_source(lift, effect, regs, expr);
	return outcome_leaf(lift,
			    (struct outcome){ OUTCOME_ACCEPT, effect, 0 });
}
