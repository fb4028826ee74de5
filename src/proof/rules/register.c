/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register.c -- how many bytes an expression moves to or from registers
 */
#include "proof/rules/register.h"

#include "proof/rules/rules.h"

static const uint8_t meta_lens[N_NF_METAS] = {
	[NF_META_LEN] = 4,           [NF_META_PROTOCOL] = 2,
	[NF_META_PRIORITY] = 4,      [NF_META_MARK] = 4,
	[NF_META_IIF] = 4,           [NF_META_OIF] = 4,
	[NF_META_IIFNAME] = 16,      [NF_META_OIFNAME] = 16,
	[NF_META_IIFTYPE] = 2,       [NF_META_OIFTYPE] = 2,
	[NF_META_SKUID] = 4,         [NF_META_SKGID] = 4,
	[NF_META_NFTRACE] = 1,       [NF_META_RTCLASSID] = 4,
	[NF_META_SECMARK] = 4,       [NF_META_NFPROTO] = 1,
	[NF_META_L4PROTO] = 1,       [NF_META_BRI_IIFNAME] = 16,
	[NF_META_BRI_OIFNAME] = 16,  [NF_META_PKTTYPE] = 1,
	[NF_META_CPU] = 4,           [NF_META_IIFGROUP] = 4,
	[NF_META_OIFGROUP] = 4,      [NF_META_CGROUP] = 4,
	[NF_META_PRANDOM] = 4,       [NF_META_SECPATH] = 1,
	[NF_META_IIFKIND] = 16,      [NF_META_OIFKIND] = 16,
	[NF_META_BRI_IIFPVID] = 2,   [NF_META_BRI_IIFVPROTO] = 2,
	[NF_META_TIME_NS] = 8,       [NF_META_TIME_DAY] = 1,
	[NF_META_TIME_HOUR] = 4,     [NF_META_SDIF] = 4,
	[NF_META_SDIFNAME] = 16,     [NF_META_BRI_BROUTE] = 1,
	[NF_META_BRI_IIFHWADDR] = 6,
};

static const uint8_t ct_lens[N_NF_CTS] = {
	[NF_CT_STATE] = 4,     [NF_CT_DIRECTION] = 1,  [NF_CT_STATUS] = 4,
	[NF_CT_MARK] = 4,      [NF_CT_SECMARK] = 4,    [NF_CT_EXPIRATION] = 4,
	[NF_CT_HELPER] = 16,   [NF_CT_L3PROTOCOL] = 1, [NF_CT_PROTOCOL] = 1,
	[NF_CT_PROTO_SRC] = 2, [NF_CT_PROTO_DST] = 2,  [NF_CT_LABELS] = 16,
	[NF_CT_PKTS] = 8,      [NF_CT_BYTES] = 8,      [NF_CT_AVGPKT] = 8,
	[NF_CT_ZONE] = 2,      [NF_CT_EVENTMASK] = 4,  [NF_CT_SRC_IP] = 4,
	[NF_CT_DST_IP] = 4,    [NF_CT_SRC_IP6] = 16,   [NF_CT_DST_IP6] = 16,
	[NF_CT_ID] = 4,
};

static const uint8_t fib_lens[] = {
	[NF_FIB_OIF] = 4,
	[NF_FIB_OIFNAME] = 16,
	[NF_FIB_ADDRTYPE] = 4,
};

static const uint8_t rt_lens[] = {
	[NF_RT_CLASSID] = 4, [NF_RT_NEXTHOP4] = 4, [NF_RT_NEXTHOP6] = 16,
	[NF_RT_TCPMSS] = 2,  [NF_RT_XFRM] = 1,
};

static const uint8_t socket_lens[] = {
	[NF_SOCKET_TRANSPARENT] = 1,
	[NF_SOCKET_MARK] = 4,
	[NF_SOCKET_WILDCARD] = 1,
	[NF_SOCKET_CGROUPV2] = 8,
};

