/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * write.c -- what a rule writes into the packet and its connection
 */
#include <string.h>

#include "base/must.h"
#include "proof/trace/run.h"

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

/* Checksums follow, wherever the kernel finds them. */
static void write_payload(struct running *r, const struct nf_expr *expr)
{
	static const enum variable behind_ports[] = { VAR_TRANSPORT_4,
						      VAR_TRANSPORT_14 };
	enum header header = run_header(r, expr->payload.base);

	if (header == HEADER_NONE)
		return;
	if (expr->payload.csum_type || expr->payload.csum_flags) {
		run_forget(r, behind_ports, 2);
		write_header(r, header, expr->payload.csum_offset, 2, NULL);
	}
	write_header(r, header, expr->payload.offset, expr->payload.len,
		     cells_at(&r->regs, expr->payload.reg));
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
	case EXPR_PAYLOAD_SET:
		write_payload(r, expr);
		break;
	case EXPR_EXTHDR_SET:
		run_forget(r, options, 1);
		break;
	default:
		must(false);
	}
}
