/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * write_header.c -- what a write into a header changes
 *
 * After nft_payload_set_eval(), net/netfilter/nft_payload.c, Linux 6.18. Bytes
 * that say what lies where, and bytes behind a header that belong to the next
 * one, change what all of that is: it is anything then.
 */
#include "proof/lift/load.h"
#include "proof/lift/rule.h"

enum {
	CSUM_SCTP = 2, /* NFT_PAYLOAD_CSUM_SCTP */
	SCTP_HEADER = 12,
	TCP_END = 18, /* of the checksum, in bytes */
	UDPLITE_END = 8,
	ICMPV6_END = 4,
	TCP = 6,
	ICMPV6 = 58,
	UDPLITE = 136,
	OFFSET_MASK = 0x1fff, /* of IPv4's fragments, in eight bytes */
	ETHERNET = 14,
};

static bool is_bit_of(struct bit bit, unsigned level, unsigned place)
{
	return bit.kind == BIT_DIGIT && bit.level == level && bit.at == place;
}

/* One byte of a header; bits NULL: anything. What shares its digit stays. */
static uint32_t write_byte(struct lift *lift, uint32_t effect,
			   const struct header_byte *byte,
			   const struct bit *bits)
{
	struct lift_effect old = lift->effects.at[effect];
	struct effect_entry entry = { .level = (uint16_t)byte->level,
				      .mask = DIGIT_MAX,
				      .from = DIAGRAM_LEVELS };
	uint16_t place;
	unsigned at;

	for (size_t i = 0; i < old.n; i++)
		if (old.at[i].level == byte->level)
			entry = old.at[i];
	if (entry.from != DIAGRAM_LEVELS)
		return effect; /* anything already */
	for (unsigned i = 0; i < 8; i++) {
		at = 7 - i + byte->shift;
		place = (uint16_t)(1U << at);
		if (!bits || !(bit_is_const(bits[i]) ||
			       is_bit_of(bits[i], byte->level, at)))
			return effect_set(
				lift, effect,
				effect_anything_at(lift, byte->level));
		entry.mask &= (uint16_t)~place;
		entry.flip &= (uint16_t)~place;
		if (!bit_is_const(bits[i]))
			entry.mask |= place;
		if (bits[i].flip)
			entry.flip |= place;
	}
	return effect_set(lift, effect, entry);
}

static uint32_t write_bytes(struct lift *lift, uint32_t effect,
			    enum header header, unsigned offset, unsigned len,
			    const struct bit *bits)
{
	struct header_byte byte;

	for (unsigned i = 0; i < len; i++)
		if (space_header_byte(lift->space, header, offset + i, &byte))
			effect = write_byte(lift, effect, &byte,
					    bits ? bits + 8UL * i : NULL);
	return effect;
}

static enum header network_of(const struct lift *lift)
{
	return lift->family == NF_FAMILY_IP ? HEADER_IP4 : HEADER_IP6;
}

/* ------ what lies where ------ */

static uint32_t any_transport(struct lift *lift, uint32_t effect)
{
	static const enum variable transport[] = {
		VAR_SPORT,        VAR_DPORT,     VAR_TRANSPORT_4,
		VAR_TRANSPORT_12, VAR_TCP_FLAGS, VAR_TRANSPORT_14,
	};

	return effect_unknown(lift, effect, transport,
			      sizeof(transport) / sizeof(transport[0]));
}

static uint32_t any_place(struct lift *lift, uint32_t effect)
{
	static const enum variable place[] = { VAR_L4PROTO, VAR_TRANSPORT_LEN };

	return any_transport(lift, effect_unknown(lift, effect, place, 2));
}

static uint32_t any_network(struct lift *lift, uint32_t effect)
{
	enum header network = network_of(lift);
	unsigned len = network == HEADER_IP4 ? 20 : 40;

	return any_place(lift,
			 write_bytes(lift, effect, network, 0, len, NULL));
}

/* Whether the bits of a byte that are in the mask may change. */
static bool changes(const struct lift *lift, const struct nf_expr *expr,
		    const struct bit *bits, unsigned offset, uint8_t mask)
{
	const struct bit *of = bits + 8UL * (offset - expr->payload.offset);
	struct header_byte byte;

	if (offset < expr->payload.offset ||
	    offset >= (uint64_t)expr->payload.offset + expr->payload.len ||
	    !space_header_byte(lift->space, network_of(lift), offset, &byte))
		return false;
	for (unsigned i = 0; i < 8; i++)
		if ((mask >> (7 - i) & 1) &&
		    (of[i].flip ||
		     !is_bit_of(of[i], byte.level, 7 - i + byte.shift)))
			return true;
	return false;
}

/* The header's length, its fragment's place, what follows it; or bytes behind
 * it. */
