/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * load.h -- what a register holds after a load, and when a load fails
 */
#pragma once

#include "proof/lift/bit.h"

/* payload, meta, ct, and whatever else yields a value. Returns when it does:
 * a packet for which it does not breaks the rule. */
uint32_t lift_load(struct lift *lift, struct regs *regs,
		   const struct nf_expr *expr);
/* load_payload.c: the same of a payload. */
uint32_t lift_load_payload(struct lift *lift, struct regs *regs,
			   const struct nf_expr *expr);
/* Eight bits of a digit, from bit `shift` on. */
void regs_put_digit_byte(struct bit *bits, unsigned level, unsigned shift);
/* A name or an index of VAR_IIF or VAR_OIF. */
void regs_put_iface(struct regs *regs, uint8_t reg, enum bit_kind kind,
		    unsigned level);
/* What a thing that is not modelled is called: its name, bytes and hook. */
char *lift_text(struct lift *lift, const struct nf_expr *expr);
uint32_t lift_in(struct lift *lift, struct diagram_range range);
