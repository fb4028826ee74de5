/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xt_target.c -- what the targets of xtables do with a packet
 *
 * Of those that go on and write nothing that a rule can ask, nothing is said:
 * the empty list.
 */
#include <string.h>

#include "proof/rules/xt_say.h"

enum {
	CT_NOTRACK = 1 << 0, /* XT_CT_NOTRACK */
	CONNMARK_SET = 0,
	CONNMARK_SAVE,
	CONNMARK_RESTORE,
	IP4_TOS = 1,
	IP4_TTL = 8,
	IP6_HOPLIMIT = 7,
};

static bool go_on(const struct nf_expr *expr, uint32_t family,
		  struct rules_xt *xt)
{
	(void)expr;
	(void)family;
	(void)xt;
	return true;
}

static bool reject(const struct nf_expr *expr, uint32_t family,
		   struct rules_xt *xt)
{
	(void)expr;
	(void)family;
	xt_plain(xt, EXPR_REJECT, "reject");
	return true;
}

static bool queue(const struct nf_expr *expr, uint32_t family,
		  struct rules_xt *xt)
{
	(void)expr;
	(void)family;
	xt_plain(xt, EXPR_QUEUE, "queue");
	return true;
}

static bool notrack(const struct nf_expr *expr, uint32_t family,
		    struct rules_xt *xt)
{
	(void)expr;
	(void)family;
	xt_plain(xt, EXPR_NOTRACK, "notrack");
	return true;
}

/* struct xt_ct_target_info…: u16 flags before all. */
static bool ct(const struct nf_expr *expr, uint32_t family, struct rules_xt *xt)
{
	(void)family;
	if (expr->xt.revision > 2 || expr->xt.info.len < 2)
		return false;
	if (xt_u16(expr, 0) & CT_NOTRACK)
		xt_plain(xt, EXPR_NOTRACK, "notrack");
	return true;
}

static void change(struct rules_xt *xt, uint32_t value, uint32_t mask)
{
	uint32_t keep = ~mask;

	xt_bitwise(xt, XT_REG_1, &keep, &value, sizeof(keep));
}

/* struct xt_mark_tginfo2: u32 mark, mask. */
static bool mark(const struct nf_expr *expr, uint32_t family,
		 struct rules_xt *xt)
{
	(void)family;
	if (expr->xt.revision != 2 || expr->xt.info.len < 8)
		return false;
	xt_meta(xt, NF_META_MARK);
	change(xt, xt_u32(expr, 0), xt_u32(expr, 4));
	xt_meta_set(xt, NF_META_MARK);
	return true;
}

static void copy(struct rules_xt *xt, uint32_t packet, uint32_t connection)
{
	if (packet != 0) {
		xt_meta(xt, NF_META_MARK);
		xt_bitwise(xt, XT_REG_1, &packet, NULL, sizeof(packet));
	}
	if (connection == 0)
		return;
	xt_ct(xt, NF_CT_MARK, packet ? XT_REG_2 : XT_REG_1);
	xt_bitwise(xt, packet ? XT_REG_2 : XT_REG_1, &connection, NULL,
		   sizeof(connection));
	if (packet != 0)
		xt_xor(xt);
}

/* struct xt_connmark_tginfo1: u32 ctmark, ctmask, nfmask; u8 mode. Without a
 * connection it does nothing: neither does what is said here. */
static bool connmark(const struct nf_expr *expr, uint32_t family,
		     struct rules_xt *xt)
{
	uint32_t value, ct_mask, mask;
	size_t at_mode = expr->xt.revision == 2 ? 14 : 12;

	(void)family;
	if ((expr->xt.revision != 1 && expr->xt.revision != 2) ||
	    expr->xt.info.len <= at_mode)
		return false;
	if (expr->xt.revision == 2 && expr->xt.info.at[13])
		return false; /* shifted */
	value = xt_u32(expr, 0);
	ct_mask = xt_u32(expr, 4);
	mask = xt_u32(expr, 8);
	switch (expr->xt.info.at[at_mode]) {
	case CONNMARK_SET:
		xt_ct(xt, NF_CT_MARK, XT_REG_1);
		change(xt, value, ct_mask);
		xt_ct_set(xt, NF_CT_MARK);
		return true;
	case CONNMARK_SAVE:
		copy(xt, mask, ~ct_mask);
		xt_ct_set(xt, NF_CT_MARK);
		return mask || ~ct_mask;
	case CONNMARK_RESTORE:
		copy(xt, ~mask, ct_mask);
		xt_meta_set(xt, NF_META_MARK);
		return ~mask || ct_mask;
	default:
		return false;
	}
}

static bool write_octet(const struct nf_expr *expr, uint32_t family,
			struct rules_xt *xt)
{
	(void)expr;
	if (family == NF_FAMILY_IP6)
		xt_payload_any(xt, NF_PAYLOAD_NETWORK, 0, 2);
	else
		xt_payload_any(xt, NF_PAYLOAD_NETWORK, IP4_TOS, 1);
	return true;
}

static bool write_ttl(const struct nf_expr *expr, uint32_t family,
		      struct rules_xt *xt)
{
	(void)expr;
	xt_payload_any(xt, NF_PAYLOAD_NETWORK,
		       family == NF_FAMILY_IP6 ? IP6_HOPLIMIT : IP4_TTL, 1);
	return true;
}

/* clang-format off */
static const struct {
	const char *name;
	xt_say say;
} targets[] = {
	{ "AUDIT", go_on },        { "CHECKSUM", go_on },
	{ "CLASSIFY", go_on },     { "CONNMARK", connmark },
	{ "CONNSECMARK", go_on },  { "CT", ct },
	{ "DNAT", xt_dnat },       { "DSCP", write_octet },
	{ "HL", write_ttl },       { "IDLETIMER", go_on },
	{ "LED", go_on },          { "LOG", go_on },
	{ "MARK", mark },          { "MASQUERADE", xt_nat_any },
	{ "NETMAP", xt_nat_any },  { "NFLOG", go_on },
	{ "NFQUEUE", queue },      { "NOTRACK", notrack },
	{ "RATEEST", go_on },      { "REDIRECT", xt_redirect },
	{ "REJECT", reject },      { "SECMARK", go_on },
	{ "SET", go_on },          { "SNAT", xt_snat },
	{ "TCPMSS", go_on },
	{ "TEE", go_on },          { "TOS", write_octet },
	{ "TRACE", go_on },        { "TTL", write_ttl },
};

/* clang-format on */

bool rules_xt_target(const struct nf_expr *expr, uint32_t family,
		     struct rules_xt *out)
{
	xt_begin(out);
	if (expr->xt.revision >= RULES_XT_TEXT)
		return false;
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++)
		if (!strcmp(targets[i].name, expr->xt.name))
			return targets[i].say(expr, family, out) && !out->full;
	return false;
}
