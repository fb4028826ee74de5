/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * write.c -- what a rule writes into the packet and its connection
 */
#include "base/must.h"
#include "proof/trace/run.h"

enum {
	CSUM_SCTP = 2, /* NFT_PAYLOAD_CSUM_SCTP */
	SCTP_HEADER = 12,
	ETHERNET = 14,
	OFFSET_MASK = 0x1fff, /* of IPv4's fragments, in eight bytes */
};

static uint16_t read_pair(const struct cell *high, const struct cell *low)
{
	return (uint16_t)(high->value << 8 | low->value);
}

/* A mark: 32 bits of the host's order. */
static void write_mark(struct running *r, enum variable variable, uint8_t reg)
{
	const struct cell *cells = cells_at(&r->regs, reg), *pair[2];
	unsigned level = r->space->levels[variable];

	for (size_t d = 0; d < 2; d++) {
		for (size_t i = 0; i < 2; i++)
			pair[i] = &cells[r->tracer->rules->little_endian
						 ? 3 - (2 * d + i)
						 : 2 * d + i];
		r->digits[level + d] = read_pair(pair[0], pair[1]);
		r->from[level + d] = 0;
		if (pair[0]->unknown || pair[1]->unknown)
			r->from[level + d] =
				run_source(r, "a mark that was written", true);
	}
}

/* One byte of a header; NULL: nobody knows which. What shares its digit
 * stays. */
static void write_byte(struct running *r, const struct header_byte *byte,
		       const struct cell *cell)
{
	uint16_t place = (uint16_t)(0xff << byte->shift);

	if (!cell || cell->unknown) {
		r->from[byte->level] =
			run_source(r, "a header that was written", true);
		return;
	}
	/* A digit of eight bits is known again, half of sixteen is not. */
	if (variable_info(byte->variable)->bits == 8)
		r->from[byte->level] = 0;
	r->digits[byte->level] =
		(uint16_t)((r->digits[byte->level] & (uint16_t)~place) |
			   cell->value << byte->shift);
}

static void write_header(struct running *r, enum header header, uint32_t offset,
			 uint32_t len, const struct cell *cells)
{
	struct header_byte byte;

	for (uint32_t i = 0; i < len; i++)
		if (space_header_byte(r->space, header, offset + i, &byte))
			write_byte(r, &byte, cells ? cells + i : NULL);
}

/* ------ checksums, as nft_payload_set_eval() has them ------ */

static uint64_t number_of(const struct running *r, enum variable variable)
{
	uint64_t number = 0;

	(void)run_number(r, variable, &number);
	return number;
}

/* Bytes of a transport header that its checksum needs, and has not; UDP's is
 * left where it cannot be read. */
static bool lacks_pseudo(const struct running *r)
{
	static const struct {
		uint8_t proto, end;
	} ends[] = { { 6, 18 }, { 136, 8 }, { 58, 4 } };

	if (r->family == NF_FAMILY_IP &&
	    (number_of(r, VAR_IP4_FRAGMENT) & OFFSET_MASK))
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (number_of(r, VAR_L4PROTO) == ends[i].proto)
			return number_of(r, VAR_TRANSPORT_LEN) < ends[i].end;
	return false;
}

static bool lacks_checksum(struct running *r, const struct nf_expr *expr)
{
	struct nf_expr sum = *expr;

	if (expr->payload.csum_flags && lacks_pseudo(r))
		return true;
	if (!expr->payload.csum_type)
		return false;
	sum.payload.offset = expr->payload.csum_offset;
	sum.payload.len = 2;
	if (expr->payload.csum_type == CSUM_SCTP) {
		sum.payload.offset = 0;
		sum.payload.len = SCTP_HEADER;
	}
	return !run_can_read(r, &sum);
}

static void forget_checksums(struct running *r, const struct nf_expr *expr,
			     enum header header)
{
	static const enum variable behind_ports[] = { VAR_TRANSPORT_4,
						      VAR_TRANSPORT_14 };

