/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bit.h -- registers that know where each of their bits comes from
 *
 * Bits are numbered as they lie in memory: 0 is the first byte's most
 * significant. So masks, shifts, merges and changes of byte order are exact,
 * whatever they do; only two variable bits that are combined become unknown.
 */
#pragma once

#include "proof/lift/lift.h"

enum bit_kind {
	BIT_CONST,  /* `flip` is it */
	BIT_DIGIT,  /* bit `at` of the digit on `level`, 0 the least */
	BIT_IS,     /* whether that digit is `at` */
	BIT_NAME,   /* bit `at` of the name of that digit's interface */
	BIT_INDEX,  /* bit `at` of the index of that digit's interface */
	BIT_SOURCE, /* bit `at` of source `level`, about which nothing is known
		     */
};

struct bit {
	uint8_t kind;
	bool flip;
	uint16_t level, at;
};

enum {
	REG_BITS = 32,
	REGS_BITS = NF_REGS * REG_BITS,
};

struct regs {
	struct bit at[REGS_BITS];
};

void regs_init(struct regs *regs);
struct bit bit_const(bool value);
bool bit_is_const(struct bit bit);

/* The bits of a register, from its first on. */
struct bit *regs_at(struct regs *regs, uint8_t reg);
void regs_put_bytes(struct regs *regs, uint8_t reg, const uint8_t *bytes,
		    size_t len);
/* The rest of the register behind `len` bytes is zero. */
void regs_pad(struct regs *regs, uint8_t reg, size_t len);
/* The source's first `len` bytes, and zeros behind them. */
void regs_put_source(struct regs *regs, uint8_t reg, size_t source, size_t len);
/* All registers. */
void regs_forget(struct lift *lift, struct regs *regs, const char *text);

/* A source: of this text, or one of its own. */
size_t lift_source(struct lift *lift, const char *text);
size_t lift_drawn_source(struct lift *lift, const char *text);

void regs_bitwise(struct lift *lift, struct regs *regs,
		  const struct nf_expr *expr);
void regs_byteorder(struct regs *regs, const struct nf_expr *expr,
		    bool little_endian);
