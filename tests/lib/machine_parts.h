/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * machine_parts.h -- what the machine is made of: registers, loads, lookups
 *
 * Only for machine*.c. A bool says whether the rule goes on.
 */
#pragma once

#include "machine.h"

enum {
	MACHINE_REGS_LEN = NF_REGS * NF_REG_LEN,
};

struct machine_regs {
	uint8_t at[MACHINE_REGS_LEN];
};

/* machine_reg.c */
uint8_t *machine_reg(struct machine_regs *regs, uint8_t number);
/* The last word is filled up with zeros. */
void machine_put(struct machine_regs *regs, uint8_t number, const void *bytes,
		 size_t len);
/* A number of `len` bytes, in the machine's own order; always true. */
bool machine_put_host(const struct machine *machine, struct machine_regs *regs,
		      uint8_t number, uint64_t value, size_t len);
/* The number that lies in four bytes, in the machine's own order. */
uint32_t machine_word(const struct machine *machine, const uint8_t *at);
void machine_bitwise(const struct machine *machine, struct machine_regs *regs,
		     const struct nf_expr *expr);
void machine_byteorder(const struct machine *machine, struct machine_regs *regs,
		       const struct nf_expr *expr);

/* machine_load.c */
bool machine_payload(const struct machine *machine, struct machine_regs *regs,
		     const struct nf_expr *expr);
bool machine_meta(const struct machine *machine, struct machine_regs *regs,
		  const struct nf_expr *expr);
bool machine_ct(const struct machine *machine, struct machine_regs *regs,
		const struct nf_expr *expr);

/* machine_set.c: a map's data go into its register, a verdict into `verdict`. */
bool machine_lookup(struct machine_regs *regs, const struct nf_expr *expr,
		    struct nf_verdict *verdict);
/* The element that a key hits, or NULL. */
const struct nf_element *machine_find(const struct nf_set *set,
				      const uint8_t *key);

/* machine_guess.c. Without guesses, they end the test. */
bool machine_guess_expr(struct machine *machine, struct machine_regs *regs,
			const struct nf_expr *expr, struct nf_verdict *verdict);
bool machine_guess_load(const struct machine *machine,
			struct machine_regs *regs, const struct nf_expr *expr);
bool machine_guess_payload(const struct machine *machine,
			   struct machine_regs *regs,
			   const struct nf_expr *expr);
/* A lookup in a set that rules change, or whose elements let pass or not. */
bool machine_guess_lookup(struct machine *machine, struct machine_regs *regs,
			  const struct nf_expr *expr,
			  struct nf_verdict *verdict);
/* What was answered of headers is old. */
void machine_guess_forget_headers(struct machine *machine,
				  const struct nf_expr *written);
/* machine_guess_write.c: a header's bytes are written; its checksums follow. */
bool machine_guess_write(struct machine *machine, struct machine_regs *regs,
			 const struct nf_expr *expr);
/* Whether a base chain sees the packet, and how its connection looks there. */
bool machine_guess_enter(struct machine *machine, const struct nf_chain *base,
			 struct machine *before);
void machine_guess_leave(struct machine *machine, const struct machine *before);