	/* ICMPv6 has it where others have their port. */
	static const enum variable dport[] = { VAR_DPORT };

	if (!expr->payload.csum_type && !expr->payload.csum_flags)
		return;
	run_forget(r, behind_ports, 2);
	if (expr->payload.csum_flags && r->family == NF_FAMILY_IP6)
		run_forget(r, dport, 1);
	if (header != HEADER_NONE)
		write_header(r, header, expr->payload.csum_offset, 2, NULL);
}

/* ------ headers ------ */

/* Whether a byte's bits of the mask may become others. */
static bool changes(struct running *r, const struct nf_expr *expr,
		    enum header header, uint32_t offset, uint8_t mask)
{
	uint32_t at = offset - expr->payload.offset;
	const struct cell *cell;
	struct header_byte byte;
	unsigned old;

	if (offset < expr->payload.offset || at >= expr->payload.len ||
	    !space_header_byte(r->space, header, offset, &byte))
		return false;
	cell = cells_at(&r->regs, expr->payload.reg) + at;
	old = (unsigned)r->digits[byte.level] >> byte.shift;
	return (cell->unknown & mask) || r->from[byte.level] ||
	       ((old ^ cell->value) & mask);
}

/* What says where the next header lies, or is a part of it. */
static bool moves(struct running *r, const struct nf_expr *expr,
		  enum header header)
{
	uint64_t end = (uint64_t)expr->payload.offset + expr->payload.len;

	switch (header) {
	case HEADER_LINK:
		return end > ETHERNET;
	case HEADER_IP4:
		return end > 20 || changes(r, expr, header, 0, 0x0f) ||
		       changes(r, expr, header, 6, 0x1f) ||
		       changes(r, expr, header, 7, 0xff) ||
		       changes(r, expr, header, 9, 0xff);
	case HEADER_IP6:
		return end > 40 || changes(r, expr, header, 6, 0xff);
	case HEADER_TRANSPORT:
	case HEADER_NONE:
		break;
	}
	return false;
}

static void forget_transport(struct running *r)
{
	static const enum variable transport[] = {
		VAR_SPORT,        VAR_DPORT,     VAR_TRANSPORT_4,
		VAR_TRANSPORT_12, VAR_TCP_FLAGS, VAR_TRANSPORT_14,
	};

	run_forget(r, transport, sizeof(transport) / sizeof(transport[0]));
}

bool run_write_header(struct running *r, const struct nf_expr *expr)
{
	enum header header = run_header(r, expr->payload.base);
	bool lacks;

	if (!run_can_read(r, expr))
		return false;
	lacks = lacks_checksum(r, expr);
	forget_checksums(r, expr, header);
	if (lacks && !run_holds(r, run_text(r, expr), true))
		return false;
	if (moves(r, expr, header))
		r->run->lost = true; /* another packet from here on */
	if (header == HEADER_NONE)
		forget_transport(r);
	else
		write_header(r, header, expr->payload.offset, expr->payload.len,
			     cells_at(&r->regs, expr->payload.reg));
	return true;
}

static void write_ct(struct running *r, const struct nf_expr *expr)
{
	if (expr->ct.key != NF_CT_MARK || !run_has_connection(r))
		return;
	write_mark(r, VAR_CT_MARK, expr->ct.reg);
	r->run->marked = true;
}

void run_write(struct running *r, const struct nf_expr *expr)
{
	static const enum variable pkttype[] = { VAR_PKTTYPE };

	static const enum variable options[] = { VAR_TRANSPORT_14 };

	switch ((int)expr->kind) {
	case EXPR_META_SET:
		if (expr->meta.key == NF_META_MARK)
			write_mark(r, VAR_MARK, expr->meta.reg);
		else if (expr->meta.key == NF_META_PKTTYPE)
			run_forget(r, pkttype, 1);
		break;
	case EXPR_CT_SET:
		write_ct(r, expr);
		break;
	case EXPR_EXTHDR_SET:
		run_forget(r, options, 1);
		break;
	default:
		must(false);
	}
}