static bool moves_transport(const struct lift *lift, const struct nf_expr *expr,
			    const struct bit *bits)
{
	uint64_t end = (uint64_t)expr->payload.offset + expr->payload.len;

	if (lift->family == NF_FAMILY_IP6)
		return end > 40 || changes(lift, expr, bits, 6, 0xff);
	return end > 20 || changes(lift, expr, bits, 0, 0x0f) ||
	       changes(lift, expr, bits, 6, 0x1f) ||
	       changes(lift, expr, bits, 7, 0xff) ||
	       changes(lift, expr, bits, 9, 0xff);
}

uint32_t effect_of_header(struct lift *lift, uint32_t effect,
			  const struct bit *bits, const struct nf_expr *expr)
{
	uint64_t end = (uint64_t)expr->payload.offset + expr->payload.len;
	enum header header = HEADER_TRANSPORT;

	switch (expr->payload.base) {
	case NF_PAYLOAD_LL:
		header = HEADER_LINK;
		if (end > ETHERNET)
			effect = any_network(lift, effect);
		break;
	case NF_PAYLOAD_NETWORK:
		header = network_of(lift);
		if (moves_transport(lift, expr, bits))
			effect = any_place(lift, effect);
		break;
	case NF_PAYLOAD_TRANSPORT:
		break;
	case NF_PAYLOAD_INNER: /* behind UDP's eight bytes, or TCP's any */
	case NF_PAYLOAD_TUNNEL:
		return any_transport(lift, effect);
	}
	return write_bytes(lift, effect, header, expr->payload.offset,
			   expr->payload.len, bits);
}

/* ------ checksums ------ */

static uint32_t is_protocol(struct lift *lift, unsigned number)
{
	return lift_in(lift,
		       space_numbers(lift->space, VAR_L4PROTO, number, number));
}

static uint32_t too_short(struct lift *lift, enum header header, unsigned end)
{
	return diagram_not(
		lift->all,
		lift_in(lift, space_readable(lift->space, header, end)));
}

/* The protocol's, which has a pseudo header in it: nft_payload_l4csum_offset().
 * UDP's is left where it cannot be read. */
static uint32_t lacks_pseudo(struct lift *lift)
{
	static const struct {
		uint8_t proto, end;
	} ends[] = { { TCP, TCP_END },
		     { UDPLITE, UDPLITE_END },
		     { ICMPV6, ICMPV6_END } };

	unsigned level = lift->space->levels[VAR_IP4_FRAGMENT];
	uint32_t lacks = DIAGRAM_FALSE, first;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		lacks = diagram_or(lift->all, lacks,
				   diagram_and(lift->all,
					       is_protocol(lift, ends[i].proto),
					       too_short(lift, HEADER_TRANSPORT,
							 ends[i].end)));
	if (lift->family == NF_FAMILY_IP6)
		return lacks;
	first = diagram_interval(lift->all, level, 0, 0, DIAGRAM_TRUE,
				 DIAGRAM_FALSE);
	return diagram_and(
		lift->all, lacks,
		diagram_bitwise(lift->all, first, level, OFFSET_MASK, 0));
}

uint32_t write_lacks_checksum(struct lift *lift, const struct nf_expr *expr)
{
	enum nf_payload_base base = expr->payload.base;
	uint64_t end = (uint64_t)expr->payload.csum_offset + 2;
	uint32_t lacks = DIAGRAM_FALSE;

	if (expr->payload.csum_flags)
		lacks = lacks_pseudo(lift);
	if (!expr->payload.csum_type)
		return lacks;
	if (expr->payload.csum_type == CSUM_SCTP && end < SCTP_HEADER)
		end = SCTP_HEADER;
	if (base == NF_PAYLOAD_NETWORK && end <= 20)
		return lacks;
	if ((base == NF_PAYLOAD_TRANSPORT || base == NF_PAYLOAD_LL) &&
	    end <= DIGIT_MAX)
		return diagram_or(lift->all, lacks,
				  too_short(lift,
					    base == NF_PAYLOAD_LL
						    ? HEADER_LINK
						    : HEADER_TRANSPORT,
					    (unsigned)end));
	return DIAGRAM_TRUE;
}

uint32_t effect_of_checksums(struct lift *lift, uint32_t effect,
			     const struct nf_expr *expr)
{
	static const enum variable behind_ports[] = { VAR_TRANSPORT_4,
						      VAR_TRANSPORT_14 };

	/* ICMPv6 has it where others have their port. */
	static const enum variable dport[] = { VAR_DPORT };
	enum header header = HEADER_TRANSPORT;

	if (!expr->payload.csum_type && !expr->payload.csum_flags)
		return effect;
	effect = effect_unknown(lift, effect, behind_ports, 2);
	if (expr->payload.csum_flags && lift->family == NF_FAMILY_IP6)
		effect = effect_unknown(lift, effect, dport, 1);
	if (expr->payload.base == NF_PAYLOAD_LL)
		header = HEADER_LINK;
	else if (expr->payload.base == NF_PAYLOAD_NETWORK)
		header = network_of(lift);
	return write_bytes(lift, effect, header, expr->payload.csum_offset, 2,
			   NULL);
}
