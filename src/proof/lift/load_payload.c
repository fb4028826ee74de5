/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load_payload.c -- what a register holds of a header's bytes
 *
 * After net/netfilter/nft_payload.c and nf_tables_core.c, Linux 6.18.
 */
#include "proof/lift/load.h"

enum {
	OFFSET_MASK = 0x1fff,   /* of IPv4's fragments, in eight bytes */
	IP6_WITH_FRAGMENT = 48, /* bytes of both headers */
	IP6_FIRST = 0x6000,     /* what the first two bytes may be: version, */
	IP6_LAST = 0x6fff,      /* traffic class, flow label (RFC 8200 3) */
};

static void put_unread_byte(struct lift *lift, struct bit *bits,
			    const struct nf_expr *expr, uint64_t offset)
{
	char *text = arena_printf(&lift->arena, "payload base %d byte %ju",
				  (int)expr->payload.base, (uintmax_t)offset);
	size_t source = lift->payload_written || lift->exthdr_written
				? lift_drawn_source(lift, text)
				: lift_source(lift, text);

	for (unsigned i = 0; i < 8; i++)
		bits[i] = (struct bit){ .kind = BIT_SOURCE,
					.level = (uint16_t)source,
					.at = (uint16_t)i };
}

static enum header header_of(const struct lift *lift, enum nf_payload_base base)
{
	switch (base) {
	case NF_PAYLOAD_LL:
		return HEADER_LINK;
	case NF_PAYLOAD_NETWORK:
		return lift->family == NF_FAMILY_IP ? HEADER_IP4 : HEADER_IP6;
	case NF_PAYLOAD_TRANSPORT:
		return HEADER_TRANSPORT;
	case NF_PAYLOAD_INNER:
	case NF_PAYLOAD_TUNNEL:
		break;
	}
	return HEADER_NONE;
}

/* nft_payload_select_ops(): these are read as they lie there. */
static bool is_read_fast(const struct nf_expr *expr)
{
	uint32_t len = expr->payload.len;

	return (len == 1 || len == 2 || len == 4) &&
	       expr->payload.offset % len == 0;
}

static uint32_t is(struct lift *lift, enum variable variable, uint64_t number)
{
	return lift_in(lift,
		       space_numbers(lift->space, variable, number, number));
}

/*
 * Packets that are still in pieces where conntrack puts them together. It has
 * no connection for those. Of IPv4 it leaves what a program of the gateway's own
 * says so (IP_NODEFRAG), and what is untracked before (ipv4_conntrack_defrag);
 * of IPv6 that too, and what others send whose length is no multiple of 8
 * (nf_ct_frag6_gather) or whose first piece is too short for a header.
 */
static uint32_t left_in_pieces(struct lift *lift)
{
	bool is_ip4 = lift->family == NF_FAMILY_IP;
	bool own = lift->hook == NF_HOOK_OUTPUT ||
		   lift->hook == NF_HOOK_POSTROUTING;
	uint32_t result = is(lift, VAR_CT_STATE, STATE_INVALID);

	if (lift->in_pieces || !(is_ip4 ? lift->tracks_ip4 : lift->tracks_ip6))
		return DIAGRAM_TRUE;
	if (is_ip4)
		result = own ? diagram_and(lift->all, result,
					   is(lift, VAR_IIF, 0))
			     : DIAGRAM_FALSE;
	if (!lift->untracks || (is_ip4 && !lift->begins_in_pieces))
		return result;
	return diagram_or(lift->all, result,
			  is(lift, VAR_CT_STATE, STATE_UNTRACKED));
}

static uint32_t later_fragments(struct lift *lift)
{
	unsigned level = lift->space->levels[VAR_IP4_FRAGMENT];
	uint32_t later;

	later = diagram_and(lift->all, is(lift, VAR_TRANSPORT_LEN, 0),
			    left_in_pieces(lift));
	if (lift->family == NF_FAMILY_IP)
		return diagram_minus(
			lift->all, later,
			diagram_bitwise(lift->all,
					is(lift, VAR_IP4_FRAGMENT, 0), level,
					OFFSET_MASK, 0));
	/* Its transport is read from the version on: no type of ICMPv6. */
	later = diagram_and(lift->all, later,
			    lift_in(lift, space_numbers(lift->space, VAR_SPORT,
							IP6_FIRST, IP6_LAST)));
	return diagram_and(lift->all, later,
			   lift_atom(lift, "a later fragment of IPv6"));
}

/*
 * What is read fast is read of later fragments as well, whatever is there
 * (nft_payload_fast_eval): of IPv6 the packet from its own header on, for its
 * transport begins nowhere (ipv6_find_hdr leaves the offset 0). The variables
 * are what is read.
 */
static uint32_t of_fragments(struct lift *lift, const struct nf_expr *expr,
			     unsigned end)
{
	uint32_t later = later_fragments(lift);

	if (!is_read_fast(expr) || later == DIAGRAM_FALSE)
		return DIAGRAM_FALSE;
	if (lift->family == NF_FAMILY_IP6 && end <= IP6_WITH_FRAGMENT)
		return later;
	return diagram_and(
		lift->all, later,
		lift_atom(lift,
			  arena_printf(&lift->arena,
				       "a later fragment has %u bytes", end)));
}

uint32_t lift_load_payload(struct lift *lift, struct regs *regs,
			   const struct nf_expr *expr)
{
	enum header header = header_of(lift, expr->payload.base);
	struct bit *bits = regs_at(regs, expr->payload.reg);
	uint64_t end = (uint64_t)expr->payload.offset + expr->payload.len;
	struct header_byte byte;
	bool known = header != HEADER_NONE;

	for (uint32_t i = 0; i < expr->payload.len; i++) {
		if (header != HEADER_NONE &&
		    space_header_byte(lift->space, header,
				      expr->payload.offset + i, &byte)) {
			regs_put_digit_byte(bits + 8UL * i, byte.level,
					    byte.shift);
			continue;
		}
		known = false;
		put_unread_byte(lift, bits + 8UL * i, expr,
				(uint64_t)expr->payload.offset + i);
	}
	regs_pad(regs, expr->payload.reg, expr->payload.len);
	if (header == HEADER_TRANSPORT && end <= DIGIT_MAX)
		return diagram_or(
			lift->all, of_fragments(lift, expr, (unsigned)end),
			lift_in(lift, space_readable(lift->space, header,
						     (unsigned)end)));
	if (header == HEADER_LINK && end <= DIGIT_MAX)
		return lift_in(lift, space_readable(lift->space, header,
						    (unsigned)end));
	if (known)
		return DIAGRAM_TRUE;
	return lift_atom(lift,
			 arena_printf(&lift->arena,
				      "payload base %d reaches byte %ju",
				      (int)expr->payload.base, (uintmax_t)end));
}
