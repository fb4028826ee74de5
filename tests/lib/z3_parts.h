/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * z3_parts.h -- a run of rules on formulas; for z3_*.c alone
 */
#pragma once

#include "z3_rules.h"

enum {
	Z3_REG_BYTES = NF_REGS * NF_REG_LEN,
};

/* Bytes are bit-vectors of eight. What rules write, changes. */
struct z3_run {
	struct z3_packet *packet;
	Z3_context z3;
	bool ip6;
	Z3_ast network[40], transport[24], link[14];
	Z3_ast mark[4], ct_mark[4]; /* in the host's order */
	Z3_ast state;               /* the digit of VAR_CT_STATE */
	Z3_ast regs[Z3_REG_BYTES];
	Z3_ast accepted, dropped; /* so far */
};

Z3_ast z3_true(Z3_context z3);
Z3_ast z3_false(Z3_context z3);
Z3_ast z3_and(Z3_context z3, Z3_ast a, Z3_ast b);
Z3_ast z3_or(Z3_context z3, Z3_ast a, Z3_ast b);
Z3_ast z3_not(Z3_context z3, Z3_ast a);
Z3_ast z3_byte(Z3_context z3, unsigned value);
Z3_ast z3_level(struct z3_packet *packet, unsigned level);
/* The digit of a variable, from 0, is that. */
Z3_ast z3_is(struct z3_packet *packet, enum variable variable, unsigned digit,
	     unsigned value);
/* Byte i of a variable's value, as on the wire. */
Z3_ast z3_variable_byte(struct z3_packet *packet, enum variable variable,
			size_t i);
/* Bytes as one number, the first the most significant. */
Z3_ast z3_number(Z3_context z3, const Z3_ast *bytes, size_t n);
Z3_ast z3_constant(Z3_context z3, const uint8_t *bytes, size_t n);
/* first <= bytes <= last, as memcmp does. */
Z3_ast z3_between(Z3_context z3, const Z3_ast *bytes, const uint8_t *first,
		  const uint8_t *last, size_t n);

/* z3_load.c: false of `*ok`: the load breaks. */
void z3_load(struct z3_run *run, const struct nf_expr *expr, Z3_ast *ok);
Z3_ast z3_has_connection(struct z3_run *run);
/* z3_set.c: where the key is that element of the set's. `n` elements. */
void z3_members(struct z3_run *run, const struct nf_set *set, const Z3_ast *key,
		Z3_ast *hits);
