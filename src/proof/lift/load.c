/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load.c -- what a register holds after a load, and when a load fails
 *
 * After net/netfilter/nft_meta.c and nft_ct.c, Linux 6.18.
 */
#include "proof/lift/load.h"

#include "base/must.h"
#include "base/text.h"
#include "proof/rules/register.h"

uint32_t lift_in(struct lift *lift, struct diagram_range range)
{
	return diagram_range(lift->all, &range, DIAGRAM_TRUE, DIAGRAM_FALSE);
}

char *lift_text(struct lift *lift, const struct nf_expr *expr)
{
	char *hex = arena_alloc(&lift->arena, 2 * expr->raw.len + 1);

	text_hex(hex, expr->raw.at, expr->raw.len);
	return arena_printf(&lift->arena, "%s %s at hook %u", expr->name, hex,
			    lift->hook);
}

void regs_put_digit_byte(struct bit *bits, unsigned level, unsigned shift)
{
	for (unsigned i = 0; i < 8; i++)
		bits[i] = (struct bit){ .kind = BIT_DIGIT,
					.level = (uint16_t)level,
					.at = (uint16_t)(shift + 7 - i) };
}

/* The low `len` bytes of a number, in the host's order. */
static void put_number(struct lift *lift, struct regs *regs, uint8_t reg,
		       enum variable variable, size_t len)
{
	const struct variable_info *info = variable_info(variable);
	unsigned base = lift->space->levels[variable], width = info->bits / 8u;
	struct bit *bits = regs_at(regs, reg);
	size_t byte, to;

	for (size_t i = 0; i < len; i++) {
		byte = variable_len(variable) - len + i;
		to = lift->rules->little_endian ? len - 1 - i : i;
		regs_put_digit_byte(bits + to * 8,
				    base + (unsigned)(byte / width),
				    width == 2 && byte % 2 == 0 ? 8 : 0);
	}
	regs_pad(regs, reg, len);
}

void regs_put_iface(struct regs *regs, uint8_t reg, enum bit_kind kind,
		    unsigned level)
{
	size_t len = kind == BIT_NAME ? SPACE_NAME_LEN + 1 : 4;
	struct bit *bits = regs_at(regs, reg);

	must(reg * (size_t)REG_BITS + len * 8 <= REGS_BITS);
	for (size_t i = 0; i < len * 8; i++)
		bits[i] = (struct bit){ .kind = (uint8_t)kind,
					.level = (uint16_t)level,
					.at = (uint16_t)i };
}

/* A value of which nothing is known, and an atom for whether there is one. */
static uint32_t load_source(struct lift *lift, struct regs *regs,
			    const struct nf_expr *expr, bool drawn)
{
	const char *text = lift_text(lift, expr);
	uint8_t reg;
	size_t len;

	if (!rules_written(expr, lift->family, &reg, &len)) {
		regs_forget(lift, regs, text);
		return lift_drawn_atom(lift, text);
	}
	regs_put_source(regs, reg,
			drawn ? lift_drawn_source(lift, text)
			      : lift_source(lift, text),
			len);
	text = arena_printf(&lift->arena, "%s can be read", text);
	return drawn ? lift_drawn_atom(lift, text) : lift_atom(lift, text);
}

/* Both are the network's order. */
static void put_protocol(struct lift *lift, struct regs *regs, uint8_t reg)
{
	static const uint8_t ip4[] = { 0x08, 0x00 }, ip6[] = { 0x86, 0xdd };

	regs_put_bytes(regs, reg, lift->family == NF_FAMILY_IP ? ip4 : ip6, 2);
}

static uint32_t has_iface(struct lift *lift, enum variable variable)
{
	return lift_in(lift,
		       space_numbers(lift->space, variable, 1, DIGIT_MAX));
}

/*
 * Whatever its name says, the type of the device that the packet is at: before
 * it leaves that is the one it goes out by; what a program says has none before
 * (skb->dev, and ip_output, which sets it before its hook). Some of what the
 * kernel says itself has one all the same (ndisc_send_skb).
 */
