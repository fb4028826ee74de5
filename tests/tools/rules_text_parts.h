/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules_text_parts.h -- what the files that print rules share
 */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "proof/rules/expr.h"

/* The kernel's number of a register, as it writes it. */
unsigned int rules_text_reg(uint8_t reg);

void rules_text_do_payload(const struct nf_expr *expr, FILE *out);
void rules_text_do_exthdr(const struct nf_expr *expr, FILE *out);
void rules_text_do_ct(const struct nf_expr *expr, FILE *out);
void rules_text_do_meta(const struct nf_expr *expr, FILE *out);
void rules_text_do_fib(const struct nf_expr *expr, FILE *out);
void rules_text_do_load(const struct nf_expr *expr, FILE *out);
void rules_text_do_hash(const struct nf_expr *expr, FILE *out);
void rules_text_do_numgen(const struct nf_expr *expr, FILE *out);
void rules_text_do_log(const struct nf_expr *expr, FILE *out);
void rules_text_do_limit(const struct nf_expr *expr, FILE *out);
void rules_text_do_nat(const struct nf_expr *expr, FILE *out);
void rules_text_do_queue(const struct nf_expr *expr, FILE *out);
void rules_text_do_send(const struct nf_expr *expr, FILE *out);
