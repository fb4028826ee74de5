/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rule.h -- one rule as a diagram
 *
 * Its leaves are outcomes (effect.h). A rule that does not match, or ends
 * without a verdict, says OUTCOME_NEXT: nothing, or what it wrote before.
 */
#pragma once

#include "proof/lift/bit.h"
#include "proof/lift/effect.h"

/* Whoever knows the chains. */
struct lift_calls {
	void *state;
	/* What a jump does, as outcomes: RETURN of the chain is NEXT. */
	uint32_t (*jump)(void *state, const struct nf_chain *chain);
	/* The number of OUTCOME_GOTO. */
	uint32_t (*number)(void *state, const struct nf_chain *chain);
};

uint32_t lift_rule(struct lift *lift, const struct nf_rule *rule,
		   const struct lift_calls *calls);

/* An effect on a level that nobody knows, each time anew. */
uint32_t effect_unknown(struct lift *lift, uint32_t effect,
			const enum variable *variables, size_t n);
/* The same of one level. */
struct effect_entry effect_anything_at(struct lift *lift, unsigned level);
/* Every variable that something unknown may write. */
uint32_t effect_anything(struct lift *lift, uint32_t effect);
/* Accept, drop, return, go on: with whatever effect. */
uint32_t outcome_anything(struct lift *lift, uint32_t effect);
uint32_t outcome_of_queue(struct lift *lift, uint32_t effect);

/* rule_nat.c: what a translation writes, where the hook translates. */
uint32_t outcome_of_nat(struct lift *lift, uint32_t effect, struct regs *regs,
			const struct nf_expr *expr);
/* A level that holds what a translated one does where nobody knows it: once on
 * a packet's way. */
struct effect_entry translated_anyhow(struct lift *lift, unsigned level);

/* write.c: a digit whose bits (15 first) are these afterwards. */
struct effect_entry effect_digit(struct lift *lift, unsigned level,
				 const struct bit *bits);
/* write.c: the effect of a write, in terms of the packet before the rule;
 * `effect` is what the rule wrote so far. */
uint32_t effect_of_write(struct lift *lift, uint32_t effect, struct regs *regs,
			 const struct nf_expr *expr);
uint32_t effect_set(struct lift *lift, uint32_t effect,
		    struct effect_entry entry);
/* write_header.c: the bytes of a payload write; and before them the checksums
 * that follow. */
uint32_t effect_of_header(struct lift *lift, uint32_t effect,
			  const struct bit *bits, const struct nf_expr *expr);
uint32_t effect_of_checksums(struct lift *lift, uint32_t effect,
			     const struct nf_expr *expr);
/* TRUE of packets that are too short for the checksums that follow: of them it
 * is open whether anything is written and the rule goes on. */
uint32_t write_lacks_checksum(struct lift *lift, const struct nf_expr *expr);
/* What was loaded, where the rule wrote before it loaded. */
void effect_on_bits(struct lift *lift, uint32_t effect, struct bit *bits,
		    size_t n);
