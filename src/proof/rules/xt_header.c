/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xt_header.c -- matches of xtables: marks, MACs, ranges, lengths, octets
 */
#include "proof/rules/xt_say.h"

/* struct xt_mark_mtinfo1 and its like of connections: u32 mark, mask; u8. */
static bool mark_of(const struct nf_expr *expr, struct rules_xt *xt,
		    bool connection)
{
	if (!xt_has(expr, 1, 1, 9))
		return false;
	if (connection)
		xt_ct(xt, NF_CT_MARK, XT_REG_1);
	else
		xt_meta(xt, NF_META_MARK);
	xt_bitwise(xt, XT_REG_1, xt_at(expr, 4), NULL, 4);
	xt_cmp(xt, *xt_at(expr, 8) ? NF_CMP_NEQ : NF_CMP_EQ, xt_at(expr, 0), 4);
	return true;
}

bool xt_mark(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt)
{
	(void)family;
	return mark_of(expr, xt, false);
}

bool xt_connmark(const struct nf_expr *expr, uint32_t family,
		 struct rules_xt *xt)
{
	(void)family;
	return mark_of(expr, xt, true);
}

/* struct xt_mac_info: u8 address[6]; int invert. */
bool xt_mac(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt)
{
	const uint16_t ether = 1; /* ARPHRD_ETHER */

	(void)family;
	if (!xt_has(expr, 0, 0, 12))
		return false;
	xt_meta(xt, NF_META_IIFTYPE);
	xt_cmp(xt, NF_CMP_EQ, &ether, sizeof(ether));
	xt_payload(xt, NF_PAYLOAD_LL, 6, 6);
	xt_cmp(xt, xt_u32(expr, 8) ? NF_CMP_NEQ : NF_CMP_EQ, xt_at(expr, 0), 6);
	return true;
}

/* struct xt_iprange_mtinfo: first and last source, first and last destination
 * of 16 bytes each; u8 flags. */
bool xt_iprange(const struct nf_expr *expr, uint32_t family,
		struct rules_xt *xt)
{
	bool ip6 = family == NF_FAMILY_IP6;
	uint32_t len = ip6 ? 16 : 4;
	uint8_t flags;

	if (!xt_has(expr, 1, 1, 65))
		return false;
	flags = *xt_at(expr, 64);
	if (flags & 1) {
		xt_payload(xt, NF_PAYLOAD_NETWORK, ip6 ? 8 : 12, len);
		xt_range(xt, flags & 0x10, xt_at(expr, 0), xt_at(expr, 16),
			 len);
	}
	if (flags & 2) {
		xt_payload(xt, NF_PAYLOAD_NETWORK, ip6 ? 24 : 16, len);
		xt_range(xt, flags & 0x20, xt_at(expr, 32), xt_at(expr, 48),
			 len);
	}
	return true;
}

/* struct xt_length_info: u16 min, max; u8 invert. */
bool xt_length(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt)
{
	uint16_t before = family == NF_FAMILY_IP6 ? 40 : 0, low, high;
	uint8_t from[2], to[2];

	if (!xt_has(expr, 0, 0, 5))
		return false;
	low = xt_u16(expr, 0);
	high = xt_u16(expr, 2);
	if (high < before || low > high) {
		if (!*xt_at(expr, 4))
			xt_never(xt);
		return true;
	}
	xt_put_u16(from, low > before ? (uint16_t)(low - before) : 0);
	xt_put_u16(to, (uint16_t)(high - before));
	xt_payload(xt, NF_PAYLOAD_NETWORK, before ? 4 : 2, sizeof(from));
	xt_range(xt, *xt_at(expr, 4), from, to, sizeof(from));
	return true;
}

/* struct ipt_ttl_info and ip6t_hl_info: u8 mode, value. */
bool xt_ttl(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt)
{
	static const enum nf_cmp_op ops[] = { NF_CMP_EQ, NF_CMP_NEQ, NF_CMP_LT,
					      NF_CMP_GT };

	if (!xt_has(expr, 0, 0, 2) || *xt_at(expr, 0) > 3)
		return false;
	xt_payload(xt, NF_PAYLOAD_NETWORK, family == NF_FAMILY_IP6 ? 7 : 8, 1);
	xt_cmp(xt, ops[*xt_at(expr, 0)], xt_at(expr, 1), 1);
	return true;
}

static void ask_octet(struct rules_xt *xt, uint32_t family, uint8_t mask,
		      uint8_t value, bool inverted)
{
	enum nf_cmp_op op = inverted ? NF_CMP_NEQ : NF_CMP_EQ;
	uint8_t masks[2], values[2];
	size_t len = 1;

	masks[0] = mask;
	values[0] = value;
	if (family == NF_FAMILY_IP6) {
		xt_put_u16(masks, (uint16_t)(mask << 4));
		xt_put_u16(values, (uint16_t)(value << 4));
		len = 2;
	}
	xt_payload(xt, NF_PAYLOAD_NETWORK, len == 1, (uint32_t)len);
	xt_bitwise(xt, XT_REG_1, masks, NULL, len);
	xt_cmp(xt, op, values, len);
}

/* struct xt_tos_match_info: u8 mask, value, invert. */
bool xt_tos(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt)
{
	if (!xt_has(expr, 1, 1, 3))
		return false;
	ask_octet(xt, family, *xt_at(expr, 0), *xt_at(expr, 1),
		  *xt_at(expr, 2));
	return true;
}

/* struct xt_dscp_info: u8 dscp, invert. */
bool xt_dscp(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt)
{
	if (!xt_has(expr, 0, 0, 2) || *xt_at(expr, 0) > 63)
		return false;
	ask_octet(xt, family, 0xfc, (uint8_t)(*xt_at(expr, 0) << 2),
		  *xt_at(expr, 1));
	return true;
}