static uint32_t load_iftype(struct lift *lift, struct regs *regs, uint8_t reg)
{
	bool out = lift->hook == NF_HOOK_OUTPUT ||
		   lift->hook == NF_HOOK_POSTROUTING;
	uint32_t needs = has_iface(lift, out ? VAR_OIF : VAR_IIF);

	put_number(lift, regs, reg, out ? VAR_OIFTYPE : VAR_IIFTYPE, 2);
	if (lift->hook == NF_HOOK_OUTPUT)
		needs = diagram_and(
			lift->all, needs,
			lift_drawn_atom(lift, "the kernel's own packet"));
	return needs;
}

static uint32_t load_meta(struct lift *lift, struct regs *regs,
			  const struct nf_expr *expr)
{
	const uint16_t *levels = lift->space->levels;
	uint8_t reg = expr->meta.reg;
	uint8_t family = (uint8_t)lift->family;
	uint32_t needs = DIAGRAM_TRUE;

	switch (expr->meta.key) {
	case NF_META_NFPROTO:
		regs_put_bytes(regs, reg, &family, 1);
		break;
	case NF_META_PROTOCOL:
		put_protocol(lift, regs, reg);
		break;
	case NF_META_L4PROTO:
		put_number(lift, regs, reg, VAR_L4PROTO, 1);
		needs = lift_in(
			lift, space_numbers(lift->space, VAR_L4PROTO, 0, 255));
		break;
	case NF_META_IIFNAME:
	case NF_META_OIFNAME:
		regs_put_iface(
			regs, reg, BIT_NAME,
			levels[expr->meta.key == NF_META_IIFNAME ? VAR_IIF
								 : VAR_OIF]);
		break;
	case NF_META_IIF:
	case NF_META_OIF:
		regs_put_iface(regs, reg, BIT_INDEX,
			       levels[expr->meta.key == NF_META_IIF ? VAR_IIF
								    : VAR_OIF]);
		break;
	case NF_META_MARK:
		put_number(lift, regs, reg, VAR_MARK, 4);
		break;
	case NF_META_LEN:
		put_number(lift, regs, reg, VAR_LENGTH, 4);
		break;
	case NF_META_PKTTYPE:
		put_number(lift, regs, reg, VAR_PKTTYPE, 1);
		break;
	case NF_META_IIFTYPE:
		needs = load_iftype(lift, regs, reg);
		break;
	case NF_META_OIFTYPE:
		put_number(lift, regs, reg, VAR_OIFTYPE, 2);
		needs = has_iface(lift, VAR_OIF);
		break;
	case NF_META_TIME_NS:
		put_number(lift, regs, reg, VAR_TIME, 8);
		break;
	case NF_META_TIME_DAY:
		put_number(lift, regs, reg, VAR_DAY, 1);
		break;
	case NF_META_TIME_HOUR:
		put_number(lift, regs, reg, VAR_HOUR, 4);
		break;
	case NF_META_PRANDOM:
	case NF_META_CPU:
		return load_source(lift, regs, expr, true);
	default:
		return load_source(
			lift, regs, expr,
			expr->meta.key >= 64 ||
				(lift->metas_written >> expr->meta.key & 1));
	}
	return needs;
}

static void put_state(struct lift *lift, struct regs *regs, uint8_t reg)
{
	static const uint8_t places[] = {
		[STATE_NEW] = 3,       [STATE_ESTABLISHED] = 1,
		[STATE_RELATED] = 2,   [STATE_INVALID] = 0,
		[STATE_UNTRACKED] = 6,
	};
	uint8_t zero[4] = { 0 };
	size_t byte = lift->rules->little_endian ? 0 : 3;

	regs_put_bytes(regs, reg, zero, sizeof(zero));
	for (size_t i = 0; i < sizeof(places); i++)
		regs_at(regs, reg)[byte * 8 + 7 - places[i]] = (struct bit){
			.kind = BIT_IS,
			.level = lift->space->levels[VAR_CT_STATE],
			.at = (uint16_t)i,
		};
}

