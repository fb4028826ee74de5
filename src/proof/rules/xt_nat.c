/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xt_nat.c -- where to the targets of xtables translate
 *
 * Old revisions for IPv4: struct nf_nat_ipv4_multi_range_compat of one range;
 * else struct nf_nat_range, with a member more in DNAT's second revision
 * (linux/netfilter/nf_nat.h, net/netfilter/xt_nat.c). The flags are nf_tables'.
 */
#include "proof/rules/xt_say.h"

enum {
	REG_ADDR_MIN = 0,
	REG_ADDR_MAX = 4,
	REG_PROTO_MIN = 8,
	REG_PROTO_MAX = 9,
	OLD_LEN = 20,
	NEW_LEN = 40,
};

struct places {
	size_t flags, addr_min, addr_max, proto_min, proto_max, len;
};

static const struct places old_places = { 4, 8, 12, 16, 18, OLD_LEN };
static const struct places new_places = { 0, 4, 20, 36, 38, NEW_LEN };

static const struct places *places_of(const struct nf_expr *expr,
				      uint32_t family)
{
	const struct places *places = &new_places;

	if (family == NF_FAMILY_IP && expr->xt.revision == 0)
		places = &old_places;
	if (!xt_has(expr, 0, 2, places->len) ||
	    (places == &old_places && xt_u32(expr, 0) != 1))
		return NULL;
	return places;
}

static void say(struct rules_xt *xt, const struct nf_expr *expr,
		uint32_t family, struct nf_expr *nat)
{
	const struct places *at = places_of(expr, family);
	const size_t addr_len = family == NF_FAMILY_IP ? 4 : 16;

	nat->nat.flags = xt_u32(expr, at->flags);
	nat->nat.addr_min = nat->nat.addr_max = NF_REG_NONE;
	nat->nat.proto_min = nat->nat.proto_max = NF_REG_NONE;
	if (nat->nat.flags & NF_NAT_RANGE_MAP_IPS) {
		nat->nat.addr_min = REG_ADDR_MIN;
		nat->nat.addr_max = REG_ADDR_MAX;
		xt_immediate(xt, REG_ADDR_MIN, xt_at(expr, at->addr_min),
			     addr_len);
		xt_immediate(xt, REG_ADDR_MAX, xt_at(expr, at->addr_max),
			     addr_len);
	}
	if (nat->nat.flags & NF_NAT_RANGE_PROTO) {
		nat->nat.proto_min = REG_PROTO_MIN;
		nat->nat.proto_max = REG_PROTO_MAX;
		xt_immediate(xt, REG_PROTO_MIN, xt_at(expr, at->proto_min), 2);
		xt_immediate(xt, REG_PROTO_MAX, xt_at(expr, at->proto_max), 2);
	}
	xt_expr(xt, nat);
}

static bool translate(const struct nf_expr *expr, uint32_t family,
		      struct rules_xt *xt, struct nf_expr nat)
{
	if (!places_of(expr, family))
		return xt_nat_any(expr, family, xt);
	nat.nat.family = family;
	say(xt, expr, family, &nat);
	return true;
}

bool xt_dnat(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt)
{
	const struct nf_expr nat = { .kind = EXPR_NAT,
				     .name = "nat",
				     .nat.type = NF_NAT_DNAT };

	return translate(expr, family, xt, nat);
}

bool xt_snat(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt)
{
	const struct nf_expr nat = { .kind = EXPR_NAT,
				     .name = "nat",
				     .nat.type = NF_NAT_SNAT };

	return translate(expr, family, xt, nat);
}

bool xt_redirect(const struct nf_expr *expr, uint32_t family,
		 struct rules_xt *xt)
{
	const struct nf_expr nat = { .kind = EXPR_REDIR, .name = "redir" };

	return translate(expr, family, xt, nat);
}

bool xt_nat_any(const struct nf_expr *expr, uint32_t family,
		struct rules_xt *xt)
{
	(void)expr;
	(void)family;
	xt_plain(xt, EXPR_MASQ, "masq");
	return true;
}