/* NFT_TUNNEL_PATH, _ID. */
static const uint8_t tunnel_lens[] = { 1, 4 };
/* NFT_XFRM_KEY_DADDR_IP4 and on: daddr, saddr, reqid, spi. */
static const uint8_t xfrm_lens[] = { 0, 4, 16, 4, 16, 4, 4 };

#define LOOK_UP(lens, key) ((key) < sizeof(lens) ? (lens)[key] : 0)

enum {
	OSF_LEN = 16, /* NFT_OSF_MAXGENRELEN */
	NUMBER_LEN = 4,
};

size_t rules_meta_len(uint32_t key)
{
	return LOOK_UP(meta_lens, key);
}

size_t rules_ct_len(uint32_t key, uint32_t family)
{
	if (key == NF_CT_SRC || key == NF_CT_DST)
		return family == NF_FAMILY_IP ? 4 : 16;
	return LOOK_UP(ct_lens, key);
}

size_t rules_load_len(const struct nf_expr *expr)
{
	if (expr->kind == EXPR_FIB)
		return LOOK_UP(fib_lens, expr->fib.result);
	if (expr->kind == EXPR_RT)
		return LOOK_UP(rt_lens, expr->load.key);
	if (expr->kind == EXPR_SOCKET)
		return LOOK_UP(socket_lens, expr->load.key);
	if (expr->kind == EXPR_TUNNEL)
		return LOOK_UP(tunnel_lens, expr->load.key);
	if (expr->kind == EXPR_XFRM)
		return LOOK_UP(xfrm_lens, expr->load.key);
	return expr->kind == EXPR_OSF ? OSF_LEN : 0;
}

static bool written(uint8_t from, size_t bytes, uint8_t *reg, size_t *len)
{
	if (from >= NF_REGS || bytes == 0)
		return false;
	*reg = from;
	*len = bytes;
	return true;
}

/* The kinds that are not here write no register. */
static bool written_by_load(const struct nf_expr *expr, uint8_t *reg,
			    size_t *len)
{
	if (expr->kind == EXPR_FIB)
		return written(expr->fib.dreg, rules_load_len(expr), reg, len);
	if (expr->kind == EXPR_OSF)
		return written(expr->osf.dreg, OSF_LEN, reg, len);
	if (expr->kind == EXPR_NUMGEN)
		return written(expr->numgen.dreg, NUMBER_LEN, reg, len);
	if (expr->kind == EXPR_HASH)
		return written(expr->hash.dreg, NUMBER_LEN, reg, len);
	if (rules_load_len(expr))
		return written(expr->load.dreg, rules_load_len(expr), reg, len);
	return false;
}

bool rules_written(const struct nf_expr *expr, uint32_t family, uint8_t *reg,
		   size_t *len)
{
	if (expr->kind == EXPR_INNER)
		expr = expr->inner.expr;
	if (expr->kind == EXPR_IMMEDIATE)
		return written(expr->immediate.dreg, expr->immediate.data.len,
			       reg, len);
	if (expr->kind == EXPR_BITWISE)
		return written(expr->bitwise.dreg, expr->bitwise.len, reg, len);
	if (expr->kind == EXPR_BYTEORDER)
		return written(expr->byteorder.dreg, expr->byteorder.len, reg,
			       len);
	if (expr->kind == EXPR_LOOKUP)
		return written(expr->lookup.dreg, expr->lookup.set->data_len,
			       reg, len);
	if (expr->kind == EXPR_PAYLOAD)
		return written(expr->payload.reg, expr->payload.len, reg, len);
	if (expr->kind == EXPR_EXTHDR)
		return written(expr->exthdr.reg, expr->exthdr.len, reg, len);
	if (expr->kind == EXPR_META)
		return written(expr->meta.reg, rules_meta_len(expr->meta.key),
			       reg, len);
	if (expr->kind == EXPR_CT)
		return written(expr->ct.reg, rules_ct_len(expr->ct.key, family),
			       reg, len);
	return written_by_load(expr, reg, len);
}