/* An address of the connection's first packet; false: another thing. */
static bool put_ct_address(struct lift *lift, struct regs *regs,
			   const struct nf_expr *expr)
{
	bool source =
		expr->ct.key == NF_CT_SRC_IP || expr->ct.key == NF_CT_SRC_IP6;
	bool ip4 = expr->ct.key == NF_CT_SRC_IP || expr->ct.key == NF_CT_DST_IP;
	enum variable variable;
	unsigned level;

	if (expr->ct.direction != NF_CT_ORIGINAL)
		return false;
	if (ip4)
		variable = source ? VAR_CT_IP4_SADDR : VAR_CT_IP4_DADDR;
	else
		variable = source ? VAR_CT_IP6_SADDR : VAR_CT_IP6_DADDR;
	level = lift->space->levels[variable];
	for (size_t i = 0; i < variable_len(variable); i++)
		regs_put_digit_byte(regs_at(regs, expr->ct.reg) + 8 * i,
				    level + (unsigned)i / 2, i % 2 ? 0 : 8);
	return true;
}

static uint32_t load_ct(struct lift *lift, struct regs *regs,
			const struct nf_expr *expr)
{
	uint32_t needs = lift_in(lift, space_has_connection(lift->space));
	uint8_t family = (uint8_t)lift->family;
	bool ip4 = expr->ct.key == NF_CT_SRC_IP || expr->ct.key == NF_CT_DST_IP;

	/* There may be a zone's own (rule_write.c). */
	if (lift->early && lift->zones_written)
		return load_source(lift, regs, expr, true);
	switch (expr->ct.key) {
	case NF_CT_STATE:
		put_state(lift, regs, expr->ct.reg);
		return DIAGRAM_TRUE;
	case NF_CT_DIRECTION:
		put_number(lift, regs, expr->ct.reg, VAR_CT_DIRECTION, 1);
		return needs;
	case NF_CT_STATUS:
		put_number(lift, regs, expr->ct.reg, VAR_CT_STATUS, 4);
		return needs;
	case NF_CT_MARK:
		put_number(lift, regs, expr->ct.reg, VAR_CT_MARK, 4);
		return needs;
	case NF_CT_L3PROTOCOL:
		regs_put_bytes(regs, expr->ct.reg, &family, 1);
		return needs;
	case NF_CT_SRC_IP:
	case NF_CT_DST_IP:
	case NF_CT_SRC_IP6:
	case NF_CT_DST_IP6:
		if (ip4 != (lift->family == NF_FAMILY_IP))
			return DIAGRAM_FALSE; /* of the other family */
		if (put_ct_address(lift, regs, expr))
			return needs;
		break;
	default:
		break;
	}
	return diagram_and(
		lift->all, needs,
		load_source(lift, regs, expr,
			    expr->ct.key == NF_CT_PKTS ||
				    expr->ct.key == NF_CT_BYTES ||
				    expr->ct.key == NF_CT_AVGPKT ||
				    expr->ct.key >= 64 ||
				    (lift->cts_written >> expr->ct.key & 1)));
}

uint32_t lift_load(struct lift *lift, struct regs *regs,
		   const struct nf_expr *expr)
{
	bool drawn = false;

	switch ((int)expr->kind) {
	case EXPR_PAYLOAD:
		return lift_load_payload(lift, regs, expr);
	case EXPR_META:
		return load_meta(lift, regs, expr);
	case EXPR_CT:
		return load_ct(lift, regs, expr);
	case EXPR_NUMGEN:
		drawn = true;
		break;
	case EXPR_EXTHDR:
	case EXPR_OSF:
	case EXPR_SOCKET:
		drawn = lift->exthdr_written || lift->payload_written;
		break;
	case EXPR_FIB:
	case EXPR_RT:
		drawn = (lift->metas_written >> NF_META_MARK & 1) ||
			lift->payload_written;
		break;
	case EXPR_HASH: /* of registers: what they hold is not in its text */
		drawn = true;
		break;
	default:
		break;
	}
	return load_source(lift, regs, expr, drawn);
}
