/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine_reg.c -- the machine's registers: bytes, and what is computed in them
 */
#include <string.h>

#include "base/must.h"

#include "machine_parts.h"

uint8_t *machine_reg(struct machine_regs *regs, uint8_t number)
{
	must(number < NF_REGS);
	return regs->at + (size_t)number * NF_REG_LEN;
}

void machine_put(struct machine_regs *regs, uint8_t number, const void *bytes,
		 size_t len)
{
	memset(machine_reg(regs, number), 0, (len + 3) / 4 * 4);
	memcpy(machine_reg(regs, number), bytes, len);
}

bool machine_put_host(const struct machine *machine, struct machine_regs *regs,
		      uint8_t number, uint64_t value, size_t len)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < len; i++)
		bytes[machine->rules->little_endian ? i : len - 1 - i] =
			(uint8_t)(value >> 8 * i);
	machine_put(regs, number, bytes, len);
	return true;
}

uint32_t machine_word(const struct machine *machine, const uint8_t *at)
{
	uint32_t value = 0;

	for (size_t i = 0; i < 4; i++)
		value = value << 8 |
			at[machine->rules->little_endian ? 3 - i : i];
	return value;
}

static void do_shift(const struct machine *machine, struct machine_regs *regs,
		     const struct nf_expr *expr)
{
	size_t n = (expr->bitwise.len + 3) / 4;
	const uint8_t *from = machine_reg(regs, expr->bitwise.sreg);
	uint32_t words[NF_REGS] = { 0 }, shifted[NF_REGS] = { 0 };
	uint32_t by = expr->bitwise.shift;

	for (size_t i = 0; i < n; i++)
		words[i] = machine_word(machine, from + 4 * i);
	for (size_t i = 0; i < n; i++) {
		if (expr->bitwise.op == NF_BITWISE_LSHIFT)
			shifted[i] =
				words[i] << by |
				(by && i + 1 < n ? words[i + 1] >> (32 - by)
						 : 0);
		else
			shifted[i] = words[i] >> by |
				     (by && i ? words[i - 1] << (32 - by) : 0);
	}
	for (size_t i = 0; i < n; i++)
		machine_put_host(machine, regs,
				 (uint8_t)(expr->bitwise.dreg + i), shifted[i],
				 4);
}

void machine_bitwise(const struct machine *machine, struct machine_regs *regs,
		     const struct nf_expr *expr)
{
	uint8_t bytes[MACHINE_REGS_LEN] = { 0 };
	const uint8_t *from = machine_reg(regs, expr->bitwise.sreg);
	uint8_t with, flip;

	if (expr->bitwise.op == NF_BITWISE_LSHIFT ||
	    expr->bitwise.op == NF_BITWISE_RSHIFT) {
		do_shift(machine, regs, expr);
		return;
	}
	for (size_t i = 0; i < expr->bitwise.len; i++) {
		with = flip = 0;
		if (expr->bitwise.op == NF_BITWISE_MASK_XOR) {
			with = expr->bitwise.mask.at[i];
			flip = expr->bitwise.xor.at[i];
		} else if (expr->bitwise.sreg2 != NF_REG_NONE) {
			with = machine_reg(regs, expr->bitwise.sreg2)[i];
		} else {
			with = expr->bitwise.data.at[i];
		}
		if (expr->bitwise.op == NF_BITWISE_OR)
			bytes[i] = from[i] | with;
		else if (expr->bitwise.op == NF_BITWISE_XOR)
			bytes[i] = from[i] ^ with;
		else
			bytes[i] = (from[i] & with) ^ flip;
	}
	machine_put(regs, expr->bitwise.dreg, bytes, expr->bitwise.len);
}

void machine_byteorder(const struct machine *machine, struct machine_regs *regs,
		       const struct nf_expr *expr)
{
	size_t size = expr->byteorder.size;
	uint8_t bytes[MACHINE_REGS_LEN];

	memcpy(bytes, machine_reg(regs, expr->byteorder.sreg),
	       expr->byteorder.len);
	for (size_t i = 0; i < expr->byteorder.len; i++)
		machine_reg(regs, expr->byteorder.dreg)[i] =
			bytes[machine->rules->little_endian
				      ? i / size * size + size - 1 - i % size
				      : i];
}
